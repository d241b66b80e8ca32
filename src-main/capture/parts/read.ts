/**
 * The parts that lie beside the rows of a capture (contract/parts). Each costs a walk of its own through a kernel file,
 * so it is read only when asked for; what was read once is carried on, with the time it was read.
 */
import type { AccessEntry, Capture, MappingColumns } from '../../contract/capture.ts';
import { note, type Note } from '../../contract/note.ts';
import {
  partNames,
  parts,
  takenAtField,
  type CaptureParts,
  type PartName,
  type PartTables,
} from '../../contract/parts/table.ts';
import { asEpochMilliseconds, type Pid } from '../../contract/units.ts';
import type { AccessLog } from '../accessLog.ts';
import { carryPart, partRows } from '../carry.ts';
import type { ReadHooks } from '../rows.ts';
import { partParsers, type ParsedPart } from './parsers.ts';

/** What was read of parts, or carried on, and what there is to say of it. */
export interface ReadParts {
  readonly parts: CaptureParts;
  readonly notes: readonly Note[];
}

/**
 * Reads the parts that are wanted for rows that have just been read; of the others, and only of those, what the capture
 * before knew is carried on. Nothing of a part that is refused or absent, which the log then tells.
 */
export function readParts(
  log: AccessLog,
  source: Pid,
  mappings: MappingColumns,
  wanted: readonly PartName[],
  previous: Capture | undefined,
  hooks: ReadHooks,
): ReadParts | 'stopped' {
  const notes: Note[] = [];
  let found: CaptureParts = carriedParts(previous, mappings, wanted);
  for (const name of wanted) {
    const read = readPart(log, source, mappings, name, hooks);
    if (read === 'stopped') return read;
    found = { ...found, ...read.parts };
    notes.push(...read.notes);
  }
  return { parts: found, notes };
}

function readPart(
  log: AccessLog,
  source: Pid,
  mappings: MappingColumns,
  name: PartName,
  hooks: ReadHooks,
): ReadParts | 'stopped' {
  const path = `${source}/${parts[name].file}`;
  const parser = partParsers[name]();
  const outcome = log.noted(
    path,
    log.reader.readChunks(
      path,
      (chunk) => {
        parser.push(chunk);
      },
      hooks.interrupted,
    ),
  );
  if (outcome.status !== 'read') return { parts: {}, notes: [] };
  if (outcome.value.stopped) return 'stopped';
  const { table, notes } = joinPart(name, mappings, parser.finish());
  return { parts: { [name]: table, [takenAtField(name)]: asEpochMilliseconds(Date.now()) }, notes };
}

/**
 * Puts lines beside the mappings that begin where they do: such a file tells no end. Lines that belong to no mapping
 * are left out, and a note says so; of two lines for one mapping the later one is the newer truth.
 */
export function joinPart<Name extends PartName>(
  name: Name,
  mappings: MappingColumns,
  { start, table, notes }: ParsedPart<PartTables[Name]>,
): { readonly table: PartTables[Name]; readonly notes: readonly Note[] } {
  const source = new Int32Array(mappings.length).fill(-1);
  let stray = 0;
  let row = 0;
  start.forEach((page, line) => {
    // Both run upwards unless the process moved meanwhile; then the search begins anew.
    if (row > 0 && (mappings.start[row - 1] ?? 0) >= page) row = 0;
    while (row < mappings.length && (mappings.start[row] ?? 0) < page) row += 1;
    if (mappings.start[row] === page) source[row] = line;
    else stray += 1;
  });
  const { file } = parts[name];
  return {
    table: partRows(name, table, source),
    notes: [...notes, ...(stray > 0 ? [note('stray-lines', { source: file, count: stray })] : [])],
  };
}

/** What the capture before knew of its parts, put beside the rows of now, but for those that are read anew. */
export function carriedParts(
  previous: Capture | undefined,
  mappings: MappingColumns,
  without: readonly PartName[] = [],
): CaptureParts {
  if (!previous) return {};
  return Object.fromEntries(
    partNames.flatMap((name): [string, unknown][] => {
      const table = previous[name];
      if (!table || without.includes(name)) return [];
      const takenAt = previous[takenAtField(name)];
      return [
        [name, carryPart(name, previous.mappings, table, mappings)],
        ...(takenAt === undefined ? [] : [[takenAtField(name), takenAt] satisfies [string, unknown]]),
      ];
    }),
  );
}

/** The access report's lines for parts, which stay as long as what they tell of does; not of those that are read anew. */
export const partsAccess = (previous: Capture | undefined, without: readonly PartName[]): readonly AccessEntry[] =>
  previous?.access.filter(({ file }) =>
    partNames.some((name) => !without.includes(name) && file.endsWith(`/${parts[name].file}`)),
  ) ?? [];
