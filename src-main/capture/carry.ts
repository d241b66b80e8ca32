/**
 * Figures of an earlier smaps read for the rows of a later maps read: a row keeps its figures when it is the same
 * mapping (start, end, permissions, offset, device, inode all equal); the others have none until smaps is read again.
 */
import {
  missingFigure,
  type MappingColumns,
  type NumaColumns,
  type SmapsColumn,
  type SmapsColumns,
} from '../contract/capture.ts';

/** True when both tables hold the same rows, names included. */
export function sameRows(a: MappingColumns, b: MappingColumns): boolean {
  if (a === b) return true;
  if (a.length !== b.length) return false;
  for (let row = 0; row < a.length; row++) {
    if (!sameMapping(a, row, b, row) || a.names[a.name[row] ?? 0] !== b.names[b.name[row] ?? 0]) return false;
  }
  return true;
}

function sameMapping(a: MappingColumns, row: number, b: MappingColumns, other: number): boolean {
  return (
    a.start[row] === b.start[other] &&
    a.end[row] === b.end[other] &&
    a.perms[row] === b.perms[other] &&
    a.offset[row] === b.offset[other] &&
    a.major[row] === b.major[other] &&
    a.minor[row] === b.minor[other] &&
    a.inodeLow[row] === b.inodeLow[other] &&
    a.inodeHigh[row] === b.inodeHigh[other]
  );
}

/** The figures of `smaps`, which belongs to the rows of `before`, put beside the rows of `after`. */
export function carryFigures(before: MappingColumns, smaps: SmapsColumns, after: MappingColumns): SmapsColumns {
  const source = matchRows(before, after);
  return {
    ...smaps,
    length: after.length,
    columns: smaps.columns.map((column) => carried(column, source)),
    vmFlags: Uint32Array.from(source, (row) => (row < 0 ? 0 : (smaps.vmFlags[row] ?? 0))),
  };
}

/** The same for what numa_maps said. */
export const carryNuma = (before: MappingColumns, numa: NumaColumns, after: MappingColumns): NumaColumns =>
  before === after ? numa : numaRows(numa, matchRows(before, after));

/** Rows of a table of numa_maps in another order; -1 stands for a row that it says nothing of. */
export function numaRows(numa: NumaColumns, source: Int32Array): NumaColumns {
  return {
    ...numa,
    length: source.length,
    columns: numa.columns.map((column) => carried(column, source)),
    policy: Uint32Array.from(source, (row) => (row < 0 ? 0 : (numa.policy[row] ?? 0))),
    words: Uint32Array.from(source, (row) => (row < 0 ? 0 : (numa.words[row] ?? 0))),
  };
}

/** For each row of `after` the same mapping's row in `before`, or -1. Both are sorted by address. */
function matchRows(before: MappingColumns, after: MappingColumns): Int32Array {
  const rows = new Int32Array(after.length).fill(-1);
  let old = 0;
  for (let row = 0; row < after.length; row++) {
    const start = after.start[row] ?? 0;
    while (old < before.length && (before.start[old] ?? 0) < start) old++;
    if (old < before.length && sameMapping(before, old, after, row)) rows[row] = old;
  }
  return rows;
}

function carried(column: SmapsColumn, source: Int32Array): SmapsColumn {
  if (column instanceof Float64Array) {
    return Float64Array.from(source, (row) => (row < 0 ? Number.NaN : (column[row] ?? Number.NaN)));
  }
  return Uint32Array.from(source, (row) => (row < 0 ? missingFigure : (column[row] ?? missingFigure)));
}
