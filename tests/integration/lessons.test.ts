/** The lessons that are shipped, compiled and run on this machine: whatever their text promises must be so. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { openContext } from '@main/capture/context.ts';
import { checkLesson } from '@main/classroom/check.ts';
import { readLessonFolder } from '@main/classroom/lessonFolder.ts';
import { lacking } from '@main/classroom/requirements.ts';
import { problemText } from '@main/lessons/problems.ts';
import { afterAll, describe, expect, test } from 'vitest';
import { skip } from '../support/skip.ts';

const shipped = resolve('build/lessons');
const cli = resolve('dist/main/cli.js');
const own = mkdtempSync(join(tmpdir(), 'procatlas-lessons-'));
const reading = openContext();
const options = { include: shipped, cache: join(own, 'cache') };
const ids = readdirSync(shipped, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);

const procatlas = (...words: string[]) =>
  spawnSync(process.execPath, [cli, ...words], {
    encoding: 'utf8',
    env: { ...process.env, XDG_CACHE_HOME: join(own, 'cache') },
  });

afterAll(() => {
  rmSync(own, { recursive: true, force: true });
});

describe('a shipped lesson', () => {
  test.for(ids)('%s: every fact, question and figure is true here', async (id, context) => {
    const { read, problems } = await readLessonFolder(join(shipped, id));
    expect(problems.map(problemText)).toEqual([]);
    if (!read) throw new Error(`${id} cannot be read`);
    const missing = await lacking(read.lesson.requires);
    if (missing.length > 0) skip(context, missing.join(' '));
    const result = await checkLesson(reading, read, options);
    expect(result.problems.map(problemText)).toEqual([]);
    expect(result.moments).toHaveLength(read.lesson.steps.length);
    expect(result.facts.length).toBeGreaterThan(0);
  });
});

describe('procatlas lesson', () => {
  const folder = join(own, 'my-first');

  test('makes a lesson that passes its check as it is, and never writes over one', () => {
    expect(procatlas('lesson', 'new', folder)).toMatchObject({ status: 0, stderr: '' });
    const { status, stdout } = procatlas('lesson', 'check', folder);
    expect(stdout).toContain('no problems; 1 steps, 2 of 2 facts hold');
    expect(status).toBe(0);
    expect(procatlas('lesson', 'new', folder)).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('could not be made') as string,
    });
  });

  test('tells a fact that does not hold with its file, and a word that is not known with its line', () => {
    const file = join(folder, 'lesson.md');
    const right = readFileSync(file, 'utf8');
    writeFileSync(file, right.replace('perms(block) == rw-p', 'perms(block) == r--p'));
    const wrong = procatlas('lesson', 'check', folder);
    expect(wrong.status).toBe(1);
    expect(wrong.stderr).toContain('my-first/lesson.md: step allocated: the fact “perms(block) == r--p” does not hold');
    writeFileSync(file, right.replace('expected: true', 'expectd: true'));
    const unknown = procatlas('lesson', 'check', folder);
    const line = right.split('\n').findIndex((one) => one.includes('expected: true')) + 1;
    expect(unknown.stderr).toContain(`my-first/lesson.md:${line}: “expectd” is not known`);
    writeFileSync(file, right);
  });

  test('lists what is shipped, and says what a folder without a lesson lacks', () => {
    const listed = JSON.parse(procatlas('lesson', 'list', '--json').stdout) as { id: string }[];
    expect(listed.map(({ id }) => id).sort()).toEqual([...ids].sort());
    expect(procatlas('lesson', 'check', own)).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('a lesson is a folder with a lesson.md') as string,
    });
  });
});
