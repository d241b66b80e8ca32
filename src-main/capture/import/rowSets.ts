/** Sets of rows: picking some of a table, in another order, with other bounds. */
import { missingFigure, type MappingColumns, type SmapsColumns } from '../../contract/capture.ts';

/** Values of some rows, in a column of the same type. */
function picked<T extends Float64Array | Uint32Array | Uint8Array>(column: T, rows: Uint32Array): T {
  const values = column.slice(0, rows.length) as T;
  for (let at = 0; at < rows.length; at++) values[at] = column[rows[at] ?? 0] ?? 0;
  return values;
}

/** Some rows of a table in the order given. */
export function pickedMappings(mappings: MappingColumns, rows: Uint32Array): MappingColumns {
  return {
    length: rows.length,
    start: picked(mappings.start, rows),
    end: picked(mappings.end, rows),
    perms: picked(mappings.perms, rows),
    offset: picked(mappings.offset, rows),
    major: picked(mappings.major, rows),
    minor: picked(mappings.minor, rows),
    inodeLow: picked(mappings.inodeLow, rows),
    inodeHigh: picked(mappings.inodeHigh, rows),
    name: picked(mappings.name, rows),
    names: mappings.names,
    rawNames: mappings.rawNames,
  };
}

/** The figures of some rows in the order given; undefined when none of them has any. */
export function pickedSmaps(smaps: SmapsColumns, rows: Uint32Array): SmapsColumns | undefined {
  const columns = smaps.columns.map((column) => picked(column, rows));
  const kept = columns.map((column) => column.some((value) => !Number.isNaN(value) && value !== missingFigure));
  if (!kept.includes(true)) return undefined;
  return {
    length: rows.length,
    keys: smaps.keys.filter((_, index) => kept[index]),
    columns: columns.filter((_, index) => kept[index]),
    vmFlags: picked(smaps.vmFlags, rows),
    vmFlagSets: smaps.vmFlagSets,
  };
}

/** Sizes of parts are printed with two decimals of a KiB: in pages, a little more than half of the last one. */
const rounding = 0.0015;

/** Rows that begin inside a page joined to the one below, and all bounds on whole pages: the parts were of one mapping. */
export function joinedParts(
  mappings: MappingColumns,
  smaps: SmapsColumns | undefined,
): { mappings: MappingColumns; smaps?: SmapsColumns } {
  const kept: number[] = [];
  const ends: number[] = [];
  for (let row = 0; row < mappings.length; row++) {
    const start = mappings.start[row] ?? 0;
    const end = Math.max(Math.floor(start) + 1, Math.ceil((mappings.end[row] ?? 0) - rounding));
    const before = ends.length - 1;
    if (!Number.isInteger(start) && before >= 0 && Math.floor(start) < (ends[before] ?? 0)) {
      ends[before] = Math.max(end, ends[before] ?? 0);
      continue;
    }
    kept.push(row);
    ends.push(end);
  }
  const rows = Uint32Array.from(kept);
  const chosen = pickedMappings(mappings, rows);
  const figures = smaps && pickedSmaps(smaps, rows);
  return {
    mappings: {
      ...chosen,
      start: chosen.start.map(Math.floor),
      end: Float64Array.from(ends),
      offset: chosen.offset.map(Math.floor),
    },
    ...(figures ? { smaps: figures } : {}),
  };
}
