import { pageStateBits } from '@contract/pages.ts';
import { pageStates, stateOfByte } from '@renderer/layout/pageState.ts';
import { PageCache } from '@renderer/state/pageCache.ts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

const { present, exclusive, swapped } = pageStateBits;
const own = present | exclusive;
const sumsOf = (cache: PageCache, start: number, end: number): number[] => {
  const sums = new Float64Array(pageStates.length);
  cache.addSums(start, end, sums);
  return [...sums];
};

describe('the cache of page states', () => {
  it('sums as one counts by hand, whatever arrived in whatever order', () => {
    const put = fc.record({ at: fc.nat(9000), bytes: fc.uint8Array({ minLength: 1, maxLength: 6000 }) });
    fc.assert(
      fc.property(fc.array(put, { maxLength: 4 }), fc.nat(10_000), fc.nat(10_000), (puts, from, length) => {
        const cache = new PageCache();
        const naive = new Uint8Array(32_000);
        const base = 0x7fff_0000 - 500;
        for (const { at, bytes } of puts) {
          cache.put(base + at, bytes);
          bytes.forEach((byte, index) => (naive[at + index] = stateOfByte[byte]!));
        }
        const expected = new Array<number>(pageStates.length).fill(0);
        for (let page = from; page < from + length; page++) expected[naive[page]!]!++;
        expect(sumsOf(cache, base + from, base + from + length)).toEqual(expected);
        expect(cache.stateOf(base + from)).toBe(naive[from]);
      }),
      { numRuns: 60 },
    );
  });

  it('tells what changed, but not what was unknown before', () => {
    const cache = new PageCache();
    expect(cache.put(100, Uint8Array.of(own, 0, own, swapped))).toEqual({ pages: [], gained: 0, lost: 0 });
    expect(cache.put(100, Uint8Array.of(own, own, 0, 0))).toEqual({ pages: [101, 102, 103], gained: 1, lost: 1 });
    expect(cache.put(100, Uint8Array.of(present, own, 0, 0))).toEqual({ pages: [100], gained: 0, lost: 0 });
  });

  it('forgets the chunks that were used least when there are too many', () => {
    const cache = new PageCache();
    const one = Uint8Array.of(own);
    for (let chunk = 0; chunk < 4096; chunk++) cache.put(chunk * 4096, one);
    cache.put(0, one);
    cache.put(4096 * 4096, one);
    const known = (page: number): boolean => pageStates[cache.stateOf(page)] === 'private';
    expect([known(0), known(4096), known(2 * 4096), known(4096 * 4096)]).toEqual([true, false, true, true]);
  });

  it('forgets a span on demand', () => {
    const cache = new PageCache();
    cache.put(4090, new Uint8Array(12).fill(own));
    cache.forget(4096, 8192);
    expect([cache.stateOf(4095), cache.stateOf(4096)]).toEqual([pageStates.indexOf('private'), 0]);
  });
});
