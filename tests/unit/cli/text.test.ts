import type { ProcessRow } from '@contract/calls.ts';
import { asBytes, asPid } from '@contract/units.ts';
import { inChunks } from '@main/cli/chunks.ts';
import { printable } from '@main/cli/printable.ts';
import { formatProcesses } from '@main/cli/list.ts';
import { summarise } from '@main/cli/summary.ts';
import { formatTable } from '@main/cli/table.ts';
import { describe, expect, it } from 'vitest';
import { emptyCapture } from '../ipc/fakeService.ts';

describe('text on a terminal', () => {
  it('writes out what would steer the terminal or turn the reading direction', () => {
    expect(printable('plain ünïcödé 漢字')).toBe('plain ünïcödé 漢字');
    expect(printable('a\x1b[31mb\n\x7f\x9b')).toBe('a\\x1b[31mb\\x0a\\x7f\\x9b');
    expect(printable('evil\u202egpj.exe\u2028\ufeff\u{e0001}')).toBe('evil\\u202egpj.exe\\u2028\\ufeff\\u{e0001}');
  });

  it('aligns columns and leaves no blanks at the ends of lines', () => {
    const columns = [
      { heading: 'N', align: 'right' },
      { heading: 'NAME', align: 'left' },
    ] as const;
    expect(
      formatTable(columns, [
        ['1', 'a'],
        ['100', 'bcdef'],
      ]),
    ).toBe('  N  NAME\n  1  a\n100  bcdef\n');
  });

  it('lists processes with what cannot be read', () => {
    const base = { ppid: asPid(1), uid: 0, user: 'root', rss: asBytes(2048), threads: 1, state: 'S' };
    const rows: ProcessRow[] = [
      { ...base, pid: asPid(2), comm: 'kthreadd', cmdline: '', kernelThread: true },
      { ...base, pid: asPid(30), comm: 'bad\nname', cmdline: 'x', kernelThread: false, locked: 'Another user.' },
    ];
    expect(formatProcesses(rows)).toBe(
      'PID  PPID  USER    RSS  THREADS  READABLE  NAME         COMMAND\n' +
        '  2     1  root  2 KiB        1  kernel    kthreadd\n' +
        ' 30     1  root  2 KiB        1  no        bad\\x0aname  x\n',
    );
  });

  it('sums a capture up, with what was refused and what to do', () => {
    const access = {
      file: '/proc/4711/smaps',
      status: 'refused',
      why: 'It belongs to another user.',
      remedy: 'Run sudo procatlas.',
      bytes: asBytes(0),
      cost: emptyCapture().cost,
    } as const;
    expect(summarise({ ...emptyCapture(), access: [access] })).toBe(
      '4711 sample: sample -x\n0 mappings, 1 thread\n\nKIND  REGIONS  SIZE\n\n' +
        '/proc/4711/smaps was refused. It belongs to another user. Run sudo procatlas.\n',
    );
  });

  it('gathers small pieces without losing any', () => {
    const pieces = Array.from({ length: 100_000 }, (_, index) => `line ${index}\n`);
    const chunks = [...inChunks(pieces)];
    expect(chunks.join('')).toBe(pieces.join(''));
    expect(chunks.length).toBeLessThan(10);
    expect([...inChunks([])]).toEqual([]);
  });
});
