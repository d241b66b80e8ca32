/** `procatlas pmap FILE` with the options that choose, order or write rows: of a file as of the process itself. */
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startProgram, temporaryFolder, type Program } from '../support/programs.ts';

const cli = resolve('dist/main/cli.js');
const fixture = (name: string): string => resolve('tests/fixtures/import', name);
let program: Program;
let smaps: string;

beforeAll(async () => {
  // Without libraries: others begin and end to map those, and their pages turn from private to shared.
  program = await startProgram('threads', { flags: ['-static'], variant: 'Static' });
  smaps = join(temporaryFolder(), 'own.smaps');
  writeFileSync(smaps, readFileSync(`/proc/${program.pid}/smaps`));
});
afterAll(() => program.stop());

function pmap(...words: string[]): { readonly status: number | null; readonly out: string; readonly said: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [cli, 'pmap', ...words], {
    encoding: 'utf8',
    env: { ...process.env, LC_ALL: 'C.UTF-8' },
  });
  return { status, out: stdout, said: stderr };
}

interface Rows {
  readonly processes: readonly { readonly pid?: number; readonly rows: readonly Record<string, unknown>[] }[];
}
/** Rows without Pss, which moves with what other processes do. */
const rowsOf = (text: string): readonly Record<string, unknown>[] =>
  (JSON.parse(text.replaceAll(/"Pss\w*":\d+,/g, '')) as Rows).processes[0]!.rows;

describe('of smaps', () => {
  const looks = [
    [],
    ['-x'],
    ['-x', '--sort', '-size'],
    ['--filter', 'rw-p'],
    ['-x', '--filter', 'rss>8K'],
    ['-A', '0x1000,0x700000000000'],
  ];

  test.each(looks)('--json %s %s %s is that of the process', (...words) => {
    const ofFile = pmap('--json', ...words, smaps);
    expect(ofFile).toMatchObject({ status: 0 });
    const own = rowsOf(pmap('--json', ...words, String(program.pid)).out);
    // A file tells its figures whether or not they are asked for.
    const told = rowsOf(ofFile.out).map((row) =>
      'smaps' in own[0]! ? row : Object.fromEntries(Object.entries(row).filter(([key]) => !/smaps|vmFlags/.test(key))),
    );
    expect(own.length).toBeGreaterThan(2);
    expect(told).toEqual(own);
  });

  test('--csv has one line a row, and no PID that nobody told', () => {
    const { out, status } = pmap('--csv', '-x', smaps);
    expect(status).toBe(0);
    const [titles = '', ...lines] = out.trimEnd().split('\n');
    const pid = titles.split(',').indexOf('pid');
    expect(lines).toHaveLength((readFileSync(smaps, 'latin1').match(/^[0-9a-f]+-[0-9a-f]+ /gm) ?? []).length);
    for (const line of lines) expect(line.split(',')[pid]).toBe('');
  });

  test('text in another order has the same lines', () => {
    const plain = pmap('-x', smaps).out.trimEnd().split('\n');
    const sorted = pmap('-x', '--sort', '-size', smaps);
    expect(sorted.status).toBe(0);
    expect(sorted.out.trimEnd().split('\n').toSorted()).toEqual(plain.toSorted());
    const sizes = sorted.out
      .split('\n')
      .slice(2, -3)
      .map((line) => Number(line.slice(17).trim().split(/\s+/)[0]));
    expect(sizes).toEqual(sizes.toSorted((a, b) => b - a));
  });
});

test('what a text cannot tell is left out, and stands for nothing', () => {
  const { out, status } = pmap('--json', fixture('pmap.txt'));
  expect(status).toBe(0);
  for (const row of rowsOf(out)) {
    for (const unknown of ['offset', 'dev', 'inode', 'smaps']) expect(row).not.toHaveProperty(unknown);
    expect(row).toHaveProperty('perms');
  }
});

test('a file and a process go into one document, and a file that is none is refused', () => {
  const both = pmap('--json', String(program.pid), smaps);
  expect((JSON.parse(both.out) as Rows).processes).toHaveLength(2);
  const wrong = pmap('--json', cli);
  expect(wrong.status).toBe(1);
  expect(wrong.said).toContain('nothing that Procatlas can open');
});
