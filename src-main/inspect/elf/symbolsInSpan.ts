import { rowAt } from '../../contract/rows.ts';
import { pageBytes } from '../../contract/units.ts';
import type { Look } from '../target.ts';
import { namedAt } from './modules.ts';
import { symbolColumns } from './symbolColumns.ts';
import { firstAtOrAbove } from './symbolAt.ts';

/** The symbols of one file, or of generated code, that begin in a span of addresses; where there are more than wanted, the largest. */
export const symbolsInSpan: Look<'elf.symbols'> = function* (target, { start, from, to, limit }) {
  yield 0;
  const named = yield* namedAt(target, rowAt(target.capture.mappings, start));
  if (!named) return { ok: true, value: yield* symbolColumns(target.capture, [], 0) };
  const { bias, label: module, table } = named;
  const first = firstAtOrAbove(table, from * pageBytes - bias);
  const end = firstAtOrAbove(table, to * pageBytes - bias);
  // The symbol that covers the lower edge begins below it.
  const begin =
    first > 0 && (table.address[first - 1] ?? 0) + (table.size[first - 1] ?? 0) > from * pageBytes - bias
      ? first - 1
      : first;
  const kept = largest(table.size, begin, end, limit);
  const symbols = kept.map((row) => ({ table, row, bias, module }));
  return { ok: true, value: yield* symbolColumns(target.capture, symbols, Math.max(0, end - begin)) };
};

/** Rows `[begin, end)`, in order; only the largest where there are more than the limit. */
function largest(size: Float64Array, begin: number, end: number, limit: number): number[] {
  const count = Math.max(0, end - begin);
  // Sorting numbers alone is native: 100,000 rows take 5 ms, with a comparison of our own 40 ms.
  const least = count > limit ? (size.slice(begin, end).sort()[count - limit] ?? 0) : 0;
  const kept: number[] = [];
  let above = 0;
  for (let row = begin; row < end; row++) if ((size[row] ?? 0) > least) above++;
  let equal = Math.max(0, Math.min(count, limit) - above);
  for (let row = begin; row < end; row++) {
    const own = size[row] ?? 0;
    if (own > least || (own === least && equal-- > 0)) kept.push(row);
  }
  return kept;
}
