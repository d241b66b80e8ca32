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
  Calls,
  Events,
  Failure,
  OpenedSource,
  Outcome,
  RequestId,
  ThreadCallName,
  WatchId,
} from '../contract/calls.ts';
import type { ShelfFolders } from '../classroom/shelf.ts';
import { partNames, type PartName } from '../contract/parts/table.ts';
import type { Pid } from '../contract/units.ts';

/**
 * One shared counter of messages that end a read under way (cancel, pause, stop); each request has one, and the watch
 * that it opens keeps it. A read of a kernel file occupies the reading thread, which sees no message meanwhile; it
 * compares this with the messages it has handled instead.
 */
export type Interrupt = Int32Array<SharedArrayBuffer>;

/** A new counter at 0. */
export const newInterrupt = (): Interrupt => new Int32Array(new SharedArrayBuffer(4));

/** The calls of the contract, and two that no page makes; {@link WorkerCallName} says what the thread answers. */
export type WorkerCalls = Calls & {
  'capture.once': {
    argument: { readonly pid: Pid; readonly parts: readonly PartName[]; readonly memory: boolean };
    result: Capture;
  };
  /** Opens the file that the command line named. */
  'source.open': { argument: { readonly file: string; readonly table?: number }; result: OpenedSource };
};
export type WorkerCallName = ThreadCallName | 'capture.once' | 'source.open';

/** What lies beside the program, which the thread cannot find by itself: it is told when it is started. */
export interface Shipped {
  /** Folders of lessons; none where lessons are not offered. */
  readonly lessons: ShelfFolders;
  /** Folder of the captures that are shipped to look at. */
  readonly samples: string;
  /** Folder of the documents that the help shows. */
  readonly documents: string;
}

export const nothingShipped: Shipped = { lessons: { shipped: '', own: [] }, samples: '', documents: '' };

/** A request, which is answered by one reply. A watch that it opens has its number. */
export type WorkerRequest = {
  [N in WorkerCallName]: {
    readonly type: 'call';
    readonly id: RequestId;
    readonly name: N;
    readonly argument: WorkerCalls[N]['argument'];
    readonly interrupt: Interrupt;
  };
}[WorkerCallName];

/** To the reading thread. */
export type ToWorker =
  | WorkerRequest
  | { readonly type: 'cancel'; readonly id: RequestId }
  /** Is the thread alive? It answers `pong`. */
  | { readonly type: 'ping' }
  /** File systems that left a read unanswered: they are not touched again by themselves. */
  | { readonly type: 'leave'; readonly devices: readonly string[] };

/** The watch whose read under way nobody waits for after this request (pause, stop); {@link Interrupt} counts them. */
export function watchInterrupted({ name, argument }: Pick<WorkerRequest, 'name' | 'argument'>): WatchId | undefined {
  if (name === 'process.stop') return (argument as Calls['process.stop']['argument']).watch;
  if (name !== 'process.pace') return undefined;
  const { watch, interval } = argument as Calls['process.pace']['argument'];
  return interval === null ? watch : undefined;
}

/** There is no such watch (any more). */
export const unknownWatch: Failure = { ok: false, code: 'invalid', message: 'There is no such watch.' };

/** From the reading thread. */
export type FromWorker =
  | { readonly type: 'reply'; readonly id: RequestId; readonly outcome: Outcome<unknown> }
  | { readonly type: 'pong' }
  | { readonly type: 'share'; readonly id: RequestId; readonly share: number }
  | { readonly type: 'update'; readonly value: Events['watch.update'] }
  | { readonly type: 'progress'; readonly value: Events['watch.progress'] }
  | { readonly type: 'condition'; readonly value: Events['watch.condition'] }
  | { readonly type: 'grew'; readonly value: Events['recording.grew'] };

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
  const { mappings, regions, smaps } = capture;
  const keyed = [smaps, ...partNames.map((name) => capture[name])].filter((table) => table !== undefined);
  for (const table of [mappings, regions, ...keyed]) Object.values(table).forEach(add);
  for (const { columns } of keyed) columns.forEach(add);
  return [...buffers];
}
