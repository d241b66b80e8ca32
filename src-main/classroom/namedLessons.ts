/** Which lessons the words of a command mean: ids of shipped ones, folders, and folders that hold lessons. */
import { existsSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { namePattern } from '../lessons/expression.ts';
import { isLesson, lessonsIn } from './shelf.ts';

/** The folder that a word means: that of a shipped lesson with this id, else the path it is. */
export function folderNamed(shipped: string, word: string): string {
  const ofId = join(shipped, word);
  return namePattern.test(word) && existsSync(ofId) ? ofId : word;
}

/** A lesson to look at, and the word to call it by. */
export interface NamedLesson {
  readonly word: string;
  readonly folder: string;
}

/**
 * The lessons of several words. A folder without a lesson.md stands for the lessons in it. Plain files are passed over,
 * so that the shell's `FOLDER/*` may be written where a course.md lies beside the lessons.
 */
export async function lessonsNamed(
  shipped: string,
  words: readonly string[],
): Promise<{ readonly lessons: readonly NamedLesson[]; readonly files: readonly string[] }> {
  const lessons: NamedLesson[] = [];
  const files: string[] = [];
  for (const word of words) {
    const folder = folderNamed(shipped, word);
    if (await isFile(folder)) {
      files.push(word);
      continue;
    }
    const inside = (await isLesson(folder)) ? [] : await lessonsIn(folder);
    lessons.push(...(inside.length === 0 ? [{ word, folder }] : inside.map((one) => ({ word: one, folder: one }))));
  }
  return { lessons, files };
}

const isFile = (path: string): Promise<boolean> =>
  stat(path).then(
    (found) => found.isFile(),
    () => false,
  );
