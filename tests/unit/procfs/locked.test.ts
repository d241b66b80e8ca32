/** What the list of processes says of those whose maps cannot be opened, and of those that cannot be read at all. */
import { chownSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { listProcesses } from '@main/procfs/processes.ts';
import { openProc } from '@main/procfs/reader.ts';
import { afterAll, afterEach, expect, test, vi } from 'vitest';

const root = mkdtempSync(join(tmpdir(), 'procatlas-locked-'));
afterAll(() => {
  rmSync(root, { recursive: true });
});
afterEach(() => {
  vi.restoreAllMocks();
});
const stat = (pid: number): string =>
  `${pid} (zoo) R 7 ${pid} ${pid} 0 -1 0 ${'0 '.repeat(10)}5 0 55 8192 3 ${'0 '.repeat(28)}\n`;
for (const pid of [9, 10, 100]) {
  mkdirSync(join(root, String(pid)));
  writeFileSync(join(root, String(pid), 'stat'), stat(pid));
}
/** Nothing is there for the ninth; of the tenth stat is a folder, which cannot be read. */
writeFileSync(join(root, '100/maps'), '');
rmSync(join(root, '10/stat'));
mkdirSync(join(root, '10/stat'));
// Root gives the ninth to another user, so that it is not root's in any case.
if (process.geteuid?.() === 0) chownSync(join(root, '9'), 1234, 1234);
const owner = statSync(join(root, '9')).uid;

const rows = (euid: number, name?: string) => {
  vi.spyOn(process, 'geteuid').mockReturnValue(euid);
  return listProcesses(openProc(root), { name: () => name });
};

test('they come in the order of their numbers, with the figures of stat', () => {
  expect(rows(owner).map(({ pid }) => pid)).toEqual([9, 10, 100]);
  expect(rows(owner)[2]).toEqual({
    pid: 100,
    ppid: 7,
    comm: 'zoo',
    cmdline: '',
    uid: statSync(join(root, '100')).uid,
    user: String(statSync(join(root, '100')).uid),
    rss: 3 * 4096,
    threads: 5,
    state: 'R',
    kernelThread: false,
  });
});

test('whose they are decides what is said', () => {
  expect(rows(0, 'ada')[0]?.locked).toMatch(/^Even root is refused/);
  expect(rows(owner, 'ada')[0]?.locked).toMatch(/^Protects itself from its own user/);
  expect(rows(owner + 1, 'ada')[0]?.locked).toBe('Belongs to ada: only that user and root may read it.');
  expect(rows(owner + 1)[0]?.locked).toBe(`Belongs to ${owner}: only that user and root may read it.`);
});

test('one whose stat cannot be read is kept with the reason', () => {
  expect(rows(owner, 'ada')[1]).toMatchObject({
    pid: 10,
    ppid: 0,
    comm: '',
    user: 'ada',
    rss: 0,
    threads: 0,
    state: '?',
    kernelThread: false,
    locked: 'Reading /proc/10/stat failed with EISDIR.',
  });
});

test('there are none where there is no such folder', () => {
  expect(listProcesses(openProc(join(root, 'nothing')), { name: () => undefined })).toEqual([]);
});
