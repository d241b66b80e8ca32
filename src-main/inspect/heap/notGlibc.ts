/** Which heaps are not walked: only glibc's chunks are known here, and the memory of others must not be misread. */
import { otherAllocator } from '../../read/allocators.ts';
import type { Capture } from '../../contract/capture.ts';
import { chunkStates, type HeapTotals } from '../../contract/inside.ts';
import { asEpochMilliseconds, asPageNumber, type PageNumber } from '../../contract/units.ts';

/** Highest page of a 32-bit program. */
const narrowPages = 2 ** 20;

/** Whether all of a process's own memory lies below 4 GiB, as that of a 32-bit program does. */
function isNarrow({ mappings }: Capture): boolean {
  const kernelHalf = 2 ** 51;
  let highest = 0;
  for (let row = 0; row < mappings.length; row++) {
    const start = mappings.start[row] ?? 0;
    if (start < kernelHalf) highest = Math.max(highest, mappings.end[row] ?? 0);
  }
  return highest <= asPageNumber(narrowPages);
}

/** Why the heap at a page, or all heaps, cannot be walked; undefined when they can as far as the capture tells. */
export function notGlibc(
  capture: Capture,
  page?: PageNumber,
): { readonly allocator: string; readonly note: string } | undefined {
  const other = otherAllocator(capture, page);
  if (other) {
    const note = `${other.evidence} ${other.untold} Nothing was read.`;
    return { allocator: other.name, note };
  }
  return isNarrow(capture)
    ? { allocator: 'unknown', note: 'This is a 32-bit program; only 64-bit heaps can be walked.' }
    : undefined;
}

/** What is told of heaps that were not walked: whose they are, and why. */
export const totalsNotWalked = (allocator: string, note: string): HeapTotals => ({
  allocator,
  consistency: 'not-walked',
  checks: [],
  counts: chunkStates.map(() => 0),
  bytes: chunkStates.map(() => 0),
  histogram: { used: [], free: [] },
  fragmentation: 0,
  walkedAt: asEpochMilliseconds(Date.now()),
  notes: [note],
});
