import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { pairCertainty } from '@contract/rolePairs.ts';
import type { Identity } from '@main/compare/identity.ts';
import { aloneOn, pairRegions, partnered } from '@main/compare/pairs.ts';

const region = (given: Partial<Identity> = {}): Identity => ({
  counted: false,
  shape: 'anon rw-p',
  pages: 1,
  ...given,
});

/** `by` of each pair, by the numbers of both sides. */
const found = (before: readonly Identity[], after: readonly Identity[]): string[] =>
  pairRegions(before, after).map((pair) => `${pair.before}-${pair.after} ${pair.by}`);

describe('regions of two runs', () => {
  test('that have a name of their own are the same, wherever they lie', () => {
    const [libc, heap] = [region({ key: 'libc' }), region({ key: 'heap' })];
    expect(found([libc, heap], [heap, libc])).toEqual(['0-1 identity', '1-0 identity']);
  });

  test('of which several have one name are told by their order, where both sides have as many', () => {
    const pool = region({ key: 'thread:pool', counted: true, shape: 'thread-stack rw-p' });
    expect(found([pool, pool], [pool, pool])).toEqual(['0-0 order', '1-1 order']);
    // One more on one side: no order tells which of them is new.
    expect(found([pool, pool], [pool, pool, pool]).every((text) => !text.endsWith('order'))).toBe(true);
  });

  test('of another version are so after those of the same', () => {
    const one = region({ key: 'libx.so.1.2.13 text', version: 'libx.so.0 text' });
    const other = region({ key: 'libx.so.1.2.14 text', version: 'libx.so.0 text' });
    expect(found([one], [other])).toEqual(['0-0 version']);
    expect(found([one, other], [other])).toEqual(['1-0 identity']);
  });

  test('without a name are told by their neighbours, and by size alone only far from them', () => {
    const [first, last] = [region({ key: 'first' }), region({ key: 'last' })];
    const [small, large] = [region({ pages: 3 }), region({ pages: 300 })];
    expect(found([first, small, large, last], [first, small, large, last])).toEqual([
      '0-0 identity',
      '1-1 neighbours',
      '2-2 neighbours',
      '3-3 identity',
    ]);
    expect(found([first, small, last], [first, last, small])).toEqual(['0-0 identity', '1-2 size', '2-1 identity']);
    expect(pairCertainty.size).toBe('perhaps');
  });

  test('that guard others go with them, and are as certain', () => {
    const guard = region({ guards: 1, shape: 'guard ---p' });
    const stack = region({ key: 'thread:plain' });
    expect(found([guard, stack], [guard, stack])).toEqual(['0-0 identity', '1-1 identity']);
    // A guard of something that is not there has no partner.
    expect(found([guard, stack], [guard, region({ key: 'heap', shape: 'heap rw-p' })])).toEqual([]);
  });

  test('of a heap that people know by one name have a partner in that heap, in however many parts it lies', () => {
    const [python, other] = [region({ whole: 'CPython:python-objects' }), region({ whole: 'V8:heap' })];
    const three = [python, python, python, region()];
    expect([...partnered(new Set([1]), three, [python])].sort()).toEqual([0, 1, 2]);
    expect([...partnered(new Set([0]), [python, region()], three)]).toEqual([0]);
    // Where the other side has no such heap, its parts are on this side only.
    expect([...partnered(new Set(), three, [other, region()])]).toEqual([]);
  });

  test('on one side alone are so for sure where nothing of their name is there, and perhaps where they have none', () => {
    const [libc, other] = [region({ key: 'libc', version: 'libN' }), region({ key: 'other', version: 'libN' })];
    const [pool, bare] = [region({ key: 'pool', counted: true }), region()];
    const [stack, guard] = [region({ key: 'stack' }), region({ guards: 2 })];
    const side = [bare, pool, stack, guard, libc];
    expect(aloneOn(side, [pool], new Set()).map(({ region: row, by }) => `${row} ${by}`)).toEqual([
      '0 nameless',
      '1 number',
      '2 name',
      '3 name',
      '4 name',
    ]);
    // What is told by its order alone may be any of its sort.
    expect(aloneOn([pool], [], new Set())).toEqual([{ region: 0, by: 'number' }]);
    expect(aloneOn(side, [other], new Set([0, 1, 2, 3]))).toEqual([{ region: 4, by: 'number' }]);
  });

  test('are in one pair at most, and a side is paired with itself without a doubt', () => {
    const any = fc.array(
      fc.record({
        key: fc.option(fc.constantFrom('a', 'b', 'c', 'd'), { nil: undefined }),
        pages: fc.constantFrom(1, 2, 8),
        shape: fc.constantFrom('anon rw-p', 'anon r--p'),
      }),
      { maxLength: 12 },
    );
    const sides = (list: readonly { key?: string | undefined; pages: number; shape: string }[]): Identity[] =>
      list.map(({ key, ...rest }) => region({ ...rest, ...(key === undefined ? {} : { key }) }));
    fc.assert(
      fc.property(any, any, (a, b) => {
        const pairs = pairRegions(sides(a), sides(b));
        expect(new Set(pairs.map((pair) => pair.before)).size).toBe(pairs.length);
        expect(new Set(pairs.map((pair) => pair.after)).size).toBe(pairs.length);
        const own = pairRegions(sides(a), sides(a));
        expect(own.map((pair) => [pair.before, pair.after])).toEqual(a.map((_, index) => [index, index]));
        expect(own.every(({ by }) => pairCertainty[by] !== 'perhaps')).toBe(true);
      }),
      { seed: 8 },
    );
  });
});
