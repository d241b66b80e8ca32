import type { Look } from '../target.ts';
import { demangled } from './demangle/demangled.ts';
import { namedAt, symbolRows } from './modules.ts';
import { symbolColumns, type PlacedSymbol } from './symbolColumns.ts';

/** Symbols looked at between two yields, some milliseconds; reading a mangled name takes ten times as long as a plain one. */
const slice = 2048;
/** Hits kept of each rank while searching; the best of them are told. */
const keptLimit = 50_000;

/** How well a name fits: exactly, at its beginning, or anywhere. */
const ranks = ['exact', 'prefix', 'part'] as const;

/** Symbols of every loaded file and of generated code whose name, mangled or not, has a text in it; exact names first, then beginnings. */
export const findSymbols: Look<'symbols.find'> = function* (target, { name, limit }) {
  const wanted = name.toLowerCase();
  const found: PlacedSymbol[][] = ranks.map(() => []);
  let total = 0;
  const modules = symbolRows(target);
  for (const [done, mapping] of modules.entries()) {
    yield done / modules.length;
    const named = yield* shareOf(namedAt(target, mapping), done, modules.length);
    if (!named) continue;
    const { bias, label: module, table } = named;
    for (let row = 0; row < table.length; row++) {
      if (row % slice === slice - 1) yield (done + row / table.length) / modules.length;
      const rank = rankOf(table.nameOf(row), wanted);
      if (rank < 0) continue;
      total++;
      const same = found[rank];
      if (same && same.length < keptLimit) same.push({ table, row, bias, module });
    }
  }
  return { ok: true, value: yield* symbolColumns(target.capture, found.flat().slice(0, limit), total) };
};

/** The share of one module among many. */
function* shareOf<T>(run: Generator<number, T>, done: number, modules: number): Generator<number, T> {
  for (;;) {
    const step = run.next();
    if (step.done) return step.value;
    yield (done + step.value) / modules;
  }
}

/** Index into {@link ranks}; -1 when the name does not fit at all. */
function rankOf(raw: string, wanted: string): number {
  const plain = raw.toLowerCase();
  const readable = raw.startsWith('_Z') || raw.startsWith('_R') ? demangled(raw).toLowerCase() : plain;
  if (plain === wanted || readable === wanted) return 0;
  if (plain.startsWith(wanted) || readable.startsWith(wanted)) return 1;
  return plain.includes(wanted) || readable.includes(wanted) ? 2 : -1;
}
