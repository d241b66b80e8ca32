/** The instructions around a byte: from the beginning of its function where a symbol tells it. Pure but for what it asks. */
import type { Failure, Outcome } from '@contract/calls.ts';
import { permissionBits, type Capture } from '@contract/capture.ts';
import { codeLimit, memoryPageStates, type Instruction, type MemoryBytes } from '@contract/inside.ts';
import { regionView, rowAt } from '@contract/rows.ts';
import { asPageNumber, pageBytes, type PageNumber } from '@contract/units.ts';
import type { ProcessStore } from './processStore.svelte.ts';

/** Instructions shown before and from the byte. */
const before = 8;
const behind = 12;
/** The longest instruction of x86 has 15 bytes. */
const longestInstruction = 15;

export interface NearCode {
  readonly instructions: readonly Instruction[];
  /** What there is to say of the list: what it leaves out. */
  readonly note?: string;
  readonly by: string;
}

type Asked = Pick<ProcessStore, 'inspect' | 'disassemble'>;

/** Whether a byte lies in memory that is executed. */
export function isCode(capture: Capture, at: PageNumber): boolean {
  const row = rowAt(capture.mappings, at);
  return row >= 0 && ((capture.mappings.perms[row] ?? 0) & permissionBits.execute) !== 0;
}

const failed = (message: string): Failure => ({ ok: false, code: 'failed', message });

/** Reads and takes apart what is around `at`. The person has agreed that memory is read. */
export async function nearCode(store: Asked, capture: Capture, at: PageNumber): Promise<Outcome<NearCode>> {
  const symbol = await store.inspect('symbols.at', { address: at });
  const known = symbol.ok && symbol.value ? symbol.value.start : undefined;
  const distance = known === undefined ? undefined : Math.round((at - known) * pageBytes);
  const near = distance !== undefined && distance <= codeLimit - behind * longestInstruction;
  // Instructions of arm64 begin at multiples of four.
  const step = capture.machine.architecture === 'aarch64' ? 4 : 1;
  const own = asPageNumber((Math.floor((at * pageBytes) / step) * step) / pageBytes);
  const start = near && known !== undefined ? known : own;
  const region = regionView(capture.regions, rowAt(capture.regions, at));
  const length = Math.min(
    Math.round((at - start) * pageBytes) + behind * longestInstruction,
    Math.round((region.end - start) * pageBytes),
  );
  const read = await store.inspect('memory.read', { start, length, consent: true });
  if (!read.ok) return read;
  const held = heldFrom(read.value, start, at);
  if (typeof held === 'string') return failed(held);
  const told = await store.disassemble(held);
  if (!told.ok) return told;
  const { instructions, by } = told.value;
  const here = instructions.findLastIndex((one) => one.start <= at);
  const list = instructions.slice(Math.max(0, here - before), here + behind);
  const inside = instructions[here] && Math.round((at - instructions[here].start) * pageBytes) !== 0;
  const notes = [
    ...(held.start === known ? [] : ['Where its function begins is not told: what is before the byte is left out.']),
    ...(inside ? ['The byte lies inside the marked instruction.'] : []),
  ];
  return { ok: true, value: { instructions: list, by, ...(notes.length > 0 ? { note: notes.join(' ') } : {}) } };
}

/** The bytes that were read, from `start` or from the byte itself where a page between is not in memory; why there are none. */
function heldFrom(
  { bytes, pages }: MemoryBytes,
  start: PageNumber,
  at: PageNumber,
): { readonly start: PageNumber; readonly code: Uint8Array } | string {
  const read = memoryPageStates.indexOf('read');
  const first = Math.floor(start);
  const own = Math.floor(at) - first;
  if (pages[own] !== read) return 'The page is not in memory: reading it would bring it in.';
  const gap = pages.subarray(0, own).some((state) => state !== read);
  const from = gap ? at : start;
  let end = own;
  while (end < pages.length && pages[end] === read) end++;
  const skip = Math.round((from - start) * pageBytes);
  const last = Math.min(bytes.length, Math.round((first + end - start) * pageBytes));
  return { start: from, code: bytes.slice(skip, last) };
}
