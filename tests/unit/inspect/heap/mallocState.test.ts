import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { followArenas, heapsOfArena } from '@main/inspect/heap/arenaCircle.ts';
import { findMainState, stateAt, type MallocState } from '@main/inspect/heap/mallocState.ts';
import { MemoryWindow } from '@main/inspect/heap/memoryWindow.ts';
import { binOffsets, MadeMemory, makeState } from './syntheticHeap.ts';

const library = 0x7f00_2000_0000;
const heap = { start: 0x5555_0000_0000, end: 0x5555_0002_1000 };
const top = heap.start + 0x1000;
const bytes64 = 64 * 2 ** 20;

function searched(
  memory: MadeMemory,
  span = { start: library, end: library + 0x3000 },
  within: typeof heap | undefined = heap,
): MallocState | undefined {
  const steps = findMainState(new MemoryWindow(memory), span, within);
  for (let turns = 0; turns < 1_000_000; turns++) {
    const step = steps.next();
    if (step.done) return step.value;
  }
  throw new Error('the search does not end');
}

describe.each(Object.entries(binOffsets))('the main arena of glibc %s', (release, offset) => {
  const start = library + 0x120;
  const bins = start + offset;

  test('is found by its bins, and begins where its own next arena says', () => {
    const memory = new MadeMemory();
    makeState(memory, bins, { start, top, next: start, systemBytes: 0x21000 });
    expect(searched(memory)).toEqual({
      start,
      bins,
      fastbins: release === 'after 2.43' ? 'none' : bins - 0x60,
      top,
      next: start,
      systemBytes: 0x21000,
      end: bins + 0x828,
    });
  });

  test('is found when its first bins hold chunks', () => {
    const memory = new MadeMemory();
    const filled = new Map([0, 1, 2, 5, 40].map((bin) => [bin, heap.start + 0x100 * (bin + 1)]));
    makeState(memory, bins, { start, top, next: start, systemBytes: 0x21000 }, filled);
    expect(searched(memory)?.bins).toBe(bins);
  });

  test('does not say where its fastbins are while only a further arena is known', () => {
    const memory = new MadeMemory();
    makeState(memory, bins, { start, top, next: 3 * bytes64 + 0x30, systemBytes: 0x21000 });
    const state = searched(memory);
    expect(state?.start).toBeUndefined();
    expect(state?.fastbins).toBe('unknown');
  });
});

describe('an arena whose fastbins all hold chunks', () => {
  const start = 0x1000 * bytes64 + 0x30;

  test.each(Object.entries(binOffsets).filter(([release]) => release !== 'after 2.43'))(
    'has its bins where glibc %s has them, and not where its fastbins are',
    (_, offset) => {
      const memory = new MadeMemory();
      const bins = start + offset;
      makeState(memory, bins, { start, top: start + 0x2000, next: library + 0x120, systemBytes: 0x21000 });
      memory.set(start - 0x30, start);
      for (let bin = 0; bin < 10; bin++) memory.set(bins - 0x60 + bin * 8, start + 0x3000 + bin * 0x100);
      memory.set(bins - 8, start + 0x1000);
      expect(stateAt(new MemoryWindow(memory), start)).toMatchObject({
        bins,
        top: start + 0x2000,
        systemBytes: 0x21000,
      });
    },
  );
});

test('an arena’s top chunk and last remainder are not taken for a bin', () => {
  const start = 0x1000 * bytes64 + 0x30;
  const memory = new MadeMemory();
  const bins = start + 0x70;
  makeState(memory, bins, { start, top: start + 0x2000, next: library + 0x120, systemBytes: 0x21000 });
  // The map of bins stands where the next arena would be if the bins began 16 bytes lower.
  memory
    .set(start - 0x30, start)
    .set(bins - 8, start + 0x1000)
    .set(bins + 0x7f0, 0x200_0000_0000);
  expect(stateAt(new MemoryWindow(memory), start)).toMatchObject({ bins, next: library + 0x120 });
});

describe('a span without the main arena', () => {
  test.each([
    ['whose top chunk lies in no heap', { top: 0x6000_0000_0000, next: library + 0x120, systemBytes: 0x21000 }],
    ['whose top chunk is not aligned', { top: top + 8, next: library + 0x120, systemBytes: 0x21000 }],
    ['whose next arena cannot be one', { top, next: 0x4141_4141, systemBytes: 0x21000 }],
  ])('is one %s', (_, fields) => {
    const memory = new MadeMemory();
    makeState(memory, library + 0x190, fields);
    expect(searched(memory)).toBeUndefined();
  });

  test('is one of which most bins are damaged', () => {
    const memory = new MadeMemory();
    const filled = new Map(Array.from({ length: 110 }, (_, bin) => [bin, heap.start + 0x100]));
    makeState(memory, library + 0x190, { top, next: library + 0x120, systemBytes: 0x21000 }, filled);
    expect(searched(memory)).toBeUndefined();
  });
});

test('an arena in which nothing was allocated is its own top chunk, also without a heap', () => {
  const bins = library + 0x190;
  const memory = new MadeMemory();
  makeState(memory, bins, { start: library + 0x120, top: bins - 16, next: library + 0x120, systemBytes: 0 });
  expect(searched(memory, undefined, undefined)?.start).toBe(library + 0x120);
});

/** Two further arenas beside the main one; the first of them has three heaps. */
function arenas(): { memory: MadeMemory; starts: number[]; bases: number[] } {
  const memory = new MadeMemory();
  const main = library + 0x120;
  const bases = [0x1000, 0x1001, 0x1002, 0x1004].map((index) => index * bytes64);
  const [first, second, third, other] = bases as [number, number, number, number];
  const starts = [main, first + 0x30, other + 0x30];
  makeState(memory, main + 0x70, { start: main, top, next: first + 0x30, systemBytes: 0x21000 });
  makeState(memory, first + 0xa0, {
    start: first + 0x30,
    top: third + 0x500,
    next: other + 0x30,
    systemBytes: 3 * bytes64,
  });
  makeState(memory, other + 0xa0, { start: other + 0x30, top: other + 0x2000, next: main, systemBytes: 0x21000 });
  const info = (base: number, arena: number, previous: number): void => {
    memory
      .set(base, arena)
      .set(base + 8, previous)
      .set(base + 16, 0x21000)
      .set(base + 24, 0x21000);
  };
  info(first, first + 0x30, 0);
  info(second, first + 0x30, first);
  info(third, first + 0x30, second);
  info(other, other + 0x30, 0);
  return { memory, starts, bases };
}

describe('the circle of arenas', () => {
  test('is followed back to where it begins, which tells where the main arena begins', () => {
    const { memory, starts } = arenas();
    const main = searched(memory)!;
    expect(main.start).toBeUndefined();
    const followed = followArenas(new MemoryWindow(memory), main);
    expect(followed.stop).toBeUndefined();
    expect(followed.states.map(({ start }) => start)).toEqual(starts);
    expect(followed.states[0]?.fastbins).toBe(library + 0x120 + 0x10);
  });

  test.each([
    ['leads where no arena is', 7 * bytes64 + 0x30, 'no arena that is in memory'],
    ['leads back into its middle', 0x1000 * bytes64 + 0x30, 'again'],
  ])('that %s is not closed', (_, next, why) => {
    const { memory, bases } = arenas();
    memory.set(bases[3]! + 0xa0 + 0x800, next);
    const followed = followArenas(new MemoryWindow(memory), searched(memory)!);
    expect(followed.stop).toContain(why);
    expect(followed.states).toHaveLength(3);
  });
});

describe('the heaps of an arena', () => {
  test('are followed from the newest to the first, and each ends where its head says', () => {
    const { memory, bases, starts } = arenas();
    const window = new MemoryWindow(memory);
    const { heaps, broken } = heapsOfArena(window, stateAt(window, starts[1]!)!);
    expect(broken).toBeUndefined();
    expect(heaps.map(({ end }) => end)).toEqual(bases.slice(0, 3).map((base) => base + 0x21000));
    // heap_info has 0x30 bytes, and in the first heap malloc_state with 0x70 + 0x828 follows, up to a multiple of 16.
    expect(heaps.map(({ head }) => head)).toEqual([0x8d0, 0x30, 0x30]);
    expect(heaps.map(({ start }, index) => start - bases[index]!)).toEqual([0x8d0, 0x30, 0x30]);
  });

  test.each([
    ['of another arena', (m: MadeMemory, b: number[]) => m.set(b[1]!, b[3]! + 0x30), 'belongs to another arena'],
    ['that is none', (m: MadeMemory, b: number[]) => m.set(b[1]! + 16, 2 ** 40), 'no heap_info'],
    ['that leads to itself', (m: MadeMemory, b: number[]) => m.set(b[1]! + 8, b[1]!), 'cannot be'],
    ['that leads into the middle of one', (m: MadeMemory, b: number[]) => m.set(b[1]! + 8, b[0]! + 64), 'cannot be'],
  ])('end at one %s, and the newer ones are kept', (_, damage, why) => {
    const { memory, bases, starts } = arenas();
    damage(memory, bases);
    const window = new MemoryWindow(memory);
    const { heaps, broken } = heapsOfArena(window, stateAt(window, starts[1]!)!);
    expect(broken).toContain(why);
    expect(heaps.at(-1)?.end).toBe(bases[2]! + 0x21000);
    expect(heaps.length).toBeLessThan(3);
  });
});

test('hostile words neither loop nor throw', () => {
  const word = fc.oneof(
    fc.bigInt(0n, 2n ** 64n - 1n),
    fc.integer({ min: 0, max: 0x3000 }).map((offset) => BigInt(library + offset)),
    fc.integer({ min: 0x0fff, max: 0x1005 }).map((index) => BigInt(index * bytes64 + 0x30)),
  );
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.integer({ min: 0, max: 5000 }), word), { maxLength: 60 }), (words) => {
      const { memory, bases, starts } = arenas();
      for (const [place, value] of words) {
        const area = [library, ...bases][place % 5]!;
        memory.set(area + (Math.floor(place / 5) % 400) * 8, value);
      }
      const window = new MemoryWindow(memory);
      const main = searched(memory);
      const states = main ? followArenas(window, main).states : [];
      expect(states.length).toBeLessThanOrEqual(4096);
      const state = stateAt(window, starts[1]!);
      if (state) expect(heapsOfArena(window, state).heaps.length).toBeLessThanOrEqual(4);
    }),
    { numRuns: 300 },
  );
});
