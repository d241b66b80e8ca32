/**
 * Whether a file system answers, found out by a process of its own: a call that waits for one that does not can be ended
 * by nothing, and would take whoever made it along.
 */
import { spawn } from 'node:child_process';
import { deviceOf, fileSystems } from '../../capture/fileSystems.ts';
import { mapFilePath } from '../../capture/mappedFile.ts';
import type { Failure } from '../../contract/calls.ts';
import { mappingName, rowAt } from '../../contract/rows.ts';
import type { Look } from '../target.ts';

/** Milliseconds for an answer. */
const patience = 3000;

/** Asks once. Its answer counts for every file of that file system, for a while. */
export const askFile: Look<'file.ask'> = function* ({ capture: { mappings }, source }, { start }) {
  const row = rowAt(mappings, start);
  if (row < 0) return { ok: false, code: 'invalid', message: 'Nothing is mapped there any more.' };
  const name = mappingName(mappings, row);
  const answer: { value?: Answer } = {};
  yield ask([mapFilePath(source, mappings, row), `/proc/${source}/root${name}`]).then((value) => {
    answer.value = value;
  });
  const device = deviceOf(mappings, row);
  if (answer.value === 'answered') {
    fileSystems.hasAnswered(device);
    return { ok: true, value: null };
  }
  if (answer.value === 'silent') fileSystems.hasNotAnswered(device);
  return answer.value === 'silent' ? silent(name) : unknown(name);
};

type Answer = 'answered' | 'silent' | 'not asked';

/**
 * Has `head` read a byte of the first of the paths that can be followed: an opening is asked of the file system itself,
 * while stat may be answered from what the kernel remembers. It is left to itself when it waits.
 */
const ask = (paths: readonly string[]): Promise<Answer> =>
  new Promise((resolve) => {
    const script = 'for path; do head -c 1 -- "$path" && exit 0; done; exit 0';
    const child = spawn('/bin/sh', ['-c', script, 'sh', ...paths], { stdio: 'ignore', detached: true });
    const timer = setTimeout(() => {
      // Also what waits for it: a shell that is gone leaves no trace, a head that cannot be ended ends with the mount.
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
      resolve('silent');
    }, patience);
    child.unref();
    child.on('error', () => {
      clearTimeout(timer);
      resolve('not asked');
    });
    child.on('exit', () => {
      clearTimeout(timer);
      resolve('answered');
    });
  });

const silent = (name: string): Failure => ({
  ok: false,
  code: 'unasked',
  message: `The file system of ${name} does not answer.`,
  why: `It was asked and gave no answer within ${patience / 1000} seconds.`,
  remedy: 'Ask it again when it is back.',
});

const unknown = (name: string): Failure => ({
  ok: false,
  code: 'failed',
  message: `The file system of ${name} could not be asked.`,
  why: 'No process could be started for it.',
});
