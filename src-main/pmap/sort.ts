/** --sort: rows ordered by one column; as with ps, a leading `-` turns the order round. */
import { mappingDevice, mappingInode, mappingName, permissionText } from '../contract/rows.ts';
import type { RegionColumns } from '../contract/capture.ts';
import { kindIds } from '../contract/kinds.ts';
import { extendedKeys } from './extendedFormat.ts';
import { rowKibibytes } from './printedRows.ts';
import { figureOf, nameOf, rowOffset, type PmapTable } from './table.ts';

/** One order. */
export interface SortOrder {
  /** In lower case: a column named here, or a key of smaps. */
  readonly column: string;
  readonly descending: boolean;
}

/** Columns that maps alone can give, with the other names they go by. */
const mapsColumns: Readonly<Record<string, string>> = {
  address: 'address',
  start: 'address',
  end: 'end',
  size: 'size',
  kbytes: 'size',
  mode: 'perm',
  perm: 'perm',
  perms: 'perm',
  offset: 'offset',
  device: 'device',
  dev: 'device',
  inode: 'inode',
  mapping: 'mapping',
  name: 'mapping',
};

/** `Rss`, `-rss`, `+size`. Undefined when no column is named. */
export function parseSort(text: string): SortOrder | undefined {
  const [, sign, name] = /^([+-]?)([A-Za-z_][A-Za-z0-9_]*)$/.exec(text) ?? [];
  if (name === undefined) return undefined;
  const column = name.toLowerCase();
  return { column: mapsColumns[column] ?? column, descending: sign === '-' };
}

/** What must have been read before the rows can be ordered. */
export const sortNeeds = ({ column }: SortOrder): { readonly smaps: boolean; readonly kinds: boolean } => ({
  smaps: column !== 'kind' && mapsColumns[column] === undefined,
  kinds: column === 'kind',
});

/** Rows in order, or the columns there are when the one asked for is none of them. Unknown figures come last. */
export function sortedRows(
  table: PmapTable & { readonly regions?: RegionColumns },
  { column, descending }: SortOrder,
): { readonly rows: number[] } | { readonly columns: readonly string[] } {
  const key = keyOf(table, column);
  if (!key) {
    const own = new Set([...Object.values(mapsColumns), 'kind', 'dirty']);
    // Size is a key of smaps as well.
    return { columns: [...own, ...(table.smaps?.keys ?? []).filter((name) => !own.has(name.toLowerCase()))] };
  }
  const { length } = table.rows;
  const values = Array.from({ length }, (_, row) => key(row));
  const rows = Array.from({ length }, (_, row) => row);
  const direction = descending ? -1 : 1;
  rows.sort((a, b) => {
    const left = values[a];
    const right = values[b];
    if (isUnknown(left) || isUnknown(right)) return Number(isUnknown(left)) - Number(isUnknown(right));
    return left < right ? -direction : left > right ? direction : 0;
  });
  return { rows };
}

const isUnknown = (value: ReturnType<Key>): value is undefined => value === undefined || Number.isNaN(value);

type Key = (row: number) => number | bigint | string | undefined;

function keyOf(table: PmapTable & { readonly regions?: RegionColumns }, column: string): Key | undefined {
  const { mappings, rows, smaps, regions } = table;
  const mapping = (row: number): number => rows.mapping[row] ?? 0;
  switch (column) {
    case 'address':
      return (row) => rows.start[row];
    case 'end':
      return (row) => rows.end[row];
    case 'size':
      return (row) => rowKibibytes(rows, row);
    case 'perm':
      return (row) => permissionText(mappings.perms[mapping(row)] ?? 0);
    case 'offset':
      return (row) => rowOffset(table, row);
    case 'device':
      return (row) => mappingDevice(mappings, mapping(row));
    case 'inode':
      return (row) => mappingInode(mappings, mapping(row));
    case 'mapping':
      return (row) => nameOf(table, row).trimStart() || mappingName(mappings, mapping(row));
    case 'kind': {
      const first = firstRegions(regions, mappings.length);
      return (row) => kindIds[regions?.kind[rows.region?.[row] ?? first[mapping(row)] ?? 0] ?? -1];
    }
    case 'dirty':
      return figureOf(table, extendedKeys.dirty);
    default: {
      const name = smaps?.keys.find((key) => key.toLowerCase() === column);
      return name === undefined ? undefined : figureOf(table, [name]);
    }
  }
}

/** The first region of each mapping. */
function firstRegions(regions: RegionColumns | undefined, mappings: number): Uint32Array {
  const first = new Uint32Array(mappings);
  for (let region = (regions?.length ?? 0) - 1; region >= 0; region--) first[regions?.mapping[region] ?? 0] = region;
  return first;
}
