import type { PageCounts } from '@contract/pages.ts';
import { asBytes, asEpochMilliseconds } from '@contract/units.ts';
import { pageStates, type PageState } from '@renderer/layout/pageState.ts';
import { CountCache, joinedLookup } from '@renderer/state/countCache.ts';
import { PageCache } from '@renderer/state/pageCache.ts';
import { describe, expect, it } from 'vitest';

const counts = (columns: Partial<Record<keyof PageCounts, readonly number[]>>, cells: number): PageCounts => {
  const column = (name: keyof PageCounts): Uint32Array => Uint32Array.from(columns[name] ?? new Array(cells).fill(0));
  return {
    present: column('present'),
    file: column('file'),
    exclusive: column('exclusive'),
    swapped: column('swapped'),
    guard: column('guard'),
    softDirty: column('softDirty'),
    unread: column('unread'),
    readAt: asEpochMilliseconds(0),
    bytesRead: asBytes(0),
  };
};
const named = (sums: Float64Array): Partial<Record<PageState, number>> =>
  Object.fromEntries(pageStates.flatMap((state, at) => (sums[at] ? [[state, sums[at]]] : [])));
function summed(lookup: { addSums: CountCache['addSums'] }, start: number, end: number) {
  const sums = new Float64Array(pageStates.length);
  lookup.addSums(start, end, sums);
  return named(sums);
}

const span = { start: 1000, cells: 2, pagesPerCell: 100 };
const filled = (): CountCache => {
  const cache = new CountCache();
  cache.put(span, counts({ present: [60, 10], file: [20, 0], exclusive: [30, 10], swapped: [0, 5], guard: [1, 0] }, 2));
  return cache;
};

describe('counted pages', () => {
  it('are sorted into states that add up to the pages of the cell', () => {
    expect(summed(filled(), 1000, 1100)).toEqual({ private: 30, shared: 10, file: 20, guard: 1, untouched: 39 });
    expect(summed(filled(), 1000, 1200)).toEqual({
      private: 40,
      shared: 10,
      file: 20,
      swapped: 5,
      guard: 1,
      untouched: 124,
    });
  });

  it('give a part of a cell its share, and what was never counted is unknown', () => {
    expect(summed(filled(), 1150, 1300)).toEqual({ unknown: 100, private: 5, swapped: 2.5, untouched: 42.5 });
    expect(summed(filled(), 0, 10)).toEqual({ unknown: 10 });
  });

  it('are replaced by a newer answer for the same pages', () => {
    const cache = filled();
    cache.put({ start: 900, cells: 1, pagesPerCell: 400 }, counts({ present: [400], exclusive: [400] }, 1));
    expect(summed(cache, 1000, 1100)).toEqual({ private: 100 });
  });

  it('are asked only where single pages are not known', () => {
    const pages = new PageCache();
    const joined = joinedLookup(pages, filled());
    expect(summed(joined, 1000, 1100).private).toBe(30);
    pages.put(1000, new Uint8Array(100));
    expect(summed(joined, 1000, 1100)).toEqual({ untouched: 100 });
  });
});
