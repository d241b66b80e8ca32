/** What procps never did: labels, hexadecimal, units, filters, order, JSON and CSV. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parseAddress } from '@contract/address.ts';
import { freeze, ours } from '../support/pmapCommands.ts';
import { startProgram, type Program } from '../support/programs.ts';

let program: Program;
let pid: string;
beforeAll(async () => {
  program = await startProgram('allLabels');
  await freeze(program.pid);
  pid = String(program.pid);
});
afterAll(() => program.stop());

const rows = (...args: string[]): string[] =>
  ours(['-n', ...args, pid])
    .stdout.trimEnd()
    .split('\n');
/** The one row at an address. */
const rowAt = (place: bigint, ...args: string[]): string => {
  const found = rows('-A', place.toString(16), ...args);
  expect(found).toHaveLength(1);
  return found[0] ?? '';
};
const labelAt = (name: string, ...args: string[]): string | undefined =>
  rowAt(program.made(name).start, '-l', ...args)
    .split(/ [r-][w-][x-][s-]- /)[1]
    ?.trim();

describe('-l', () => {
  test('prints every bracket label at the addresses the program told', () => {
    const { tid } = program.made('threadStack').facts;
    expect({
      stack: labelAt('stack'),
      heap: labelAt('heap'),
      threadStack: labelAt('threadStack'),
      guard: labelAt('guard'),
      tls: labelAt('tls'),
      arena: labelAt('arena'),
      memfd: labelAt('memfd'),
      shared: labelAt('shared'),
      unnamed: labelAt('unnamed'),
      code: labelAt('code'),
    }).toEqual({
      stack: '[ stack ]',
      heap: '[ heap ]',
      threadStack: `[ stack:${tid} ]`,
      guard: '[ stackguard ]',
      tls: '[ tls ]',
      arena: `[ heap:${pid} ]`,
      memfd: '[ memfd:drawing ]',
      shared: '[ shmem ]',
      unnamed: '[ anon ]',
      code: 'allLabels',
    });
    expect(labelAt('code', '-p')).toBe(program.file);
  });

  test('names what the kernel adds', () => {
    const names = rows('-l').map((line) => line.slice(32).trim());
    for (const name of ['[ vdso ]', '[ vvar ]', '[ vsyscall ]']) expect(names).toContain(name);
  });

  test('the rows of a mapping with several regions cover it, and only -l splits it', () => {
    const { start } = program.made('threadStack');
    const whole = rowAt(start, '-A', start.toString(16));
    const range = parseAddress(whole.slice(0, 16))?.toString(16) ?? '';
    const size = Number(/ (\d+)K /.exec(whole)?.[1]);
    const end = (parseAddress(range) ?? 0n) + BigInt(size) * 1024n - 1n;
    const parts = rows('-l', '--bytes', '-A', `${range},${end.toString(16)}`);
    expect(parts.length).toBeGreaterThan(1);
    const sizes = parts.map((line) => Number(/ (\d+)B /.exec(line)?.[1]));
    expect(sizes.reduce((sum, part) => sum + part, 0)).toBe(size * 1024);
  });

  test('figures of a mapping are not those of a part of it, but count in the totals', () => {
    const { start } = program.made('threadStack');
    expect(rowAt(start, '-lx')).toMatch(/^[0-9a-f]{16} +\S+ {7}- {7}- rw--- {3}\[ stack:\d+ \]$/);
    const total = (...args: string[]) =>
      ours([...args, pid])
        .stdout.trimEnd()
        .split('\n')
        .at(-1);
    expect(total('-lx')).toBe(total('-x'));
    expect(total('-l')).toBe(total());
    expect(rowAt(program.made('stack').start, '-lX')).toMatch(/ \[ stack \]$/);
  });
});

describe('-A without a range', () => {
  test('prints start, end, size and offset in hexadecimal', () => {
    for (const args of [
      ['-A', pid],
      [pid, '-A'],
      ['-qA', pid],
    ]) {
      const lines = ours(args).stdout.trimEnd().split('\n');
      expect(lines[0]).toMatch(new RegExp(`^${pid}: {3}`));
      const row = lines.find((line) => line.endsWith(' allLabels'));
      const [, start = '', end = '', size = '', offset = ''] =
        /^([0-9a-f]{16}) ([0-9a-f]{16}) +([0-9a-f]+) +([0-9a-f]+) [r-][w-][x-][s-]- allLabels$/.exec(row ?? '') ?? [];
      expect((parseAddress(end) ?? 0n) - (parseAddress(start) ?? 0n)).toBe(parseAddress(size));
      expect(offset).toBe('0');
    }
  });

  test('adds the end to -X and keeps the titles of -x and -d above their columns', () => {
    expect(ours(['-XA', pid]).stdout.split('\n')[1]).toMatch(/^ +Address +End Perm/);
    for (const option of ['-xA', '-dA', '-A']) {
      const [, titles = '', row = ''] = ours([option, pid]).stdout.split('\n');
      expect(row.slice(titles.indexOf('Mode')).slice(0, 5)).toMatch(/^[r-][w-][x-][s-]-$/);
      expect(titles.indexOf('Mapping')).toBe(row.indexOf('allLabels'));
    }
  });

  test('keeps an earlier range', () => {
    const { start } = program.made('stack');
    const lines = ours(['-n', '-A', start.toString(16), '-A', pid])
      .stdout.trimEnd()
      .split('\n');
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(/\[ stack \]$/);
  });

  test('a value that can be no process is still a missing argument', () => {
    expect(ours(['-A', '1000,2000'])).toMatchObject({
      status: 1,
      stdout: '',
      stderr: 'procatlas pmap: No process is named: give its PID, or a file.\n',
    });
    expect(ours(['-A'])).toMatchObject({ status: 1, stdout: '' });
  });
});

describe('units, rows, order', () => {
  test('--pages and --bytes are the same sizes', () => {
    const sizes = (...args: string[]) => rows(...args).map((line) => Number(/ (\d+)[KPB] /.exec(line)?.[1]));
    const kilobytes = sizes();
    expect(sizes('-c')).toEqual(kilobytes);
    expect(sizes('--bytes')).toEqual(kilobytes.map((size) => size * 1024));
    expect(sizes('--pages')).toEqual(kilobytes.map((size) => size / 4));
    expect(ours(['-x', '--pages', pid]).stdout).toContain('\ntotal pages ');
    expect(ours(['-X', '--bytes', pid]).stdout).toMatch(/bytes \n$/);
  });

  test('-n leaves rows alone', () => {
    for (const format of ['-n', '-nx', '-nd', '-nX', '-nXX']) {
      for (const line of rows(format)) expect(line).toMatch(/^ *[0-9a-f]{8,16} /);
    }
  });

  test('--sort orders by any column, also one that the format does not print', () => {
    const sizes = rows('--sort=-size').map((line) => Number(/ (\d+)K /.exec(line)?.[1]));
    expect(sizes).toEqual([...sizes].sort((a, b) => b - a));
    const resident = rows('-x', '--sort', 'Rss').map((line) => Number(line.split(/\s+/)[2]));
    expect(resident).toEqual([...resident].sort((a, b) => a - b));
    expect(rows('--sort', '-pss')).toHaveLength(rows().length);
    expect(ours(['--sort', 'nonsense', pid])).toMatchObject({ status: 1 });
    expect(ours(['--sort', 'nonsense', pid]).stderr).toMatch(/no column .*nonsense.*Rss/);
  });

  test('--filter speaks the language of the Go to box', () => {
    expect(rows('--filter', 'libc').every((line) => line.includes('libc'))).toBe(true);
    expect(rows('--filter', 'r-xp size>=4k').every((line) => line.includes(' r-x-- '))).toBe(true);
    expect(rows('--filter', 'thread-stack')).toHaveLength(1);
    expect(rows('-l', '--filter', 'kind:tls')).toHaveLength(2);
    expect(rows('--filter', `0x${program.made('heap').start.toString(16)}`)).toHaveLength(1);
    expect(ours(['--filter', 'kind:nonsense', pid])).toMatchObject({ status: 1, stdout: '' });
    expect(ours(['--filter', '', pid]).stderr).toMatch(/filter is empty/);
  });
});

describe('JSON and CSV', () => {
  interface Row {
    readonly start: string;
    readonly end: string;
    readonly size: number;
    readonly name: string;
    readonly smaps?: Readonly<Record<string, number>>;
    readonly region?: { readonly kind: string; readonly mapping: string };
  }
  interface Document {
    readonly format: string;
    readonly version: number;
    readonly processes: readonly { readonly pid: number; readonly command: string; readonly rows: readonly Row[] }[];
    readonly missing: readonly number[];
  }
  const document = (...args: string[]): Document => JSON.parse(ours(args).stdout) as Document;

  test('--json is one document, also when a process is missing', () => {
    const found = document('--json', pid, '4194305');
    expect(found).toMatchObject({ format: 'procatlas-pmap', version: 1, missing: [4194305] });
    expect(ours(['--json', pid, '4194305']).status).toBe(42);
    expect(found.processes[0]).toMatchObject({ pid: program.pid, command: program.file });
    expect(found.processes[0]?.rows).toHaveLength(rows().length);
    expect(found.processes[0]?.rows[0]?.smaps).toBeUndefined();
  });

  test('-x brings the figures, -l the regions', () => {
    const [process] = document('--json', '-x', '-l', pid).processes;
    const stack = process?.rows.find(({ region }) => region?.kind === 'stack');
    expect(stack?.region?.mapping).toBe('[ stack ]');
    expect(stack?.smaps?.Size).toBe((stack?.size ?? 0) / 1024);
  });

  test('--csv has one line a row, and as many fields in each', () => {
    const lines = ours(['--csv', '-x', pid, pid]).stdout.trimEnd().split('\n');
    expect(lines[0]).toMatch(/^procatlas-pmap-1,pid,start,end,size,perms,offset,dev,inode,name,Size,.*,VmFlags$/);
    expect(lines).toHaveLength(1 + 2 * rows().length);
    const count = lines[0]?.split(',').length;
    expect(lines.every((line) => line.split(',').length === count)).toBe(true);
  });

  test('units and both at once are refused in words', () => {
    expect(ours(['--json', '--pages', pid])).toMatchObject({ status: 1, stdout: '' });
    expect(ours(['--json', '--csv', pid])).toMatchObject({ status: 1, stdout: '' });
  });
});

test('a reader that closes the pipe early is no fault', async () => {
  const { spawnSync } = await import('node:child_process');
  const { status, stderr } = spawnSync(
    'sh',
    ['-c', `"$0" "$1" pmap -XX "$2" "$2" "$2" "$2" | head -n 1`, process.execPath, 'dist/main/cli.js', pid],
    {
      encoding: 'utf8',
    },
  );
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
});
