import type { ProcessRow } from '@contract/calls.ts';
import { asBytes, asPid } from '@contract/units.ts';
import { findByName, parsePid } from '@main/cli/findProcess.ts';
import { describe, expect, it } from 'vitest';

const row = (pid: number, ppid: number, comm: string, cmdline: string): ProcessRow => ({
  pid: asPid(pid),
  ppid: asPid(ppid),
  comm,
  cmdline,
  uid: 0,
  user: 'root',
  rss: asBytes(0),
  threads: 1,
  state: 'S',
  kernelThread: cmdline === '',
});

const rows = [
  row(1, 0, 'init', '/sbin/init'),
  row(20, 1, 'bash', '-bash'),
  row(21, 20, 'sh', 'sh -c procatlas snap report.py'),
  row(22, 21, 'node', 'node procatlas snap report.py'),
  row(30, 1, 'python3', '/usr/bin/python3 report.py'),
  row(31, 1, 'Web Content', '/usr/lib/firefox/firefox-bin -contentproc'),
  row(32, 1, 'Web Content', '/usr/lib/firefox/firefox-bin -contentproc'),
  row(33, 2, 'kworker/0:1', ''),
];
const self = asPid(22);

describe('finding a process', () => {
  it.each([
    ['4711', 4711],
    ['0x10', 16],
    ['0X10', 16],
    ['4194304', 4_194_304],
    ['0', 'impossible'],
    ['4194305', 'impossible'],
    ['99999999999999999999', 'impossible'],
    ['-1', undefined],
    ['1.5', undefined],
    ['0x', undefined],
    ['7zip', undefined],
    ['', undefined],
  ])('reads the number %s as %s', (text, pid) => {
    expect(parsePid(text)).toBe(pid);
  });

  it('takes the exact name before the program, and the program before the command line', () => {
    expect(findByName(rows, 'python3', self)).toEqual({ pid: 30 });
    expect(findByName(rows, 'init', self)).toEqual({ pid: 1 });
    expect(findByName(rows, 'kworker/0:1', self)).toEqual({ pid: 33 });
    expect(findByName(rows, 'firefox-bin', self)).toMatchObject({ several: [{ pid: 31 }, { pid: 32 }] });
  });

  it('finds a part of the command line, but neither itself nor the shell that started it', () => {
    expect(findByName(rows, 'report.py', self)).toEqual({ pid: 30 });
    expect(findByName(rows, 'node', self)).toBe('none');
  });

  it('says when there is none', () => {
    expect(findByName(rows, 'nothing-like-it', self)).toBe('none');
  });

  it('does not hang when parents form a ring', () => {
    expect(findByName([row(5, 6, 'a', 'x'), row(6, 5, 'b', 'y')], 'z', asPid(5))).toBe('none');
  });
});
