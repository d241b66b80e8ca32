import { describe, expect, test } from 'vitest';
import { coverageFaults, kindsOf, regionAt, type CaptureJson } from '../support/captured.ts';
import { captureOf } from '../support/captureOf.ts';
import { startProgram, type Program } from '../support/programs.ts';

/** Captures a program and ends it, whatever becomes of the capture. */
async function captured(start: Promise<Program>): Promise<{ program: Program; capture: CaptureJson }> {
  const program = await start;
  try {
    return { program, capture: await captureOf(program.pid) };
  } finally {
    await program.stop();
  }
}

describe('a map that never stands still', () => {
  test('is still covered exactly, sorted and without overlap, and the capture says that it moved', async () => {
    const { capture } = await captured(startProgram('torn'));
    expect(coverageFaults(capture)).toEqual([]);
    const bounds = capture.mappings.map(({ start, end }) => [BigInt(start), BigInt(end)] as const);
    for (const [index, [start]] of bounds.entries()) {
      if (index > 0) expect(start >= bounds[index - 1]![1]).toBe(true);
    }
    expect(['consistent', 'moving']).toContain(capture.consistency.state);
  });
});

describe('a process whose main thread has ended', () => {
  test('is read through a thread that lives', async () => {
    const { program, capture } = await captured(startProgram('deadLeader'));
    expect(coverageFaults(capture)).toEqual([]);
    expect(capture.mappings.length).toBeGreaterThan(10);
    const survivor = program.made('survivor');
    expect(kindsOf(capture, survivor)).toEqual(['thread-stack exact']);
    expect(regionAt(capture, survivor).thread?.tid).toBe(survivor.facts.tid);
    const regions = capture.mappings.flatMap((mapping) => mapping.regions);
    const stack = regions.find(({ kind }) => kind === 'stack');
    expect(stack?.evidence).toContain('The main thread has ended while others go on: no thread runs on this stack.');
    const left = regions.find(({ label }) => label === 'Thread-local storage of a finished thread');
    expect(left?.evidence.join(' ')).toMatch(/the thread has ended\. /);
    expect(capture).not.toHaveProperty('notes');
  });
});

describe('a process that has become another program', () => {
  test('shows the new program’s memory and nothing of the old', async () => {
    const program = await startProgram('execs', { args: ['/bin/sleep', '1000'] });
    try {
      const before = await captureOf(program.pid);
      expect(before.objects.find(({ role }) => role === 'program')?.path).toBe(program.file);
      program.signal('SIGUSR1');
      let after = before;
      while (after.process.comm === 'execs') after = await captureOf(program.pid);
      expect(after.objects.find(({ role }) => role === 'program')?.path).toMatch(/\/sleep$/);
      expect(after.mappings.some(({ name }) => name === program.file)).toBe(false);
    } finally {
      await program.stop();
    }
  });
});

describe('a program that grows', () => {
  test('shows the longer heap and the new thread’s stack at the addresses it prints', async () => {
    const program = await startProgram('grows');
    try {
      const before = await captureOf(program.pid);
      program.signal('SIGUSR1');
      await program.nextLine();
      const after = await captureOf(program.pid);
      expect(kindsOf(after, program.made('heap'))).toEqual(['heap exact']);
      expect(kindsOf(before, program.made('stack'))).toEqual([]);
      expect(kindsOf(after, program.made('stack'))).toEqual(['thread-stack exact', 'tls exact']);
      expect(after.process.threads).toHaveLength(before.process.threads.length + 1);
    } finally {
      await program.stop();
    }
  });
});
