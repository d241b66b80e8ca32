/** What the readers of foreign formats have in common: what goes in, what comes out. */
import type {
  MappingColumns,
  MappingIndex,
  ProcessFacts,
  SmapsColumns,
  SourceFormat,
  UnknownFact,
} from '../../contract/capture.ts';
import type { Note } from '../../contract/note.ts';
import type { Pid } from '../../contract/units.ts';

/** Facts of the process that a source happens to tell. */
export type KnownFacts = Partial<Omit<ProcessFacts, 'identity'>> & {
  readonly pid?: Pid;
  readonly startTime?: number;
};

/** What a reader made of its text. */
export interface ForeignRows {
  readonly format: SourceFormat;
  /** In the order read; may overlap. */
  readonly mappings: MappingColumns;
  readonly smaps?: SmapsColumns;
  /** What could not be read and what the reader had to assume. */
  readonly notes: readonly Note[];
  readonly facts: KnownFacts;
  /** Facts about the rows that this format cannot tell. Facts about the process are told by their absence. */
  readonly unknown: readonly UnknownFact[];
  readonly unknownPermissions?: readonly MappingIndex[];
  /** `uname -r`, when the source has it. */
  readonly kernel?: string;
  /** `uname -m`, when the source has it. */
  readonly architecture?: string;
}

/** Reads an archive as it arrives. A chunk may end anywhere and may be reused after `push`. Never throws on content. */
export interface ForeignReader {
  /** Mappings so far. */
  readonly rows: number;
  push(chunk: Uint8Array): void;
  /** The result; nothing may be pushed afterwards. */
  finish(): ForeignRows;
}
