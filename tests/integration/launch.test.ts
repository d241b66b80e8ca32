/** `procatlas launch`: a program from its first moment, in the terminal that it was started in, and gone with us. */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, test, describe } from 'vitest';
import { compile, temporaryFolder } from '../support/programs.ts';

const cli = resolve('dist/main/cli.js');
const folder = temporaryFolder('launch');
const output = (name: string): string => join(folder, `${name}.recording.gz`);
const procatlas = (words: readonly string[], input = '') =>
  spawnSync(process.execPath, [cli, ...words], { encoding: 'utf8', input, timeout: 50_000 });

describe('a program that is launched', () => {
  test('is recorded from its first moment, and has input, output and arguments as given', () => {
    const file = output('shell');
    const run = procatlas(
      ['launch', '-o', file, '--', 'sh', '-c', 'read word; echo "$word $1"; sleep 1; exit 3', 'sh', 'two words'],
      'hello\n',
    );
    expect(run.status).toBe(0);
    expect(run.stdout).toBe('hello two words\n');
    expect(run.stderr).toMatch(/\d+ moments in .*\nsh ended with status 3\.\n$/);
    const { process: seen, mappings } = JSON.parse(procatlas(['snap', `${file}@+0s`, '--json']).stdout) as {
      process: { comm: string; cmdline: string[] };
      mappings: unknown[];
    };
    // Not the shell at the gate: the program itself.
    expect(seen.cmdline.join(' ')).toContain('two words');
    expect(mappings.length).toBeGreaterThan(5);
  });

  test('waits for a key when asked to, and takes nothing of its input for it', () => {
    const run = procatlas(
      ['launch', '--pause', '-o', output('paused'), '--', 'sh', '-c', 'read a; echo $a; sleep 1'],
      '\nb\n',
    );
    expect(run.stdout).toBe('b\n');
    expect(run.stderr).toMatch(/^sh waits as process \d+\. Press Enter to begin\.\n/);
  });

  test('may be static, or a script', () => {
    const program = compile('threads', { flags: ['-static'], variant: 'LaunchStatic' });
    const run = procatlas(['launch', '--for', '1s', '-o', output('static'), '--', program]);
    expect(run.status).toBe(0);
    expect(run.stderr).toMatch(/was ended by SIGTERM\.\n$/);
    const script = join(folder, 'script');
    writeFileSync(script, '#!/bin/sh\nsleep 1\n');
    chmodSync(script, 0o755);
    expect(procatlas(['launch', '-o', output('script'), '--', script]).status).toBe(0);
  });

  test.each([
    ['no-such-program', 'There is no program “no-such-program” along PATH.'],
    ['./no-such-file', 'There is no file ./no-such-file.'],
    ['./folder', './folder is a folder, not a program.'],
    ['./text', './text may not be executed. If it is a program: chmod +x ./text'],
  ])('cannot be %s, and nothing is left of the attempt', (word, sentence) => {
    mkdirSync(join(folder, 'folder'), { recursive: true });
    writeFileSync(join(folder, 'text'), 'text');
    const file = output('never');
    const run = spawnSync(process.execPath, [cli, 'launch', '-o', file, '--', word], { cwd: folder, encoding: 'utf8' });
    expect(run.status).toBe(1);
    expect(run.stderr).toContain(sentence);
    expect(existsSync(file)).toBe(false);
  });
});

test('a program that is over before anybody can look leaves no empty file', () => {
  const file = output('true');
  const run = procatlas(['launch', '-o', file, '--', 'true']);
  expect(run.stderr).toContain('true ended with status 0');
  // Fast machines see a moment of it, others none.
  expect(existsSync(file)).toBe(run.status === 0);
});

describe('nothing survives us', () => {
  const started = async (...words: string[]): Promise<{ ours: ChildProcess; pid: number; pids: number[] }> => {
    const ours = spawn(process.execPath, [cli, 'launch', ...words], { stdio: ['pipe', 'pipe', 'pipe'] });
    const lines = createInterface({ input: words.includes('--pause') ? ours.stderr : ours.stdout });
    const [line] = (await once(lines, 'line')) as [string];
    const pids = [...line.matchAll(/\d+/g)].map(Number);
    return { ours, pid: pids[0] ?? 0, pids };
  };
  const runs = (pid: number): boolean => {
    try {
      return !readFileSync(`/proc/${pid}/stat`, 'latin1').includes(') Z ');
    } catch {
      return false;
    }
  };
  const says = ['--', 'sh', '-c', 'echo $$; exec sleep 1000'];

  test('when we are killed while it runs', async () => {
    const { ours, pid } = await started('-o', output('killed'), ...says);
    expect(runs(pid)).toBe(true);
    ours.kill('SIGKILL');
    await expect.poll(() => runs(pid)).toBe(false);
  });

  // A program, its child, and what that has started in a session of its own, out of reach of signals to the group.
  const inner = 'setsid sleep 1000 & echo $PPID $$ $!; wait';
  const family = ['--', 'sh', '-c', `sh -c '${inner}' & wait`];

  test('nor what the program has started, when we are killed', async () => {
    const { ours, pids } = await started('-o', output('family'), ...family);
    expect(pids.map(runs)).toEqual([true, true, true]);
    ours.kill('SIGKILL');
    await expect.poll(() => pids.map(runs)).toEqual([false, false, false]);
  });

  test('nor what it has started, when the time is over, however little it wants to end', async () => {
    const stubborn = `trap "" TERM; ${inner}`;
    const { ours, pids } = await started(
      '--for',
      '1s',
      '-o',
      output('over'),
      '--',
      'sh',
      '-c',
      `sh -c '${stubborn}' & wait`,
    );
    expect(pids.map(runs)).toEqual([true, true, true]);
    await once(ours, 'exit');
    expect(pids.map(runs)).toEqual([false, false, false]);
  });

  test('when we are killed while it waits at the gate', async () => {
    const { ours, pid } = await started('--pause', '-o', output('gate'), ...says);
    expect(runs(pid)).toBe(true);
    ours.kill('SIGKILL');
    await expect.poll(() => runs(pid)).toBe(false);
  });

  test('when we are asked to end', async () => {
    const { ours, pid } = await started('-o', output('asked'), ...says);
    ours.kill('SIGTERM');
    await once(ours, 'exit');
    // Where we had no time to end it ourselves, what guards it has seen us go.
    await expect.poll(() => runs(pid)).toBe(false);
  });
});
