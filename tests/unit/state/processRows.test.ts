import type { ProcessRow } from '@contract/calls.ts';
import { asBytes, asPid } from '@contract/units.ts';
import { memoryBackend } from '../../support/memoryBackend.ts';
import { ProcessList } from '@renderer/state/processList.svelte.ts';
import { bestMatch, listProcesses, type ProcessSort } from '@renderer/state/processRows.ts';
import { afterEach, describe, expect, it, vi } from 'vitest';

const row = (pid: number, ppid: number, comm: string, extra: Partial<ProcessRow> = {}): ProcessRow => ({
  pid: asPid(pid),
  ppid: asPid(ppid),
  comm,
  cmdline: `/usr/bin/${comm}`,
  uid: 0,
  user: 'root',
  rss: asBytes(pid * 1000),
  threads: 1,
  state: 'S',
  kernelThread: false,
  ...extra,
});
const rows = [row(1, 0, 'init'), row(30, 10, 'vim'), row(10, 1, 'shell', { user: 'ada' }), row(20, 1, 'daemon')];
const byPid: ProcessSort = { key: 'pid', descending: false };
const listed = (search: string, tree: boolean, sort = byPid): readonly string[] =>
  listProcesses(rows, { search, tree, sort }).map(
    ({ process, depth, context }) => `${'>'.repeat(depth)}${process.comm}${context ? '*' : ''}`,
  );

describe('the list of processes', () => {
  it('is a tree of parents and children', () => {
    expect(listed('', true)).toEqual(['init', '>shell', '>>vim', '>daemon']);
  });
  it('sorts siblings, or everything when flat', () => {
    const byName: ProcessSort = { key: 'comm', descending: true };
    expect(listed('', true, byName)).toEqual(['init', '>shell', '>>vim', '>daemon']);
    expect(listed('', false, { key: 'rss', descending: true })).toEqual(['vim', 'daemon', 'shell', 'init']);
  });
  it.each([
    ['daemon', 'daemon'],
    ['DAE', 'daemon'],
    ['10', 'shell'],
    ['storage', 'chromium'],
    ['', 'chromium'],
    ['closed', 'closed'],
    ['nothing', undefined],
  ])('begins, asked for “%s”, with the best answer', (search, expected) => {
    const more = [
      row(5, 1, 'chromium', { cmdline: 'chromium --storage=daemon 10' }),
      ...rows.slice(1),
      row(40, 1, 'closed', { locked: 'Belongs to root.' }),
    ];
    const shown = listProcesses(more, { search, tree: false, sort: byPid });
    expect(shown[bestMatch(shown, search)]?.process.comm).toBe(expected);
  });
  it('keeps the parents of what matches, marked as such', () => {
    expect(listed('vim', true)).toEqual(['init*', '>shell*', '>>vim']);
    expect(listed('vim', false)).toEqual(['vim']);
  });
  it('searches pid, name, command line and user, every word', () => {
    expect(listed('20', false)).toEqual(['daemon']);
    expect(listed('ADA shell', false)).toEqual(['shell']);
    expect(listed('ada vim', false)).toEqual([]);
  });
  it('survives a process that is its own ancestor', () => {
    const loop = [row(5, 6, 'a'), row(6, 5, 'b')];
    expect(() => listProcesses(loop, { search: '', tree: true, sort: byPid })).not.toThrow();
  });
  it('lists 2,000 processes in a few milliseconds', () => {
    const many = Array.from({ length: 2000 }, (_, index) => row(index + 1, Math.floor(index / 2), `p${index}`));
    expect(listProcesses(many, { search: '', tree: true, sort: byPid })).toHaveLength(2000);
  });
});

describe('reading the list', () => {
  afterEach(() => {
    vi.useRealTimers();
  });
  it('goes on every two seconds only while the picker is open', async () => {
    vi.useFakeTimers();
    const backend = memoryBackend({ 'processes.list': () => ({ ok: true, value: rows }) });
    const list = new ProcessList(backend);
    const close = list.open();
    await vi.advanceTimersByTimeAsync(4100);
    expect(backend.calls).toHaveLength(3);
    expect(list.rows).toHaveLength(4);
    close();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(backend.calls).toHaveLength(3);
  });
});
