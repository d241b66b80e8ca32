import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import type { CaptureJson } from '../support/captured.ts';
import { captureOf } from '../support/captureOf.ts';
import { startCommand, startProgram, temporaryFolder, type Program } from '../support/programs.ts';
import { skip } from '../support/skip.ts';

/** Stops a process and waits until the kernel says so: nothing in it moves any more. */
async function freeze(pid: number): Promise<void> {
  process.kill(pid, 'SIGSTOP');
  while (!/^State:\tT/m.test(readFileSync(`/proc/${pid}/status`, 'latin1'))) await delay(5);
}

/** Rows and totals as `pmap -X` prints them, found by its own header line. */
function pmapRows(pid: number): { rows: Record<string, string>[]; totals: Record<string, number> } {
  const [, header = '', ...lines] = execFileSync('pmap', ['-X', String(pid)], { encoding: 'latin1' }).split('\n');
  const columns = header.trim().split(/\s+/);
  const rows: Record<string, string>[] = [];
  let totals: Record<string, number> = {};
  for (const line of lines) {
    const words = line.trim().split(/\s+/);
    if (/^=+/.test(words[0] ?? '')) continue;
    if (/^[0-9a-f]{8,}$/.test(words[0] ?? '') && words[1]?.length === 4) {
      rows.push(Object.fromEntries(columns.map((column, index) => [column, words[index] ?? ''])));
    } else if (words.length > 3) {
      // The sums stand below the figures, and the figures begin with Size.
      const first = columns.indexOf('Size');
      const entries = words.slice(0, -1).map((word, index) => [columns[first + index] ?? '', Number(word)] as const);
      totals = Object.fromEntries(entries);
    }
  }
  return { rows, totals };
}

async function compare(start: Promise<Program>): Promise<void> {
  const program = await start;
  try {
    await freeze(program.pid);
    const capture: CaptureJson = await captureOf(program.pid);
    // Not Pss: that of a library changes with every other process of the machine that comes or goes.
    const { rows, totals } = pmapRows(program.pid);
    expect(
      capture.mappings.map(({ start: from, perms, offset, dev, inode, smaps }) => [
        from.slice(2).padStart(8, '0'),
        perms,
        offset.slice(2).padStart(8, '0'),
        dev,
        String(inode),
        smaps?.Size,
        smaps?.Rss,
        smaps?.Anonymous,
      ]),
    ).toEqual(
      rows.map((row) => [
        row.Address,
        row.Perm,
        row.Offset,
        row.Device,
        row.Inode,
        Number(row.Size),
        Number(row.Rss),
        Number(row.Anonymous),
      ]),
    );
    const sum = (key: string): number => capture.mappings.reduce((total, { smaps }) => total + (smaps?.[key] ?? 0), 0);
    for (const key of ['Size', 'Rss', 'Anonymous', 'Swap']) expect(sum(key), key).toBe(totals[key]);
  } finally {
    await program.stop();
  }
}

describe('rows and sums are those of pmap -X on a stopped process', () => {
  const programs: [string, () => Promise<Program>][] = [
    ['threads', () => startProgram('threads')],
    ['mallocs', () => startProgram('mallocs')],
    ['shared memory', () => startProgram('shared')],
    ['protections', () => startProgram('protections')],
    ['kernel objects', () => startProgram('kernelObjects')],
    ['files', () => startProgram('files', { args: [temporaryFolder('pmapFiles')] })],
    ['a thousand mappings', () => startProgram('vmas', { args: ['1000', temporaryFolder('pmapMany')] })],
    ['node', () => startCommand(process.execPath, ['-e', 'console.log("{}"); setInterval(() => {}, 1e6)'])],
  ];
  for (const [name, start] of programs) {
    test(name, async (context) => {
      if (!existsSync('/usr/bin/pmap')) skip(context, 'there is no pmap here');
      await compare(start());
    });
  }
});
