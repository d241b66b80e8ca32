import { rowAt } from '../../contract/rows.ts';
import { asPageNumber, pageBytes } from '../../contract/units.ts';
import type { Look } from '../target.ts';
import { demangled } from './demangle/demangled.ts';
import { namedAt } from './modules.ts';
import type { SymbolTable } from './symbolTable.ts';

/** The first symbol at or above an address of the file. */
export function firstAtOrAbove({ address, length }: SymbolTable, wanted: number): number {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((address[middle] ?? 0) < wanted) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Symbols looked at below an address: inner functions end before the outer one that covers the address. */
const lookBack = 64;

/** The row that covers an address: the nearest one whose size reaches it, else the nearest without a size; or -1. */
function rowCovering(table: SymbolTable, wanted: number): number {
  const last = firstAtOrAbove(table, wanted + 1) - 1;
  for (let row = last; row >= 0 && row > last - lookBack; row--) {
    const size = table.size[row] ?? 0;
    if (size > 0 && (table.address[row] ?? 0) + size > wanted) return row;
  }
  // Hand-written code has no size: it reaches up to the next symbol.
  return last >= 0 && table.size[last] === 0 ? last : -1;
}

/** Where a symbol ends: by its size, or where the next one begins. */
function endOf(table: SymbolTable, row: number): number {
  const start = table.address[row] ?? 0;
  const size = table.size[row] ?? 0;
  if (size > 0) return start + size;
  const next = firstAtOrAbove(table, start + 1);
  return table.address[next] ?? start;
}

/** The symbol that covers an address of the process; null when none does. */
export const symbolAt: Look<'symbols.at'> = function* (target, { address }) {
  yield 0;
  const { mappings } = target.capture;
  const mapping = rowAt(mappings, address);
  const named = yield* namedAt(target, mapping);
  if (!named) return { ok: true, value: null };
  const { table, bias, label } = named;
  const row = rowCovering(table, Math.floor(address * pageBytes) - bias);
  if (row < 0) return { ok: true, value: null };
  const start = ((table.address[row] ?? 0) + bias) / pageBytes;
  const rawName = table.nameOf(row);
  return {
    ok: true,
    value: {
      name: demangled(rawName),
      rawName,
      module: label,
      start: asPageNumber(start),
      end: asPageNumber((endOf(table, row) + bias) / pageBytes),
      mapping,
    },
  };
};
