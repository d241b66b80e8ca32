/**
 * Messages between the thread that serves the window and the thread that reads. Requests carry an `id` and get one
 * reply; watches carry a number that the asking side chooses, so that no update can arrive before its watch is known.
 *
 * Buffers: an update is copied (structured clone), because the reading thread needs its tables again to compute the
 * next difference; a one-off capture is moved, because nobody reads it there again. Tables are not shared: the
 * receiver may be slow, and a table must not change under it. Only the interrupt counter is shared.
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

/** Names one request until its reply. */
export type RequestId = number;

/**
 * One shared counter of messages that end a read under way (cancel, pause, stop). A read of a kernel file occupies the
 * reading thread, which sees no message meanwhile; it compares this with the messages it has handled instead.
 */
export type Interrupt = Int32Array<SharedArrayBuffer>;

/** A new counter at 0. */
export const newInterrupt = (): Interrupt => new Int32Array(new SharedArrayBuffer(4));

/** A look inside the process of a watch. */
export type InspectArgument = {
  [N in InsideCallName]: { readonly call: N; readonly argument: InsideCalls[N]['argument'] };
}[InsideCallName];

/** Requests and the results of their replies. */
export interface WorkerCalls {
  list: { argument: object; result: readonly ProcessRow[] };
  capture: { argument: { pid: Pid; numa: boolean; memory: boolean; interrupt: Interrupt }; result: Capture };
  watch: { argument: { pid: Pid; watch: WatchId; interval: Milliseconds; interrupt: Interrupt }; result: null };
  facts: { argument: { pid: Pid; start: PageNumber }; result: FileFacts };
  pmap: { argument: PmapTextArgument; result: PmapTextLines };
  import: { argument: ImportArgument & { watch: WatchId }; result: OpenedSource };
  open: { argument: { file: string; watch: WatchId }; result: OpenedSource };
  save: { argument: SaveArgument; result: SavedCapture };
  inspect: { argument: InspectArgument; result: InsideCalls[InsideCallName]['result'] };
}

/** A request that is answered by one reply. */
export type WorkerRequest = {
  [N in keyof WorkerCalls]: { readonly type: N; readonly id: RequestId } & Readonly<WorkerCalls[N]['argument']>;
}[keyof WorkerCalls];

/** To the reading thread. */
export type ToWorker =
  | WorkerRequest
  | { readonly type: 'cancel'; readonly id: RequestId }
  | { readonly type: 'pace'; readonly watch: WatchId; readonly interval: Milliseconds | null }
  | { readonly type: 'refresh'; readonly watch: WatchId }
  | { readonly type: 'numa'; readonly watch: WatchId; readonly wanted: boolean }
  | { readonly type: 'stop'; readonly watch: WatchId };

/** Messages counted by {@link Interrupt}: after them nobody waits for the read under way. */
export const endsRead = (message: ToWorker): boolean =>
  message.type === 'cancel' || message.type === 'stop' || (message.type === 'pace' && message.interval === null);

/** From the reading thread. */
export type FromWorker =
  | { readonly type: 'reply'; readonly id: RequestId; readonly outcome: Outcome<unknown> }
  | { readonly type: 'capture-progress'; readonly id: RequestId; readonly value: Events['watch.progress'] }
  | { readonly type: 'inspect-progress'; readonly id: RequestId; readonly share: number }
  | { readonly type: 'update'; readonly value: Events['watch.update'] }
  | { readonly type: 'progress'; readonly value: Events['watch.progress'] }
  | { readonly type: 'condition'; readonly value: Events['watch.condition'] };

/** Whether a message that ends a read under way has been sent and not been handled yet. */
export class InterruptCheck {
  private readonly counter: Interrupt;
  private handled = 0;

  constructor(counter: Interrupt) {
    this.counter = counter;
  }

  /** Such a message has been handled. */
  handle(): void {
    this.handled += 1;
  }

  pending = (): boolean => Atomics.load(this.counter, 0) !== this.handled;
}

/** The buffers of a capture's columns that belong to nobody else and can be moved to another thread. */
export function captureBuffers(capture: Capture): ArrayBuffer[] {
  const buffers = new Set<ArrayBuffer>();
  const add = (value: unknown) => {
    if (!ArrayBuffer.isView(value) || !(value.buffer instanceof ArrayBuffer)) return;
    // A view of part of a buffer shares it with others (Node's pool of small buffers, for one): that one is copied.
    if (value.byteLength === value.buffer.byteLength && value.byteLength > 0) buffers.add(value.buffer);
  };
  const { mappings, regions, smaps, numa } = capture;
  for (const table of [mappings, regions, smaps ?? {}, numa ?? {}]) Object.values(table).forEach(add);
  for (const table of [smaps, numa]) table?.columns.forEach(add);
  return [...buffers];
}
