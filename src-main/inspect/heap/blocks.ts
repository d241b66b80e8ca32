/** What allocators other than glibc's hold, where their own records can be checked: blocks in use and free, by size. */
import type { Outcome } from '../../contract/calls.ts';
import { chunkStates, type BlockAllocator, type BlocksWalk } from '../../contract/inside.ts';
import { pageStateBits } from '../../contract/pages.ts';
import { asEpochMilliseconds } from '../../contract/units.ts';
import type { MemoryPort } from '../../classify/input.ts';
import { openPresentMemory, type PresentMemory } from '../presentMemory.ts';
import type { Look } from '../target.ts';
import { regionsOf, type BlocksPass, type CountBlocks } from './blockClasses.ts';
import { mallocngBlocks } from './mallocngBlocks.ts';
import { passLimit, shared } from './heapPass.ts';
import { pymallocBlocks } from './pymallocBlocks.ts';

const allocators: Readonly<Record<BlockAllocator, { runtime: string; count: CountBlocks }>> = {
  pymalloc: { runtime: 'CPython', count: pymallocBlocks },
  mallocng: { runtime: 'musl', count: mallocngBlocks },
};

const portOf = (memory: PresentMemory): MemoryPort => ({
  presentPages: (start, pages) => memory.states(start, pages).map((state) => state & pageStateBits.present),
  read: (start, length) => memory.read(Number(start), length),
});

/** Counts all blocks of one allocator; two passes in a row must find the same. */
export const heapBlocks: Look<'heap.blocks'> = function* (target, { allocator }) {
  yield 0;
  const { runtime, count } = allocators[allocator];
  const opened = openPresentMemory(target, 'The blocks of this process cannot be counted.');
  if (!opened.ok) return opened;
  try {
    return yield* countUntilSteady(allocator, (share) =>
      shared(count(portOf(opened.value), regionsOf(target.capture, runtime)), share),
    );
  } finally {
    opened.value.close();
  }
};

const textOf = ({ classes }: BlocksPass): string => JSON.stringify(classes);

function* countUntilSteady(
  allocator: BlockAllocator,
  count: (share: (done: number) => number) => Generator<number, BlocksPass>,
): Generator<number, Outcome<BlocksWalk>> {
  let before: BlocksPass | undefined;
  for (let pass = 0; ; pass++) {
    const now = yield* count((done) => Math.min(1, (pass + done) / 2));
    const same = before !== undefined && textOf(before) === textOf(now);
    if (same || pass === passLimit - 1) return { ok: true, value: report(allocator, now, same) };
    before = now;
  }
}

function report(allocator: BlockAllocator, { classes, whole, checks }: BlocksPass, same: boolean): BlocksWalk {
  const sum = (value: (one: (typeof classes)[number]) => number): number =>
    classes.reduce((total, one) => total + value(one), 0);
  const [used, free] = [sum((one) => one.used * one.size), sum((one) => one.free * one.size)];
  const byState = (inUse: number, unused: number): number[] =>
    chunkStates.map((state) => (state === 'used' ? inUse : state === 'free' ? unused : 0));
  return {
    allocator,
    consistency: !same ? 'torn' : whole ? 'whole' : 'stopped',
    checks: [
      same
        ? 'A second pass right after the first found the same blocks.'
        : `The program went on allocating: ${passLimit} passes were made, and the last two differ.`,
      ...checks,
    ],
    classes,
    counts: byState(
      sum((one) => one.used),
      sum((one) => one.free),
    ),
    bytes: byState(used, free),
    histogram: { used: [], free: [] },
    fragmentation: used + free === 0 ? 0 : free / (used + free),
    walkedAt: asEpochMilliseconds(Date.now()),
    notes: [],
  };
}
