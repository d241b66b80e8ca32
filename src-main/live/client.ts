/** The serving side of the reading thread: requests out, replies and updates in, and an honest end when it dies. */
import { Worker } from 'node:worker_threads';
import type { Events, Failure, OpenedSource, Outcome, WatchId } from '../contract/calls.ts';
import {
  endsRead,
  newInterrupt,
  type FromWorker,
  type InspectArgument,
  type Interrupt,
  type RequestId,
  type ToWorker,
  type WorkerCalls,
} from './protocol.ts';
import type { LiveService, WatchSink } from './service.ts';

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
  readonly sink: WatchSink;
  readonly interrupt: Interrupt;
  /** An opened capture: nothing is read, now or later. */
  readonly still?: true;
}

interface Pending {
  settle(outcome: Outcome<unknown>): void;
  share?: (share: number) => void;
  progress?: (value: Events['watch.progress']) => void;
}

const unknownWatch: Failure = { ok: false, code: 'invalid', message: 'There is no such watch.' };
const standsStill: Failure = {
  ok: false,
  code: 'invalid',
  message: 'An opened capture stays as it is.',
  why: 'There is no process behind it that could be read again.',
};
const cancelled: Failure = { ok: false, code: 'cancelled', message: 'The request was cancelled.' };
const closed: Failure = { ok: false, code: 'failed', message: 'Reading has been shut down.' };

/** {@link LiveService} over a port; exported for tests with a port of their own. */
export class LiveClient implements LiveService {
  private readonly open: () => WorkerPort;
  private port: WorkerPort | undefined;
  private readonly pending = new Map<RequestId, Pending>();
  private readonly watches = new Map<WatchId, RunningWatch>();
  private lastId = 0;
  private isClosed = false;

  constructor(open: () => WorkerPort) {
    this.open = open;
    this.port = this.connect();
  }

  listProcesses: LiveService['listProcesses'] = () => this.request('list', {});

  fileFacts: LiveService['fileFacts'] = (pid, start) => this.request('facts', { pid, start });

  pmapText: LiveService['pmapText'] = (argument) =>
    this.watches.has(argument.watch) ? this.request('pmap', argument) : Promise.resolve(unknownWatch);

  capture: LiveService['capture'] = (pid, options = {}) => {
    const { numa = false, memory = true, signal, progress } = options;
    if (signal?.aborted) return Promise.resolve(cancelled);
    const id = this.lastId + 1;
    const interrupt = newInterrupt();
    const abort = () => {
      Atomics.add(interrupt, 0, 1);
      this.port?.postMessage({ type: 'cancel', id });
      this.settle(id, cancelled);
    };
    signal?.addEventListener('abort', abort, { once: true });
    return this.request('capture', { pid, numa, memory, interrupt }, progress ? { progress } : {}).finally(() => {
      signal?.removeEventListener('abort', abort);
    });
  };

  watch: LiveService['watch'] = async (pid, interval, sink) => {
    // Watches and requests share one count: a number is never used twice, also not after a restart.
    const watch = this.lastId + 1;
    const interrupt = newInterrupt();
    this.watches.set(watch, { sink, interrupt });
    const outcome = await this.request('watch', { pid, watch, interval, interrupt });
    if (outcome.ok) return { ok: true, value: { watch } };
    this.watches.delete(watch);
    return outcome;
  };

  importSource: LiveService['importSource'] = ({ content, ...argument }, sink) => {
    // A copy of its own: the bytes may be part of a larger buffer, all of which would travel with them.
    const own = new Uint8Array(content);
    return this.openStill(sink, (watch) =>
      this.request('import', { ...argument, content: own, watch }, {}, [own.buffer]),
    );
  };

  openFile: LiveService['openFile'] = (file, sink) =>
    this.openStill(sink, (watch) => this.request('open', { file, watch }));

  saveCapture: LiveService['saveCapture'] = (argument) =>
    this.watches.has(argument.watch) ? this.request('save', argument) : Promise.resolve(unknownWatch);

  inspect: LiveService['inspect'] = (call, argument, options = {}) => {
    if (!this.watches.has(argument.watch)) return Promise.resolve(unknownWatch);
    const { signal, progress } = options;
    if (signal?.aborted) return Promise.resolve(cancelled);
    const id = this.lastId + 1;
    const abort = () => {
      this.port?.postMessage({ type: 'cancel', id });
      this.settle(id, cancelled);
    };
    signal?.addEventListener('abort', abort, { once: true });
    const reply = this.request('inspect', { call, argument } as InspectArgument, progress ? { share: progress } : {});
    // The protocol pairs each call with a result of its own type.
    return (reply as ReturnType<typeof this.inspect<typeof call>>).finally(() => {
      signal?.removeEventListener('abort', abort);
    });
  };

  pace: LiveService['pace'] = (watch, interval) => this.order(watch, { type: 'pace', watch, interval });

  refresh: LiveService['refresh'] = (watch) => this.order(watch, { type: 'refresh', watch });

  numa: LiveService['numa'] = (watch, wanted) => this.order(watch, { type: 'numa', watch, wanted });

  stop: LiveService['stop'] = (watch) => {
    const outcome = this.order(watch, { type: 'stop', watch });
    this.watches.delete(watch);
    return outcome;
  };

  close: LiveService['close'] = async () => {
    this.isClosed = true;
    const { port } = this;
    this.port = undefined;
    this.watches.clear();
    for (const id of [...this.pending.keys()]) this.settle(id, closed);
    await port?.terminate();
  };

  private async openStill(
    sink: WatchSink,
    ask: (watch: WatchId) => Promise<Outcome<OpenedSource>>,
  ): Promise<Outcome<OpenedSource>> {
    const watch = this.lastId + 1;
    this.watches.set(watch, { sink, interrupt: newInterrupt(), still: true });
    const outcome = await ask(watch);
    if (!outcome.ok) this.watches.delete(watch);
    return outcome;
  }

  private request<N extends keyof WorkerCalls>(
    type: N,
    argument: WorkerCalls[N]['argument'],
    heard: Pick<Pending, 'progress' | 'share'> = {},
    moved?: ArrayBuffer[],
  ): Promise<Outcome<WorkerCalls[N]['result']>> {
    const id = ++this.lastId;
    if (this.isClosed) return Promise.resolve(closed);
    return new Promise((resolve) => {
      this.pending.set(id, {
        settle: (outcome) => {
          // The protocol pairs each request with the result of its own type; ids are never used twice.
          resolve(outcome as Outcome<WorkerCalls[N]['result']>);
        },
        ...heard,
      });
      this.port ??= this.connect();
      this.port.postMessage({ type, id, ...argument } as ToWorker, moved);
    });
  }

  private order(watch: WatchId, message: ToWorker): Outcome<null> {
    const running = this.watches.get(watch);
    if (!running) return unknownWatch;
    if (running.still && message.type !== 'stop') return standsStill;
    if (endsRead(message)) Atomics.add(running.interrupt, 0, 1);
    this.port?.postMessage(message);
    return { ok: true, value: null };
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
      case 'capture-progress':
        this.pending.get(message.id)?.progress?.(message.value);
        break;
      case 'inspect-progress':
        this.pending.get(message.id)?.share?.(message.share);
        break;
      case 'update':
        this.watches.get(message.value.watch)?.sink.update(message.value);
        break;
      case 'progress':
        this.watches.get(message.value.watch)?.sink.progress(message.value);
        break;
      case 'condition':
        this.watches.get(message.value.watch)?.sink.condition(message.value);
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
    for (const [watch, { sink }] of this.watches) sink.condition({ watch, condition: 'failed', ...said });
    this.watches.clear();
  }
}
