import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { alongside, inTurn, longestAscending } from '@main/compare/align.ts';

const texts = fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 12 });

/** Length of a longest common part, by the plain recursion. */
function commonLength(a: readonly string[], b: readonly string[]): number {
  const [x, ...restA] = a;
  const [y, ...restB] = b;
  if (x === undefined || y === undefined) return 0;
  if (x === y) return 1 + commonLength(restA, restB);
  return Math.max(commonLength(restA, b), commonLength(a, restB));
}

const ascends = (values: readonly number[]): boolean =>
  values.every((value, place) => place === 0 || value > (values[place - 1] ?? 0));

describe('what ascends together', () => {
  test('is as long as can be, and in its places', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(9), { maxLength: 9 }), (values) => {
        const places = longestAscending(values);
        expect(ascends(places)).toBe(true);
        expect(ascends(places.map((place) => values[place] ?? 0))).toBe(true);
        const best = Array.from({ length: 2 ** values.length }, (_, chosen) =>
          values.filter((__, place) => (chosen >> place) & 1),
        ).filter(ascends);
        expect(places.length).toBe(Math.max(...best.map((part) => part.length)));
      }),
      { seed: 8, numRuns: 200 },
    );
  });
});

describe('two rows side by side', () => {
  test('pair equal texts, none twice and none crossing, as many as can be', () => {
    fc.assert(
      fc.property(texts, texts, (a, b) => {
        const pairs = alongside(a, b);
        for (const [x, y] of pairs) expect(a[x]).toBe(b[y]);
        expect(ascends(pairs.map(([x]) => x))).toBe(true);
        expect(ascends(pairs.map(([, y]) => y))).toBe(true);
        expect(pairs.length).toBe(commonLength(a, b));
      }),
      { seed: 8, numRuns: 200 },
    );
  });

  test('by counting pair the first of a text with the first, wherever they stand', () => {
    expect(inTurn(['a', 'b', 'a', 'c'], ['b', 'a', 'a', 'a'])).toEqual([
      [0, 1],
      [1, 0],
      [2, 2],
    ]);
  });
});
