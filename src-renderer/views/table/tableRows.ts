/** The rows of the table of mappings: order, children, and which row a selection means. Pure. */
import type { Capture, MappingIndex, RegionIndex } from '@contract/capture.ts';
import { certainties, kindEntry, kindIds } from '@contract/kinds.ts';
import { mappingName } from '@contract/rows.ts';
import { figureReader } from '../../state/figures.ts';
import { firstRegionOf, selectMapping, selectRegion, type Located } from '../../state/located.ts';
import type { RegionMask, Selection } from '../../state/model.ts';
import { regionTitle } from '../../state/search.ts';

export type TableKey = 'start' | 'size' | 'perms' | 'rss' | 'pss' | 'dirty' | 'swap' | 'kind' | 'certainty' | 'label';

export interface TableSort {
  readonly key: TableKey;
  readonly descending: boolean;
}

/**
 * Rows as one number each: a mapping's index, or the complement of a region's index for a child row. 60,000 rows are
 * then a quarter of a megabyte instead of 60,000 objects.
 */
export type TableRows = Int32Array;

/** One row, taken apart. `region` of a mapping row is its only region, or undefined when it holds several. */
export interface TableRow {
  readonly mapping: MappingIndex;
  readonly region?: RegionIndex;
  readonly child: boolean;
}

/** Takes a row apart. */
export function tableRow(capture: Capture, code: number): TableRow {
  if (code < 0) return { mapping: capture.regions.mapping[~code] ?? 0, region: ~code, child: true };
  const first = firstRegionOf(capture, code);
  const single = capture.regions.mapping[first] === code && capture.regions.mapping[first + 1] !== code;
  return { mapping: code, ...(single ? { region: first } : {}), child: false };
}

const sumOf = (readers: readonly (((row: number) => number) | undefined)[]) => {
  const known = readers.filter((reader) => reader !== undefined);
  return known.length === 0
    ? undefined
    : (row: number): number => known.reduce((total, reader) => total + reader(row), 0);
};

/** Readers of the figure columns; undefined where the capture has no such figure. */
export const tableFigures = (capture: Capture) => ({
  rss: figureReader(capture, 'Rss'),
  pss: figureReader(capture, 'Pss'),
  dirty: sumOf([figureReader(capture, 'Private_Dirty'), figureReader(capture, 'Shared_Dirty')]),
  swap: figureReader(capture, 'Swap'),
});

/** What a mapping is sorted by. Text compares by code units, so that every machine sorts alike. */
function sortValue(capture: Capture, key: TableKey): (mapping: MappingIndex) => number | string {
  const { mappings, regions } = capture;
  const first = (mapping: MappingIndex): RegionIndex => firstRegionOf(capture, mapping);
  switch (key) {
    case 'start':
      return (row) => mappings.start[row] ?? 0;
    case 'size':
      return (row) => (mappings.end[row] ?? 0) - (mappings.start[row] ?? 0);
    case 'perms':
      return (row) => mappings.perms[row] ?? 0;
    case 'kind':
      return (row) => kindEntry(kindIds[regions.kind[first(row)] ?? 0] ?? 'anon').name;
    case 'certainty':
      return (row) => regions.certainty[first(row)] ?? certainties.length;
    case 'label':
      return (row) => mappingName(mappings, row) || regionTitle(capture, first(row));
    case 'rss':
    case 'pss':
    case 'dirty':
    case 'swap':
      return tableFigures(capture)[key] ?? (() => 0);
  }
}

/** Mappings in the order asked for. */
function mappingOrder(capture: Capture, sort: TableSort): Uint32Array {
  const order = new Uint32Array(capture.mappings.length);
  for (let row = 0; row < order.length; row++) order[row] = row;
  if (sort.key !== 'start') {
    const value = sortValue(capture, sort.key);
    const values = Array.from(order, value);
    order.sort((a, b) => {
      const x = values[a] ?? 0;
      const y = values[b] ?? 0;
      return x < y ? -1 : x > y ? 1 : a - b;
    });
  }
  return sort.descending ? order.reverse() : order;
}

/** The first region of each mapping, and one entry more: where the last one's end. */
function firstRegions({ mappings, regions }: Capture): Uint32Array {
  const firsts = new Uint32Array(mappings.length + 1);
  let region = 0;
  for (let mapping = 0; mapping < mappings.length; mapping++) {
    while (region < regions.length && (regions.mapping[region] ?? 0) < mapping) region++;
    firsts[mapping] = region;
  }
  firsts[mappings.length] = regions.length;
  return firsts;
}

/** The rows in order. Regions follow their mapping in address order when it holds several; the filter hides the rest. */
export function tableRows(capture: Capture, sort: TableSort, mask: RegionMask): TableRows {
  const { mappings, regions } = capture;
  const order = mappingOrder(capture, sort);
  const firsts = firstRegions(capture);
  const rows = new Int32Array(mappings.length + regions.length);
  let length = 0;
  for (const mapping of order) {
    const first = firsts[mapping] ?? 0;
    const last = firsts[mapping + 1] ?? first;
    let taken = mask === undefined && last > first;
    for (let row = first; !taken && row < last; row++) taken = mask?.[row] !== 0;
    if (!taken) continue;
    rows[length++] = mapping;
    if (last - first > 1) for (let row = first; row < last; row++) if (mask?.[row] !== 0) rows[length++] = ~row;
  }
  return rows.slice(0, length);
}

/** What choosing a row selects. */
export function selectionOfRow(capture: Capture, code: number): Selection {
  const { mapping, region } = tableRow(capture, code);
  return region === undefined ? selectMapping(capture, mapping) : selectRegion(capture, region);
}

/** Whether a row is part of what is selected. */
export function rowIsSelected(capture: Capture, code: number, located: Located | undefined): boolean {
  if (!located || located.level === 'gap' || located.level === 'gone') return false;
  const { mapping, region, child } = tableRow(capture, code);
  switch (located.level) {
    case 'region':
    case 'page':
      return region === located.region;
    case 'mapping':
      return !child && mapping === located.mapping;
    case 'object':
      return region !== undefined && capture.regions.object[region] === located.object;
  }
}

/** The code of the row that shows a region: its mapping's when that holds nothing else. */
function codeOfRegion(capture: Capture, region: RegionIndex): number {
  const { mapping } = capture.regions;
  const own = mapping[region];
  return own === undefined || mapping[region - 1] === own || mapping[region + 1] === own ? ~region : own;
}

/** The first row that is selected, or -1. Walking 60,000 rows with the arrow keys asks this at every step. */
export function selectedRow(capture: Capture, rows: TableRows, located: Located | undefined): number {
  switch (located?.level) {
    case 'region':
    case 'page':
      return rows.indexOf(codeOfRegion(capture, located.region));
    case 'mapping':
      return rows.indexOf(located.mapping);
    case 'object':
      return rows.findIndex((code) => rowIsSelected(capture, code, located));
    case 'gap':
    case 'gone':
    case undefined:
      return -1;
  }
}
