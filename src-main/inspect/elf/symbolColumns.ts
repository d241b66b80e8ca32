/** Symbols of several files as one answer's columns. */
import type { Capture, MappingIndex } from '../../contract/capture.ts';
import type { SymbolColumns } from '../../contract/elfInside.ts';
import { rowAt } from '../../contract/rows.ts';
import { asPageNumber, pageBytes } from '../../contract/units.ts';
import { demangled } from './demangle/demangled.ts';
import type { SymbolTable } from './symbolTable.ts';

/** One symbol of one file, at its place in the process. */
export interface PlacedSymbol {
  readonly table: SymbolTable;
  readonly row: number;
  readonly bias: number;
  readonly module: string;
}

/** First and last byte's successor of a symbol, in pages with fractions. */
export const spanOfSymbol = ({ table, row, bias }: PlacedSymbol): { readonly start: number; readonly end: number } => {
  const start = ((table.address[row] ?? 0) + bias) / pageBytes;
  return { start, end: start + (table.size[row] ?? 0) / pageBytes };
};

/** The columns of some symbols, which are in the order of the answer. */
export function symbolColumns(capture: Capture, symbols: readonly PlacedSymbol[], total: number): SymbolColumns {
  const modules = [...new Set(symbols.map(({ module }) => module))];
  const spans = symbols.map(spanOfSymbol);
  const rawNames = symbols.map(({ table, row }) => table.nameOf(row));
  const { mappings } = capture;
  const mappingOf = (start: number): MappingIndex => rowAt(mappings, asPageNumber(start));
  return {
    length: symbols.length,
    start: Float64Array.from(spans, ({ start }) => start),
    end: Float64Array.from(spans, ({ end }) => end),
    type: Uint8Array.from(symbols, ({ table, row }) => table.type[row] ?? 0),
    names: rawNames.map(demangled),
    rawNames,
    mapping: Float64Array.from(spans, ({ start }) => mappings.start[mappingOf(start)] ?? NaN),
    module: Uint32Array.from(symbols, ({ module }) => modules.indexOf(module)),
    modules,
    total,
  };
}
