/** What the formats print from. */
import type { MappingColumns, SmapsColumns } from '../contract/capture.ts';
import { missingFigure, permissionBits } from '../contract/capture.ts';
import { completeMappings, isWhole, rowKibibytes, type PrintedRows } from './printedRows.ts';
import type { SizeUnit } from './sizeUnit.ts';

/** Rows of one process. */
export interface PmapTable {
  readonly mappings: MappingColumns;
  /** Missing when only maps has been read. */
  readonly smaps?: SmapsColumns;
  readonly rows: PrintedRows;
  /** Text of the Mapping column, a string of bytes (see byteString). */
  readonly name: (row: number) => string;
}

/** What all formats obey. */
export interface TextStyle {
  /** Titles and totals; not with -q. */
  readonly titles: boolean;
  readonly unit: SizeUnit;
}

/** Stands where a figure is not known: the kernel did not print it, or counts it for a larger span than the row. */
export const unknown = '-';

const { read, write, execute, shared } = permissionBits;

/** The five characters of the Mode column by {@link MappingColumns.perms}; the last place was Solaris's `R`. */
export const modes: readonly string[] = Array.from(
  { length: 16 },
  (_, bits) =>
    (bits & read ? 'r' : '-') +
    (bits & write ? 'w' : '-') +
    (bits & execute ? 'x' : '-') +
    (bits & shared ? 's' : '-') +
    '-',
);

/** Sizes in KiB, in all and of some. */
export interface Sizes {
  readonly mapped: number;
  readonly writablePrivate: number;
  readonly shared: number;
}

/** Adds up the sizes of the rows. */
export function totalSizes({ mappings, rows }: PmapTable): Sizes {
  let mapped = 0;
  let writablePrivate = 0;
  let sharedSize = 0;
  for (let row = 0; row < rows.length; row++) {
    const size = rowKibibytes(rows, row);
    const perms = mappings.perms[rows.mapping[row] ?? 0] ?? 0;
    mapped += size;
    if (perms & shared) sharedSize += size;
    else if (perms & write) writablePrivate += size;
  }
  return { mapped, writablePrivate, shared: sharedSize };
}

/** Offset of a row into its file as a page number: a region further on in its mapping is further on in the file. */
export function rowOffset({ mappings, rows }: PmapTable, row: number): number {
  const mapping = rows.mapping[row] ?? 0;
  const ofFile = (mappings.inodeLow[mapping] ?? 0) !== 0 || (mappings.inodeHigh[mapping] ?? 0) !== 0;
  const within = ofFile ? (rows.start[row] ?? 0) - (mappings.start[mapping] ?? 0) : 0;
  return (mappings.offset[mapping] ?? 0) + within;
}

/** Figures of the rows in KiB, and their sum. */
export interface Figures {
  /** NaN where the figure is not known. */
  readonly values: Float64Array;
  /** NaN when there are rows and none of them knows its figure. */
  readonly total: number;
}

/** The sum of some smaps keys of one row in KiB; NaN when none is known. */
export function figureOf(table: PmapTable, keys: readonly string[]): (row: number) => number {
  const { values } = figuresOf(table, keys);
  return (row) => values[row] ?? NaN;
}

/** The sums of some smaps keys, for each row and over all of them. */
export function figuresOf({ smaps, rows }: PmapTable, keys: readonly string[]): Figures {
  const sums = sumsOf(smaps, keys);
  const values = new Float64Array(rows.length);
  for (let row = 0; row < values.length; row++) {
    values[row] = isWhole(rows, row) ? (sums[rows.mapping[row] ?? 0] ?? NaN) : NaN;
  }
  const complete = completeMappings(rows);
  let total = 0;
  let rowsSeen = 0;
  let known = 0;
  for (const mapping of complete) {
    const sum = sums[mapping] ?? NaN;
    rowsSeen += 1;
    if (Number.isNaN(sum)) continue;
    known += 1;
    total += sum;
  }
  return { values, total: rowsSeen > 0 && known === 0 ? NaN : total };
}

/** The sum of some keys for each mapping, column by column: 60,000 rows take a millisecond. */
function sumsOf(smaps: SmapsColumns | undefined, keys: readonly string[]): Float64Array {
  const sums = new Float64Array(smaps?.length ?? 0).fill(NaN);
  for (const key of keys) {
    const column = smaps?.columns[smaps.keys.indexOf(key)];
    if (!column) continue;
    const missing = column instanceof Float64Array ? NaN : missingFigure;
    for (let mapping = 0; mapping < sums.length; mapping++) {
      const value = column[mapping] ?? NaN;
      if (value === missing || Number.isNaN(value)) continue;
      const sum = sums[mapping] ?? NaN;
      sums[mapping] = Number.isNaN(sum) ? value : sum + value;
    }
  }
  return sums;
}
