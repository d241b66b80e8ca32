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
  const lain = before && carrier(before, mappings, backing);
  const unread = new Uint8Array(mappings.length);
  const values = seriesMetrics.map((metric, place): Float64Array | undefined => {
    const column = new Float64Array(mappings.length);
    if (metric === 'size') {
      for (let row = 0; row < column.length; row++) {
        column[row] = ((mappings.end[row] ?? 0) - (mappings.start[row] ?? 0)) * pageBytes;
      }
      return column;
    }
    const keys = comparedKeys[metric];
    if (!smaps || !keys.every((key) => smaps.keys.includes(key))) return undefined;
    for (const key of keys) addFigures(column, smaps.columns[smaps.keys.indexOf(key)]);
    for (let row = 0; row < column.length; row++) {
      if (!Number.isNaN(column[row])) continue;
      unread[row] = 1;
      column[row] = lain?.(row, place) ?? 0;
    }
    return column;
  });
  return { mappings, values, backing, unread: unread.reduce((sum, one) => sum + one, 0) };
}

/** Adds a column of smaps, in bytes; a row without a figure becomes NaN. */
function addFigures(sums: Float64Array, column: SmapsColumn | undefined): void {
  const wide = column instanceof Float64Array;
  for (let row = 0; row < sums.length; row++) {
    const figure = column?.[row] ?? Number.NaN;
    sums[row] = (sums[row] ?? 0) + (wide || figure !== missingFigure ? figure * 1024 : Number.NaN);
  }
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
