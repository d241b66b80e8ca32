/** The bytes of a process that are present, chunk by chunk: what strings and searches go through. */
import { heldRuns } from '../../capture/heldRuns.ts';
import type { Failure } from '../../contract/calls.ts';
import { pageStateBits } from '../../contract/pages.ts';
import { mappingName, rowAt } from '../../contract/rows.ts';
import { asPageNumber, pageBytes } from '../../contract/units.ts';
import { chunkPages } from '../../procfs/pagemap.ts';
import { openPresentMemory } from '../presentMemory.ts';
import type { InspectTarget } from '../target.ts';

/** Bytes read at a time: under a millisecond, and small beside what is searched. */
const chunkBytes = 256 * 1024;
/** Pages whose states are asked for in one span: of a reservation of terabytes with a little in it, the lowest 64 GiB. */
const scanLimit = 2 ** 24;
/** Names of memory that the kernel lets nobody read. */
const kernelOnly = ['[vvar]', '[vvar_vclock]', '[vsyscall]'];

/** What was gone through. */
export interface Scanned {
  readonly bytesRead: number;
  readonly notes: readonly string[];
}

/** Takes one chunk at its address in bytes; true ends the scan. `follows`: it joins the chunk before without a gap. */
export type TakeChunk = (address: number, bytes: Uint8Array, follows: boolean) => boolean;

/** Everything that may hold pages, as spans. */
export function allSpans({ capture: { mappings } }: InspectTarget): Float64Array {
  const spans: number[] = [];
  for (let row = 0; row < mappings.length; row++) {
    if (!kernelOnly.includes(mappingName(mappings, row))) spans.push(mappings.start[row] ?? 0, mappings.end[row] ?? 0);
  }
  return Float64Array.from(spans);
}

/** Goes through the present pages of sorted spans. Pages that vanish or cannot be read are passed over and counted. */
export function* scanPresent(
  target: InspectTarget,
  spans: Float64Array,
  what: string,
  take: TakeChunk,
): Generator<number, Scanned | Failure> {
  const opened = openPresentMemory(target, what);
  if (!opened.ok) return opened;
  const memory = opened.value;
  const runs = heldRuns(target.capture, spans).filter(({ start }) => !kernelOnly.includes(nameAt(target, start)));
  const total = runs.reduce((sum, { start, end }) => sum + Math.min(scanLimit, end - start), 0);
  const notes: string[] = [];
  let bytesRead = 0;
  let passedOver = 0;
  let done = 0;
  let next = -1;
  try {
    for (const { start, end } of runs) {
      const last = Math.min(end, start + scanLimit);
      if (last < end) notes.push('Of a mapping of more than 64 GiB only the lowest 64 GiB were gone through.');
      for (let page = start; page < last; page += chunkPages) {
        const count = Math.min(chunkPages, last - page);
        const states = memory.states(asPageNumber(page), count);
        for (let index = 0; index < count;) {
          if (((states[index] ?? 0) & pageStateBits.present) === 0) {
            index++;
            continue;
          }
          let pages = 1;
          while (
            index + pages < count &&
            pages < chunkBytes / pageBytes &&
            ((states[index + pages] ?? 0) & pageStateBits.present) !== 0
          ) {
            pages++;
          }
          const address = (page + index) * pageBytes;
          const bytes = memory.read(address, pages * pageBytes);
          if (bytes) {
            bytesRead += bytes.length;
            if (take(address, bytes, address === next)) return { bytesRead, notes };
            next = address + bytes.length;
          } else passedOver += pages;
          index += pages;
          yield (done + index) / Math.max(1, total);
        }
        done += count;
        yield done / Math.max(1, total);
      }
    }
    if (passedOver > 0) notes.push(`${passedOver} pages could not be read, or went away meanwhile.`);
    return { bytesRead, notes };
  } finally {
    memory.close();
  }
}

function nameAt({ capture: { mappings } }: InspectTarget, page: number): string {
  const row = rowAt(mappings, asPageNumber(page));
  return row < 0 ? '' : mappingName(mappings, row);
}
