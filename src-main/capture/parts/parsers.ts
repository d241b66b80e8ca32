/** What parses the kernel file of each part. */
import type { Note } from '../../contract/note.ts';
import type { AnyTable, PartName, PartTables } from '../../contract/parts/table.ts';
import { NumaMapsParser } from '../../procfs/numaMaps.ts';

/** What a parser made of a kernel file, line by line. */
export interface ParsedPart<Table = AnyTable> {
  /** First page of each line's mapping, in the order read. */
  readonly start: Float64Array;
  /** Row i is line i. */
  readonly table: Table;
  /** What had to be left out, in sentences. */
  readonly notes: readonly Note[];
}

/** Takes a kernel file as it arrives. */
export interface PartParser<Table = AnyTable> {
  push(chunk: Uint8Array): void;
  /** The result; nothing may be pushed afterwards. */
  finish(): ParsedPart<Table>;
}

export const partParsers: { readonly [Name in PartName]: () => PartParser<PartTables[Name]> } = {
  numa: () => new NumaMapsParser(),
};
