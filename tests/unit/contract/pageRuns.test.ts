/** Kept page states answer as the states they were made from would: against arrays that hold every page. */
import { keptCounts, keptState, keptStates, PageRunsMaker } from '@contract/pageRuns.ts';
import { pageStateBits } from '@contract/pages.ts';
import { asEpochMilliseconds } from '@contract/units.ts';
import fc from 'fast-check';
import { expect, test } from 'vitest';

const pages = 200;
const now = asEpochMilliseconds(7);
const { present, exclusive, file, swapped } = pageStateBits;
/** All pages of a small address space, and the same kept as runs that were told in pieces with holes between them. */
const space = fc
  .array(fc.constantFrom(0, 0, present, present | exclusive, present | file, swapped), {
    minLength: pages,
    maxLength: pages,
  })
  .map((states) => {
    const all = Uint8Array.from(states);
    const maker = new PageRunsMaker();
    for (let at = 0; at < pages; at += 40) maker.add(at, all.subarray(at, at + 30));
    for (let page = 0; page < pages; page++) if (page % 40 >= 30) all[page] = 0;
    return { all, runs: maker.runs };
  });
const place = fc.integer({ min: 0, max: pages });

test('states of spans are those of their pages, one span after the other', () => {
  fc.assert(
    fc.property(space, fc.array(place, { minLength: 4, maxLength: 4 }), ({ all, runs }, bounds) => {
      const spans = Float64Array.from(bounds).sort();
      const [a = 0, b = 0, c = 0, d = 0] = spans;
      const { states, readAt, bytesRead } = keptStates(runs, spans, now);
      expect([...states]).toEqual([...all.subarray(a, b), ...all.subarray(c, d)]);
      expect([readAt, bytesRead]).toEqual([7, 0]);
      expect(keptState(runs, a)).toBe(all[a] ?? 0);
    }),
  );
});

test('counts of cells are those of their pages, beyond the last page too', () => {
  const cells = fc.record({
    start: place,
    cells: fc.integer({ min: 1, max: 9 }),
    pagesPerCell: fc.integer({ min: 1, max: 50 }),
  });
  fc.assert(
    fc.property(space, cells, ({ all, runs }, asked) => {
      const counts = keptCounts(runs, asked, now);
      const count = (bit: number): number[] =>
        Array.from({ length: asked.cells }, (_, cell) => {
          const from = asked.start + cell * asked.pagesPerCell;
          return all.subarray(from, from + asked.pagesPerCell).filter((state) => (state & bit) !== 0).length;
        });
      expect([...counts.present]).toEqual(count(present));
      expect([...counts.exclusive]).toEqual(count(exclusive));
      expect([...counts.file]).toEqual(count(file));
      expect([...counts.swapped]).toEqual(count(swapped));
      expect([...counts.unread]).toEqual(count(pageStateBits.unread));
    }),
  );
});

test('equal states of pages in a row are one run', () => {
  const maker = new PageRunsMaker();
  maker.add(10, Uint8Array.of(present, present, 0, present));
  maker.add(14, Uint8Array.of(present));
  expect(maker.runs).toEqual({
    start: Float64Array.of(10, 13),
    end: Float64Array.of(12, 15),
    state: Uint8Array.of(present, present),
  });
});
