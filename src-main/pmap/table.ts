/** What the formats print from. */
import {
  missingFigure,
  permissionBits,
  type MappingColumns,
  type SmapsColumn,
  type SmapsColumns,
} from '../contract/capture.ts';
import { constant, measured, texts, type Cells, type Chosen, type Measured } from './cells.ts';
import { completeMappings, isWhole, rowKibibytes, type PrintedRows } from './printedRows.ts';
import type { SizeUnit } from './sizeUnit.ts';

/** Rows of one process. */
export interface PmapTable {
  readonly mappings: MappingColumns;
  /** Missing when only maps has been read. */
  readonly smaps?: SmapsColumns;
  readonly rows: PrintedRows;
  /** Texts of the Mapping column. */
  readonly names: Chosen;
}

/** What all formats obey. */
export interface TextStyle {
  /** Titles and totals; not with -q. */
  readonly titles: boolean;
  readonly unit: SizeUnit;
}

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

const modeWidth = 5;

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

/** {@link rowOffset} of all rows. */
export const rowOffsets = (table: PmapTable): Float64Array => {
  const offsets = new Float64Array(table.rows.length);
  for (let row = 0; row < offsets.length; row++) offsets[row] = rowOffset(table, row);
  return offsets;
};

/** Sizes of all rows in pages. */
export function rowPages({ start, end, length }: PrintedRows): Float64Array {
  const pages = new Float64Array(length);
  for (let row = 0; row < length; row++) pages[row] = (end[row] ?? 0) - (start[row] ?? 0);
  return pages;
}

/** Sizes of all rows in a unit of so many to the KiB. */
export function rowSizes(rows: PrintedRows, perKibibyte: number): Measured {
  const sizes = rowPages(rows);
  for (let row = 0; row < sizes.length; row++) sizes[row] = (sizes[row] ?? 0) * 4 * perKibibyte;
  return measured(sizes);
}

/** The sum of some smaps keys of one row in KiB; NaN when none is known. */
export function figureOf(table: PmapTable, keys: readonly string[]): (row: number) => number {
  const { values } = figuresOf(table, keys, 1);
  return (row) => values[row] ?? NaN;
}

/** The sums of some smaps keys for each row and, as their total, over all of them. */
export function figuresOf({ smaps, rows }: PmapTable, keys: readonly string[], perKibibyte: number): Measured {
  const columns = keys.flatMap((key) => smaps?.columns[smaps.keys.indexOf(key)] ?? []).map(known);
  const [first = new Float64Array(smaps?.length ?? 0).fill(NaN), ...others] = columns;
  for (const other of others) addKnown(first, other);
  return ofRows(rows, first, perKibibyte);
}

/** The figures of one column of smaps, with NaN where the kernel printed none. */
export function known(column: SmapsColumn): Float64Array {
  const values = new Float64Array(column);
  if (column instanceof Float64Array || !column.includes(missingFigure)) return values;
  return values.map((value) => (value === missingFigure ? NaN : value));
}

/** Adds figures to others; one that is not known adds nothing. */
function addKnown(sums: Float64Array, values: Float64Array): void {
  for (let mapping = 0; mapping < sums.length; mapping++) {
    const value = values[mapping] ?? NaN;
    const sum = sums[mapping] ?? NaN;
    sums[mapping] = sum !== sum ? value : value !== value ? sum : sum + value;
  }
}

/** Figures of mappings as those of rows. A part of a mapping has none of its own; the total counts whole mappings. */
export function ofRows(rows: PrintedRows, figures: Float64Array, factor: number): Measured {
  const values = factor === 1 ? figures : figures.map((value) => value * factor);
  if (rows.first !== undefined) return measured(values.subarray(rows.first, rows.first + rows.length));
  const own = new Float64Array(rows.length);
  for (let row = 0; row < own.length; row++) {
    own[row] = isWhole(rows, row) ? (values[rows.mapping[row] ?? 0] ?? NaN) : NaN;
  }
  const complete = Float64Array.from(completeMappings(rows), (mapping) => values[mapping] ?? NaN);
  return { ...measured(own), total: measured(complete).total };
}

/** Between two columns. */
export const blank = constant(' ');

/** The Mode column. */
export function modeCells({ mappings: { perms }, rows: { first, length, mapping } }: PmapTable): Cells {
  const chosen =
    first === undefined
      ? Uint32Array.from(mapping, (index) => perms[index] ?? 0)
      : new Uint32Array(perms.subarray(first, first + length));
  return texts({ choices: modes, chosen }, modeWidth);
}

/** The Mapping column. */
export const nameCells = ({ names }: PmapTable): Cells => texts(names);

/** Text of a row's Mapping column, a string of bytes (see byteString). */
export const nameOf = ({ names: { choices, chosen } }: PmapTable, row: number): string =>
  choices[chosen[row] ?? 0] ?? '';
