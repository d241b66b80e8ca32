/** Lines of pmap's text and what they show, both ways. Pure. */
import type { Capture, RegionIndex } from '@contract/capture.ts';
import { rowAt } from '@contract/rows.ts';
import { asPageNumber } from '@contract/units.ts';
import { regionsOfMapping, selectMapping, selectRegion, type Located } from '../../state/located.ts';
import type { RegionMask, Selection } from '../../state/model.ts';

/** What a line shows: its region when it is one or its mapping holds no other, else its mapping; none for titles. */
export function selectionOfLine(capture: Capture, start: number, labels: boolean): Selection | undefined {
  if (Number.isNaN(start)) return undefined;
  const page = asPageNumber(start);
  const mapping = rowAt(capture.mappings, page);
  if (mapping < 0) return undefined;
  const regions = regionsOfMapping(capture, mapping);
  const [only] = regions;
  if (labels || regions.length === 1) {
    const region = labels ? rowAt(capture.regions, page) : only;
    if (region !== undefined && region >= 0) return selectRegion(capture, region);
  }
  return selectMapping(capture, mapping);
}

/** One byte for each line: 1 where it shows something that is selected. */
export function linesOfLocated(
  capture: Capture,
  starts: Float64Array,
  labels: boolean,
  located: Located | undefined,
): Uint8Array {
  const marks = new Uint8Array(starts.length);
  const wanted = startsOf(capture, labels, located);
  if (wanted.size > 0) starts.forEach((start, line) => (marks[line] = wanted.has(start) ? 1 : 0));
  return marks;
}

/** First pages of the lines that show a selection. */
function startsOf(capture: Capture, labels: boolean, located: Located | undefined): ReadonlySet<number> {
  const { mappings, regions } = capture;
  const ofRegion = (region: RegionIndex): number =>
    (labels ? regions.start[region] : mappings.start[regions.mapping[region] ?? -1]) ?? NaN;
  switch (located?.level) {
    case 'region':
    case 'page':
      return new Set([ofRegion(located.region)]);
    case 'mapping':
      return new Set(labels ? located.regions.map(ofRegion) : [mappings.start[located.mapping] ?? NaN]);
    case 'object':
      return new Set(located.regions.map(ofRegion));
    case 'gap':
    case 'gone':
    case undefined:
      return new Set();
  }
}

/** The regions that a line stands for, in the order of their addresses; none for titles and totals. */
export function regionsOfLine(capture: Capture, start: number, labels: boolean): readonly RegionIndex[] {
  if (Number.isNaN(start)) return [];
  const page = asPageNumber(start);
  const row = rowAt(labels ? capture.regions : capture.mappings, page);
  return row < 0 ? [] : labels ? [row] : regionsOfMapping(capture, row);
}

/** Whether the filter lets anything of a line take part; titles and totals always do. */
export function takesPart(capture: Capture, start: number, labels: boolean, mask: RegionMask): boolean {
  if (!mask || Number.isNaN(start)) return true;
  return regionsOfLine(capture, start, labels).some((region) => mask[region] === 1);
}

/** The next line that shows something, from a line on in steps; the line itself when there is none. */
export function nextLine(starts: Float64Array, from: number, step: 1 | -1): number {
  for (let line = from; line >= 0 && line < starts.length; line += step) {
    if (!Number.isNaN(starts[line] ?? NaN)) return line;
  }
  return -1;
}
