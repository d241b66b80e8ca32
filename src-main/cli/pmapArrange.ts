/** --filter and --sort: which rows, in which order. Loaded only when one of them is asked for. */
import { parseQuery, type QueryTerm } from '../read/query.ts';
import { filterNeeds, matchingRows } from '../pmap/filter.ts';
import type { Chosen } from '../pmap/cells.ts';
import { pickRows } from '../pmap/printedRows.ts';
import { parseSort, sortedRows, sortNeeds, type SortOrder } from '../pmap/sort.ts';
import type { PmapTable } from '../pmap/table.ts';
import type { Needs, ReadProcess } from './pmapRead.ts';

/** The rows of a table that are wanted, in the order wanted; or a sentence saying why that cannot be told. */
export type Arrange = (
  table: PmapTable,
  process: ReadProcess,
) => { readonly rows: readonly number[] } | { readonly fault: string };

/** What --filter and --sort ask for, or a sentence about what is wrong with it. */
export function arrangement(
  filter: string | undefined,
  sort: string | undefined,
): { readonly needs: Needs; readonly arrange: Arrange } | { readonly fault: string } {
  const query = filter === undefined ? undefined : parseQuery(filter);
  if (query && !query.ok) return { fault: query.message };
  if (query?.terms.length === 0) {
    return { fault: 'The filter is empty. It takes terms such as libc, heap, rw-p or rss>1M.' };
  }
  const order = sort === undefined ? undefined : parseSort(sort);
  if (sort !== undefined && !order) {
    return { fault: `--sort takes the name of a column, such as size or -Rss, not “${sort}”.` };
  }
  const terms = query?.terms ?? [];
  const wanted = [filterNeeds(terms), ...(order ? [sortNeeds(order)] : [])];
  return {
    needs: { smaps: wanted.some(({ smaps }) => smaps), kinds: wanted.some(({ kinds }) => kinds) },
    arrange: (table, process) => arranged(table, process, terms, order),
  };
}

function arranged(
  table: PmapTable,
  { labelled }: ReadProcess,
  terms: readonly QueryTerm[],
  order: SortOrder | undefined,
): ReturnType<Arrange> {
  const known = labelled ? { regions: labelled.regions, objects: labelled.objects, scene: labelled } : {};
  const rows = matchingRows({ ...table, ...known }, terms);
  if (!order) return { rows };
  const picked = pickRows(table.rows, rows);
  const sorted = sortedRows({ ...table, ...known, rows: picked, names: pickNames(table.names, rows) }, order);
  if ('columns' in sorted) {
    return { fault: `There is no column “${order.column}” to sort by. There are: ${sorted.columns.join(', ')}.` };
  }
  return { rows: sorted.rows.map((row) => rows[row] ?? 0) };
}

const pickNames = ({ choices, chosen }: Chosen, rows: readonly number[]): Chosen => ({
  choices,
  chosen: Uint32Array.from(rows, (row) => chosen[row] ?? 0),
});
