/**
 * The rows of the table view: which pass the filter, in which order, under which group. Pure.
 *
 * A row is one number, so that 60,000 of them are a quarter of a megabyte: a mapping's index, the complement of a
 * region's index for a part of a mapping, or a group's number counted down from {@link groupBase}.
 */
import { objectLabel } from '@words/labels.ts';
import type { Capture, ObjectIndex, RegionIndex } from '@contract/capture.ts';
import { kindIds, type KindId } from '@contract/kinds.ts';
import { asPageNumber, type PageNumber } from '@contract/units.ts';
import { kindName } from '@words/kinds.ts';
import { firstRegionOf, selectMapping, selectRegion, type Located } from './located.ts';
import type { RegionMask, Selection } from './model.ts';
import type { NamedRows } from './rowWindow.ts';
import type { Grouping } from './tableChoices.ts';
import type { TableColumn, TableRow } from './tableColumn.ts';
import { sumRows } from './tableSums.ts';

export interface TableSort {
  /** Id of a column. */
  readonly key: string;
  readonly descending: boolean;
}

/** Rows gathered under one kind or object. */
export interface TableGroup {
  /** Stable from one capture to the next. */
  readonly key: string;
  readonly title: string;
  readonly kind?: KindId;
  readonly object?: ObjectIndex;
  /** Codes of its rows, in order. */
  readonly members: Int32Array;
}

/** What the table shows. */
export interface TableContent {
  /** Codes of what stands on each line, group lines and folded groups accounted for. */
  readonly lines: Int32Array;
  /** Codes of all rows that pass the filter, in order, those of folded groups too. */
  readonly rows: Int32Array;
  readonly groups: readonly TableGroup[];
}

/** Codes from here down are groups; regions never get that far. */
const groupBase = -0x4000_0000;
/** The number of the group that a line heads, or -1. */
export const groupOfCode = (code: number): number => (code <= groupBase ? groupBase - code : -1);

/** The key of a row, or that of a group. */
export type LineName = number | string;

/** Takes a row apart. */
export function rowOfCode(capture: Capture, code: number): TableRow {
  const { mapping } = capture.regions;
  if (code < 0) return { mapping: mapping[~code] ?? 0, region: ~code, part: true };
  const first = firstRegionOf(capture, code);
  return { mapping: code, region: mapping[first] === code && mapping[first + 1] !== code ? first : -1, part: false };
}

/** Names a row from one capture to the next: its first page, or a negative number for a part of a mapping. */
export function keyOfCode({ mappings, regions }: Capture, code: number): number {
  return code < 0 ? -1 - (regions.start[~code] ?? 0) : (mappings.start[code] ?? 0);
}

/** Names a line, be it a row or the head of a group, from one capture and order to the next. */
export function nameOfLine(capture: Capture, { lines, groups }: TableContent, line: number): LineName | undefined {
  const code = lines[line];
  if (code === undefined) return undefined;
  return groups[groupOfCode(code)]?.key ?? keyOfCode(capture, code);
}

/** The lines by name, so that what is seen can stay where it is when lines come and go. */
export const namedLines = (
  capture: Capture,
  content: TableContent,
  { sort, groupBy }: { readonly sort: TableSort; readonly groupBy: Grouping },
  filter: { readonly kinds: readonly KindId[]; readonly text: string },
): NamedRows => ({
  count: content.lines.length,
  nameOf: (line) => nameOfLine(capture, content, line) ?? '',
  order: [sort.key, sort.descending, groupBy, ...filter.kinds, filter.text].join(' '),
  byPlace: sort.key === 'start',
});

/** What choosing a row selects. */
export function selectionOfCode(capture: Capture, code: number): Selection {
  const { mapping, region } = rowOfCode(capture, code);
  return region < 0 ? selectMapping(capture, mapping) : selectRegion(capture, region);
}

/** The row that shows a region: its mapping's when that holds nothing else. */
export function codeOfRegion({ regions }: Capture, region: RegionIndex): number {
  const own = regions.mapping[region];
  return own === undefined || regions.mapping[region - 1] === own || regions.mapping[region + 1] === own
    ? ~region
    : own;
}

/** A page of each mapping that rows show or are parts of: what is left when nothing else is to be shared. */
export const pagesOfCodes = (capture: Capture, codes: Iterable<number>): readonly PageNumber[] =>
  [...new Set(Array.from(codes, (code) => rowOfCode(capture, code).mapping))].map((mapping) =>
    asPageNumber(capture.mappings.start[mapping] ?? 0),
  );

/** The rows that a selection means: all regions of an object, else one row; none for a gap. */
export function codesOfLocated(capture: Capture, located: Located | undefined): readonly number[] {
  switch (located?.level) {
    case 'region':
    case 'page':
      return [codeOfRegion(capture, located.region)];
    case 'mapping':
      return [located.mapping];
    case 'object':
      return located.regions.map((region) => codeOfRegion(capture, region));
    case 'gap':
    case 'gone':
    case undefined:
      return [];
  }
}

/** Builds the lines. `folded` holds the keys of the groups of which only the heading is shown. */
export function tableContent(
  capture: Capture,
  options: {
    readonly sort: TableSort;
    /** The column sorted by; missing when this capture does not have it. */
    readonly column: TableColumn | undefined;
    readonly groupBy: Grouping;
    readonly folded: ReadonlySet<string>;
    readonly mask: RegionMask;
  },
): TableContent {
  const { sort, column, groupBy, folded, mask } = options;
  if (groupBy === 'none') {
    const rows = ungrouped(capture, sorted(capture, mappingCodes(capture), column, sort), mask);
    return { lines: rows, rows, groups: [] };
  }
  const groups = grouped(capture, sorted(capture, regionCodes(capture, mask), column, sort), groupBy);
  orderGroups(capture, groups, column, sort);
  const length = groups.reduce((sum, { members }) => sum + members.length, 0);
  const rows = new Int32Array(length);
  const lines = new Int32Array(length + groups.length);
  let row = 0;
  let line = 0;
  groups.forEach(({ key, members }, index) => {
    lines[line++] = groupBase - index;
    rows.set(members, row);
    row += members.length;
    if (folded.has(key)) return;
    lines.set(members, line);
    line += members.length;
  });
  return { lines: lines.subarray(0, line), rows, groups };
}

const mappingCodes = ({ mappings }: Capture): Int32Array =>
  Int32Array.from({ length: mappings.length }, (_, row) => row);

/** One row for each region that takes part. */
function regionCodes(capture: Capture, mask: RegionMask): Int32Array {
  const { length } = capture.regions;
  const codes = new Int32Array(length);
  let used = 0;
  for (let region = 0; region < length; region++) {
    if (mask?.[region] !== 0) codes[used++] = codeOfRegion(capture, region);
  }
  return codes.subarray(0, used);
}

/** Puts rows in order; what is not known comes last either way. Text compares by code units, alike on every machine. */
function sorted(
  capture: Capture,
  codes: Int32Array,
  column: TableColumn | undefined,
  { key, descending }: TableSort,
): Int32Array {
  if (!column || (key === 'start' && !descending)) return codes;
  const sign = descending ? -1 : 1;
  const order = new Uint32Array(codes.length).map((_, place) => place);
  if ('number' in column) {
    const values = Float64Array.from(codes, (code) => column.number(rowOfCode(capture, code)));
    order.sort((a, b) => compareNumbers(values[a] ?? NaN, values[b] ?? NaN, sign) || a - b);
  } else {
    const values = Array.from(codes, (code) => column.text(rowOfCode(capture, code)));
    order.sort((a, b) => compareTexts(values[a] ?? '', values[b] ?? '', sign) || a - b);
  }
  return Int32Array.from(order, (place) => codes[place] ?? 0);
}

function compareNumbers(a: number, b: number, sign: number): number {
  if (Number.isNaN(a) || Number.isNaN(b)) return Number(Number.isNaN(a)) - Number(Number.isNaN(b));
  return (a - b) * sign;
}

function compareTexts(a: string, b: string, sign: number): number {
  if (a === '' || b === '') return Number(a === '') - Number(b === '');
  return a < b ? -sign : a > b ? sign : 0;
}

/** Mappings of which something takes part; the regions of a mapping that holds several follow it in address order. */
function ungrouped(capture: Capture, mappings: Int32Array, mask: RegionMask): Int32Array {
  const { regions } = capture;
  const rows = new Int32Array(mappings.length + regions.length);
  let length = 0;
  for (const mapping of mappings) {
    const first = firstRegionOf(capture, mapping);
    let last = first;
    let taken = false;
    for (; last < regions.length && regions.mapping[last] === mapping; last++) taken ||= mask?.[last] !== 0;
    if (!taken) continue;
    rows[length++] = mapping;
    if (last - first > 1) for (let row = first; row < last; row++) if (mask?.[row] !== 0) rows[length++] = ~row;
  }
  return rows.subarray(0, length);
}

const alone = 'Belongs to no object';

function grouped(capture: Capture, codes: Int32Array, groupBy: 'kind' | 'object'): TableGroup[] {
  const { regions, objects } = capture;
  const buckets = new Map<number, number[]>();
  for (const code of codes) {
    const { region } = rowOfCode(capture, code);
    const group = (groupBy === 'kind' ? regions.kind[region] : regions.object[region]) ?? -1;
    const bucket = buckets.get(group);
    if (bucket) bucket.push(code);
    else buckets.set(group, [code]);
  }
  return [...buckets].map(([group, bucket]): TableGroup => {
    const members = Int32Array.from(bucket);
    if (groupBy === 'kind') {
      const kind = kindIds[group] ?? 'anon';
      return { key: kind, title: kindName(kind), kind, members };
    }
    const object = objects[group];
    return object
      ? { key: object.key, title: objectLabel(capture, group), object: group, members }
      : { key: '', title: alone, members };
  });
}

/** By the subtotal of the column when it adds up, else as their first rows stand. */
function orderGroups(
  capture: Capture,
  groups: TableGroup[],
  column: TableColumn | undefined,
  { descending }: TableSort,
): void {
  if (column?.type !== 'size' || !column.adds) return;
  const totals = new Map(groups.map((group) => [group, sumRows(capture, group.members, column).total]));
  groups.sort((a, b) => compareNumbers(totals.get(a) ?? NaN, totals.get(b) ?? NaN, descending ? -1 : 1));
}

/** The rows chosen of those that pass the filter. */
export const chosenRows = (capture: Capture, rows: Int32Array, keys: ReadonlySet<number>): Int32Array =>
  keys.size === 0 ? new Int32Array(0) : rows.filter((code) => keys.has(keyOfCode(capture, code)));
