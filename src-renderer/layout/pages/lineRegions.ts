/** Which region each place of the line belongs to. Pure. */
import type { Capture } from '@contract/capture.ts';
import { rowAt } from '@contract/rows.ts';
import { asPageNumber } from '@contract/units.ts';
import type { PageLine } from './pageLine.ts';

/** The region of every place of the line; that of the page's beginning where a page has several. */
export function lineRegions({ regions }: Capture, line: PageLine): Uint32Array {
  const found = new Uint32Array(line.length);
  for (let span = 0; span < line.offsets.length; span++) {
    const start = line.spans[2 * span] ?? 0;
    const end = line.spans[2 * span + 1] ?? 0;
    let region = Math.max(0, rowAt(regions, asPageNumber(start)));
    for (let page = start; page < end; page++) {
      while ((regions.end[region] ?? Infinity) <= page) region++;
      found[(line.offsets[span] ?? 0) + page - start] = region;
    }
  }
  return found;
}

/** Places `[first, end)` of one region. */
export interface LineRun {
  readonly region: number;
  readonly first: number;
  readonly end: number;
}

/** The regions along the line, one after the other. */
export function lineRuns(regions: Uint32Array): LineRun[] {
  const runs: LineRun[] = [];
  let first = 0;
  for (let place = 1; place <= regions.length; place++) {
    const region = regions[first] ?? 0;
    if (place < regions.length && regions[place] === region) continue;
    runs.push({ region, first, end: place });
    first = place;
  }
  return runs;
}
