/** Whether a word of the command line means a file that can be opened, rather than a process. */
import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parsePid } from './findProcess.ts';

/** Endings of files that Procatlas writes or that the sources it opens usually have; no process is called so. */
const knownEndings = /\.(?:json|gz|procatlas|maps|smaps|pmap|txt|tar|core)$/i;

/** The word for standard input. */
export const standardInput = '-';

/** Whether a word can only mean a file or standard input, whatever files and processes there are. */
export const meansSource = (word: string): boolean =>
  word === standardInput || (parsePid(word) === undefined && (/[/\\]/.test(word) || knownEndings.test(word)));

/**
 * The whole path of the file that a word means, or undefined when it means a process: a number is a PID; whatever has
 * a slash or a known ending, or is there under this name, is a file (or a pipe). File managers may write a file as an
 * address (`file:///…`, RFC 8089). Whether it can be opened is seen when it is.
 */
export async function sourceFile(word: string): Promise<string | undefined> {
  if (/^file:/i.test(word)) return ofAddress(word);
  if (parsePid(word) !== undefined) return undefined;
  return meansSource(word) || (await isFile(word)) ? resolve(word) : undefined;
}

/** One of another host, or one that is none, is left as it is written: then there is no such file. */
function ofAddress(word: string): string {
  try {
    return fileURLToPath(word);
  } catch {
    return resolve(word);
  }
}

/** A folder that happens to be called like a process is not meant. */
const isFile = async (path: string): Promise<boolean> =>
  stat(path).then(
    (found) => !found.isDirectory(),
    () => false,
  );
