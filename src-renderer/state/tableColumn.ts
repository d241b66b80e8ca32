/** What a column of the table is. */
import type { MappingIndex, RegionIndex } from '@contract/capture.ts';

/**
 * What a row shows: a mapping, and the region it stands for; -1 when the mapping holds several and the row is all of
 * them. `part`: the row is one region of several, for which the kernel has no figures.
 */
export interface TableRow {
  readonly mapping: MappingIndex;
  readonly region: RegionIndex;
  readonly part: boolean;
}

interface ColumnHead {
  readonly id: string;
  readonly title: string;
  /** One sentence for people. */
  readonly meaning: string;
  /** Width in rem until somebody resizes it. */
  readonly width: number;
  /** Heading under which a chooser lists it, when it belongs to a set of its own. */
  readonly group?: string;
}

/** A column of numbers; NaN where a number is not known. */
export interface NumberColumn extends ColumnHead {
  /** `size`: KiB; `address`: a page number; `count`: a plain number; `identifier`: one whose digits are not grouped. */
  readonly type: 'size' | 'address' | 'count' | 'identifier';
  /** Whether its figures may be added up: page sizes may not. */
  readonly adds: boolean;
  readonly number: (row: TableRow) => number;
}

/** A column of texts; empty where there is none. */
interface TextColumn extends ColumnHead {
  readonly type: 'text' | 'kind' | 'certainty';
  readonly text: (row: TableRow) => string;
}

export type TableColumn = NumberColumn | TextColumn;

/** Words for people; the kernel's texts and all numbers stand in letters of equal width. */
export const isWords = ({ id }: TableColumn): boolean => words.has(id);
const words: ReadonlySet<string> = new Set(['kind', 'certainty', 'object', 'label']);

/** Numbers stand with their last digits below each other. */
export const alignsRight = (column: TableColumn): boolean => 'number' in column;
