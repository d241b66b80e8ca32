/** The serving side of the reading thread: requests out, replies and updates in, and an honest end when it dies. */
import { Worker } from 'node:worker_threads';
import { cancelled, type Failure, type Outcome, type RequestId, type WatchId } from '../contract/calls.ts';
import {
  newInterrupt,
  unknownWatch,
  watchInterrupted,
  type FromWorker,
  type Interrupt,
  type ToWorker,
  type WorkerCallName,
  type WorkerCalls,
  type WorkerRequest,
} from './protocol.ts';
import type { LiveService, RequestOptions, WatchSink } from './service.ts';

/** The part of a worker thread that the client uses. */
export interface WorkerPort {
  /** `moved`: buffers that are handed over instead of copied. */
  postMessage(message: ToWorker, moved?: ArrayBuffer[]): void;
  onMessage(listener: (message: FromWorker) => void): void;
  /** The thread has ended; `why` is a sentence when that was not asked for. */
  onEnd(listener: (why: string) => void): void;
  terminate(): Promise<unknown>;
}

/** Starts the reading thread from its built or source file. It is started anew by the next request if it dies. */
export const startLiveService = (workerUrl: URL): LiveService =>
  new LiveClient(() => workerPort(new Worker(workerUrl)));

function workerPort(worker: Worker): WorkerPort {
  let why = '';
  worker.on('error', (error: unknown) => {
    why = error instanceof Error ? error.message : String(error);
  });
  return {
    postMessage: (message, moved = []) => {
      worker.postMessage(message, moved);
    },
    onMessage: (listener) => void worker.on('message', listener),
    onEnd: (listener) =>
      void worker.on('exit', (code) => {
        listener(why === '' ? `It ended with code ${code}.` : why);
      }),
    terminate: () => worker.terminate(),
  };
}

interface RunningWatch {
  readonly sink: WatchSink | undefined;
  readonly interrupt: Interrupt;
  /** An opened capture: nothing is read, now or later. */
  readonly still: boolean;
}

interface Pending {
  settle(outcome: Outcome<unknown>): void;
  progress: ((share: number) => void) | undefined;
}

const standsStill: Failure = {
  ok: false,
  code: 'invalid',
  message: 'An opened capture stays as it is.',
  why: 'There is no process behind it that could be read again.',
};
/** What an opened capture refuses. */
const readsAgain: readonly WorkerCallName[] = ['process.pace', 'process.refresh', 'process.part'];
/** Requests whose answer names a watch, and whether it is one of an opened capture. */
const opens: Readonly<Partial<Record<WorkerCallName, 'live' | 'still'>>> = {
  'process.watch': 'live',
  'capture.import': 'still',
  'source.open': 'still',
};
const closed: Failure = { ok: false, code: 'failed', message: 'Reading has been shut down.' };

/** {@link LiveService} over a port; exported for tests with a port of their own. */
export class LiveClient implements LiveService {
  private readonly open: () => WorkerPort;
  private port: WorkerPort | undefined;
  private readonly pending = new Map<RequestId, Pending>();
  private readonly watches = new Map<WatchId, RunningWatch>();
  /** Numbers of requests, and of the watches that they open: none is used twice, also not after a restart. */
  private lastId = 0;
  private isClosed = false;

  constructor(open: () => WorkerPort) {
    this.open = open;
    this.port = this.connect();
  }

  call: LiveService['call'] = async (name, argument, options) => {
    const watch = argument && 'watch' in argument ? argument.watch : undefined;
    if (watch !== undefined) {
      const running = this.watches.get(watch);
      if (!running) return unknownWatch;
      if (running.still && readsAgain.includes(name)) return standsStill;
    }
    return this.request(name, argument, options);
  };

  capture: LiveService['capture'] = (pid, { parts = [], memory = true, signal } = {}) =>
    this.request('capture.once', { pid, parts, memory }, { signal });

  openFile: LiveService['openFile'] = (file, sink, table) =>
    this.request('source.open', { file, ...(table === undefined ? {} : { table }) }, { sink });

  close: LiveService['close'] = async () => {
    this.isClosed = true;
    const { port } = this;
    this.port = undefined;
    this.watches.clear();
    for (const id of [...this.pending.keys()]) this.settle(id, closed);
    await port?.terminate();
  };

  private async request<N extends WorkerCallName>(
    name: N,
    argument: WorkerCalls[N]['argument'],
    { signal, progress, sink }: RequestOptions = {},
  ): Promise<Outcome<WorkerCalls[N]['result']>> {
    if (this.isClosed) return closed;
    if (signal?.aborted) return cancelled;
    const id = ++this.lastId;
    const interrupt = newInterrupt();
    const kind = opens[name];
    if (kind) this.watches.set(id, { sink, interrupt, still: kind === 'still' });

    const { request, moved } = sendable({ type: 'call', id, name, argument, interrupt } as WorkerRequest);
    const cancel = (): void => {
      Atomics.add(interrupt, 0, 1);
      this.port?.postMessage({ type: 'cancel', id });
      this.settle(id, cancelled);
    };
    signal?.addEventListener('abort', cancel, { once: true });
    const outcome = await new Promise<Outcome<unknown>>((settle) => {
      this.pending.set(id, { settle, progress });
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
    if (request.name === 'process.stop') this.watches.delete(request.argument.watch);
    this.port ??= this.connect();
    this.port.postMessage(request, moved);
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
    return port;
  }

  private receive(message: FromWorker): void {
    switch (message.type) {
      case 'reply':
        this.settle(message.id, message.outcome);
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

  /** The thread died: every request fails, every watch is told and ends; the next request starts another thread. */
  private lost(why: string): void {
    this.port = undefined;
    const said = {
      message: 'The thread that reads processes has stopped.',
      why,
      remedy: 'Open the process again: that starts a new one.',
    };
    for (const id of [...this.pending.keys()]) this.settle(id, { ok: false, code: 'failed', ...said });
    for (const [watch, { sink }] of this.watches) sink?.condition({ watch, condition: 'failed', ...said });
    this.watches.clear();
  }
}

/** What is handed over: an import's own bytes, since they may be part of a larger buffer, all of which would travel. */
function sendable(request: WorkerRequest): { request: WorkerRequest; moved: ArrayBuffer[] } {
  if (request.name !== 'capture.import') return { request, moved: [] };
  const content = new Uint8Array(request.argument.content);
  return { request: { ...request, argument: { ...request.argument, content } }, moved: [content.buffer] };
}
