import { rowAt } from '../../contract/rows.ts';
import { pageBytes } from '../../contract/units.ts';
import type { Look } from '../target.ts';
import { loadedFile } from './modules.ts';
import { symbolColumns } from './symbolColumns.ts';
import { firstAtOrAbove } from './symbolAt.ts';

/** The symbols of one file that begin in a span of addresses; where there are more than wanted, the largest. */
export const symbolsInSpan: Look<'elf.symbols'> = function* (target, { start, from, to, limit }) {
  yield 0;
  const loaded = loadedFile(target, rowAt(target.capture.mappings, start));
  const table = loaded?.file.symbols();
  if (!loaded || !table) return { ok: true, value: symbolColumns(target.capture, [], 0) };
  yield 0.5;
  const { bias, label: module } = loaded;
  const first = firstAtOrAbove(table, from * pageBytes - bias);
  const end = firstAtOrAbove(table, to * pageBytes - bias);
  // The symbol that covers the lower edge begins below it.
  const begin =
    first > 0 && (table.address[first - 1] ?? 0) + (table.size[first - 1] ?? 0) > from * pageBytes - bias
      ? first - 1
      : first;
  const rows = Array.from({ length: Math.max(0, end - begin) }, (_, index) => begin + index);
  const kept =
    rows.length <= limit
      ? rows
      : rows
          .sort((a, b) => (table.size[b] ?? 0) - (table.size[a] ?? 0))
          .slice(0, limit)
          .sort((a, b) => a - b);
  const symbols = kept.map((row) => ({ table, row, bias, module }));
  return { ok: true, value: symbolColumns(target.capture, symbols, Math.max(0, end - begin)) };
};
