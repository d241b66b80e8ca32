/** What the reading thread does with each message; the thread itself is worker.ts. */
import { openContext, type TakeContext } from '../capture/context.ts';
import { wasCancelled } from '../capture/failure.ts';
import { mappedFileFacts } from '../capture/fileFacts.ts';
import { captureOnce } from '../capture/once.ts';
import { AccessLog } from '../capture/accessLog.ts';
import { findLiving } from '../capture/identity.ts';
import { readMaps } from '../capture/rows.ts';
import type { Failure, FileFacts, Outcome, PmapTextLines, SavedCapture, WatchId } from '../contract/calls.ts';
import type { Capture } from '../contract/capture.ts';
import { asMilliseconds, type PageNumber, type Pid } from '../contract/units.ts';
import { listProcesses } from '../procfs/processes.ts';
import { drive } from './drive.ts';
import { inspect } from './inspections.ts';
import { pmapText } from './pmapText.ts';
import { openReading } from './processReading.ts';
import {
  captureBuffers,
  endsRead,
  InterruptCheck,
  type FromWorker,
  type RequestId,
  type ToWorker,
  type WorkerRequest,
} from './protocol.ts';
import { OpenedSources, savedCapture } from './openedSources.ts';
import { Watcher, type WatchClock } from './watcher.ts';

/** Progress of a one-off capture belongs to no watch. */
const noWatch: WatchId = 0;
const progressPause = 50;

const clock: WatchClock = {
  now: () => asMilliseconds(performance.now()),
  after: (delay, callback) => {
    const timer = setTimeout(callback, delay);
    return () => {
      clearTimeout(timer);
    };
  },
};

const nothingRead: Failure = { ok: false, code: 'invalid', message: 'Nothing has been read of this process yet.' };

const noProcess: Failure = {
  ok: false,
  code: 'invalid',
  message: 'An opened capture cannot be looked into.',
  why: 'There is no process behind it: what it holds was read when it was taken.',
  remedy: 'Open the running process to look inside it.',
};

/** Handles messages; `post` sends to the serving side, moving the buffers named. */
export class ReadingThread {
  private readonly post: (message: FromWorker, moved?: ArrayBuffer[]) => void;
  private readonly context: TakeContext;
  private readonly watchers = new Map<WatchId, { watcher: Watcher; interrupt: InterruptCheck }>();
  /** Captures and inspections under way. */
  private readonly running = new Map<RequestId, AbortController>();
  private readonly sources = new OpenedSources();

  constructor(post: (message: FromWorker, moved?: ArrayBuffer[]) => void, context: TakeContext = openContext()) {
    this.post = post;
    this.context = context;
  }

  handle(message: ToWorker): void {
    switch (message.type) {
      case 'cancel':
        this.running.get(message.id)?.abort();
        break;
      case 'pace':
      case 'refresh':
      case 'numa':
      case 'stop':
        this.order(message);
        break;
      case 'list':
      case 'capture':
      case 'watch':
      case 'facts':
      case 'pmap':
      case 'import':
      case 'open':
      case 'save':
      case 'inspect':
        void this.answer(message);
        break;
    }
  }

  private order(message: Extract<ToWorker, { type: 'pace' | 'refresh' | 'numa' | 'stop' }>): void {
    if (message.type === 'stop') this.sources.forget(message.watch);
    const found = this.watchers.get(message.watch);
    if (!found) return;
    const { watcher, interrupt } = found;
    if (endsRead(message)) interrupt.handle();
    if (message.type === 'pace') watcher.pace(message.interval);
    else if (message.type === 'refresh') watcher.refresh();
    else if (message.type === 'numa') watcher.numa(message.wanted);
    else {
      watcher.stop();
      this.watchers.delete(message.watch);
    }
  }

  /** A request always gets its reply; an unexpected fault is one of them. */
  private async answer(request: WorkerRequest): Promise<void> {
    const { id } = request;
    try {
      const outcome = await this.outcomeOf(request);
      const moved = request.type === 'capture' && outcome.ok ? captureBuffers(outcome.value as Capture) : [];
      this.post({ type: 'reply', id, outcome }, moved);
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      const outcome = { ok: false, code: 'failed', message: 'Reading failed unexpectedly.', why } as const;
      this.post({ type: 'reply', id, outcome });
    }
  }

  private outcomeOf(request: WorkerRequest): Promise<Outcome<unknown>> | Outcome<unknown> {
    switch (request.type) {
      case 'list':
        return { ok: true, value: listProcesses(this.context.reader, this.context.users) };
      case 'facts':
        return this.facts(request.pid, request.start);
      case 'pmap':
        return this.pmap(request);
      case 'import':
        return this.sources.import(request.watch, request);
      case 'open':
        return this.sources.open(request.watch, request.file);
      case 'save':
        return this.save(request);
      case 'inspect':
        return this.inspect(request);
      case 'capture':
        return this.capture(request);
      case 'watch':
        return this.watch(request);
    }
  }

  private async capture({
    id,
    pid,
    numa,
    memory,
    interrupt,
  }: Extract<WorkerRequest, { type: 'capture' }>): Promise<Outcome<Capture>> {
    const abort = new AbortController();
    this.running.set(id, abort);
    const check = new InterruptCheck(interrupt);
    let told = performance.now();
    const steps = captureOnce(this.context, pid, {
      numa,
      memory,
      interrupted: () => abort.signal.aborted || check.pending(),
      progress: (phase, done, expected) => {
        if (performance.now() - told < progressPause) return;
        told = performance.now();
        this.post({ type: 'capture-progress', id, value: { watch: noWatch, phase, done, expected } });
      },
    });
    try {
      return (await drive(steps, () => undefined, abort.signal)) ?? wasCancelled;
    } finally {
      this.running.delete(id);
    }
  }

  private async watch(request: Extract<WorkerRequest, { type: 'watch' }>): Promise<Outcome<null>> {
    const { watch, pid, interval } = request;
    const interrupt = new InterruptCheck(request.interrupt);
    const reading = openReading(this.context, pid, interrupt.pending);
    const sink = {
      update: (value: Extract<FromWorker, { type: 'update' }>['value']) => {
        this.post({ type: 'update', value });
      },
      progress: (value: Extract<FromWorker, { type: 'progress' }>['value']) => {
        this.post({ type: 'progress', value });
      },
      condition: (value: Extract<FromWorker, { type: 'condition' }>['value']) => {
        this.post({ type: 'condition', value });
      },
    };
    const watcher = new Watcher(watch, interval, reading, sink, clock);
    this.watchers.set(watch, { watcher, interrupt });
    const outcome = await watcher.start();
    if (!outcome.ok) this.watchers.delete(watch);
    return outcome;
  }

  private pmap(request: Extract<WorkerRequest, { type: 'pmap' }>): Outcome<PmapTextLines> {
    const capture = this.captureOf(request.watch);
    if (!capture) return nothingRead;
    return pmapText(this.sources.get(request.watch) ? undefined : this.context.reader, capture, request);
  }

  private save(request: Extract<WorkerRequest, { type: 'save' }>): Promise<Outcome<SavedCapture>> | Outcome<never> {
    const capture = this.captureOf(request.watch);
    return capture ? savedCapture(capture, request) : nothingRead;
  }

  private async inspect(request: Extract<WorkerRequest, { type: 'inspect' }>): Promise<Outcome<unknown>> {
    const { id, call, argument } = request;
    if (this.sources.get(argument.watch)) return noProcess;
    const capture = this.captureOf(argument.watch);
    if (!capture) return nothingRead;
    const abort = new AbortController();
    this.running.set(id, abort);
    try {
      return await inspect(this.context, capture, call, argument, {
        signal: abort.signal,
        progress: (share) => {
          this.post({ type: 'inspect-progress', id, share });
        },
      });
    } finally {
      this.running.delete(id);
    }
  }

  /** What a watch shows: the last capture of its process, or the one that was opened. */
  private captureOf(watch: WatchId): Capture | undefined {
    return this.sources.get(watch) ?? this.watchers.get(watch)?.watcher.last;
  }

  private facts(pid: Pid, start: PageNumber): Outcome<FileFacts> {
    const log = new AccessLog(this.context.reader);
    const living = findLiving(log, pid, undefined);
    if (!living.ok) return living;
    const rows = readMaps(log, living.value.source);
    const row = 'mappings' in rows ? rows.mappings.start.indexOf(start) : -1;
    if (!('mappings' in rows) || row < 0) {
      return { ok: false, code: 'invalid', message: 'The process has no mapping that begins there any more.' };
    }
    return mappedFileFacts(living.value.source, rows.mappings, row, this.context.images);
  }
}
