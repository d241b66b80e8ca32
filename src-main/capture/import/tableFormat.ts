/**
 * What a format of tables inside text is: which lines begin one, and what each line of one means. Every format is a
 * file of its own and a line of the table in `tableFormats.ts`. Lines are Latin-1 strings, one character a byte, so
 * that names of any bytes survive; numbers are passed on as the table's own digits.
 */
import type { SourceFormat, UnknownFact } from '../../contract/capture.ts';
import type { Note } from '../../contract/note.ts';
import type { KnownFacts } from './foreign.ts';

/** One row of a table. */
export interface ForeignRow {
  /** Hexadecimal, without prefix; the end is exclusive. */
  readonly start: string;
  readonly end: string;
  /** Four letters as in maps; missing when the row does not tell. */
  readonly perms?: string;
  readonly offset?: string;
  /** `major:minor`, hexadecimal. */
  readonly device?: string;
  readonly inode?: string;
  readonly name: string;
  /** Figures of smaps by key, in KiB. */
  readonly figures?: readonly (readonly [key: string, digits: string])[];
  readonly vmFlags?: string;
}

/** What a line tells of the rows that follow: they are those of another process, or of one with a name. */
export interface ProcessMark {
  /** What the source calls the process or the table: `4711: ./demo`, `/proc/4711/maps`. */
  readonly title: string;
  readonly facts: KnownFacts;
}

/**
 * What one line is: a row (perhaps the first of a process), a figure of the row before (`kernelText`, as smaps has it), the beginning of a process,
 * something to pass over (headings, totals, nothing), a row that cannot be (its size is none), a row that only the heading
 * explains, which sorting may have put behind it, or no line of the table.
 */
export type LineMeaning =
  | { readonly row: ForeignRow; readonly mark?: ProcessMark }
  | { readonly kernelText: string }
  | { readonly mark: ProcessMark }
  | 'nothing'
  | 'damaged'
  | 'waits'
  | 'strange';

/** What the lines of one table told beside its rows. */
export interface TableFacts {
  readonly format: SourceFormat;
  /** Facts about the rows that the table cannot tell. */
  readonly unknown: readonly UnknownFact[];
  /** What had to be left out or assumed. */
  readonly notes?: readonly Note[];
  /** `uname -m`, where the table tells it. */
  readonly architecture?: string;
  /**
   * For a table whose unit only its end tells: the size of each row in that unit, what one is in KiB, and what figures
   * are to be multiplied by. The rows themselves were given an end of one page.
   */
  readonly scale?: { readonly sizes: readonly number[]; readonly kibibytes: number; readonly figures: number };
  /** Rows may begin and end inside pages, because they are parts of mappings. */
  readonly parts?: true;
}

/** Gives each line of one table its meaning, in the order of the text. */
export interface TableReader {
  line(text: string): LineMeaning;
  /**
   * How many of the lines before the first one of the table belong to it, counted from their end; it may take a mark
   * from them. They are not blank.
   */
  takeBefore?(lines: readonly string[]): { readonly lines: number; readonly mark?: ProcessMark };
  /** Whether the heading has come, for a reader whose rows may wait for it. */
  readonly isHeaded?: boolean;
  /** No heading will come for the rows that wait: they are read without. */
  goOn?(): void;
  /** Whether a line, given as bytes that end in a newline, is the kernel's own text of a row or of its figures. */
  isKernelText?(bytes: Uint8Array, from: number, end: number): boolean;
  facts(): TableFacts;
}

/** A format of tables. */
export interface TableFormat {
  /** What its text is called, a term of the words: "2 lines of maps could not be understood". */
  readonly source: string;
  /** Whether a line can only be the heading or a row of such a table. */
  begins(line: string): boolean;
  reader(): TableReader;
}

/** A start and a size in KiB as the hexadecimal bounds of a row; undefined when the end needs more than 64 bits. */
export function boundsOfSize(start: string, kilobytes: string): { start: string; end: string } | undefined {
  if (start.length > 16 || kilobytes.length > 18) return undefined;
  return boundsOfBytes(start, BigInt(kilobytes) * 1024n);
}

/** The same for a size in bytes. */
export function boundsOfBytes(start: string, bytes: bigint): { start: string; end: string } | undefined {
  const end = BigInt(`0x${start}`) + bytes;
  return bytes <= 0n || end >= 1n << 64n ? undefined : { start, end: end.toString(16) };
}

/** Whether a size that a row tells beside its bounds is theirs; all hexadecimal without prefix. */
export function sizeFits(start: string, end: string, size: string): boolean {
  const bytes = BigInt(`0x${size}`);
  return bytes > 0n && BigInt(`0x${end}`) - BigInt(`0x${start}`) === bytes;
}
