/** Rows of a foreign format into a capture: what is unknown is said to be, and the rules look at the rest. */
import { classify } from '../../classify/classify.ts';
import type { MemoryPort } from '../../classify/input.ts';
import type { Capture, CaptureSource, MachineFacts, ProcessFacts, UnknownFact } from '../../contract/capture.ts';
import type { MappingIndex } from '../../contract/capture.ts';
import { note, type Note } from '../../contract/note.ts';
import { asBytes, asEpochMilliseconds, asMilliseconds, asPid, pageBytes } from '../../contract/units.ts';
import type { ElfImage } from '../../inspect/elf/image.ts';
import { repairTornReads } from '../../procfs/tornReads.ts';
import type { ForeignRows } from './foreign.ts';
import { pickedMappings, pickedSmaps } from './rowSets.ts';
import { sortedRows } from './splitRows.ts';
import type { NamingFacts } from './assumedNames.ts';
import { assumedRows, withoutAssumptions } from './assumedRows.ts';

/** Ports through which the rules may look at more than the rows; only core files have them. */
export interface ForeignPorts {
  readonly memory?: MemoryPort;
  readonly elfImage?: (row: MappingIndex) => ElfImage | undefined;
  /** For a row whose permissions are unknown: what the rules may take them for. */
  readonly likelyPermissions?: (row: MappingIndex) => number;
}

/** The capture, and what must be said about it. `rows` must not be empty. */
export function foreignCapture(
  rows: ForeignRows,
  name: string,
  ports: ForeignPorts = {},
): { readonly capture: Capture; readonly notes: readonly Note[] } {
  const ordered = inOrder(rows);
  const repaired = repairTornReads(ordered.mappings, ordered.smaps);
  const { mappings, smaps } = repaired;
  const notes = [...rows.notes];
  if (repaired.overlaps > 0) {
    const { overlaps, cut, dropped } = repaired;
    notes.push(note('overlapping-rows', { count: overlaps, cut, dropped }));
  }
  // Row numbers of the reader hold only while no row was cut out.
  const rowsKept = repaired.overlaps === 0;
  const unknownPermissions = ordered.unknownPermissions ?? [];
  const unknown = [
    ...rows.unknown,
    // Which rows they are is no longer known, so that nothing may be said of any.
    ...(unknownPermissions.length > 0 && !rowsKept ? (['permissions'] as const) : []),
    ...unknownOf(rows),
  ];
  const process = processOf(rows, name);
  const machine: MachineFacts = {
    kernel: rows.kernel ?? '',
    architecture: rows.architecture ?? '',
    pageSize: asBytes(pageBytes),
  };
  const source: CaptureSource = {
    format: rows.format,
    name,
    unknown,
    ...(unknownPermissions.length > 0 && rowsKept ? { unknownPermissions } : {}),
  };
  const { elfImage, memory } = rowsKept ? ports : {};
  const withoutOwn = new Set(source.unknownPermissions);
  const { likelyPermissions = () => 0 } = ports;
  const assumed = assumedRows(
    { ...mappings, perms: mappings.perms.map((bits, row) => (withoutOwn.has(row) ? likelyPermissions(row) : bits)) },
    unknown,
    namingFacts(process, memory),
  );
  const result = classify({
    mappings: assumed.mappings,
    ...(smaps ? { smaps } : {}),
    process,
    machine,
    mounts: [],
    elfImage: (row) => elfImage?.(row),
    ...(memory ? { memory } : {}),
    unknown,
    assumed: assumed.reasons,
  });
  const { regions, objects } = withoutAssumptions(result, assumed);
  return {
    capture: {
      sequence: 1,
      stage: 'complete',
      takenAt: asEpochMilliseconds(0),
      process,
      machine,
      access: [],
      consistency: { state: repaired.overlaps > 0 ? 'moving' : 'consistent', retries: 0, notes },
      cost: asMilliseconds(0),
      mappings,
      ...(smaps ? { smaps } : {}),
      regions,
      objects,
      source,
    },
    notes,
  };
}

/** The rows by address, if all that they lack is their order: a text that was sorted by something else. */
function inOrder(rows: ForeignRows): Pick<ForeignRows, 'mappings' | 'smaps' | 'unknownPermissions'> {
  const order = sortedRows(rows.mappings);
  if (!order) return rows;
  const silent = new Set(rows.unknownPermissions);
  const smaps = rows.smaps && pickedSmaps(rows.smaps, order);
  return {
    mappings: pickedMappings(rows.mappings, order),
    ...(smaps ? { smaps } : {}),
    unknownPermissions: Array.from(order.keys()).filter((row) => silent.has(order[row] ?? 0)),
  };
}

/** What names of kernel mappings may be found by. */
export function namingFacts({ auxv, threads, identity }: ProcessFacts, memory?: MemoryPort): NamingFacts {
  const mainThread = threads.find(({ tid }) => (tid as number) === (identity.pid as number));
  return { auxv, ...(mainThread ? { mainThread } : {}), ...(memory ? { memory } : {}) };
}

/** Facts of process and machine that the source does not tell. */
function unknownOf({ facts, kernel }: ForeignRows): UnknownFact[] {
  const tells: readonly (readonly [UnknownFact, boolean])[] = [
    ['pid', facts.pid !== undefined],
    ['startTime', facts.startTime !== undefined],
    ['name', facts.comm !== undefined],
    ['cmdline', facts.cmdline !== undefined],
    ['parent', facts.ppid !== undefined],
    ['user', facts.uid !== undefined],
    ['state', facts.state !== undefined],
    ['threads', facts.threadCount !== undefined],
    ['limits', facts.limits !== undefined],
    ['auxv', facts.auxv !== undefined],
    ['status', facts.statusFigures !== undefined],
    ['machine', kernel !== undefined],
    ['pageSize', false],
    ['time', false],
  ];
  return tells.filter(([, known]) => !known).map(([fact]) => fact);
}

/** The facts, with stand-ins for the unknown ones; the name's stand-in is the source's. */
function processOf({ facts }: ForeignRows, name: string): ProcessFacts {
  const { pid, startTime, ...rest } = facts;
  return {
    comm: name,
    cmdline: [],
    ppid: asPid(0),
    uid: 0,
    state: '?',
    kernelThread: false,
    threadCount: 0,
    threads: [],
    statusFigures: {},
    limits: [],
    auxv: [],
    ...rest,
    identity: { pid: pid ?? asPid(0), startTime: startTime ?? 0, bootId: '' },
  };
}
