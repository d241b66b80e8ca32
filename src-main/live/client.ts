/**
 * The serving side of the threads that read. Processes are read in one; what is opened is taken apart in another, which
 * is started when it is needed: a file that a stranger made may keep that one busy, and no watched process waits for it.
 */
import { Worker } from 'node:worker_threads';
import type { Failure, WatchId } from '../contract/calls.ts';
import { Touched } from '../capture/touch.ts';
import { ownCommands } from '../procfs/remedies.ts';
import { nothingShipped, unknownWatch, type Shipped, type WorkerCallName } from './protocol.ts';
import type { PulseClock } from './pulse.ts';
import type { LiveService } from './service.ts';
import { ThreadClient, type ThreadRole, type WorkerPort } from './threadClient.ts';
import { openingLimits, readingLimits } from './limits.ts';

type ThreadLimits = typeof readingLimits | typeof openingLimits;

export type { WorkerPort } from './threadClient.ts';

/** Starts the reading thread from its built or source file. It is started anew by the next request if it dies. */
export const startLiveService = (workerUrl: URL, shipped: Shipped = nothingShipped): LiveService =>
  new LiveClient(
    () => workerPort(workerUrl, shipped, readingLimits),
    () => workerPort(workerUrl, shipped, openingLimits),
  );

function workerPort(workerUrl: URL, shipped: Shipped, resourceLimits: ThreadLimits): WorkerPort {
  const touched = new Touched();
  const worker = new Worker(workerUrl, {
    workerData: { touched: touched.buffer, commands: ownCommands(), shipped },
    resourceLimits,
  });
  let why = '';
  worker.on('error', (error: unknown) => {
    why = outOfMemory(error, resourceLimits) ?? (error instanceof Error ? error.message : String(error));
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
    waitsFor: () => touched.current(),
    terminate: () => worker.terminate(),
  };
}

/** Node ends a thread that reaches its limit with this code. */
const outOfMemory = (error: unknown, { maxOldGenerationSizeMb }: ThreadLimits): string | undefined =>
  error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY'
    ? `It would have needed more than ${maxOldGenerationSizeMb} MB for what was asked of it.`
    : undefined;

const standsStill: Failure = {
  ok: false,
  code: 'invalid',
  message: 'An opened capture stays as it is.',
  why: 'There is no process behind it that could be read again.',
};
/** What an opened capture refuses. */
const readsAgain: readonly WorkerCallName[] = ['process.pace', 'process.refresh', 'process.part'];

const processes: ThreadRole = {
  opens: ['process.watch'],
  lost: {
    message: 'The thread that reads processes has stopped.',
    remedy: 'Open the process again: that starts a new one.',
  },
};
const sources: ThreadRole = {
  opens: ['capture.import', 'source.open', 'source.sample', 'lesson.open', 'lesson.moment'],
  lost: {
    message: 'The thread that holds what was opened has stopped.',
    remedy: 'Open the file again: that starts a new one.',
  },
};

/** {@link LiveService} over ports; exported for tests with ports of their own. */
export class LiveClient implements LiveService {
  private readonly processes: ThreadClient;
  private readonly sources: ThreadClient;
  /** Numbers of requests, and of the watches that they open: none is used twice, also not after a restart. */
  private lastId = 0;

  constructor(openReading: () => WorkerPort, openOpening: () => WorkerPort = openReading, clock?: PulseClock) {
    this.processes = new ThreadClient(openReading, processes, clock);
    this.sources = new ThreadClient(openOpening, sources, clock);
    this.processes.start();
  }

  call: LiveService['call'] = async (name, argument, options) => {
    const watch = argument && 'watch' in argument ? argument.watch : undefined;
    const thread = watch === undefined ? this.threadFor(name) : this.threadOf(watch);
    if (!thread) return unknownWatch;
    if (thread === this.sources && readsAgain.includes(name)) return standsStill;
    return thread.request(++this.lastId, name, argument, options);
  };

  capture: LiveService['capture'] = (pid, { parts = [], memory = true, signal } = {}) =>
    this.processes.request(++this.lastId, 'capture.once', { pid, parts, memory }, { signal });

  openFile: LiveService['openFile'] = (file, sink, table, options) =>
    this.sources.request(
      ++this.lastId,
      'source.open',
      { file, ...(table === undefined ? {} : { table }) },
      { ...options, sink },
    );

  onWaits: LiveService['onWaits'] = (listener) => this.processes.onWaits(listener);

  close: LiveService['close'] = async () => {
    const ends = await Promise.all([this.processes.close(), this.sources.close()]);
    return ends.includes('waits') ? 'waits' : 'ended';
  };

  private threadFor(name: WorkerCallName): ThreadClient {
    return sources.opens.includes(name) ? this.sources : this.processes;
  }

  private threadOf(watch: WatchId): ThreadClient | undefined {
    return [this.processes, this.sources].find((thread) => thread.has(watch));
  }
}
