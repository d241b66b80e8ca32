/** Blocks of allocators that keep records of their own, counted while real programs live. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test, type TestContext } from 'vitest';
import { chunkStates, type BlockAllocator, type BlockClass, type BlocksWalk } from '@contract/inside.ts';
import { heapBlocks } from '@main/inspect/heap/blocks.ts';
import { lookAt, lookInto, targetOf } from '../support/looking.ts';
import { startCommand, startProgram, temporaryFolder, type Program } from '../support/programs.ts';
import { skip } from '../support/skip.ts';

let program: Program | undefined;
afterEach(() => program?.stop());

function blocksOf(pid: number, allocator: BlockAllocator): BlocksWalk {
  const outcome = lookAt(heapBlocks, targetOf(pid), { allocator, consent: true });
  if (!outcome.ok) throw new Error(`${outcome.message} ${outcome.why ?? ''}`);
  return outcome.value;
}

const isThere = (command: string): boolean => {
  try {
    execFileSync('sh', ['-c', 'command -v "$1"', 'sh', command], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
};

const pythons = ['/usr/bin/python3', 'python3'];

test('CPython’s blocks of each size are those that it counts itself', async (context: TestContext) => {
  const python = pythons.find(isThere);
  if (python === undefined) skip(context, 'there is no python3 here');
  const said = join(temporaryFolder('pymalloc'), 'said');
  // Everything that the last lines need is there before the counting, so that they take no block.
  const script = `
import os, sys, time
keep = [[i] for i in range(120000)]
del keep[::3]
texts = ["text %d" % i for i in range(40000)]
stats, write, sleep, ready, long = sys._debugmallocstats, os.write, time.sleep, b"{}\\n", 1e6
os.dup2(os.open(sys.argv[1], os.O_CREAT | os.O_WRONLY), 2)
stats(); write(1, ready); sleep(long)`;
  program = await startCommand(python, ['-c', script, said]);
  const walk = blocksOf(program.pid, 'pymalloc');
  expect(walk).toMatchObject({ allocator: 'pymalloc', consistency: 'whole', notes: [] });
  // Lines of the table: class, size, pools, blocks in use, blocks available.
  const lines = readFileSync(said, 'utf8').matchAll(/^ *\d+ +(\d+) +\d+ +(\d+) +(\d+)$/gm);
  const own: BlockClass[] = [...lines].map(([, size, used, free]) => ({
    size: Number(size),
    used: Number(used),
    free: Number(free),
  }));
  expect(own.length).toBeGreaterThan(10);
  expect(walk.classes).toEqual(own.filter(({ used, free }) => used + free > 0));
  const [used, free] = [chunkStates.indexOf('used'), chunkStates.indexOf('free')];
  expect(walk.counts[used]).toBe(own.reduce((sum, one) => sum + one.used, 0));
  expect(walk.bytes[free]).toBe(own.reduce((sum, one) => sum + one.free * one.size, 0));
});

test('musl’s blocks of each size are those that a program has left', async (context: TestContext) => {
  if (!isThere('musl-gcc')) skip(context, 'musl-gcc is not on this machine');
  const source = join(import.meta.dirname, '../programs/sizedBlocks.c');
  const file = join(temporaryFolder('mallocng'), 'sizedBlocks');
  execFileSync('musl-gcc', ['-O1', '-o', file, source], { stdio: 'pipe' });
  program = await startCommand(file);
  const left = (name: string): number => program?.made(name).facts.left ?? NaN;
  const walk = blocksOf(program.pid, 'mallocng');
  expect(walk).toMatchObject({ allocator: 'mallocng', consistency: 'whole' });
  // 100 bytes and 4 for the index fit 112. 1500 fit 1632, or the next one, 2032, while there are few blocks (malloc.c,
  // coarse size classes); musl itself takes neither.
  const usedOf = (least: number, most = least): number =>
    walk.classes.reduce((sum, { size, used }) => (size >= least && size <= most ? sum + used : sum), 0);
  expect(usedOf(112)).toBe(left('small'));
  expect(usedOf(1504, 2032)).toBe(left('middle'));
  expect(usedOf(400_000, Infinity)).toBe(left('large'));
  expect(walk.classes.find(({ size }) => size === 112)?.free).toBeGreaterThan(0);
  expect(walk.bytes[0]).toBeGreaterThan(100 * left('small') + 1500 * left('middle') + 400_000 * left('large'));
});

test('of a program with glibc’s malloc no block is counted, and none without consent', async () => {
  program = await startProgram('mallocs');
  for (const allocator of ['pymalloc', 'mallocng'] as const) {
    expect(blocksOf(program.pid, allocator)).toMatchObject({ classes: [], bytes: chunkStates.map(() => 0) });
  }
  expect(await lookInto(program.pid).ask('heap.blocks', { allocator: 'pymalloc', consent: false })).toMatchObject({
    ok: false,
    code: 'invalid',
  });
});
