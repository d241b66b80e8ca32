/**
 * The figures of each row at a moment. A row that has come or changed since smaps was read has none: what lay at its
 * addresses before is taken for it until it is read again. Counted as 0 it would let a curve fall that has not fallen: a
 * heap of 100 MiB that became 4 KiB longer is another row.
 */
import {
  missingFigure,
  permissionBits,
  type Capture,
  type MappingColumns,
  type SmapsColumn,
} from '../contract/capture.ts';
import { comparedKeys } from '../contract/comparison.ts';
import { seriesMetrics } from '../contract/recording.ts';
import { firstEndingAbove } from '../contract/rows.ts';
import { asPageNumber, pageBytes } from '../contract/units.ts';

/** Figures by row. */
export interface RowFigures {
  readonly mappings: MappingColumns;
  /** Bytes by row for each of `seriesMetrics`; missing where the source does not tell the metric. */
  readonly values: readonly (Float64Array | undefined)[];
  /** What each row rests on: 1 + its place in `backings`. */
  readonly backing: Uint8Array;
  /** Rows whose figures are not read yet. */
  readonly unread: number;
}

/** The figures of a capture; `before` are those of the moment before in the same life. O(rows of both). */
export function rowFigures({ mappings, smaps }: Capture, before?: RowFigures): RowFigures {
  const backing = backingsOf(mappings);
  const unread = new Uint8Array(mappings.length);
  const lain = before && carrier(before, mappings, backing);
  const values = seriesMetrics.map((metric, place) => {
    if (metric === 'size') return sizesOf(mappings);
    const columns = comparedKeys[metric].map((key) => smaps?.columns[smaps.keys.indexOf(key)]);
    const known = columns.filter((column) => column !== undefined);
    if (known.length < columns.length) return undefined;
    const column = new Float64Array(mappings.length);
    for (const part of known) addFigures(column, part);
    carryOver(column, unread, lain && ((row) => lain(row, place)));
    return column;
  });
  return { mappings, values, backing, unread: countOf(unread) };
}

function sizesOf({ start, end, length }: MappingColumns): Float64Array {
  const sizes = new Float64Array(length);
  for (let row = 0; row < length; row++) sizes[row] = ((end[row] ?? 0) - (start[row] ?? 0)) * pageBytes;
  return sizes;
}

/** Adds a column of smaps, in bytes; a row without a figure becomes NaN. */
function addFigures(sums: Float64Array, column: SmapsColumn): void {
  if (column instanceof Float64Array) addWide(sums, column);
  else addNarrow(sums, column);
}

// One loop for each type: one for both takes ten times as long, and there are six of 60,000 rows.
function addWide(sums: Float64Array, column: Float64Array): void {
  for (let row = 0; row < sums.length; row++) sums[row] = (sums[row] ?? 0) + (column[row] ?? Number.NaN) * 1024;
}

function addNarrow(sums: Float64Array, column: Uint32Array): void {
  for (let row = 0; row < sums.length; row++) {
    const figure = column[row] ?? missingFigure;
    sums[row] = figure === missingFigure ? Number.NaN : (sums[row] ?? 0) + figure * 1024;
  }
}

/** Puts what lay there before into the rows that have no figure, and notes them. */
function carryOver(column: Float64Array, unread: Uint8Array, lain: ((row: number) => number) | undefined): void {
  for (let row = 0; row < column.length; row++) {
    if (!Number.isNaN(column[row])) continue;
    unread[row] = 1;
    column[row] = lain?.(row) ?? 0;
  }
}

function countOf(flags: Uint8Array): number {
  let count = 0;
  for (const flag of flags) count += flag;
  return count;
}

/**
 * What lay at a row's addresses, in bytes: of each row before it the share by size that overlaps, if it rested on the same.
 * Rounded up, so that two halves are never less than their whole.
 */
function carrier(
  before: RowFigures,
  mappings: MappingColumns,
  backing: Uint8Array,
): (row: number, metric: number) => number {
  const { start, end, length } = before.mappings;
  return (row, metric) => {
    const column = before.values[metric];
    const [from, to] = [mappings.start[row] ?? 0, mappings.end[row] ?? 0];
    let sum = 0;
    for (
      let old = firstEndingAbove(before.mappings, asPageNumber(from));
      old < length && (start[old] ?? 0) < to;
      old++
    ) {
      if (before.backing[old] !== backing[row]) continue;
      const [low, high] = [start[old] ?? 0, end[old] ?? 0];
      sum += (column?.[old] ?? 0) * ((Math.min(high, to) - Math.max(low, from)) / (high - low));
    }
    return Math.ceil(sum);
  };
}

const [anonymous, file, shared] = [1, 2, 3];

/** Names of shmem: no file on disk holds it, although the kernel gives it an inode. */
const shmemName = /^\/(?:memfd:|SYSV[0-9a-f]|dev\/zero|dev\/shm\/|\[)/;

/** What each row rests on. */
function backingsOf(mappings: MappingColumns): Uint8Array {
  const shmem = mappings.names.map((name) => shmemName.test(name));
  const backings = new Uint8Array(mappings.length);
  for (let row = 0; row < backings.length; row++) {
    const inode = mappings.inodeLow[row] !== 0 || mappings.inodeHigh[row] !== 0;
    if (shmem[mappings.name[row] ?? 0]) backings[row] = shared;
    else if (inode || (mappings.name[row] !== 0 && isPath(mappings, row))) backings[row] = file;
    else backings[row] = (mappings.perms[row] ?? 0) & permissionBits.shared ? shared : anonymous;
  }
  return backings;
}

/** Where a source tells no inode, a file is told by its path. */
const isPath = (mappings: MappingColumns, row: number): boolean =>
  mappings.names[mappings.name[row] ?? 0]?.startsWith('/') === true;
