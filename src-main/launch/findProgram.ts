/** The file that a shell would start for a word, or why there is none. */
import { accessSync, constants, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Failure, Outcome } from '../contract/calls.ts';

const refused = (message: string, remedy: string): Failure => ({ ok: false, code: 'invalid', message, remedy });

/** Looks for a program as execvp(3) does: a word with a slash is a path, any other is looked for along `PATH`. */
export function findProgram(word: string, path: string): Outcome<string> {
  if (word.includes('/')) return checked(word);
  let failure: Failure | undefined;
  for (const folder of path.split(':')) {
    const outcome = checked(join(folder === '' ? '.' : folder, word));
    if (outcome.ok) return outcome;
    if (outcome.code !== 'no-such-process') failure ??= outcome;
  }
  return (
    failure ??
    refused(`There is no program “${word}” along PATH.`, 'Write its path, such as ./program for one in this folder.')
  );
}

function checked(file: string): Outcome<string> {
  const facts = statSync(file, { throwIfNoEntry: false });
  if (!facts) {
    return { ...refused(`There is no file ${file}.`, 'Look at the path.'), code: 'no-such-process' };
  }
  if (facts.isDirectory()) return refused(`${file} is a folder, not a program.`, 'Name a file in it.');
  try {
    accessSync(file, constants.X_OK);
  } catch {
    return refused(`${file} may not be executed.`, `If it is a program: chmod +x ${file}`);
  }
  return { ok: true, value: file };
}
