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
 * sp as its 32nd. pr_reg itself begins at byte 112 of elf_prstatus on every 64-bit machine.
 */
const stackPointerWord: Readonly<Record<number, number>> = { 62: 19, 183: 31 };
const registersAt = 112;

/** One thread of NT_PRSTATUS: id and stack pointer. Its state is not told; the process had stopped. */
export function coreThread(bytes: Uint8Array, machine: number): ThreadFacts | undefined {
  if (bytes.length < registersAt) return undefined;
  const view = viewOf(bytes);
  const tid = view.getInt32(32, true);
  if (tid < 1) return undefined;
  const word = stackPointerWord[machine];
  const at = registersAt + (word ?? 0) * 8;
  const pointer = word !== undefined && at + 8 <= bytes.length ? view.getBigUint64(at, true) : 0n;
  return {
    tid: asTid(tid),
    name: '',
    state: '?',
    ...(pointer === 0n ? {} : { stackPointer: pageNumberOf(asAddress(pointer)) }),
  };
}

/** NT_PRPSINFO of a 64-bit process: state, user, ids, name and the first 79 bytes of the arguments. */
export function coreProcess(bytes: Uint8Array): KnownFacts {
  if (bytes.length < 136) return {};
  const view = viewOf(bytes);
  const pid = view.getInt32(24, true);
  const args = text(bytes.subarray(56, 136)).trimEnd();
  return {
    state: String.fromCharCode(bytes[1] ?? 63),
    uid: view.getUint32(16, true),
    ...(pid > 0 ? { pid: asPid(pid) } : {}),
    ...(pid > 0 ? { ppid: asPid(Math.max(0, view.getInt32(28, true))) } : {}),
    comm: text(bytes.subarray(40, 56)),
    ...(args === '' ? {} : { cmdline: [args] }),
  };
}

/** NT_FILE: count, page size, then (start, end, offset in pages) each, then the names. undefined when damaged. */
export function coreFile(bytes: Uint8Array): CoreFile[] | undefined {
  if (bytes.length < 16) return undefined;
  const view = viewOf(bytes);
  const count = Number(view.getBigUint64(0, true));
  const pageSize = view.getBigUint64(8, true);
  if (count > (bytes.length - 16) / 25 || pageSize > 1n << 32n) return undefined;
  const files: CoreFile[] = [];
  let nameAt = 16 + count * 24;
  for (let index = 0; index < count; index++) {
    const at = 16 + index * 24;
    const end = bytes.indexOf(0, nameAt);
    if (end < 0) break;
    files.push({
      start: view.getBigUint64(at, true),
      end: view.getBigUint64(at + 8, true),
      offset: BigInt.asUintN(64, view.getBigUint64(at + 16, true) * pageSize),
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
