/** One lesson that is being taken: live, with a program of its own, or from a recording. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TakeContext } from '../capture/context.ts';
import type { Failure, Outcome } from '../contract/calls.ts';
import type { Capture } from '../contract/capture.ts';
import type { PageRuns } from '../contract/pageRuns.ts';
import type { LessonReached } from '../contract/lesson.ts';
import { LessonPlay } from '../lessons/play.ts';
import { compileLesson } from './compile.ts';
import type { LessonFolder } from './lessonFolder.ts';
import type { LessonRecording } from './recording.ts';
import { LessonRun, type LessonEvent } from './run.ts';

/** Where the moments come from. */
interface MomentSource {
  next(): Promise<Outcome<LessonEvent>>;
  close(): Promise<void>;
}

/** A process at a step that was reached. */
export interface ProcessThen {
  readonly capture: Capture;
  readonly pages?: PageRuns;
}

/** What a live lesson is compiled with. */
export interface Workshop {
  readonly include: string;
  readonly cache: string;
}

const invalid = (message: string): Failure => ({ ok: false, code: 'invalid', message });

export class LessonRoom {
  readonly play: LessonPlay;
  readonly #source: MomentSource;
  #going = false;
  #ended = false;

  constructor(folder: LessonFolder, source: MomentSource) {
    this.play = new LessonPlay(folder.lesson);
    this.#source = source;
  }

  /** Lets the program go on to its next step or its end, if every prediction has been made. */
  async next(): Promise<Outcome<LessonReached>> {
    if (this.#ended) return invalid('The program of this lesson has ended.');
    if (this.#going) return invalid('The program is on its way to the next step already.');
    const { held } = this.play;
    if (held) return held;
    this.#going = true;
    try {
      const outcome = await this.#source.next();
      this.#ended = !outcome.ok || outcome.value.type === 'ended';
      return outcome.ok ? this.#reached(outcome.value) : outcome;
    } finally {
      this.#going = false;
    }
  }

  /** A process as it was at a step, with the states of its pages where they were told. */
  processAt(step: string, process: string): Outcome<ProcessThen> {
    const moment = this.play.moment(step);
    if (!moment) return invalid('The lesson has not come to that step.');
    const capture = moment.captures.get(process);
    if (!capture) return invalid('There was no such process at that step.');
    const pages = moment.pageStates.get(process);
    return { ok: true, value: { capture, ...(pages ? { pages } : {}) } };
  }

  /** Ends the program. */
  close(): Promise<void> {
    this.#ended = true;
    return this.#source.close();
  }

  #reached(event: LessonEvent): Outcome<LessonReached> {
    if (event.type === 'ended') return { ok: true, value: event };
    const { moment, output } = event;
    const seen = this.play.reach(moment);
    if (!seen.ok) return seen;
    const processes = [...moment.captures].map(([name, { process }]) => ({ name, pid: process.identity.pid }));
    const { labels } = moment.said;
    return { ok: true, value: { type: 'step', step: moment.step, output, labels, processes, seen: seen.value } };
  }
}

/** Compiles the program when it is first asked to go on, and runs it in a folder of its own. */
export class LiveMoments implements MomentSource {
  readonly #context: TakeContext;
  readonly #folder: LessonFolder;
  readonly #workshop: Workshop;
  /** Text of the program when a change of the lesson is in it. */
  readonly #changed: string | undefined;
  #run: LessonRun | undefined;
  #work: string | undefined;
  #closed = false;

  constructor(context: TakeContext, folder: LessonFolder, workshop: Workshop, changed?: string) {
    this.#context = context;
    this.#folder = folder;
    this.#workshop = workshop;
    this.#changed = changed;
  }

  async next(): Promise<Outcome<LessonEvent>> {
    if (this.#run) return this.#run.next();
    const { folder, lesson } = this.#folder;
    const compiled = await compileLesson(lesson, {
      folder,
      ...this.#workshop,
      ...(this.#changed === undefined ? {} : { changed: this.#changed }),
    });
    if (!compiled.ok) return compiled;
    this.#work = await mkdtemp(join(tmpdir(), 'procatlas-lesson-'));
    // Closed while it was compiled: nothing is started any more.
    if (this.#closed) {
      await this.close();
      return invalid('The lesson was closed.');
    }
    this.#run = new LessonRun(this.#context, compiled.value.binary, this.#work);
    return this.#run.first();
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#run?.stop();
    if (this.#work !== undefined) await rm(this.#work, { recursive: true, force: true });
  }
}

/** Moments of a recording, one after the other, and then the end that a program comes to. */
export class RecordedMoments implements MomentSource {
  readonly #steps: LessonRecording['steps'];
  #at = 0;

  constructor({ steps }: LessonRecording) {
    this.#steps = steps;
  }

  next(): Promise<Outcome<LessonEvent>> {
    const step = this.#steps[this.#at++];
    const event: LessonEvent = step ? { type: 'step', ...step } : { type: 'ended', code: 0, signal: null, output: [] };
    return Promise.resolve({ ok: true, value: event });
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}
