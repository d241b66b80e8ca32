/** What differs between two captures of one process, for marks that fade. */
import type { RegionColumns, RegionIndex } from '@contract/capture.ts';
import { asPageNumber, type PageNumber } from '@contract/units.ts';
import { entry } from './segments.ts';

/** Regions of the newer capture that are new or have another size, and spans that are gone. */
export interface Changes {
  readonly added: readonly RegionIndex[];
  readonly resized: readonly RegionIndex[];
  readonly gone: readonly { readonly start: PageNumber; readonly end: PageNumber }[];
}

/** Beyond this many the process has been replaced rather than changed, and flashing all of it says nothing. */
const most = 2000;

const nothing: Changes = { added: [], resized: [], gone: [] };

/**
 * Compares by address. A region that shares no page with an old one is new, one of other bounds than before is
 * resized; a change of kind alone is a better reading of the same memory, not a change of it.
 */
export function changesBetween(before: RegionColumns, after: RegionColumns): Changes {
  const added: RegionIndex[] = [];
  const resized: RegionIndex[] = [];
  let old = 0;
  for (let row = 0; row < after.length; row++) {
    const start = entry(after.start, row);
    const end = entry(after.end, row);
    while (old < before.length && entry(before.end, old) <= start) old++;
    if (old >= before.length || entry(before.start, old) >= end) added.push(row);
    else if (entry(before.start, old) !== start || entry(before.end, old) !== end) resized.push(row);
  }
  const gone: { start: PageNumber; end: PageNumber }[] = [];
  for (let row = 0; row < before.length; row++) {
    const start = entry(before.start, row);
    const end = entry(before.end, row);
    if (!covered(after, start, end)) gone.push({ start: asPageNumber(start), end: asPageNumber(end) });
  }
  return added.length + resized.length + gone.length > most ? nothing : { added, resized, gone };
}

/** True when some region of the table still holds part of the span. */
function covered(regions: RegionColumns, start: number, end: number): boolean {
  let low = 0;
  let high = regions.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (entry(regions.end, middle) <= start) low = middle + 1;
    else high = middle;
  }
  return low < regions.length && entry(regions.start, low) < end;
}
