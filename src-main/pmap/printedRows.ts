/** Which rows are printed, in which order: mappings as they are, or one row for each region of them (-l). */
import type { MappingColumns } from '../contract/capture.ts';

/** Rows of a table about to be printed. */
export interface PrintedRows {
  readonly length: number;
  /** The mapping of each row. */
  readonly mapping: Uint32Array;
  /** Page numbers; a region may begin inside a page. */
  readonly start: Float64Array;
  readonly end: Float64Array;
  /** The region of each row; missing when rows are mappings. */
  readonly region?: Uint32Array;
  /**
   * How many regions the mapping of each row has; missing when rows are mappings. The kernel counts memory for a
   * mapping as a whole, so a row of a mapping with several regions has no figures of its own.
   */
  readonly parts?: Uint32Array;
  /** The first mapping, when the rows are mappings in their order and none is left out; then columns serve as they are. */
  readonly first?: number;
}

/** The mappings from `first` to `last` (exclusive), each a row. */
export function mappingRows(
  { start, end }: MappingColumns,
  { first, last }: { first: number; last: number },
): PrintedRows {
  const length = last - first;
  const mapping = new Uint32Array(length);
  for (let row = 0; row < length; row++) mapping[row] = first + row;
  return { length, mapping, start: start.subarray(first, last), end: end.subarray(first, last), first };
}

/** The given rows of a table, in the given order. */
export function pickRows(rows: PrintedRows, picked: readonly number[]): PrintedRows {
  const words = (column: Uint32Array): Uint32Array => Uint32Array.from(picked, (row) => column[row] ?? 0);
  const places = (column: Float64Array): Float64Array => Float64Array.from(picked, (row) => column[row] ?? 0);
  return {
    length: picked.length,
    mapping: words(rows.mapping),
    start: places(rows.start),
    end: places(rows.end),
    ...(rows.region ? { region: words(rows.region) } : {}),
    ...(rows.parts ? { parts: words(rows.parts) } : {}),
  };
}

/** Whether a row is a whole mapping, so that the mapping's figures are its own. */
export const isWhole = ({ parts }: PrintedRows, row: number): boolean => parts === undefined || parts[row] === 1;

/** Size of a row in KiB. */
export const rowKibibytes = ({ start, end }: PrintedRows, row: number): number =>
  ((end[row] ?? 0) - (start[row] ?? 0)) * 4;

/** Mappings of which everything is printed, each once: what totals of figures count. */
export function completeMappings({ length, mapping, parts }: PrintedRows): Uint32Array {
  if (!parts) return mapping;
  const printed = new Map<number, number>();
  const complete: number[] = [];
  for (let row = 0; row < length; row++) {
    const index = mapping[row] ?? 0;
    const count = (printed.get(index) ?? 0) + 1;
    printed.set(index, count);
    if (count === parts[row]) complete.push(index);
  }
  return Uint32Array.from(complete);
}
