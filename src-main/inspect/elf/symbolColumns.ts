/** Symbols of several files as one answer's columns. */
import type { Capture } from '../../contract/capture.ts';
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
const spanOfSymbol = ({ table, row, bias }: PlacedSymbol): { readonly start: number; readonly end: number } => {
  const start = ((table.address[row] ?? 0) + bias) / pageBytes;
  return { start, end: start + (table.size[row] ?? 0) / pageBytes };
};

/** Names made readable between two yields: some milliseconds. */
const slice = 256;
/**
 * Letters of all names of one answer at most: node's 90,000 symbols have 6 million. What is over is left out and counted:
 * a million symbols may all point into one long text.
 */
const letterLimit = 32 * 2 ** 20;

/** The columns of some symbols, which are in the order of the answer; in slices. */
export function* symbolColumns(
  capture: Capture,
  symbols: readonly PlacedSymbol[],
  total: number,
): Generator<number, SymbolColumns> {
  const { length } = symbols;
  const { mappings } = capture;
  const modules = new Map<string, number>();
  const names: string[] = [];
  const rawNames: string[] = [];
  const [starts, ends, mapping] = [new Float64Array(length), new Float64Array(length), new Float64Array(length)];
  const [type, module] = [new Uint8Array(length), new Uint32Array(length)];
  let letters = 0;
  let index = 0;
  for (const symbol of symbols) {
    if (letters > letterLimit) break;
    if (index % slice === slice - 1) yield index / length;
    const { start, end } = spanOfSymbol(symbol);
    starts[index] = start;
    ends[index] = end;
    mapping[index] = mappings.start[rowAt(mappings, asPageNumber(start))] ?? NaN;
    type[index] = symbol.table.type[symbol.row] ?? 0;
    const rawName = symbol.table.nameOf(symbol.row);
    rawNames.push(rawName);
    const name = demangled(rawName);
    names.push(name);
    letters += rawName.length + name.length;
    const place = modules.get(symbol.module) ?? modules.size;
    modules.set(symbol.module, place);
    module[index] = place;
    index++;
  }
  return {
    length: index,
    start: starts.subarray(0, index),
    end: ends.subarray(0, index),
    type: type.subarray(0, index),
    names,
    rawNames,
    mapping: mapping.subarray(0, index),
    module: module.subarray(0, index),
    modules: [...modules.keys()],
    total,
  };
}
