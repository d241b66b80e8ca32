/**
 * Functions of generated code, as their compiler tells them: `/tmp/perf-PID.map` in the program's own root, one line
 * `START SIZE NAME` for each, hexadecimal, with 0x since JDK 25 (tools/perf/Documentation/jit-interface.txt). A claim of the
 * program, which nothing checks. Code that was thrown away is written over by later lines.
 */
import { withFolderFile } from '../../capture/folderFile.ts';
import type { MappingIndex } from '../../contract/capture.ts';
import { kindIndex } from '../../contract/kinds.ts';
import type { InspectTarget } from '../target.ts';
import type { SymbolTable } from './symbolTable.ts';

/** A day of a busy server's code; node's own takes some hundred kilobytes. */
const fileLimit = 64 * 2 ** 20;
/** Lines of it. */
const lineLimit = 1_000_000;
const functionType = 2;

/** One line of the map: bytes. */
interface Claimed {
  readonly start: number;
  readonly end: number;
  readonly name: string;
}

/** The functions of a map's text, by address and without overlap: of two for the same bytes the later line holds. */
export function functionsOf(text: string): readonly Claimed[] {
  const claimed: Claimed[] = [];
  for (const line of text.split('\n', lineLimit)) {
    const match = /^(?:0x)?([0-9a-f]{1,16}) (?:0x)?([0-9a-f]{1,12}) (.+)$/i.exec(line.trimEnd());
    if (!match) continue;
    const start = Number(`0x${match[1] ?? ''}`);
    const end = start + Number(`0x${match[2] ?? ''}`);
    if (end > start && Number.isSafeInteger(end)) claimed.push({ start, end, name: match[3] ?? '' });
  }
  const order = [...claimed.keys()].sort((a, b) => (claimed[a]?.start ?? 0) - (claimed[b]?.start ?? 0) || a - b);
  const kept: number[] = [];
  for (const line of order) {
    const { start = 0 } = claimed[line] ?? {};
    const overlaps = (): boolean => (claimed[kept.at(-1) ?? -1]?.end ?? 0) > start;
    while (overlaps() && (kept.at(-1) ?? 0) < line) kept.pop();
    if (!overlaps()) kept.push(line);
  }
  return kept.flatMap((line) => claimed[line] ?? []);
}

const tables = new Map<string, SymbolTable>();
/** Maps kept: those of the processes that are looked at. */
const keptTables = 4;

/** The functions that a process tells, and what they are called by; undefined where it tells none. */
export function perfMapOf({ capture, source }: InspectTarget): { table: SymbolTable; label: string } | undefined {
  const { identity, threads, uid } = capture.process;
  // The program knows its id in its own namespace only.
  const inner = threads.find(({ tid }) => (tid as number) === (identity.pid as number))?.innerTid ?? identity.pid;
  const name = `perf-${inner}.map`;
  const table = withFolderFile({ pid: source, folder: 'tmp', name, uid, limit: fileLimit }, (file, version) => {
    const key = `${identity.pid} ${identity.startTime} ${version}`;
    const known = tables.get(key);
    if (known) return known;
    const made = tableOf(functionsOf(Buffer.from(file.read(0, file.size)).toString('utf8')));
    const [oldest] = tables.keys();
    if (oldest !== undefined && tables.size >= keptTables) tables.delete(oldest);
    tables.set(key, made);
    return made;
  });
  return table && { table, label: `${name} (told by the program)` };
}

function tableOf(functions: readonly Claimed[]): SymbolTable {
  return {
    table: 'symtab',
    length: functions.length,
    address: Float64Array.from(functions, ({ start }) => start),
    size: Float64Array.from(functions, ({ start, end }) => end - start),
    type: new Uint8Array(functions.length).fill(functionType),
    nameOf: (row) => functions[row]?.name ?? '',
    namesWith: () => [],
    bytes: functions.reduce((sum, { name }) => sum + 2 * name.length + 64, 0),
    notes: [],
  };
}

/** Whether a mapping may hold generated code: executable, and no part of a loaded file. */
export function mayBeGenerated({ capture: { regions } }: InspectTarget, mapping: MappingIndex): boolean {
  const region = regions.mapping.indexOf(mapping);
  for (let row = region; row >= 0 && regions.mapping[row] === mapping; row++) {
    if (regions.kind[row] === kindIndex['jit-code']) return true;
  }
  return false;
}
