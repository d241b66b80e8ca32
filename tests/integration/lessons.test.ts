/** The lessons that are shipped, compiled and run on this machine: whatever their text promises must be so. */
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { openContext } from '@main/capture/context.ts';
import { checkLesson } from '@main/classroom/check.ts';
import { readLessonFolder } from '@main/classroom/lessonFolder.ts';
import { lacking } from '@main/classroom/requirements.ts';
import { problemText } from '@main/lessons/problems.ts';
import { findCompiler } from '@main/classroom/compile.ts';
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
  // Each waits for its own program most of the time.
  test.concurrent.for(ids)('%s: every fact, question and figure is true here', async (id, context) => {
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

/** Besides this user with the first compiler, above: the other compiler, and an ordinary user where we are root. */
const nobody = 65_534;
const builds = [
  { who: 'as this user', uid: undefined, compiler: 'clang' },
  { who: 'as an ordinary user', uid: nobody, compiler: 'gcc' },
] as const;

/** One line of a lesson that is as it says: so many steps, and as many facts hold as there are. */
const fine = /^\S+: no problems; \d+ steps, (\d+) of \1 facts hold$/;

describe('procatlas lesson check', () => {
  // Some 35 s on an idle machine, most of it waiting, which both do at once: each lesson is run to its end, and to each of
  // its steps.
  test.concurrent.for(builds)(
    'passes all sixteen $who with $compiler',
    { timeout: 300_000 },
    async ({ uid, compiler }, context) => {
      if ((await findCompiler(compiler)) === undefined) skip(context, `there is no ${compiler}.`);
      if (uid !== undefined && process.getuid?.() !== 0) skip(context, 'only root can become another user.');
      const home = mkdtempSync(join(tmpdir(), 'procatlas-lessons-home-'));
      chmodSync(home, 0o777);
      const words = ['lesson', 'check', '--cc', compiler, ...readdirSync(shipped).map((name) => join(shipped, name))];
      const child = spawn(process.execPath, [cli, ...words], {
        env: { PATH: process.env.PATH, HOME: home, TMPDIR: home },
        ...(uid === undefined ? {} : { uid, gid: uid }),
      });
      const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')]);
      rmSync(home, { recursive: true, force: true });
      expect(stderr).toBe('');
      const lines = stdout.trim().split('\n');
      expect(lines).toHaveLength(ids.length);
      for (const line of lines) {
        if (!line.includes(': skipped: ')) expect(line).toMatch(fine);
        else console.info(line);
      }
      expect(child.exitCode).toBe(0);
    },
  );

  test('passes all sixteen from their recordings where there is no compiler', () => {
    const empty = join(own, 'nothing');
    mkdirSync(empty);
    const { status, stdout, stderr } = spawnSync(process.execPath, [cli, 'lesson', 'check', '--recorded', shipped], {
      encoding: 'utf8',
      env: { PATH: empty, HOME: own },
    });
    expect(stderr).toBe('');
    const lines = stdout.trim().split('\n');
    expect(lines).toHaveLength(ids.length);
    for (const line of lines) expect(line).toMatch(fine);
    expect(status).toBe(0);
    const live = spawnSync(process.execPath, [cli, 'lesson', 'check', 'a-promise-of-memory'], {
      encoding: 'utf8',
      env: { PATH: empty, HOME: own },
    });
    expect(live.stdout).toContain('skipped: It needs a C compiler');
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

  test('tells a fact that does not hold, and a word that is not known, each with its line', () => {
    const file = join(folder, 'lesson.md');
    const right = readFileSync(file, 'utf8');
    writeFileSync(file, right.replace('perms(block) == rw-p', 'perms(block) == r--p'));
    const wrong = procatlas('lesson', 'check', folder);
    expect(wrong.status).toBe(1);
    const factLine = right.split('\n').findIndex((one) => one.startsWith('perms(block)')) + 1;
    expect(wrong.stderr).toContain(
      `my-first/lesson.md:${factLine}: step allocated: the fact “perms(block) == r--p” does not hold`,
    );
    writeFileSync(file, right.replace('expected: true', 'expectd: true'));
    const unknown = procatlas('lesson', 'check', folder);
    const line = right.split('\n').findIndex((one) => one.includes('expected: true')) + 1;
    expect(unknown.stderr).toContain(`my-first/lesson.md:${line}: “expectd” is not known`);
    writeFileSync(file, right);
  });

  test('checks the lessons of a folder of lessons, and a folder named without a slash', () => {
    const whole = procatlas('lesson', 'check', own);
    expect(whole.stdout).toContain(`${folder}: no problems`);
    const { status, stdout } = spawnSync(process.execPath, [cli, 'lesson', 'check', 'my-first'], {
      cwd: own,
      encoding: 'utf8',
      env: { ...process.env, XDG_CACHE_HOME: join(own, 'cache') },
    });
    expect(stdout).toContain('my-first: no problems');
    expect(status).toBe(0);
    const file = procatlas('lesson', 'check', join(folder, 'program.c'));
    expect(file).toMatchObject({ status: 1, stderr: expect.stringContaining('Name the folder.') as string });
  });

  test('lists what is shipped, and says what a folder without a lesson lacks', () => {
    const listed = JSON.parse(procatlas('lesson', 'list', '--json').stdout) as { id: string }[];
    expect(listed.map(({ id }) => id).sort()).toEqual([...ids].sort());
    mkdirSync(join(own, 'empty'));
    expect(procatlas('lesson', 'check', join(own, 'empty'))).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('a lesson is a folder with a lesson.md') as string,
    });
  });
});
