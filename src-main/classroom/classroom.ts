/** The lessons that the pages of this program have open, each by the number of its watch. */
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { TakeContext } from '../capture/context.ts';
import type { Calls, Failure, Outcome, WatchId } from '../contract/calls.ts';
import type { ClassTables, LessonEntry, LessonReached, OpenedLesson } from '../contract/lesson.ts';
import { classTables } from './classTables.ts';
import { inLanguage, type LessonFolder } from './lessonFolder.ts';
import { recordingOf } from './recording.ts';
import { lacking } from './requirements.ts';
import { LessonRoom, LiveMoments, RecordedMoments, type ProcessThen } from './room.ts';
import { Shelf, type ShelfFolders } from './shelf.ts';

/** A private folder where compiled programs are kept. */
export const programCache = (environment: NodeJS.ProcessEnv): string =>
  join(environment.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'procatlas', 'lessons');

/** More lessons than this at once are a page that has lost count. */
const mostRooms = 16;

const noRoom: Failure = { ok: false, code: 'invalid', message: 'This lesson is not open any more.' };

export class Classroom {
  readonly #context: TakeContext;
  readonly #shelf: Shelf;
  readonly #cache: string;
  readonly #rooms = new Map<WatchId, LessonRoom>();

  constructor(context: TakeContext, folders: ShelfFolders, cache = programCache(process.env)) {
    this.#context = context;
    this.#shelf = new Shelf(folders);
    this.#cache = cache;
  }

  list(): Promise<LessonEntry[]> {
    return this.#shelf.list();
  }

  /** Opens a lesson: live where this machine has what it needs, else from its recording. */
  async open(watch: WatchId, asked: Calls['lesson.open']['argument']): Promise<Outcome<OpenedLesson>> {
    if (this.#rooms.size >= mostRooms) {
      return { ok: false, code: 'invalid', message: `${mostRooms} lessons are open already: leave one first.` };
    }
    const found = await this.#shelf.find(asked.lesson);
    if (!found.ok) return found;
    const read = inLanguage(found.value, asked.languages ?? []);
    const { lesson } = read;
    const source = changedSource(read, asked.change);
    if (!source.ok) return source;
    const missing = await lacking(lesson.requires);
    if (missing.length === 0 && !asked.recorded) {
      const workshop = { include: this.#shelf.include, cache: this.#cache };
      const changed = asked.change === undefined ? undefined : source.value;
      this.#rooms.set(watch, new LessonRoom(read, new LiveMoments(this.#context, read, workshop, changed)));
      return { ok: true, value: { watch, lesson, source: source.value } };
    }
    if (asked.change !== undefined) return { ...cannotRun(missing), message: 'The change cannot be tried here.' };
    const recording = await recordingOf(read.folder);
    if (!recording) return cannotRun(missing);
    if (!recording.ok) return recording;
    this.#rooms.set(watch, new LessonRoom(read, new RecordedMoments(recording.value)));
    return {
      ok: true,
      value: { watch, lesson, source: source.value, recording: { ...recording.value.on, why: missing } },
    };
  }

  answer({ watch, question, choice }: Calls['lesson.answer']['argument']): Outcome<null> {
    return this.#rooms.get(watch)?.play.answer(question, choice) ?? noRoom;
  }

  next(watch: WatchId): Outcome<LessonReached> | Promise<Outcome<LessonReached>> {
    return this.#rooms.get(watch)?.next() ?? noRoom;
  }

  processAt({ watch, step, process }: Calls['lesson.moment']['argument']): Outcome<ProcessThen> {
    return this.#rooms.get(watch)?.processAt(step, process) ?? noRoom;
  }

  /** The tables of a class: what a lesson asks is read from the shelf, what was answered from the files. */
  class({ files }: Calls['lesson.class']['argument']): Promise<ClassTables> {
    return classTables(files, async (id) => {
      const found = await this.#shelf.find(id);
      return found.ok ? { ok: true, value: found.value.lesson } : found;
    });
  }

  /** Ends a lesson and its program; does nothing for any other watch. */
  async close(watch: WatchId): Promise<void> {
    const room = this.#rooms.get(watch);
    this.#rooms.delete(watch);
    await room?.close();
  }
}

const cannotRun = (missing: readonly string[]): Failure => ({
  ok: false,
  code: 'failed',
  message: 'This lesson cannot run here, and it has no recording.',
  ...(missing.length === 0 ? {} : { why: missing.join(' ') }),
});

/** The program's text, with the change of one step in it. */
function changedSource({ lesson, source }: LessonFolder, step: string | undefined): Outcome<string> {
  if (step === undefined) return { ok: true, value: source };
  const modify = lesson.steps.find(({ name }) => name === step)?.modify;
  const parts = modify?.find === undefined ? [] : source.split(modify.find);
  if (!modify || parts.length !== 2)
    return { ok: false, code: 'invalid', message: 'The lesson has no change there that could be made by itself.' };
  return { ok: true, value: parts.join(modify.to) };
}
