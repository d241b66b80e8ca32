/** A table for other programs. */

/** One value; null is "not known", which is never written as a zero. */
export type Cell = string | number | null;

/** A table with named columns; every row has a cell for each. */
export interface ExportTable {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
}
