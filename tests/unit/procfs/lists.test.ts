import { asPid } from '@contract/units.ts';
import { listProcesses } from '@main/procfs/processes.ts';
import { readBootId, readMachine } from '@main/procfs/machine.ts';
import { openProc } from '@main/procfs/reader.ts';
import { readThreads } from '@main/procfs/threads.ts';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, expect, test } from 'vitest';

const root = mkdtempSync(join(tmpdir(), 'procatlas-lists-'));
afterAll(() => {
  rmSync(root, { recursive: true });
});
const write = (path: string, text: string): void => {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
};
const stat = (pid: number, comm: string, flags = 0): string =>
  `${pid} (${comm}) S 1 ${pid} ${pid} 0 -1 ${flags} ${'0 '.repeat(10)}3 0 55 8192 10 ${'0 '.repeat(28)}\n`;
const users = { name: () => 'ada' };

test('the list tells kernel threads apart and locks what cannot be opened', () => {
  write('12/stat', stat(12, 'program'));
  write('12/cmdline', 'program\0-v\0');
  write('12/maps', '');
  write('2/stat', stat(2, 'kthreadd', 0x00200040));
  write('13/stat', stat(13, 'closed'));
  write('cmdline', 'not a process');
  const rows = listProcesses(openProc(root), users);
  expect(rows.map(({ pid, comm, kernelThread }) => [pid, comm, kernelThread])).toEqual([
    [2, 'kthreadd', true],
    [12, 'program', false],
    [13, 'closed', false],
  ]);
  expect(rows[1]).toMatchObject({ cmdline: 'program -v', user: 'ada', rss: 40_960, ppid: 1 });
  expect(rows.map(({ locked }) => locked === undefined)).toEqual([true, true, false]);
});

test('threads come in the order of their ids, with the stack pointer of those that are blocked', () => {
  write('12/task/100/stat', stat(100, 'worker'));
  write('12/task/100/syscall', '202 0x1 0x2 0x3 0x4 0x5 0x6 0x7f0000001008 0x7f0000002000\n');
  write('12/task/99/stat', stat(99, 'busy'));
  write('12/task/99/syscall', 'running\n');
  write('12/task/101/nothing', '');
  const { threads, access } = readThreads(openProc(root), asPid(12));
  expect(threads).toEqual([
    { tid: 99, name: 'busy', state: 'S' },
    { tid: 100, name: 'worker', state: 'S', stackPointer: 0x7f0000001 + 8 / 4096 },
  ]);
  expect(access.map(({ file, status }) => `${file} ${status}`)).toEqual([
    '/proc/12/task read',
    '/proc/12/task/*/stat read',
    '/proc/12/task/*/syscall read',
  ]);
  expect(readThreads(openProc(root), asPid(12), 1).threads).toHaveLength(1);
  expect(readThreads(openProc(root), asPid(14))).toMatchObject({ threads: [], access: [{ status: 'absent' }] });
});

test('the machine is described as far as its files go', () => {
  write('sys/kernel/osrelease', '6.18.1\n');
  write('sys/kernel/arch', 'aarch64\n');
  write('sys/vm/max_map_count', '65530\n');
  write('sys/kernel/random/boot_id', 'abc-def\n');
  expect(readMachine(openProc(root))).toEqual({
    kernel: '6.18.1',
    architecture: 'aarch64',
    pageSize: 4096,
    maxMapCount: 65_530,
  });
  expect(readBootId(openProc(root))).toBe('abc-def');
});
