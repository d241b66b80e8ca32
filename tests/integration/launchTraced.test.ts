/** `procatlas launch --exact` and `--slow`: every call that strace tells, and every state that lasts long enough to be seen. */
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, test, type TestContext } from 'vitest';
import type { RecordedEventRow } from '@main/time/eventLog.ts';
import { compile, temporaryFolder } from '../support/programs.ts';
import { skip } from '../support/skip.ts';

const cli = resolve('dist/main/cli.js');
const folder = temporaryFolder('launchTraced');
const strace = spawnSync('sh', ['-c', 'command -v strace'], { encoding: 'utf8' }).stdout.trim();

function needStrace(context: TestContext): void {
  if (strace === '') skip(context, 'strace is not installed');
  const tried = spawnSync(strace, ['-D', '-o', '/dev/null', 'true'], { encoding: 'utf8' });
  if (tried.status !== 0) skip(context, `strace may not trace here: ${tried.stderr.trim()}`);
}

interface Line {
  readonly moment?: number;
  readonly curves?: Readonly<Record<string, number>>;
  readonly events?: readonly RecordedEventRow[];
  readonly end?: { readonly events?: readonly RecordedEventRow[]; readonly exited: boolean };
}

/** Launches; the lines of the recording. `path` goes before PATH. */
function launch(name: string, words: readonly string[], path?: string, input = ''): { lines: Line[]; stderr: string } {
  const file = join(folder, `${name}.recording.gz`);
  const [options, command] = [words.slice(0, words.indexOf('--')), words.slice(words.indexOf('--'))];
  const run = spawnSync(process.execPath, [cli, 'launch', ...options, '-o', file, ...command], {
    encoding: 'utf8',
    env: { ...process.env, ...(path === undefined ? {} : { PATH: `${path}:${process.env.PATH ?? ''}` }) },
    input,
    timeout: 50_000,
  });
  expect(run.status, run.stderr).toBe(0);
  const text = gunzipSync(readFileSync(file)).toString();
  return {
    lines: text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Line),
    stderr: run.stderr,
  };
}

const callsOf = (lines: readonly Line[]): RecordedEventRow[] =>
  lines.flatMap(({ events = [], end }) => [...events, ...(end?.events ?? [])]).filter(({ type }) => type === 'call');

/** A strace that also writes what it says into a file. */
function straceWithLog(): { path: string; log: string } {
  const path = temporaryFolder('launchTraced-bin');
  const [log, file] = [join(path, 'log'), join(path, 'strace')];
  writeFileSync(
    file,
    `#!/bin/bash
words=("$@")
for at in "\${!words[@]}"; do [ "\${words[at]}" = -o ] && words[at+1]="|exec tee ${log} >\${words[at+1]}"; done
exec ${strace} "\${words[@]}"
`,
  );
  chmodSync(file, 0o755);
  return { path, log };
}

/** Calls and their ranges in pages, as they stand in strace’s own log. Only of programs that start no other one. */
function loggedCalls(log: string): (readonly [name: string, start: number, end: number])[] {
  const halves = new Map<string, string>();
  let brk = 0;
  return log.split('\n').flatMap((line) => {
    const [, tid = '', call = ''] = /^(\d+) +[\d.]+ (.*)$/.exec(line) ?? [];
    if (call.endsWith('<unfinished ...>')) {
      halves.set(tid, call.replace(' <unfinished ...>', ''));
      return [];
    }
    const whole = call.replace(/^<\.\.\. \w+ resumed>/, () => halves.get(tid) ?? '');
    const [, name = '', first = '', second = ''] = /^(\w+)\((\w+)(?:, (\w+))?/.exec(whole) ?? [];
    const result = Number(/\) += (0x[\da-f]+|\d+)[^=]*$/.exec(whole)?.[1]);
    const pages = (start: number, bytes: number) => [
      [name, Math.floor(start / 4096), Math.ceil((start + bytes) / 4096)] as const,
    ];
    if (Number.isNaN(result)) return [];
    if (name === 'mmap') return pages(result, Number(second));
    if (name === 'mremap') {
      const moved = result === Number(first) ? [] : pages(Number(first), Number(second));
      return [...moved, ...pages(result, Number(/^\w+\(\w+, \w+, (\w+)/.exec(whole)?.[1]))];
    }
    if (/^(?:munmap|mprotect|madvise)$/.test(name)) return pages(Number(first), Number(second));
    if (name === 'execve') brk = 0;
    if (name !== 'brk') return [];
    const before = brk;
    brk = result;
    return before === 0 || before === result ? [] : pages(Math.min(before, result), Math.abs(result - before));
  });
}

const python = spawnSync('python3', ['-c', 'import sys; print(sys.executable)'], { encoding: 'utf8' }).stdout.trim();

interface Subject {
  readonly name: string;
  readonly command: readonly string[];
}

describe('exact', () => {
  test.for<Subject>([
    { name: 'C, with malloc', command: [compile('mallocs')] },
    {
      name: 'Node.js, with its threads',
      command: [process.execPath, '-e', 'setInterval(() => Buffer.alloc(1e7), 50)'],
    },
    { name: 'Python', command: [python, '-c', 'while True: bytearray(1 << 22)'] },
  ])('order and ranges of the calls of $name are those of strace’s own log', ({ name, command }, context) => {
    needStrace(context);
    const { path, log } = straceWithLog();
    const { lines } = launch(name, ['--exact', '--for', '1s', '--', ...command], path);
    const calls = callsOf(lines).map(({ text = '', start, end }) => [text.split(' ')[0], start, end]);
    const logged = loggedCalls(readFileSync(log, 'utf8'));
    expect(calls.length).toBeGreaterThan(20);
    // The recording ends before the program does; until then nothing is missing, and nothing else is told.
    expect(calls).toEqual(logged.slice(0, calls.length));
    const times = callsOf(lines).map(({ from, to }) => [from, to]);
    expect(times.every(([from, to]) => from === to)).toBe(true);
  });

  test('a program that ends by itself is told to its last call', (context) => {
    needStrace(context);
    const { path, log } = straceWithLog();
    const { lines } = launch('ends', ['--exact', '--', python, '-c', 'import time; time.sleep(0.5)'], path);
    expect(lines.at(-1)?.end?.exited).toBe(true);
    const calls = callsOf(lines).map(({ text = '', start, end }) => [text.split(' ')[0], start, end]);
    expect(calls).toEqual(loggedCalls(readFileSync(log, 'utf8')));
  });
});

test('slow: a state that lasts for one call is seen', (context) => {
  needStrace(context);
  // Without a loader there are few calls to wait for.
  const program = compile('changes', { flags: ['-static'], variant: 'Slow' });
  const script = Array.from({ length: 6 }, (_, step) => `map ${step + 1}`);
  const { lines } = launch('slow', ['--slow', '400', '--', program], undefined, `${script.join('\n')}\n`);
  const sizes = lines.flatMap(({ curves }) => curves?.['process size'] ?? []);
  const last = sizes.lastIndexOf(Math.max(...sizes));
  // What is seen last is the program with all six; before that, each of them came alone.
  const grown = sizes
    .slice(0, last + 1)
    .slice(-7)
    .map((size) => (size - (sizes[last - 6] ?? 0)) / 4096);
  expect(grown).toEqual([0, 1, 3, 6, 10, 15, 21]);
});

test('without strace a sentence says what to do, and no file is left', () => {
  const path = temporaryFolder('launchTraced-without');
  const run = spawnSync(process.execPath, [cli, 'launch', '--exact', '-o', join(folder, 'never'), '--', '/bin/true'], {
    encoding: 'utf8',
    env: { ...process.env, PATH: path },
  });
  expect(run.status).toBe(1);
  expect(run.stderr).toContain(
    'strace is not installed, and exact and slow modes take what it tells. Install the package strace, or launch without --exact and --slow.',
  );
  expect(existsSync(join(folder, 'never'))).toBe(false);
});
