/**
 * What the rest of the main side may ask of the reading side. The implementation runs in a worker thread, so that
 * no synchronous read of a kernel file ever blocks the thread that serves the window; tests replace it whole.
 */
import type { Capture } from '../contract/capture.ts';
import type {
  Events,
  FileFacts,
  InsideCallName,
  InsideCalls,
  Outcome,
  ImportArgument,
  OpenedSource,
  PmapTextArgument,
  PmapTextLines,
  ProcessRow,
  SaveArgument,
  SavedCapture,
  WatchId,
} from '../contract/calls.ts';
import type { Milliseconds, PageNumber, Pid } from '../contract/units.ts';

/** Where a watch reports; the values are those of the contract's events. */
export interface WatchSink {
  update(value: Events['watch.update']): void;
  progress(value: Events['watch.progress']): void;
  condition(value: Events['watch.condition']): void;
}

/** Reading processes, whoever asks: desktop page, browser page or command line. */
export interface LiveService {
  listProcesses(): Promise<Outcome<readonly ProcessRow[]>>;
  /** One whole capture, with numa_maps if asked for, and without opening its memory if `memory` is false. Aborting gives a `cancelled` failure. */
  capture(
    pid: Pid,
    options?: {
      numa?: boolean;
      memory?: boolean;
      signal?: AbortSignal;
      progress?: (value: Events['watch.progress']) => void;
    },
  ): Promise<Outcome<Capture>>;
  /** Starts watching; the first update (stage `maps`) follows at once, the complete one after it. */
  watch(pid: Pid, interval: Milliseconds, sink: WatchSink): Promise<Outcome<{ watch: WatchId }>>;
  pace(watch: WatchId, interval: Milliseconds | null): Outcome<null>;
  refresh(watch: WatchId): Outcome<null>;
  /** Whether numa_maps is read along with smaps. */
  numa(watch: WatchId, wanted: boolean): Outcome<null>;
  stop(watch: WatchId): Outcome<null>;
  fileFacts(pid: Pid, start: PageNumber): Promise<Outcome<FileFacts>>;
  /** What pmap prints of the last capture of a watch. */
  pmapText(argument: PmapTextArgument): Promise<Outcome<PmapTextLines>>;
  /**
   * Opens what somebody handed over; `sink` only ever hears of the thread's end. The capture is kept until its watch is
   * stopped.
   */
  importSource(argument: ImportArgument, sink: WatchSink): Promise<Outcome<OpenedSource>>;
  /** The same for a file that the command line named. */
  openFile(path: string, sink: WatchSink): Promise<Outcome<OpenedSource>>;
  /** The last capture of a watch as a file. */
  saveCapture(argument: SaveArgument): Promise<Outcome<SavedCapture>>;
  /** Looks inside the process of a watch, now. Aborting gives a `cancelled` failure. */
  inspect<N extends InsideCallName>(
    call: N,
    argument: InsideCalls[N]['argument'],
    options?: { signal?: AbortSignal; progress?: (share: number) => void },
  ): Promise<Outcome<InsideCalls[N]['result']>>;
  /** Ends the worker; nothing may be asked afterwards. */
  close(): Promise<void>;
}
