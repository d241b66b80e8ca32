/** Which lessons the words of a command mean: ids of shipped ones, folders, and folders that hold lessons. */
import { existsSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Failure } from '../contract/calls.ts';
import { namePattern } from '../lessons/expression.ts';
import { isLesson, lessonsIn } from './shelf.ts';
import { unpackLesson, type Unpacked } from './zip.ts';

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

/** What several words mean. */
export interface NamedLessons {
  readonly lessons: readonly NamedLesson[];
  /** Plain files among the words. */
  readonly files: readonly string[];
  /** Why a zip was not unpacked. */
  readonly refused: readonly Failure[];
  /** Removes what was unpacked. */
  remove(): Promise<void>;
}

/**
 * The lessons of several words. A folder without a lesson.md stands for the lessons in it, a zip for what it holds. Plain
 * files are passed over, so that the shell's `FOLDER/*` may be written where a course.md lies beside the lessons.
 */
export async function lessonsNamed(shipped: string, words: readonly string[]): Promise<NamedLessons> {
  const lessons: NamedLesson[] = [];
  const files: string[] = [];
  const refused: Failure[] = [];
  const unpacked: Unpacked[] = [];
  for (const word of words) {
    let folder = folderNamed(shipped, word);
    const file = await isFile(folder);
    if (file && !word.endsWith('.zip')) {
      files.push(word);
      continue;
    }
    if (file) {
      const outcome = await unpackLesson(folder);
      if (!outcome.ok) {
        refused.push(outcome);
        continue;
      }
      unpacked.push(outcome.value);
      ({ folder } = outcome.value);
    }
    const inside = (await isLesson(folder)) ? [] : await lessonsIn(folder);
    lessons.push(...(inside.length === 0 ? [{ word, folder }] : inside.map((one) => ({ word: one, folder: one }))));
  }
  const remove = async (): Promise<void> => {
    await Promise.all(unpacked.map((one) => one.remove()));
  };
  return { lessons, files, refused, remove };
}

const isFile = (path: string): Promise<boolean> =>
  stat(path).then(
    (found) => found.isFile(),
    () => false,
  );
