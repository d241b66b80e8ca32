/** Memory that no rule has explained: what is left of each row between the cuts, told page by page. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Claims } from '@main/classify/claims.ts';
import { openSpans, type OpenSpan } from '@main/classify/openSpans.ts';
import { Space } from '@main/classify/space.ts';
import { inputOf } from '../../support/maps.ts';
import { told, toldFact } from '../../support/words.ts';

const verdict = { kind: 'tls', certainty: 'exact', label: told('part'), facts: [toldFact('part')] } as const;
/** The first three may hold such memory. */
const rests = [
  'rw-p 00000000 00:00 0',
  'r--p 00000000 00:00 0',
  'rw-p 00000000 00:00 0',
  '-w-p 00000000 00:00 0',
  '---p 00000000 00:00 0',
  'rw-s 00000000 00:00 0',
  'rw-p 00000000 fe:00 7 /lib/a.so',
  'rw-p 00000000 00:00 0 [heap]',
] as const;

interface Row {
  readonly gap: number;
  readonly pages: number;
  readonly rest: number;
  readonly claimed: boolean;
}

test('spans are the pages that no cut touches, of rows that no rule has claimed', () => {
  const rowArbitrary = fc.record({
    gap: fc.nat(2),
    pages: fc.integer({ min: 1, max: 6 }),
    rest: fc.nat(rests.length - 1),
    claimed: fc.boolean(),
  });
  // Multiples of 8 bytes, as bounds inside a page are: sums of them are exact, so that an empty cut is empty for both sides.
  const eighths = (min: number, max: number) =>
    fc.integer({ min: min * 512, max: max * 512 }).map((value) => value / 512);
  const cutArbitrary = fc.tuple(eighths(0, 60), eighths(-1, 9));
  fc.assert(
    fc.property(
      fc.array(rowArbitrary, { minLength: 1, maxLength: 12 }),
      fc.array(cutArbitrary, { maxLength: 12 }),
      (rows: readonly Row[], cuts) => {
        let end = 1;
        const lines = rows.map(({ gap, pages, rest }) => {
          const start = end + gap;
          end = start + pages;
          return `${start.toString(16)}000-${end.toString(16)}000 ${rests[rest]!}`;
        });
        const space = new Space(inputOf({ text: lines.join('\n') }));
        const claims = new Claims(space);
        for (const [row, { claimed }] of rows.entries()) if (claimed) claims.claim(row, verdict);
        for (const [start, length] of cuts) claims.cut(start, start + length, 1, verdict);

        const isFree = (page: number): boolean =>
          cuts.every(([start, length]) => length <= 0 || start >= page + 1 || start + length <= page);
        const expected: OpenSpan[] = [];
        for (const [row, { rest, claimed }] of rows.entries()) {
          for (let page = space.start(row); page < space.end(row); page++) {
            const before = expected.at(-1);
            if (rest > 2 || claimed || !isFree(page)) continue;
            if (before?.row === row && before.end === page)
              expected[expected.length - 1] = { ...before, end: page + 1 };
            else expected.push({ row, start: page, end: page + 1, limit: 0 });
          }
        }
        const limitOf = (index: number): number => {
          const { end: last } = expected[index]!;
          return expected[index + 1]?.start === last ? limitOf(index + 1) : last;
        };
        expect(openSpans(space, claims)).toEqual(expected.map((span, index) => ({ ...span, limit: limitOf(index) })));
      },
    ),
    { numRuns: 300 },
  );
});
