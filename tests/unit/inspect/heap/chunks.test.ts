import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { chunkStates } from '@contract/inside.ts';
import { CachedChunks } from '@main/inspect/heap/cachedChunks.ts';
import { walkChunks, type Walked } from '@main/inspect/heap/chunks.ts';
import { MemoryWindow } from '@main/inspect/heap/memoryWindow.ts';
import { heapImage, heapStart, memoryOf, type MadeChunk } from './syntheticHeap.ts';

function walk(bytes: Uint8Array, absent: readonly number[] = [], knownTop?: number): Walked {
  const memory = memoryOf(bytes, absent);
  const extent = {
    start: heapStart,
    end: heapStart + bytes.length,
    otherArena: false,
    ...(knownTop === undefined ? {} : { knownTop }),
  };
  const steps = walkChunks(new MemoryWindow(memory), new MemoryWindow(memory), extent, new CachedChunks());
  for (let turns = 0; turns < 1_000_000; turns++) {
    const step = steps.next();
    if (step.done) return step.value;
  }
  throw new Error('the walk does not end');
}

const chunk = fc.record({ size: fc.integer({ min: 2, max: 2000 }).map((n) => n * 16), used: fc.boolean() });
const heap = fc
  .array(chunk, { minLength: 1, maxLength: 200 })
  .map((list): MadeChunk[] => [...list, { size: 4096, used: true }]);

describe('a heap', () => {
  test('is walked chunk by chunk to its end', () => {
    fc.assert(
      fc.property(heap, (made) => {
        const walked = walk(heapImage(made));
        const { start, size, state } = walked.table.columns();
        const states = made.map(({ used }, index) => (index === made.length - 1 ? 'top' : used ? 'used' : 'free'));
        let at = heapStart;
        expect([...start]).toEqual(made.map((each) => (at += each.size) - each.size));
        expect([...size]).toEqual(made.map((each) => each.size));
        expect([...state].map((index) => chunkStates[index])).toEqual(states);
        expect(walked).toMatchObject({ endedAt: at, unequalSizes: 0, wrongFlags: 0 });
        expect(walked.stop).toBeUndefined();
      }),
    );
  });

  test('that is damaged ends the walk, inside the heap', () => {
    fc.assert(
      fc.property(heap, fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 50 }), (made, damage) => {
        const bytes = heapImage(made);
        for (const [place, value] of damage) bytes[place % bytes.length] = value;
        const walked = walk(bytes);
        expect(walked.endedAt).toBeGreaterThanOrEqual(heapStart);
        expect(walked.endedAt).toBeLessThanOrEqual(heapStart + bytes.length);
        expect(walked.table.allBytes).toBeLessThanOrEqual(bytes.length);
      }),
    );
  });

  test('with a header on an absent page stops there and says so', () => {
    const small = Array.from({ length: 600 }, () => ({ size: 32, used: true }));
    const walked = walk(heapImage(small), [2]);
    expect(walked.endedAt).toBe(heapStart + 2 * 4096 - 32);
    expect(walked.stop).toContain('not in memory');
  });

  test('whose absent pages lie inside one chunk is walked whole', () => {
    const walked = walk(
      heapImage([
        { size: 64, used: true },
        { size: 32768, used: false },
        { size: 64, used: true },
      ]),
      [3, 4],
    );
    expect(walked.stop).toBeUndefined();
    expect(walked.table.total).toBe(3);
  });

  test('goes on behind memory that the program took itself, between fences', () => {
    const first = heapImage([
      { size: 64, used: true },
      { size: 64, used: true },
      { size: 64, used: true },
    ]);
    const fences = new Uint8Array(32);
    fences[8] = fences[24] = 0x11;
    const foreign = new Uint8Array(4096).fill(0xee);
    const second = heapImage([
      { size: 96, used: true },
      { size: 1024, used: true },
    ]);
    const walked = walk(Uint8Array.from([...first, ...fences, ...foreign, ...second]));
    expect(walked.stop).toBeUndefined();
    expect(walked.foreign).toEqual([[heapStart + 224, heapStart + 224 + 4096]]);
    expect(walked.table.counts).toEqual([4, 0, 0, 1, 2]);
  });

  test('ends with its top chunk when the rest is the program’s', () => {
    const image = heapImage([
      { size: 64, used: true },
      { size: 512, used: true },
    ]);
    const bytes = Uint8Array.from([...image, ...new Uint8Array(4096).fill(1)]);
    expect(walk(bytes, [], heapStart + 64)).toMatchObject({ top: heapStart + 64, endedAt: heapStart + 576 });
    expect(walk(bytes).table.counts[chunkStates.indexOf('top')]).toBe(0);
  });
});
