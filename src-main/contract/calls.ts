/**
 * What the page may ask of the main side and what it is told without asking. Both carriers (Electron IPC,
 * WebSocket) carry exactly this; a third one, in memory, serves the tests.
 */
import type { CommandId } from './commands.ts';
import type { ModuleRole, SourceFormat } from './capture.ts';
import type {
  ElfArgument,
  ElfInside,
  FindSymbolsArgument,
  SecurityFinding,
  SymbolAt,
  SymbolAtArgument,
  SymbolColumns,
  SymbolsArgument,
} from './elfInside.ts';
import type {
  ArenasArgument,
  ArenasWalk,
  FoundStrings,
  HeapArgument,
  HeapWalk,
  MemoryArgument,
  MemoryBytes,
  MemoryHits,
  MemorySearchArgument,
  StackTop,
  StackTopArgument,
  StringsArgument,
  ThreadInside,
} from './inside.ts';
import type {
  PageCounts,
  PageCountsArgument,
  PageDetail,
  PageStates,
  PageStatesArgument,
  WorkingSet,
  WorkingSetArgument,
} from './pages.ts';
import type { CaptureUpdate } from './update.ts';
import type { Bytes, EpochMilliseconds, Milliseconds, PageNumber, Pid } from './units.ts';

/** Raised whenever a message changes its shape; the two sides compare it before anything else. */
export const contractVersion = 3;

/** Why an expected failure happened. Anything unexpected is `failed`. */
export type FailureCode =
  'no-such-process' | 'refused' | 'no-address-space' | 'exited' | 'invalid' | 'version' | 'cancelled' | 'failed';

/** An expected failure: what happened, why, and what to do, each in one sentence. */
export interface Failure {
  readonly ok: false;
  readonly code: FailureCode;
  readonly message: string;
  readonly why?: string;
  readonly remedy?: string;
}

/** Failure is a value: a refused file is an ordinary answer with a screen of its own. */
export type Outcome<T> = { readonly ok: true; readonly value: T } | Failure;

/** Names one running watch. */
export type WatchId = number;

/** Names one long request of a page, which the page chooses, so that it can be cancelled and its progress be told. */
export type JobId = number;

/** Versions of everything that matters in a bug report. */
export interface Versions {
  readonly procatlas: string;
  readonly contract: number;
  readonly node: string;
  readonly electron?: string;
  readonly chrome?: string;
  readonly face: 'desktop' | 'browser';
}

/** One process in the picker. */
export interface ProcessRow {
  readonly pid: Pid;
  readonly ppid: Pid;
  readonly comm: string;
  /** Arguments joined by spaces; empty for kernel threads. */
  readonly cmdline: string;
  readonly uid: number;
  readonly user: string;
  readonly rss: Bytes;
  readonly threads: number;
  readonly state: string;
  readonly kernelThread: boolean;
  /** Present when its maps cannot be read: why, in one sentence. */
  readonly locked?: string;
}

/** One segment of an ELF file's program headers. */
export interface ElfSegment {
  /** `LOAD`, `GNU_RELRO`, …. */
  readonly type: string;
  readonly flags: string;
  /** Byte offset in the file and sizes in the file and in memory. */
  readonly offset: Bytes;
  readonly fileSize: Bytes;
  readonly memorySize: Bytes;
  /** Virtual address as the file has it, `0x…`. */
  readonly address: string;
}

/** What can be said of the file behind one mapping. */
export interface FileFacts {
  readonly path: string;
  readonly size: Bytes;
  /** `-rwxr-xr-x`. */
  readonly mode: string;
  readonly modifiedAt: EpochMilliseconds;
  /** `same`: the path still leads to the mapped inode. */
  readonly identity: 'same' | 'replaced' | 'deleted' | 'unknown';
  readonly elf?: {
    readonly type: string;
    readonly machine: string;
    readonly buildId?: string;
    readonly interpreter?: string;
    readonly role?: ModuleRole;
    readonly segments: readonly ElfSegment[];
  };
}

/** How a watched process fares. */
export type WatchCondition = 'live' | 'exited' | 'exec' | 'refused' | 'no-address-space' | 'failed';

/** Where a long read stands. */
export interface WatchProgress {
  readonly watch: WatchId;
  readonly phase: 'maps' | 'smaps' | 'evidence';
  /** Bytes read so far. */
  readonly done: Bytes;
  /** Bytes expected in all, estimated from the number of mappings. */
  readonly expected: Bytes;
}

/** Where a long request stands. */
export interface JobProgress {
  readonly job: JobId;
  /** Share that is done, 0 to 1. */
  readonly share: number;
}

/** The observer budget of one watch: what watching costs. */
export interface WatchCost {
  /** Wall time of the last maps read and the last smaps read. */
  readonly maps: Milliseconds;
  readonly smaps?: Milliseconds;
  /** Share of wall time spent reading since the watch began or the pace changed, 0 to 1. */
  readonly share: number;
  /** Time between smaps reads that the budget allows now. */
  readonly smapsInterval: Milliseconds;
}

/** The formats of pmap: without option, -x, -X, -XX and -d. */
export const pmapTextFormats = ['default', 'extended', 'more', 'most', 'device'] as const;
export type PmapTextFormat = (typeof pmapTextFormats)[number];

/** Which text of pmap is wanted; the switches are its options -p, -k, -l and -q. */
export interface PmapTextArgument {
  readonly watch: WatchId;
  readonly format: PmapTextFormat;
  readonly showPath: boolean;
  readonly kernelNames: boolean;
  readonly labels: boolean;
  readonly quiet: boolean;
}

/** The text of pmap, line by line. */
export interface PmapTextLines {
  readonly lines: readonly string[];
  /** First page of what each line shows: a mapping, with `labels` a region; NaN for titles and totals. */
  readonly starts: Float64Array;
}

/** Bytes of one file or text that a page may hand over; a larger file is opened by its name on the command line. */
export const importLimit = 256 * 2 ** 20;

/** What somebody dropped, chose or pasted. */
export interface ImportArgument {
  /** What the source is called in messages and in the capture. */
  readonly name: string;
  /** At most {@link importLimit} bytes. */
  readonly content: Uint8Array;
  /** The process to show, where a source holds several. */
  readonly pid?: Pid;
}

/**
 * An opened capture or import. Its watch names it as that of a process does, but nothing is ever read again: it can be
 * stopped, saved and printed, not paced and not refreshed.
 */
export interface OpenedSource {
  readonly watch: WatchId;
  readonly name: string;
  readonly format: SourceFormat | 'capture';
  /** What could not be read, was assumed, or has changed since it was saved, in sentences. */
  readonly notes: readonly string[];
  /** The capture; the update stands alone. */
  readonly update: CaptureUpdate;
}

/** Which capture to save, and how. */
export interface SaveArgument {
  readonly watch: WatchId;
  /** Without home folders, user and host names and arguments. */
  readonly redact: boolean;
  /** With gzip. */
  readonly compress: boolean;
}

/** A capture file. */
export interface SavedCapture {
  /** A name for it: `procatlas-python3-4711.json.gz`. */
  readonly name: string;
  readonly bytes: Uint8Array;
}

/**
 * Looking inside a watched process beyond its capture. All of them read at the moment they are asked; an opened capture
 * has no process behind it and answers `invalid` with the reason.
 */
export interface InsideCalls {
  'pages.states': { argument: PageStatesArgument; result: PageStates };
  'pages.counts': { argument: PageCountsArgument; result: PageCounts };
  'pages.detail': { argument: { watch: WatchId; page: PageNumber }; result: PageDetail };
  'pages.working-set': { argument: WorkingSetArgument; result: WorkingSet };
  'elf.inside': { argument: ElfArgument; result: ElfInside };
  'elf.symbols': { argument: SymbolsArgument; result: SymbolColumns };
  'symbols.find': { argument: FindSymbolsArgument; result: SymbolColumns };
  /** null: no symbol covers the address. */
  'symbols.at': { argument: SymbolAtArgument; result: SymbolAt | null };
  'security.findings': { argument: { watch: WatchId; job: JobId }; result: readonly SecurityFinding[] };
  'threads.inside': { argument: { watch: WatchId }; result: readonly ThreadInside[] };
  'stack.top': { argument: StackTopArgument; result: StackTop };
  'heap.walk': { argument: HeapArgument; result: HeapWalk };
  'heap.arenas': { argument: ArenasArgument; result: ArenasWalk };
  'memory.read': { argument: MemoryArgument; result: MemoryBytes };
  'memory.strings': { argument: StringsArgument; result: FoundStrings };
  'memory.search': { argument: MemorySearchArgument; result: MemoryHits };
}

/** Request name → its argument and its result. */
export interface Calls extends InsideCalls {
  'app.versions': { argument: undefined; result: Versions };
  'processes.list': { argument: undefined; result: readonly ProcessRow[] };
  'process.watch': { argument: { pid: Pid; interval: Milliseconds }; result: { watch: WatchId } };
  /** `interval: null` pauses; a paused watch reads nothing at all. */
  'process.pace': { argument: { watch: WatchId; interval: Milliseconds | null }; result: null };
  /** Read everything once, now, whatever the pace. */
  'process.refresh': { argument: { watch: WatchId }; result: null };
  /**
   * Read numa_maps along with smaps from now on, within the same budget, or no more; at once when it is not known yet.
   * What is known of it stays in the captures, with the time it was read.
   */
  'process.numa': { argument: { watch: WatchId; wanted: boolean }; result: null };
  'process.stop': { argument: { watch: WatchId }; result: null };
  /** A one-off capture; the update has every part. */
  'process.capture': { argument: { pid: Pid }; result: CaptureUpdate };
  /** Facts about the file behind the mapping that starts at `start`. */
  'mapping.facts': { argument: { pid: Pid; start: PageNumber }; result: FileFacts };
  /** What pmap prints of the last capture of a watch. */
  'pmap.text': { argument: PmapTextArgument; result: PmapTextLines };
  /** Opens what a person handed to the page; its kind is recognised by its content. */
  'capture.import': { argument: ImportArgument; result: OpenedSource };
  /** The last capture of a watch as a file. */
  'capture.save': { argument: SaveArgument; result: SavedCapture };
  /** Opens the file that the command line named, or null when it named none. The page never names a path. */
  'source.initial': { argument: undefined; result: OpenedSource | null };
  /** Ends a long request of this page: it answers `cancelled`. */
  'job.cancel': { argument: { job: JobId }; result: null };
}

/** Event name → its value. Events go from the main side to the page. */
export interface Events {
  /** A new picture, or only a sign of life when no part changed. */
  'watch.update': { watch: WatchId; update: CaptureUpdate; cost: WatchCost };
  'watch.progress': WatchProgress;
  'watch.condition': { watch: WatchId; condition: WatchCondition; message: string; why?: string; remedy?: string };
  'job.progress': JobProgress;
  /** The menu or a second instance asks the page to do something. */
  'app.command': AppCommand;
}

/** Something asked of the page from outside it. */
export type AppCommand =
  | { readonly command: 'open'; readonly pid: Pid }
  /** Ask for `source.initial` again, it has changed. */
  | { readonly command: 'open-initial' }
  | { readonly command: CommandId };

export type CallName = keyof Calls;
export type EventName = keyof Events;

/** Every call of {@link InsideCalls} by name. */
export const insideCallNames = [
  'pages.states',
  'pages.counts',
  'pages.detail',
  'pages.working-set',
  'elf.inside',
  'elf.symbols',
  'symbols.find',
  'symbols.at',
  'security.findings',
  'threads.inside',
  'stack.top',
  'heap.walk',
  'heap.arenas',
  'memory.read',
  'memory.strings',
  'memory.search',
] as const satisfies readonly (keyof InsideCalls)[];
export type InsideCallName = keyof InsideCalls;

/** Every call by name; `tests/types` proves that none is forgotten. */
export const callNames = [
  'app.versions',
  'processes.list',
  'process.watch',
  'process.pace',
  'process.refresh',
  'process.numa',
  'process.stop',
  'process.capture',
  'mapping.facts',
  'pmap.text',
  'capture.import',
  'capture.save',
  'source.initial',
  'job.cancel',
  ...insideCallNames,
] as const satisfies readonly CallName[];

/** Every event by name. */
export const eventNames = [
  'watch.update',
  'watch.progress',
  'watch.condition',
  'job.progress',
  'app.command',
] as const satisfies readonly EventName[];

/** What a view holds to talk to the main side, whichever carrier is behind it. */
export interface Backend {
  /** Never rejects: a lost connection is a `failed` outcome. */
  call<N extends CallName>(name: N, argument: Calls[N]['argument']): Promise<Outcome<Calls[N]['result']>>;
  /** Registers a listener; the returned function removes it. */
  on<N extends EventName>(name: N, listener: (value: Events[N]) => void): () => void;
}

/** One client's side of the dispatcher: where its events go. */
export type EventSink = <N extends EventName>(name: N, value: Events[N]) => void;
