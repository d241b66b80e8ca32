/**
 * One capture of a live process, in stages: identity, maps, small files, a first picture, smaps, threads, mounts,
 * memory evidence, and the identity again. Whatever the process does meanwhile, the result is a capture of one program
 * at about one moment, or a Failure in words.
 *
 * The reads are synchronous; between stages the generator yields, so that the reading thread can answer others, and
 * within a stage `interrupted` is asked after each chunk.
 */
import { classify } from '../classify/classify.ts';
import type { Grounds } from '../classify/grounds.ts';
import type { ClassifyInput, MountFact } from '../classify/input.ts';
import type { Classification } from '../classify/classify.ts';
import type { Capture, Consistency, ProcessFacts } from '../contract/capture.ts';
import { cancelled, type Outcome } from '../contract/calls.ts';
import { kindIndex } from '../contract/kinds.ts';
import type { Note } from '../contract/note.ts';
import { asEpochMilliseconds, asPageNumber, type PageNumber, type Pid } from '../contract/units.ts';
import { parseMountinfo } from '../procfs/mountinfo.ts';
import { AccessLog } from './accessLog.ts';
import { sameRows } from './carry.ts';
import type { TakeContext } from './context.ts';
import { withMemory } from './evidence.ts';
import { readAuxv, readFacts, readThreadFacts } from './facts.ts';
import { hasExited, hasNoMappings, keepsExecuting, mapsRefused } from './failure.ts';
import { findLiving, programMark } from './identity.ts';
import { partsAccess, readParts } from './parts/read.ts';
import { readMaps, readSmaps, type NoRows, type Rows, type TakeOptions } from './rows.ts';

/** A capture, and what the next one of the same process builds on. */
export interface Taken {
  readonly capture: Capture;
  /** Which program it shows; another mark means exec. */
  readonly mark: string;
  readonly mounts: readonly MountFact[];
  /** The text of maps that these rows came from, as in {@link Rows}; missing too when they had moved on. */
  readonly mapsText?: Uint8Array;
  /** What its classification read: as long as that is unchanged, so are its regions. */
  readonly grounds: Grounds;
  /** The process has executed another program since the previous capture. */
  readonly replaced: boolean;
}

/** The steps of a read: the first picture once there is one, otherwise only a chance to do something else. */
export type TakeSteps<Result> = Generator<Capture | undefined, Result>;

/** Whole reads of a process that keeps changing its program or ends at this moment. */
const attempts = 3;

/** Why an attempt must be made again. */
type MovedOn = 'no rows' | 'another program';

/** Takes a whole capture. `previous` is the one before of the same process, when it is watched. */
export function* takeCapture(
  context: TakeContext,
  pid: Pid,
  options: TakeOptions = {},
  previous?: Taken,
): TakeSteps<Outcome<Taken>> {
  let comm = '';
  let movedOn: MovedOn = 'no rows';
  for (let attempt = 0; attempt < attempts; attempt++) {
    const take = new Take(context, pid, options, previous);
    const result = yield* take.run();
    if (typeof result !== 'string') return result;
    movedOn = result;
    ({ comm } = take);
  }
  return movedOn === 'no rows' ? hasNoMappings(pid, comm) : keepsExecuting(pid);
}

/** One attempt at a whole capture. */
class Take {
  comm = '';
  private readonly context: TakeContext;
  private readonly pid: Pid;
  private readonly options: TakeOptions;
  private readonly previous: Taken | undefined;
  private readonly log: AccessLog;
  private readonly takenAt = asEpochMilliseconds(Date.now());

  constructor(context: TakeContext, pid: Pid, options: TakeOptions, previous: Taken | undefined) {
    this.context = context;
    this.pid = pid;
    this.options = options;
    this.previous = previous;
    this.log = new AccessLog(context.reader);
  }

  *run(): TakeSteps<Outcome<Taken> | MovedOn> {
    const { context, pid, log, previous } = this;
    const living = findLiving(log, pid, previous?.capture.process.identity.startTime);
    if (!living.ok) return living;
    const { source, stat } = living.value;
    this.comm = stat.comm;
    const maps = readMaps(log, source);
    if (!('mappings' in maps)) return this.noMaps(maps);
    if (maps.mappings.length === 0) return 'no rows';
    const auxv = readAuxv(log, source);
    const facts = readFacts(log, pid, living.value, auxv, context.users, context.bootId);
    if (!facts.ok) return facts;
    const mark = programMark(stat, auxv);
    if (!previous) yield this.firstPicture(facts.value, maps, source);
    if (this.options.interrupted?.()) return cancelled;

    const figures = readSmaps(log, source, maps.mappings.length, this.options);
    if ('status' in figures && figures.status === 'stopped') return cancelled;
    if ('mappings' in figures && figures.mappings.length === 0) return 'no rows';
    // smaps holds the maps lines as well: for a complete capture it alone is the truth, refused or gone it is not.
    const rows = 'mappings' in figures ? figures : maps;
    yield undefined;
    if (this.options.interrupted?.()) return cancelled;
    const reusable = previous?.mark === mark ? previous : undefined;
    const wanted = this.options.parts ?? [];
    const beside = readParts(log, source, rows.mappings, wanted, reusable?.capture, this.options);
    if (beside === 'stopped') return cancelled;
    const known = partsAccess(reusable?.capture, wanted);

    const process = { ...facts.value, threads: readThreadFacts(log, pid) };
    const mounts = readMounts(log, source);
    const { regions, objects, notes, grounds } = classifyRows(
      context,
      log,
      { process, rows, source, mounts, memory: this.options.memory },
      reusable,
    );

    const still = findLiving(log, pid, stat.startTime);
    if (!still.ok) return still.code === 'refused' ? still : hasExited(pid);
    if (still.value.source !== source) return 'no rows';
    if (programMark(still.value.stat, readAuxv(log, source)) !== mark) return 'another program';
    const mapsText = sameRows(maps.mappings, rows.mappings) ? maps.text : undefined;
    return {
      ok: true,
      value: {
        capture: {
          ...this.head('complete', process, withNotes(joined(maps, rows), beside.notes)),
          access: this.log.entries(known),
          sequence: (previous?.capture.sequence ?? 0) + (previous ? 1 : 2),
          ...(rows.smaps ? { smaps: rows.smaps, figuresTakenAt: asEpochMilliseconds(Date.now()) } : {}),
          ...beside.parts,
          mappings: rows.mappings,
          regions,
          objects,
          ...(notes ? { notes } : {}),
        },
        mark,
        mounts,
        grounds,
        replaced: previous !== undefined && previous.mark !== mark,
        ...(mapsText ? { mapsText } : {}),
      },
    };
  }

  private noMaps(maps: NoRows): Outcome<Taken> {
    if (maps.status === 'refused') return mapsRefused(this.pid, maps.why, maps.remedy);
    return maps.status === 'stopped' ? cancelled : hasExited(this.pid);
  }

  /** What maps alone shows, without threads and memory. */
  private firstPicture(process: ProcessFacts, rows: Rows, source: Pid): Capture {
    const { machine, images } = this.context;
    const { mappings } = rows;
    const elfImage = images.forRows(source, mappings);
    const { regions, objects } = classify({ mappings, process, machine, mounts: [], elfImage });
    return { ...this.head('maps', process, rows.consistency), sequence: 1, mappings, regions, objects };
  }

  private head(
    stage: Capture['stage'],
    process: ProcessFacts,
    consistency: Consistency,
  ): Omit<Capture, 'sequence' | 'mappings' | 'regions' | 'objects'> {
    return {
      stage,
      takenAt: this.takenAt,
      process,
      machine: this.context.machine,
      access: this.log.entries(),
      consistency,
      cost: this.log.cost(),
    };
  }
}

/** Notes of both reads; the rows decide whether the picture moved. */
function joined(maps: Rows, rows: Rows): Consistency {
  if (maps === rows) return rows.consistency;
  return { ...rows.consistency, notes: distinct([...maps.consistency.notes, ...rows.consistency.notes]) };
}

/** Without repetitions: maps and smaps are two reads of one list. */
const distinct = (notes: readonly Note[]): Note[] => [
  ...new Map(notes.map((one) => [JSON.stringify(one), one])).values(),
];

/** Adds what a classification says of itself. */
export const withNotes = (consistency: Consistency, notes: readonly Note[]): Consistency =>
  notes.length === 0 ? consistency : { ...consistency, notes: [...consistency.notes, ...notes] };

function readMounts(log: AccessLog, source: Pid): MountFact[] {
  const outcome = log.read(`${source}/mountinfo`);
  return outcome.status === 'read' ? parseMountinfo(outcome.value) : [];
}

/** What a classification rests on beside the machine. */
export interface RowsAndFacts {
  readonly process: ProcessFacts;
  readonly rows: Pick<Rows, 'mappings' | 'smaps'>;
  readonly source: Pid;
  readonly mounts: readonly MountFact[];
  /** As in {@link TakeOptions}. */
  readonly memory?: boolean | undefined;
}

/**
 * Classifies rows with the memory of the process as evidence. The regions of the capture before are kept when nothing
 * has changed that its rules read: rows, flags, and every answer to what they asked.
 */
export function classifyRows(
  { machine, images }: TakeContext,
  log: AccessLog,
  { process, rows, source, mounts, memory: wanted = true }: RowsAndFacts,
  previous: Taken | undefined,
): Classification {
  const { mappings, smaps } = rows;
  const same = previous !== undefined && sameRowsAndFlags(previous.capture, rows);
  const elfImage = images.forRows(source, mappings);
  return withMemory(log, source, { pageSize: machine.pageSize, wanted }, (memory) => {
    const input: ClassifyInput = {
      mappings,
      ...(smaps ? { smaps } : {}),
      process,
      machine,
      mounts,
      elfImage,
      ...(memory ? { memory } : {}),
      ...(previous ? { blocksBefore: threadBlocksOf(previous.capture) } : {}),
    };
    if (!same || !previous.grounds.holdFor(input)) return classify(input);
    const { regions, objects, notes } = previous.capture;
    return { regions, objects, grounds: previous.grounds, ...(notes ? { notes } : {}) };
  });
}

/** Where a capture shows threads' control blocks: in their thread-local storage. */
function threadBlocksOf({ regions }: Capture): { start: PageNumber; end: PageNumber }[] {
  const { length, kind, start, end } = regions;
  const { tls } = kindIndex;
  const found: { start: PageNumber; end: PageNumber }[] = [];
  for (let region = 0; region < length; region++) {
    if (kind[region] !== tls) continue;
    found.push({ start: asPageNumber(start[region] ?? 0), end: asPageNumber(end[region] ?? 0) });
  }
  return found;
}

function sameRowsAndFlags(before: Capture, rows: RowsAndFacts['rows']): boolean {
  const flags = ({ smaps }: RowsAndFacts['rows'], row: number) => smaps?.vmFlagSets[smaps.vmFlags[row] ?? 0];
  if ((before.smaps === undefined) !== (rows.smaps === undefined)) return false;
  if (!sameRows(before.mappings, rows.mappings)) return false;
  if (before.smaps === rows.smaps) return true;
  for (let row = 0; row < rows.mappings.length; row++) if (flags(before, row) !== flags(rows, row)) return false;
  return true;
}
