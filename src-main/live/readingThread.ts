/** What the reading thread does with each message; the thread itself is worker.ts. */
import { join } from 'node:path';
import { openContext, type TakeContext } from '../capture/context.ts';
import { fileSystems } from '../capture/fileSystems.ts';
import { whatLeaves } from '../capture/files/leaving.ts';
import { captureOnce } from '../capture/once.ts';
import type { Classroom } from '../classroom/classroom.ts';
import { cancelled, type Failure, type Outcome, type RequestId, type WatchId } from '../contract/calls.ts';
import type { Capture } from '../contract/capture.ts';
import { wholeUpdate } from '../contract/update.ts';
import { disassemble } from '../inspect/code/disassemble.ts';
import { looks } from '../inspect/looks.ts';
import { listProcesses } from '../procfs/processes.ts';
import { timers } from './clock.ts';
import { drive } from './drive.ts';
import { inspect } from './inspections.ts';
import { OpenedSources, savedCapture } from './openedSources.ts';
import { pmapText } from './pmapText.ts';
import { openReading } from './processReading.ts';
import {
  captureBuffers,
  InterruptCheck,
  nothingShipped,
  unknownWatch,
  watchInterrupted,
  type FromWorker,
  type Shipped,
  type ToWorker,
  type WorkerCallName,
  type WorkerCalls,
  type WorkerRequest,
} from './protocol.ts';
import { Recorder } from './recorder.ts';
import type { Recording } from '../time/recording.ts';
import type { MomentId } from '../contract/recording.ts';
import { recordingAnswers } from './recordingAnswers.ts';
import type { WatchSink } from './service.ts';
import { Watcher } from './watcher.ts';

const nothingRead: Failure = { ok: false, code: 'invalid', message: 'Nothing has been read of this process yet.' };

const noProcess: Failure = {
  ok: false,
  code: 'invalid',
  message: 'An opened capture cannot be looked into.',
  why: 'There is no process behind it: what it holds was read when it was taken.',
  remedy: 'Open the running process to look inside it.',
};

/** One request under way. */
interface Asked {
  readonly id: RequestId;
  readonly signal: AbortSignal;
  readonly interrupt: InterruptCheck;
  readonly progress: (share: number) => void;
}

/** One watched process. */
interface Watched {
  readonly watcher: Watcher;
  readonly interrupt: InterruptCheck;
  readonly recorder: Recorder;
}

type Answers = {
  readonly [N in WorkerCallName]: (
    argument: WorkerCalls[N]['argument'],
    asked: Asked,
  ) => Outcome<WorkerCalls[N]['result']> | Promise<Outcome<WorkerCalls[N]['result']>>;
};

const done: Outcome<null> = { ok: true, value: null };

/** Handles messages; `post` sends to the serving side, moving the buffers named. */
export class ReadingThread {
  private readonly post: (message: FromWorker, moved?: ArrayBuffer[]) => void;
  private readonly context: TakeContext;
  private readonly watchers = new Map<WatchId, Watched>();
  private readonly running = new Map<RequestId, AbortController>();
  private readonly sources = new OpenedSources();
  private readonly lessons: Shipped['lessons'];
  private loadedClassroom: Promise<Classroom> | undefined;
  /** Folder of the captures that are shipped to look at. */
  private readonly samples: string;
  private readonly documents: string;
  private readonly sink: WatchSink = {
    update: (value) => {
      this.post({ type: 'update', value });
    },
    progress: (value) => {
      this.post({ type: 'progress', value });
    },
    condition: (value) => {
      this.post({ type: 'condition', value });
    },
    grew: (value) => {
      this.post({ type: 'grew', value });
    },
  };

  constructor(
    post: (message: FromWorker, moved?: ArrayBuffer[]) => void,
    { lessons, samples, documents }: Shipped = nothingShipped,
    context: TakeContext = openContext(),
  ) {
    this.post = post;
    this.context = context;
    this.lessons = lessons;
    this.samples = samples;
    this.documents = documents;
  }

  handle(message: ToWorker): void {
    switch (message.type) {
      case 'cancel':
        this.running.get(message.id)?.abort();
        break;
      case 'ping':
        this.post({ type: 'pong' });
        break;
      case 'leave':
        for (const device of message.devices) fileSystems.hasNotAnswered(device);
        break;
      case 'call':
        void this.answer(message);
    }
  }

  /** A request always gets its reply; an unexpected fault is one of them. */
  private async answer({ id, name, argument, interrupt }: WorkerRequest): Promise<void> {
    const interrupted = watchInterrupted({ name, argument });
    if (interrupted !== undefined) this.watchers.get(interrupted)?.interrupt.handle();
    const abort = new AbortController();
    this.running.set(id, abort);
    const asked: Asked = {
      id,
      signal: abort.signal,
      interrupt: new InterruptCheck(interrupt),
      progress: (share) => {
        this.post({ type: 'share', id, share });
      },
    };
    try {
      // The table pairs each name with an argument of its own type, as the request does.
      const outcome: Outcome<unknown> = await this.answers[name](argument as never, asked);
      const moved = name === 'capture.once' && outcome.ok ? captureBuffers(outcome.value as Capture) : [];
      this.post({ type: 'reply', id, outcome }, moved);
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      const outcome = { ok: false, code: 'failed', message: 'Reading failed unexpectedly.', why } as const;
      this.post({ type: 'reply', id, outcome });
    } finally {
      this.running.delete(id);
    }
  }

  private readonly answers: Answers = {
    ...this.looking(),
    ...recordingAnswers(
      (watch) => this.recordingOf(watch),
      (watch, { grew }) => {
        this.sink.grew({ watch, ...grew });
      },
    ),
    'processes.list': () => {
      const { reader, users } = this.context;
      // Where not even our own process can be read, no list is one: a program without file descriptors left sees nothing.
      const own = reader.read('self/stat');
      if (own.status === 'read') return { ok: true, value: listProcesses(reader, users) };
      return { ok: false, code: 'failed', message: 'The processes could not be listed.', why: own.why };
    },
    'process.watch': (argument, asked) => this.watch(argument, asked),
    'process.pace': ({ watch, interval }) =>
      this.ordered(watch, (watcher) => {
        watcher.pace(interval);
      }),
    'process.refresh': ({ watch }) =>
      this.ordered(watch, (watcher) => {
        watcher.refresh();
      }),
    'process.part': ({ watch, part, wanted }) =>
      this.ordered(watch, (watcher) => {
        watcher.want(part, wanted);
      }),
    'process.once': async ({ pid }, asked) => {
      const taken = await this.once({ pid, parts: [], memory: true }, asked);
      return taken.ok ? { ok: true, value: wholeUpdate(taken.value) } : taken;
    },
    'process.stop': async ({ watch }) => {
      this.sources.forget(watch);
      this.watchers.get(watch)?.watcher.stop();
      this.watchers.delete(watch);
      await (await this.loadedClassroom)?.close(watch);
      return done;
    },
    'document.read': async ({ document }) =>
      (await import('../classroom/documents.ts')).documentIn(this.documents, document),
    'lesson.list': async () => ({ ok: true, value: await (await this.classroom()).list() }),
    'lesson.class': async (argument) => ({
      ok: true,
      value: await (await this.classroom()).class(argument),
    }),
    'lesson.open': async (argument, { id }) => (await this.classroom()).open(id, argument),
    'lesson.answer': async (argument) => (await this.classroom()).answer(argument),
    'lesson.next': async ({ watch }) => (await this.classroom()).next(watch),
    'lesson.moment': async (argument, { id }) => {
      const then = (await this.classroom()).processAt(argument);
      if (!then.ok) return then;
      const shown = this.sources.show(id, argument.step, then.value.capture);
      const { pages } = then.value;
      return shown.ok && pages ? { ok: true, value: { ...shown.value, pages } } : shown;
    },
    'capture.last': ({ watch }) => this.ofCapture(watch, (capture) => ({ ok: true, value: wholeUpdate(capture) })),
    'capture.import': (argument, asked) => this.sources.import(asked.id, argument, asked),
    'source.sample': async ({ sample }, asked) => {
      const opened = await this.sources.open(asked.id, join(this.samples, `${sample}.json.gz`), undefined, asked);
      // Samples are shown with today's labels; which rules were the first to label one is nothing for a newcomer.
      return opened.ok ? { ...opened, value: { ...opened.value, notes: [] } } : opened;
    },
    'capture.save': (argument) => this.ofMoment(argument, (capture) => savedCapture(capture, argument)),
    'capture.leaving': (argument) =>
      this.ofMoment(argument, (capture) => ({ ok: true, value: wholeUpdate(whatLeaves(capture, argument)) })),
    'pmap.text': ({ leaving, ...argument }) =>
      this.ofMoment(argument, (capture) =>
        pmapText(
          this.sources.get(argument.watch) ? undefined : this.context.reader,
          leaving ? whatLeaves(capture, leaving) : capture,
          argument,
        ),
      ),
    'code.disassemble': async (argument) => this.ofCapture(argument.watch, (capture) => disassemble(capture, argument)),
    'source.open': ({ file, table }, asked) => this.sources.open(asked.id, file, table, asked),
    'capture.once': (argument, asked) => this.once(argument, asked),
  };

  /** What lessons need is loaded for the first of them: no picture of a process waits for it. */
  private classroom(): Promise<Classroom> {
    this.loadedClassroom ??= import('../classroom/classroom.ts').then(
      ({ Classroom }) => new Classroom(this.context, this.lessons),
      (error: unknown) => {
        this.loadedClassroom = undefined;
        throw error;
      },
    );
    return this.loadedClassroom;
  }

  /** A capture of a process that need not be watched. */
  private async once(
    { pid, parts, memory }: WorkerCalls['capture.once']['argument'],
    { signal, interrupt }: Asked,
  ): Promise<Outcome<Capture>> {
    const interrupted = (): boolean => signal.aborted || interrupt.pending();
    const steps = captureOnce(this.context, pid, { parts, memory, interrupted });
    return (await drive(steps, () => undefined, signal)) ?? cancelled;
  }

  /** Every look answers in the same way. */
  private looking(): Pick<Answers, keyof typeof looks> {
    const answer =
      <N extends keyof typeof looks>(name: N) =>
      ({ ...argument }: WorkerCalls[N]['argument'], hooks: Asked) => {
        if (this.sources.get(argument.watch)) return noProcess;
        return this.ofCapture(argument.watch, (capture) => inspect(this.context, capture, name, argument, hooks));
      };
    const names = Object.keys(looks) as (keyof typeof looks)[];
    return Object.fromEntries(names.map((name) => [name, answer(name)])) as Pick<Answers, keyof typeof looks>;
  }

  private async watch(
    { pid, interval }: WorkerCalls['process.watch']['argument'],
    { id: watch, signal, interrupt }: Asked,
  ): Promise<Outcome<{ watch: WatchId }>> {
    const reading = openReading(this.context, pid, interrupt.pending);
    const recorder = new Recorder((grew) => {
      this.sink.grew({ watch, ...grew });
    });
    const watcher = new Watcher(watch, interval, reading, this.sink, timers, recorder);
    this.watchers.set(watch, { watcher, interrupt, recorder });
    signal.addEventListener('abort', () => {
      watcher.stop();
    });
    const outcome = await watcher.start();
    if (outcome.ok && !signal.aborted) return { ok: true, value: { watch } };
    this.watchers.delete(watch);
    return outcome.ok ? cancelled : outcome;
  }

  /** A watch of a process is told something; one that has ended meanwhile has nothing to do any more. */
  private ordered(watch: WatchId, order: (watcher: Watcher) => void): Outcome<null> {
    const found = this.watchers.get(watch);
    if (!found) return unknownWatch;
    order(found.watcher);
    return done;
  }

  /** What is recorded of the process that is watched, or was opened. */
  private recordingOf(watch: WatchId): Recording | undefined {
    return this.sources.recording(watch) ?? this.watchers.get(watch)?.recorder.recording;
  }

  /** Answers about a moment of the recording, or about the last capture. */
  private ofMoment<Answer>(
    { watch, moment }: { readonly watch: WatchId; readonly moment?: MomentId },
    answer: (capture: Capture) => Answer,
  ): Answer | Failure {
    const recording = this.recordingOf(watch);
    if (moment === undefined || !recording) return this.ofCapture(watch, answer);
    const picture = recording.picture({ moment });
    return picture.ok ? answer(picture.value.capture) : picture;
  }

  /** Answers from what a watch shows: the last capture of its process, or the one that was opened. */
  private ofCapture<Answer>(watch: WatchId, answer: (capture: Capture) => Answer): Answer | Failure {
    const capture = this.sources.get(watch) ?? this.watchers.get(watch)?.watcher.last;
    return capture ? answer(capture) : nothingRead;
  }
}
