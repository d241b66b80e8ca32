/** Whether a word of the command line means a file that can be opened, rather than a process. */
import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { parsePid } from './findProcess.ts';

/** Endings of files that Procatlas writes or that the sources it opens usually have; no process is called so. */
const knownEndings = /\.(?:json|gz|maps|smaps|pmap|txt|tar|core)$/i;

/** The word for standard input. */
export const standardInput = '-';

/** Whether a word can only mean a file or standard input, whatever files and processes there are. */
export const meansSource = (word: string): boolean =>
  word === standardInput || (parsePid(word) === undefined && (/[/\\]/.test(word) || knownEndings.test(word)));

/**
 * The whole path of the file that a word means, or undefined when it means a process: a number is a PID; whatever has
 * a slash or a known ending, or is there under this name, is a file (or a pipe). Whether it can be opened is seen when
 * it is.
 */
export async function sourceFile(word: string): Promise<string | undefined> {
  if (parsePid(word) !== undefined) return undefined;
  return meansSource(word) || (await isFile(word)) ? resolve(word) : undefined;
}

/** A folder that happens to be called like a process is not meant. */
const isFile = async (path: string): Promise<boolean> =>
  stat(path).then(
    (found) => !found.isDirectory(),
    () => false,
  );
