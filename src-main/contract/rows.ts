/** Reading single rows out of a capture's columns. */
import { missingFigure, permissionBits } from './capture.ts';
import type {
  Capture,
  MappingColumns,
  MappingIndex,
  RegionColumns,
  RegionDetail,
  RegionIndex,
  RegionView,
  SmapsColumns,
} from './capture.ts';
import { certainties, kindIds } from './kinds.ts';
import type { Note } from './note.ts';
import { asKibibytes, asPageNumber, type Kibibytes, type PageNumber } from './units.ts';
import { ruleIds } from './verdict.ts';

/** The row, or a RangeError: an index out of range is a bug in the caller, never bad input. */
function at<T>(column: ArrayLike<T>, row: number): T {
  const value = column[row];
  if (value === undefined) throw new RangeError(`row ${row} of ${column.length}`);
  return value;
}

/** Permission letters as the kernel prints them: `rw-p`. */
export function permissionText(bits: number): string {
  return (
    (bits & permissionBits.read ? 'r' : '-') +
    (bits & permissionBits.write ? 'w' : '-') +
    (bits & permissionBits.execute ? 'x' : '-') +
    (bits & permissionBits.shared ? 's' : 'p')
  );
}

/** Name of a mapping as the kernel prints it; empty for unnamed memory. */
export const mappingName = (mappings: MappingColumns, row: MappingIndex): string =>
  at(mappings.names, at(mappings.name, row));

/** Exact inode number of a mapping. */
export const mappingInode = (mappings: MappingColumns, row: MappingIndex): bigint =>
  (BigInt(at(mappings.inodeHigh, row)) << 32n) | BigInt(at(mappings.inodeLow, row));

/** Device as the kernel prints it in maps: `fe:00`. */
export const mappingDevice = (mappings: MappingColumns, row: MappingIndex): string =>
  `${at(mappings.major, row).toString(16).padStart(2, '0')}:${at(mappings.minor, row).toString(16).padStart(2, '0')}`;

/** A figure of smaps in KiB, or undefined when this kernel did not print the key for this mapping. */
export function smapsFigure(smaps: SmapsColumns, key: string, row: MappingIndex): Kibibytes | undefined {
  const index = smaps.keys.indexOf(key);
  if (index < 0) return undefined;
  const column = at(smaps.columns, index);
  const value = at(column, row);
  return Number.isNaN(value) || (column instanceof Uint32Array && value === missingFigure)
    ? undefined
    : asKibibytes(value);
}

/** Reads one key of smaps again and again: undefined where the kernel did not print it. */
export function smapsFigureReader(smaps: SmapsColumns, key: string): (row: MappingIndex) => Kibibytes | undefined {
  const column = smaps.columns[smaps.keys.indexOf(key)];
  if (!column) return () => undefined;
  const wide = column instanceof Float64Array;
  return (row) => {
    const value = at(column, row);
    return (wide ? Number.isNaN(value) : value === missingFigure) ? undefined : asKibibytes(value);
  };
}

/** The `VmFlags` text of a mapping; empty when unknown. */
export const vmFlagText = (smaps: SmapsColumns, row: MappingIndex): string =>
  at(smaps.vmFlagSets, at(smaps.vmFlags, row));

/** The detail of a region, found by binary search; undefined for most regions. */
export function regionDetail(regions: RegionColumns, row: RegionIndex): RegionDetail | undefined {
  let low = 0;
  let high = regions.details.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const detail = at(regions.details, middle);
    if (detail.region === row) return detail;
    if (detail.region < row) low = middle + 1;
    else high = middle - 1;
  }
  return undefined;
}

/** One region, gathered from its columns. */
export function regionView(regions: RegionColumns, row: RegionIndex): RegionView {
  const object = at(regions.object, row);
  const detail = regionDetail(regions, row);
  return {
    index: row,
    mapping: at(regions.mapping, row),
    start: asPageNumber(at(regions.start, row)),
    end: asPageNumber(at(regions.end, row)),
    kind: at(kindIds, at(regions.kind, row)),
    certainty: at(certainties, at(regions.certainty, row)),
    rule: at(ruleIds, at(regions.rule, row)),
    label: at(regions.labels, at(regions.label, row)),
    ...(object >= 0 ? { object } : {}),
    facts: at(regions.factSets, at(regions.facts, row)),
    ...(detail ? { detail } : {}),
  };
}

/** How a stack is used now: where its owner's stack pointer is, and how many pages lie above it. */
export interface StackUse {
  readonly pointer: PageNumber;
  /** In pages of 4096 bytes, with a fraction. */
  readonly depth: number;
}

/**
 * The use of a stack from today's stack pointer of its thread (of `tid`, when given); undefined when that is unknown or
 * lies elsewhere. Never kept: it changes with every look.
 */
export function stackUse(
  { regions, process }: Pick<Capture, 'regions' | 'process'>,
  row: RegionIndex,
  tid?: number,
): StackUse | undefined {
  const detail = regionDetail(regions, row);
  const owner = tid ?? detail?.thread?.tid;
  const pointer = process.threads.find((thread) => thread.tid === owner)?.stackPointer;
  if (pointer === undefined) return undefined;
  const end = regions.end[row] ?? 0;
  const top = detail?.stackTop ?? end;
  return pointer >= (regions.start[row] ?? 0) && pointer < end ? { pointer, depth: top - pointer } : undefined;
}

/**
 * The row of a sorted table of spans that holds an address, or -1 when it lies in a gap.
 * Works on mappings and on regions, since both keep `start` and `end` sorted.
 */
export function rowAt(
  table: { readonly length: number; readonly start: Float64Array; readonly end: Float64Array },
  page: PageNumber,
): number {
  let low = 0;
  let high = table.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    if (page < at(table.start, middle)) high = middle - 1;
    else if (page >= at(table.end, middle)) low = middle + 1;
    else return middle;
  }
  return -1;
}

/** The first row of a sorted table of spans that ends above an address; the table's length when none does. */
export function firstEndingAbove(
  table: { readonly length: number; readonly end: Float64Array },
  page: PageNumber,
): number {
  let low = 0;
  let high = table.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (at(table.end, middle) <= page) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Sum of one smaps key over all mappings in KiB, or undefined when the kernel does not print it. */
export function smapsTotal(capture: Capture, key: string): Kibibytes | undefined {
  const index = capture.smaps?.keys.indexOf(key) ?? -1;
  if (!capture.smaps || index < 0) return undefined;
  const column = at(capture.smaps.columns, index);
  const wide = column instanceof Float64Array;
  let total = 0;
  for (const value of column) if (wide ? !Number.isNaN(value) : value !== missingFigure) total += value;
  return asKibibytes(total);
}

/** What a capture says that is only a part of another one; undefined of a whole one. */
export const partOf = ({ consistency }: Capture): Extract<Note, { readonly id: 'only-selected' }> | undefined =>
  consistency.notes.find((note) => note.id === 'only-selected');
