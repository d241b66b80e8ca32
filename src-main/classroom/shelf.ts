/** The lessons that can be taken: those that are shipped, and those in folders that a teacher named. */
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Failure, Outcome } from '../contract/calls.ts';
import type { LessonEntry } from '../contract/lesson.ts';
import { namePattern } from '../lessons/expression.ts';
import { problemText, type Problem } from '../lessons/problems.ts';
import { firstWords } from '../lessons/texts.ts';
import { readLessonFolder, type LessonFolder } from './lessonFolder.ts';
import { findRecording } from './recording.ts';
import { lacking } from './requirements.ts';
import { ownCommand } from '../procfs/remedies.ts';

/** Where lessons are. */
export interface ShelfFolders {
  /** Folder of the shipped lessons; lesson.h lies in it. */
  readonly shipped: string;
  /** Folders that the command line named: each a lesson, or a folder of lessons. */
  readonly own: readonly string[];
}

/** A folder on the shelf. */
interface Place {
  readonly folder: string;
  readonly own: boolean;
}

export class Shelf {
  readonly #folders: ShelfFolders;

  constructor(folders: ShelfFolders) {
    this.#folders = folders;
  }

  /** Folder of lesson.h. */
  get include(): string {
    return this.#folders.shipped;
  }

  /** Every lesson that can be read, a teacher's own first; in the order of the course, and none before what it follows. */
  async list(): Promise<LessonEntry[]> {
    const entries: LessonEntry[] = [];
    for (const { folder, own } of await this.#places()) {
      const { read } = await readLessonFolder(folder);
      if (!read || entries.some(({ id }) => id === read.lesson.id)) continue;
      const { id, title, minutes, steps, after, requires, introduction } = read.lesson;
      entries.push({
        id,
        title,
        teaches: firstWords(introduction),
        minutes,
        steps: steps.length,
        after,
        lacking: await lacking(requires),
        recorded: (await findRecording(folder)) !== undefined,
        own,
      });
    }
    return inOrder(entries);
  }

  /** The lesson of an id. */
  async find(id: string): Promise<Outcome<LessonFolder>> {
    const found: Problem[] = [];
    for (const { folder } of await this.#places()) {
      const { read, problems } = await readLessonFolder(folder);
      if (read?.lesson.id === id) return { ok: true, value: read };
      if (folder.endsWith(`/${id}`)) found.push(...problems);
    }
    return found.length > 0 ? unreadable(id, found) : unknown(id);
  }

  async #places(): Promise<Place[]> {
    const places: Place[] = [];
    for (const folder of this.#folders.own) {
      const one = await isLesson(folder);
      places.push(...(one ? [folder] : await lessonsIn(folder)).map((each) => ({ folder: each, own: true })));
    }
    return [...places, ...(await lessonsIn(this.#folders.shipped)).map((folder) => ({ folder, own: false }))];
  }
}

/** Whether a folder is a lesson. */
export const isLesson = (folder: string): Promise<boolean> =>
  stat(join(folder, 'lesson.md')).then(
    () => true,
    () => false,
  );

/** The order in which a folder's course.md first links its lessons, `[…](NAME/…)`. */
async function courseOrder(folder: string): Promise<ReadonlyMap<string, number>> {
  const text = await readFile(join(folder, 'course.md'), 'utf8').catch(() => '');
  const names = [...text.matchAll(/\]\(([a-z][a-z0-9-]*)\//g)].map(([, name = '']) => name);
  return new Map([...new Set(names)].map((name, place) => [name, place]));
}

/** The lessons that a folder holds, in the order of its course.md; none where it cannot be read. */
export async function lessonsIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const names = entries.filter((entry) => entry.isDirectory() && namePattern.test(entry.name)).map(({ name }) => name);
  const course = await courseOrder(folder);
  const placeOf = (name: string): number => (course.has(name) ? (course.get(name) ?? 0) : course.size);
  names.sort((a, b) => placeOf(a) - placeOf(b) || (a < b ? -1 : 1));
  const folders = names.map((name) => join(folder, name));
  const found = await Promise.all(folders.map(isLesson));
  return folders.filter((_, index) => found[index]);
}

/** A lesson after those that it names, else in the order they came. */
function inOrder(entries: readonly LessonEntry[]): LessonEntry[] {
  const byId = new Map(entries.map((entry) => [entry.id, entry]));
  const placed = new Set<string>();
  const order: LessonEntry[] = [];
  const place = (entry: LessonEntry): void => {
    if (placed.has(entry.id)) return;
    placed.add(entry.id);
    for (const id of entry.after) {
      const before = byId.get(id);
      if (before) place(before);
    }
    order.push(entry);
  };
  entries.forEach(place);
  return order;
}

const unknown = (id: string): Failure => ({
  ok: false,
  code: 'invalid',
  message: `There is no lesson “${id}”.`,
  remedy: `${ownCommand('lesson list')} shows what there is.`,
});

const unreadable = (id: string, problems: readonly Problem[]): Failure => ({
  ok: false,
  code: 'failed',
  message: `The lesson “${id}” cannot be opened.`,
  why: problems.slice(0, 5).map(problemText).join('; '),
  remedy: `${ownCommand('lesson check FOLDER')} tells all of it.`,
});
