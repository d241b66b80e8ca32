/** Finds in a capture what a selection names. Selections name spans, so they survive the next capture. Pure. */
import { addressOf, pageNumberOf } from '@contract/address.ts';
import type { Capture, MappingIndex, ObjectIndex, RegionIndex } from '@contract/capture.ts';
import { mappingDevice, mappingInode, mappingName, rowAt } from '@contract/rows.ts';
import {
  asPageNumber,
  spanBytes,
  type Address,
  type Bytes,
  type EpochMilliseconds,
  type PageNumber,
} from '@contract/units.ts';
import type { Selection } from './model.ts';

/** What a selection means in one capture. */
export type Located =
  | { readonly level: 'region'; readonly region: RegionIndex; readonly mapping: MappingIndex }
  | { readonly level: 'mapping'; readonly mapping: MappingIndex; readonly regions: readonly RegionIndex[] }
  | { readonly level: 'object'; readonly object: ObjectIndex; readonly regions: readonly RegionIndex[] }
  /** A page, by the region that holds it. */
  | { readonly level: 'page'; readonly page: PageNumber; readonly region: RegionIndex; readonly mapping: MappingIndex }
  | { readonly level: 'gap'; readonly below: MappingIndex; readonly above: MappingIndex }
  /** It is not there any more; `since` when that was seen. */
  | { readonly level: 'gone'; readonly since?: EpochMilliseconds };

/** Rows of the regions of one mapping; they stand together. */
export function regionsOfMapping(capture: Capture, mapping: MappingIndex): readonly RegionIndex[] {
  const { regions } = capture;
  const rows: RegionIndex[] = [];
  for (let row = firstRegionOf(capture, mapping); row < regions.length && regions.mapping[row] === mapping; row++) {
    rows.push(row);
  }
  return rows;
}

/** First row whose mapping is not below the given one. */
export function firstRegionOf(capture: Capture, mapping: MappingIndex): RegionIndex {
  let low = 0;
  let high = capture.regions.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((capture.regions.mapping[middle] ?? 0) < mapping) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Rows of the regions of one object, in address order. */
export function regionsOfObject(capture: Capture, object: ObjectIndex): readonly RegionIndex[] {
  const rows: RegionIndex[] = [];
  for (let row = 0; row < capture.regions.length; row++) if (capture.regions.object[row] === object) rows.push(row);
  return rows;
}

/** The mapping that ends at or below an address, or -1. */
function mappingBelow(capture: Capture, page: PageNumber): MappingIndex {
  const { end } = capture.mappings;
  let low = 0;
  let high = capture.mappings.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((end[middle] ?? 0) <= page) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/**
 * Finds what is selected. A region or mapping that only grew or shrank is still found; something else that is mapped
 * where it was is not taken for it.
 */
export function locate(capture: Capture, selection: Selection): Located {
  const { mappings, regions } = capture;
  if (selection.level === 'object') {
    const object = capture.objects.findIndex((candidate) => candidate.key === selection.key);
    return object < 0 ? { level: 'gone' } : { level: 'object', object, regions: regionsOfObject(capture, object) };
  }
  if (selection.level === 'gap') {
    const below = mappingBelow(capture, selection.start);
    const occupied = rowAt(mappings, selection.start);
    return occupied >= 0 ? found(capture, occupied, selection) : { level: 'gap', below, above: below + 1 };
  }
  if (selection.level === 'page') {
    // Regions may share a page: that of the pinned byte is meant.
    const region = rowAt(regions, selection.at ?? selection.start);
    const mapping = regions.mapping[region];
    return mapping === undefined ? { level: 'gone' } : { level: 'page', page: selection.start, region, mapping };
  }
  const mapping = movedRow(mappings, selection);
  if (mapping < 0 || !isStill(capture, mapping, selection)) return { level: 'gone' };
  if (selection.level === 'mapping') return found(capture, mapping, selection);
  const region = movedRow(regions, selection);
  return region < 0
    ? found(capture, mapping, selection)
    : { level: 'region', region, mapping: regions.mapping[region] ?? mapping };
}

const found = (capture: Capture, mapping: MappingIndex, selection: Selection): Located => {
  const rows = regionsOfMapping(capture, mapping);
  const [only] = rows;
  return selection.level !== 'mapping' && rows.length === 1 && only !== undefined
    ? { level: 'region', region: only, mapping }
    : { level: 'mapping', mapping, regions: rows };
};

/** The row at a selection's first address; a stack that grew downward is found by its last page. */
function movedRow(
  table: { readonly length: number; readonly start: Float64Array; readonly end: Float64Array },
  selection: Selection,
): number {
  const first = rowAt(table, selection.start);
  return first >= 0 ? first : rowAt(table, asPageNumber(Math.max(selection.start, selection.end - 1)));
}

/** What is mapped in a row, whatever its bounds and permissions have become. */
const mappedIn = ({ mappings }: Capture, row: MappingIndex): string =>
  `${mappingDevice(mappings, row)} ${mappingInode(mappings, row)} ${mappingName(mappings, row)}`;

/**
 * Whether a row can be what was selected: the same thing is mapped, and one of the two holds the other or they share a
 * bound, as after growing, shrinking, and merging with a neighbour. The kernel tells no more of anonymous memory.
 */
function isStill(capture: Capture, row: MappingIndex, { start, end, mapped }: Selection): boolean {
  if (mapped === undefined) return true;
  if (mappedIn(capture, row) !== mapped) return false;
  const [from, to] = [capture.mappings.start[row] ?? 0, capture.mappings.end[row] ?? 0];
  return from === start || to === end || (from <= start && to >= end) || (from >= start && to <= end);
}

/** The selection that names a region row. */
export const selectRegion = (capture: Capture, row: RegionIndex): Selection => ({
  level: 'region',
  start: asPageNumber(capture.regions.start[row] ?? 0),
  end: asPageNumber(capture.regions.end[row] ?? 0),
  mapped: mappedIn(capture, capture.regions.mapping[row] ?? 0),
});

/** The selection that names one page; a byte inside it is pinned. */
export const selectPage = (page: PageNumber): Selection => {
  const start = asPageNumber(Math.floor(page));
  return { level: 'page', start, end: asPageNumber(start + 1), ...(page === start ? {} : { at: page }) };
};

/** The selection that pins one byte, be it the first of its page. */
export const selectByte = (page: PageNumber): Selection => ({ ...selectPage(page), at: page });

/** The same by an exact address; above 2^53 pages with fractions are rounded, and then the page alone is selected. */
export function selectAddress(address: Address): Selection {
  const page = pageNumberOf(address);
  return addressOf(page) === address ? selectByte(page) : selectPage(asPageNumber(Number(address >> 12n)));
}

/** The selection that names a mapping row. */
export const selectMapping = (capture: Capture, row: MappingIndex): Selection => ({
  level: 'mapping',
  start: asPageNumber(capture.mappings.start[row] ?? 0),
  end: asPageNumber(capture.mappings.end[row] ?? 0),
  mapped: mappedIn(capture, row),
});

/** The selection that names an object: from its first region to its last. */
export function selectObject(capture: Capture, object: ObjectIndex): Selection | undefined {
  const rows = regionsOfObject(capture, object);
  const key = capture.objects[object]?.key;
  if (rows.length === 0 || key === undefined) return undefined;
  return {
    level: 'object',
    start: asPageNumber(capture.regions.start[rows[0] ?? 0] ?? 0),
    end: asPageNumber(capture.regions.end[rows.at(-1) ?? 0] ?? 0),
    key,
  };
}

/** A mapping next to a span, with the distance between them. */
export interface Neighbour {
  readonly mapping: MappingIndex;
  /** 0 when they touch. */
  readonly distance: Bytes;
}

/** The mappings directly below and above a span. */
export function neighbours(
  capture: Capture,
  start: PageNumber,
  end: PageNumber,
): { readonly below?: Neighbour; readonly above?: Neighbour } {
  const { mappings } = capture;
  const below = mappingBelow(capture, start);
  let above = below + 1;
  while (above < mappings.length && (mappings.start[above] ?? 0) < end) above++;
  return {
    ...(below >= 0
      ? { below: { mapping: below, distance: spanBytes(asPageNumber(mappings.end[below] ?? 0), start) } }
      : {}),
    ...(above < mappings.length
      ? { above: { mapping: above, distance: spanBytes(end, asPageNumber(mappings.start[above] ?? 0)) } }
      : {}),
  };
}
