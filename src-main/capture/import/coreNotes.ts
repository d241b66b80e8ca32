/** The notes of a core file that tell of the process (include/uapi/linux/elf.h, include/linux/elfcore.h). */
import type { ThreadFacts } from '../../contract/capture.ts';
import { asAddress, pageNumberOf } from '../../contract/address.ts';
import { asPid, asTid } from '../../contract/units.ts';
import type { KnownFacts } from './foreign.ts';

/** NT_PRSTATUS, NT_PRPSINFO, NT_AUXV, NT_FILE. */
export const noteTypes = { status: 1, process: 3, auxv: 6, files: 0x4649_4c45 } as const;

/** One mapped file of NT_FILE. */
export interface CoreFile {
  readonly start: bigint;
  readonly end: bigint;
  /** In bytes. */
  readonly offset: bigint;
  /** Path, with the kernel's escape for newlines. */
  readonly name: Uint8Array;
}

const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes).replace(/\0.*$/s, '');

/**
 * Where pr_reg holds the stack pointer, by e_machine: x86-64's user_regs_struct has rsp as its 20th word, arm64's has
 * sp as its 32nd, i386's esp as its 16th, arm's r13 as its 14th. Words are as wide as the machine's.
 */
const stackPointerWord: Readonly<Record<'32' | '64', Readonly<Record<number, number>>>> = {
  32: { 3: 15, 40: 13 },
  64: { 62: 19, 183: 31 },
};
/** struct elf_prstatus and elf_prpsinfo, whose longs and user ids are shorter on 32-bit machines. */
const layouts = {
  32: { thread: 24, registers: 72, uid: 8, pid: 12, name: 28, arguments: 44, end: 124 },
  64: { thread: 32, registers: 112, uid: 16, pid: 24, name: 40, arguments: 56, end: 136 },
} as const;

/** An unsigned long. */
const longAt = (view: DataView, at: number, wide: boolean): bigint =>
  wide ? view.getBigUint64(at, true) : BigInt(view.getUint32(at, true));

/** One thread of NT_PRSTATUS: id and stack pointer. Its state is not told; the process had stopped. */
export function coreThread(bytes: Uint8Array, machine: number, wide: boolean): ThreadFacts | undefined {
  const layout = layouts[wide ? 64 : 32];
  if (bytes.length < layout.registers) return undefined;
  const view = viewOf(bytes);
  const tid = view.getInt32(layout.thread, true);
  if (tid < 1) return undefined;
  const word = stackPointerWord[wide ? 64 : 32][machine];
  const width = wide ? 8 : 4;
  const at = layout.registers + (word ?? 0) * width;
  const pointer = word !== undefined && at + width <= bytes.length ? longAt(view, at, wide) : 0n;
  return {
    tid: asTid(tid),
    name: '',
    state: '?',
    ...(pointer === 0n ? {} : { stackPointer: pageNumberOf(asAddress(pointer)) }),
  };
}

/** NT_PRPSINFO: state, user, ids, name and the first 79 bytes of the arguments. */
export function coreProcess(bytes: Uint8Array, wide: boolean): KnownFacts {
  const layout = layouts[wide ? 64 : 32];
  if (bytes.length < layout.end) return {};
  const view = viewOf(bytes);
  const pid = view.getInt32(layout.pid, true);
  const args = text(bytes.subarray(layout.arguments, layout.end)).trimEnd();
  return {
    state: String.fromCharCode(bytes[1] ?? 63),
    uid: wide ? view.getUint32(layout.uid, true) : view.getUint16(layout.uid, true),
    ...(pid > 0 ? { pid: asPid(pid) } : {}),
    ...(pid > 0 ? { ppid: asPid(Math.max(0, view.getInt32(layout.pid + 4, true))) } : {}),
    comm: text(bytes.subarray(layout.name, layout.name + 16)),
    ...(args === '' ? {} : { cmdline: [args] }),
  };
}

/** NT_FILE: count, page size, then (start, end, offset in pages) each, then the names. undefined when damaged. */
export function coreFile(bytes: Uint8Array, wide: boolean): CoreFile[] | undefined {
  const width = wide ? 8 : 4;
  if (bytes.length < 2 * width) return undefined;
  const view = viewOf(bytes);
  const count = Number(longAt(view, 0, wide));
  const pageSize = longAt(view, width, wide);
  if (count > (bytes.length - 2 * width) / (3 * width + 1) || pageSize > 1n << 32n) return undefined;
  const files: CoreFile[] = [];
  let nameAt = (2 + count * 3) * width;
  for (let index = 0; index < count; index++) {
    const at = (2 + index * 3) * width;
    const end = bytes.indexOf(0, nameAt);
    if (end < 0) break;
    files.push({
      start: longAt(view, at, wide),
      end: longAt(view, at + width, wide),
      offset: BigInt.asUintN(64, longAt(view, at + 2 * width, wide) * pageSize),
      name: escaped(bytes.subarray(nameAt, end)),
    });
    nameAt = end + 1;
  }
  return files.filter(({ start, end }) => end > start && ((start | end) & 0xfffn) === 0n);
}

/** A newline in a name as the kernel prints it in maps. */
function escaped(name: Uint8Array): Uint8Array {
  if (!name.includes(10)) return name;
  return Buffer.from(Buffer.from(name).toString('latin1').replaceAll('\n', '\\012'), 'latin1');
}
