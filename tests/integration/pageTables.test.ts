/** The bound of page tables beside VmPTE, which counts all there are. */
import { leastPageTables } from '@renderer/layout/treemap/pageTables.ts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { targetOf } from '../support/looking.ts';
import { startCommand, startProgram, temporaryFolder, type Program } from '../support/programs.ts';

let programs: Program[];
beforeAll(async () => {
  programs = await Promise.all([
    startProgram('gigabyte', { args: ['256'] }),
    startProgram('threads'),
    startProgram('pagePattern'),
    startProgram('vmas', { args: ['4000', temporaryFolder('pageTables')] }),
    startCommand(process.execPath, ['-e', 'console.log("{}"); setInterval(() => 0, 10_000)']),
  ]);
});
afterAll(() => Promise.all(programs.map((program) => program.stop())));

/** What must be needed, and what there is, in KiB. */
function tables({ pid }: Program): { least: number; all: number } {
  const { capture } = targetOf(pid);
  const least = leastPageTables(capture).reduce((sum, bytes) => sum + bytes, 0) / 1024;
  return { least, all: capture.process.statusFigures.VmPTE! };
}

test('is never above it, and of memory without holes all but the edges', () => {
  for (const program of programs) {
    const { least, all } = tables(program);
    expect(least, program.file).toBeGreaterThan(0);
    expect(least, program.file).toBeLessThanOrEqual(all + 0.001);
  }
  const whole = tables(programs[0]!);
  expect(whole.least).toBeGreaterThan(whole.all * 0.95);
});
