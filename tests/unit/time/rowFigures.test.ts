/** Curves while figures are not read yet: what lay there before is carried over, and nothing falls that has not fallen. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Capture } from '@contract/capture.ts';
import { rowFigures, type RowFigures } from '@time/rowFigures.ts';
import { sumsOf } from '@time/sums.ts';
import { Recording } from '@time/recording.ts';
import { asEpochMilliseconds } from '@contract/units.ts';
import { updateFrom } from '@contract/update.ts';
import { syntheticCapture, type MappingRow } from '../state/syntheticCapture.ts';

/** A row of so many pages; without `rss` its figures are not read yet. */
interface Row {
  readonly start: number;
  readonly pages: number;
  readonly rss?: number;
  readonly name?: string;
}

const taken = (rows: readonly Row[]): Capture =>
  syntheticCapture(
    // One row far away is always read: where none is, the source tells no figures at all.
    [...rows, { start: 0x10_0000, pages: 1, rss: 4 }].map(({ start, pages, rss, name }): MappingRow => {
      const [from, to] = [start, start + pages].map((page) => (page * 0x1000).toString(16)) as [string, string];
      const zeros = { Pss: 0, Private_Clean: 0, Private_Dirty: 0, Swap: 0 };
      return {
        start: from,
        end: to,
        perms: 'rw-p',
        ...(name === undefined ? {} : { name }),
        figures: rss === undefined ? {} : { Rss: rss, ...zeros },
      };
    }),
  );
const rssOf = (capture: Capture, figures: RowFigures): number => (sumsOf(capture, figures)[1] ?? NaN) / 1024 - 4;

describe('figures that are not read yet', () => {
  it('are those of what lay there before: longer, split, joined, and once more unread', () => {
    const first = taken([
      { start: 0x100, pages: 10, rss: 40 },
      { start: 0x200, pages: 8, rss: 32 },
    ]);
    const known = rowFigures(first);
    expect([rssOf(first, known), known.unread]).toEqual([72, 0]);
    const longer = taken([
      { start: 0x100, pages: 11 },
      { start: 0x200, pages: 2 },
      { start: 0x202, pages: 6 },
    ]);
    const carried = rowFigures(longer, known);
    expect([rssOf(longer, carried), carried.unread]).toEqual([72, 3]);
    const joined = taken([
      { start: 0x100, pages: 12 },
      { start: 0x200, pages: 8 },
    ]);
    expect(rssOf(joined, rowFigures(joined, carried))).toBe(72);
    const read = taken([
      { start: 0x100, pages: 12, rss: 4 },
      { start: 0x200, pages: 8, rss: 8 },
    ]);
    const again = rowFigures(read, carried);
    expect([rssOf(read, again), again.unread]).toEqual([12, 0]);
  });

  it('of what is new are none, and neither of what rests on something else now', () => {
    const known = rowFigures(taken([{ start: 0x100, pages: 10, rss: 40 }]));
    const other = taken([
      { start: 0x100, pages: 10, name: '/lib/x.so' },
      { start: 0x300, pages: 10 },
    ]);
    const carried = rowFigures(other, known);
    expect([rssOf(other, carried), carried.unread]).toEqual([0, 2]);
  });

  it('never let a curve fall: no less than what is read, and no less than before while nothing goes', () => {
    const cuts = fc.uniqueArray(fc.integer({ min: 1, max: 63 }), { maxLength: 8 });
    const rowsOf = (inner: readonly number[], read: (row: number) => boolean): Row[] => {
      const bounds = [0, ...[...inner].sort((a, b) => a - b), 64];
      return bounds.slice(1).map((to, row) => {
        const [start, pages] = [0x100 + (bounds[row] ?? 0), to - (bounds[row] ?? 0)];
        return { start, pages, ...(read(row) ? { rss: pages * 4 } : {}) };
      });
    };
    fc.assert(
      fc.property(cuts, fc.array(fc.tuple(cuts, fc.array(fc.boolean())), { maxLength: 6 }), (first, later) => {
        let figures = rowFigures(taken(rowsOf(first, () => true)));
        for (const [inner, read] of later) {
          const rows = rowsOf(inner, (row) => read[row] === true);
          const capture = taken(rows);
          figures = rowFigures(capture, figures);
          const least = rows.reduce((sum, { rss = 0 }) => sum + rss, 0);
          expect(rssOf(capture, figures)).toBeGreaterThanOrEqual(least);
          // Every page was in memory at first and is there still.
          expect(rssOf(capture, figures)).toBeGreaterThanOrEqual(256);
          expect(rssOf(capture, figures)).toBeLessThan(256 + 1);
          expect(figures.unread).toBe(rows.filter(({ rss }) => rss === undefined).length);
        }
      }),
    );
  });
});

describe('a recording', () => {
  it('holds the curve of a heap that grew until its figures are read, and says of how many mappings it does', () => {
    const at = (rows: readonly Row[], sequence: number): Capture => ({
      ...taken(rows),
      sequence,
      takenAt: asEpochMilliseconds(1000 * sequence),
    });
    const moments = [
      at([{ start: 0x100, pages: 10, rss: 40 }], 1),
      at([{ start: 0x100, pages: 12 }], 2),
      at([{ start: 0x100, pages: 14 }], 3),
      at([{ start: 0x100, pages: 14, rss: 56 }], 4),
    ];
    const recording = new Recording(taken([]).process.identity);
    moments.forEach((capture, row) => {
      const before = moments[row - 1];
      recording.sample(capture, before && updateFrom(before, capture), 'smaps');
    });
    const info = recording.info(0);
    const rss = info.series.find(({ of, metric }) => of === 'process' && metric === 'rss');
    expect(Array.from(rss?.last ?? [], (bytes) => bytes / 1024 - 4)).toEqual([40, 40, 40, 56]);
    expect([...info.moments.unread]).toEqual([0, 1, 1, 0]);
    // What is written down says so too.
    expect([...recording.tape()].map(({ unread }) => unread)).toEqual([undefined, 1, 1, undefined]);
  });
});
