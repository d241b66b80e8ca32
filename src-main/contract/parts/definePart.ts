/**
 * One definition for each part of a capture that lies beside its mappings, row by row, and that is read only when asked
 * for: what its table holds. That it is carried on to later rows, compared, sent, moved between threads, written to a
 * file, read back and redacted follows from it.
 */

/** A column of numbers as the kernel printed them. Uint32, and Float64 where a number does not fit. */
export type FigureColumn = Uint32Array | Float64Array;

/** A table beside the mappings: row i belongs to mapping i. */
export interface PartTable {
  readonly length: number;
  /** Names of the numbers in the order in which they appeared, known to this program or not. */
  readonly keys: readonly string[];
  /** One column for each key. */
  readonly columns: readonly FigureColumn[];
}

type FieldsOf<Table, Value> = {
  [Field in keyof Table & string]: Table[Field] extends Value ? Field : never;
}[keyof Table & string];

/** A text that each row may have; the table holds each different one once. */
interface PartText<Table> {
  /** Numbers into `list`, whose first entry is the empty text: nothing is said. */
  readonly column: FieldsOf<Table, Uint32Array>;
  readonly list: FieldsOf<Table, readonly string[]>;
  /** In a file it is one text, or a list of words; it is called as the column is. */
  readonly form: 'text' | 'words';
  /** Every row has it that the kernel file has a line for: without it there is no line. */
  readonly always?: true;
  /** The kernel may put anything there, also what tells about people. */
  readonly free?: true;
}

/** A part of a capture. */
export interface PartDefinition<Table extends PartTable = PartTable> {
  /** The kernel file, below `/proc/PID`. */
  readonly file: string;
  readonly texts: readonly PartText<Table>[];
}

/** Defines a part by its table; it is part of captures once it stands in {@link ./table.ts}. */
export const definePart = <Table extends PartTable>(definition: PartDefinition<Table>): PartDefinition<Table> =>
  definition;
