/**
 * One thread that reads, from the serving side: requests out, replies and updates in, and what is said and done when it
 * waits for something that does not answer, or dies.
 */
import {
  cancelled,
  type Failure,
  type Outcome,
  type ReaderWaits,
  type RequestId,
  type WatchId,
} from '../contract/calls.ts';
import {
  newInterrupt,
  watchInterrupted,
  type FromWorker,
  type Interrupt,
  type ToWorker,
  type WorkerCallName,
  type WorkerCalls,
  type WorkerRequest,
} from './protocol.ts';
import type { RequestOptions, WatchSink } from './service.ts';
import { Pulse, type PulseClock, type Waiting } from './pulse.ts';

/** The part of a worker thread that the client uses. */
export interface WorkerPort {
  /** `moved`: buffers that are handed over instead of copied. */
  postMessage(message: ToWorker, moved?: ArrayBuffer[]): void;
  onMessage(listener: (message: FromWorker) => void): void;
  /** The thread has ended; `why` is a sentence when that was not asked for. */
  onEnd(listener: (why: string) => void): void;
  /** The file that it waits for; undefined while it waits for none. */
  waitsFor?(): Waiting | undefined;
  terminate(): Promise<unknown>;
}

interface RunningWatch {
  readonly sink: WatchSink | undefined;
  readonly interrupt: Interrupt;
  /** What opened it: asked again of another thread when this one is given up. */
  readonly request: WorkerRequest;
  /** The last pace that was asked for, after its opening. */
  paced?: WorkerRequest;
}

interface Pending {
  readonly name: WorkerCallName;
  settle(outcome: Outcome<unknown>): void;
  progress: ((share: number) => void) | undefined;
}

const closed: Failure = { ok: false, code: 'failed', message: 'Reading has been shut down.' };

/** What the thread is for, in the sentences that are said when it is lost. */
export interface ThreadRole {
  /** Requests whose answer names a watch. */
  readonly opens: readonly WorkerCallName[];
  readonly lost: { readonly message: string; readonly remedy: string };
}

/** A thread that is started by the first request, and anew by the next one after it has died. */
export class ThreadClient {
  private readonly open: () => WorkerPort;
  private readonly role: ThreadRole;
  private readonly pulse: Pulse;
  private port: WorkerPort | undefined;
  private readonly pending = new Map<RequestId, Pending>();
  private readonly watches = new Map<WatchId, RunningWatch>();
  /** Devices that left a read unanswered. */
  private readonly silent = new Set<string>();
  private readonly listeners = new Set<(waits: ReaderWaits | null) => void>();
  /** Threads that have been told to end and have not. */
  private readonly ending = new Set<Promise<unknown>>();
  private isClosed = false;

  constructor(open: () => WorkerPort, role: ThreadRole, clock?: PulseClock) {
    this.open = open;
    this.role = role;
    this.pulse = new Pulse(
      {
        ping: () => this.port?.postMessage({ type: 'ping' }),
        waitsFor: () => this.port?.waitsFor?.(),
        isNeeded: () => this.pending.size > 0 || this.watches.size > 0,
        late: (waiting) => {
          this.tellWaits(waiting ? waitsForFile(waiting.name) : waitsForRead);
        },
        again: () => {
          this.tellWaits(null);
        },
        giveUp: (waiting) => {
          this.giveUp(waiting);
        },
      },
      clock,
    );
  }

  onWaits(listener: (waits: ReaderWaits | null) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  has(watch: WatchId): boolean {
    return this.watches.has(watch);
  }

  /** Starts the thread before it is needed. */
  start(): void {
    this.port ??= this.connect();
  }

  /**
   * Ends the thread. One that waits for a file system ends when that answers; nobody waits for it here, but as long as
   * there is one the program cannot end by itself either: then the answer is `waits`.
   */
  async close(): Promise<'ended' | 'waits'> {
    this.isClosed = true;
    this.pulse.stop();
    const { port } = this;
    this.port = undefined;
    this.watches.clear();
    for (const id of [...this.pending.keys()]) this.settle(id, closed);
    if (port) this.end(port);
    await Promise.race([Promise.all(this.ending), aMoment()]);
    return this.ending.size === 0 ? 'ended' : 'waits';
  }

  private end(port: WorkerPort): void {
    const ending = port.terminate().finally(() => this.ending.delete(ending));
    this.ending.add(ending);
  }

  async request<N extends WorkerCallName>(
    id: RequestId,
    name: N,
    argument: WorkerCalls[N]['argument'],
    { signal, progress, sink }: RequestOptions = {},
  ): Promise<Outcome<WorkerCalls[N]['result']>> {
    if (this.isClosed) return closed;
    if (signal?.aborted) return cancelled;
    const interrupt = newInterrupt();
    const { request, moved } = sendable({ type: 'call', id, name, argument, interrupt } as WorkerRequest);
    if (this.role.opens.includes(name)) this.watches.set(id, { sink, interrupt, request });
    const cancel = (): void => {
      Atomics.add(interrupt, 0, 1);
      this.port?.postMessage({ type: 'cancel', id });
      this.settle(id, cancelled);
    };
    signal?.addEventListener('abort', cancel, { once: true });
    const outcome = await new Promise<Outcome<unknown>>((settle) => {
      this.pending.set(id, { name, settle, progress });
      this.send(request, moved);
    });
    signal?.removeEventListener('abort', cancel);
    if (!outcome.ok) this.watches.delete(id);
    // The protocol pairs each request with the result of its own type; ids are never used twice.
    return outcome as Outcome<WorkerCalls[N]['result']>;
  }

  private send(request: WorkerRequest, moved: ArrayBuffer[]): void {
    const interrupted = watchInterrupted(request);
    const running = interrupted === undefined ? undefined : this.watches.get(interrupted);
    if (running) Atomics.add(running.interrupt, 0, 1);
    if (request.name === 'process.pace') {
      const paced = this.watches.get(request.argument.watch);
      if (paced) paced.paced = request;
    }
    if (request.name === 'process.stop') this.watches.delete(request.argument.watch);
    this.start();
    this.port?.postMessage(request, moved);
    this.pulse.start();
  }

  private settle(id: RequestId, outcome: Outcome<unknown>): void {
    const waiting = this.pending.get(id);
    this.pending.delete(id);
    waiting?.settle(outcome);
  }

  private connect(): WorkerPort {
    const port = this.open();
    port.onMessage((message) => {
      if (this.port === port) this.receive(message);
    });
    port.onEnd((why) => {
      if (this.port === port) this.lost(why);
    });
    if (this.silent.size > 0) port.postMessage({ type: 'leave', devices: [...this.silent] });
    return port;
  }

  private receive(message: FromWorker): void {
    this.pulse.beat();
    switch (message.type) {
      case 'pong':
        break;
      case 'reply':
        this.receiveReply(message.id, message.outcome);
        break;
      case 'share':
        this.pending.get(message.id)?.progress?.(message.share);
        break;
      case 'update':
        this.watches.get(message.value.watch)?.sink?.update(message.value);
        break;
      case 'progress':
        this.watches.get(message.value.watch)?.sink?.progress(message.value);
        break;
      case 'condition':
        this.watches.get(message.value.watch)?.sink?.condition(message.value);
        break;
      case 'grew':
        this.watches.get(message.value.watch)?.sink?.grew(message.value);
        break;
    }
  }

  /** A watch that was opened for somebody who had gone by then is stopped. */
  private receiveReply(id: RequestId, outcome: Outcome<unknown>): void {
    if (!this.pending.has(id) && !this.watches.has(id) && outcome.ok && namesWatch(outcome.value, id)) {
      this.port?.postMessage(this.stopOf(id));
    }
    this.settle(id, outcome);
  }

  private stopOf(watch: WatchId): WorkerRequest {
    return { type: 'call', id: watch, name: 'process.stop', argument: { watch }, interrupt: newInterrupt() };
  }

  /** The thread died: every request fails, every watch is told and ends; the next request starts another thread. */
  private lost(why: string): void {
    this.port = undefined;
    this.pulse.stop();
    const said = { ...this.role.lost, why };
    for (const id of [...this.pending.keys()]) this.settle(id, { ok: false, code: 'failed', ...said });
    for (const [watch, { sink }] of this.watches) sink?.condition({ watch, condition: 'failed', ...said });
    this.watches.clear();
    this.tellWaits(null);
  }

  private tellWaits(waits: ReaderWaits | null): void {
    for (const listener of this.listeners) listener(waits);
  }

  /**
   * Leaves the thread to its wait and starts another one without that file system: watches go on in it, requests fail.
   * The first thread ends when the file system answers.
   */
  private giveUp({ device, name }: Waiting): void {
    const given = this.port;
    this.port = undefined;
    this.silent.add(device);
    if (given) this.end(given);
    const failure: Failure = {
      ok: false,
      code: 'failed',
      message: 'The answer was given up.',
      why: `The file system of ${name} did not answer for ten seconds.`,
      remedy: 'Its files are left alone from now on; ask again.',
    };
    const opening = [...this.watches.keys()];
    for (const id of [...this.pending.keys()]) if (!opening.includes(id)) this.settle(id, failure);
    this.start();
    for (const watch of opening) this.reopen(watch);
    this.tellWaits(null);
  }

  private reopen(watch: WatchId): void {
    const running = this.watches.get(watch);
    if (running?.request.name !== 'process.watch') {
      // What an opened capture held was in the other thread.
      this.settle(watch, { ok: false, code: 'failed', ...this.role.lost });
      running?.sink?.condition({ watch, condition: 'failed', ...this.role.lost });
      this.watches.delete(watch);
      return;
    }
    const interrupt = newInterrupt();
    const request = { ...running.request, interrupt };
    this.watches.set(watch, { ...running, interrupt, request });
    this.port?.postMessage(request);
    if (running.paced) this.port?.postMessage({ ...running.paced, interrupt: newInterrupt() });
  }
}

const waitsForRead: ReaderWaits = {
  message: 'Nothing has been read for three seconds.',
  why: 'Another read takes long, or the machine is busy.',
};

const waitsForFile = (name: string): ReaderWaits => ({
  message: `Reading waits for the file system of ${name}.`,
  why: 'It has not answered for three seconds, and such a wait cannot be interrupted.',
  remedy: 'After ten seconds reading begins anew without that file system.',
});

/** As long as the end of a thread that waits for nothing takes. */
const aMoment = (): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, 500).unref();
  });

const namesWatch = (value: unknown, watch: WatchId): boolean =>
  typeof value === 'object' && value !== null && 'watch' in value && value.watch === watch;

/** What is handed over: an import's own bytes, since they may be part of a larger buffer, all of which would travel. */
function sendable(request: WorkerRequest): { request: WorkerRequest; moved: ArrayBuffer[] } {
  if (request.name !== 'capture.import') return { request, moved: [] };
  const content = new Uint8Array(request.argument.content);
  return { request: { ...request, argument: { ...request.argument, content } }, moved: [content.buffer] };
}
