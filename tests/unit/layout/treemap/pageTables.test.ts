import { leastPageTables } from '@renderer/layout/treemap/pageTables.ts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { syntheticCapture } from '../../state/syntheticCapture.ts';

const row = (first: number, pages: number, held: number, figures: Readonly<Record<string, number>> = {}) => ({
  start: (first * 4096).toString(16),
  end: ((first + pages) * 4096).toString(16),
  perms: 'rw-p',
  figures: { Rss: held * 4, Swap: 0, ...figures },
});
const kib = (...rows: Parameters<typeof syntheticCapture>[0]): number[] =>
  Array.from(leastPageTables(syntheticCapture(rows)), (bytes) => bytes / 1024);
const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);

describe('page tables, at least', () => {
  it('are one of each level for the first page, and one more for every 2 MiB that must be used', () => {
    expect(kib(row(0x1000, 16, 1))).toEqual([12]);
    expect(kib(row(0x1000, 1024, 512))).toEqual([12]);
    expect(kib(row(0x1000, 1024, 513))).toEqual([16]);
    expect(kib(row(0x40000, 512 ** 2, 512 ** 2))).toEqual([4 * (512 + 2)]);
  });

  it('are none for what holds nothing, and unknown where nothing was printed', () => {
    expect(kib(row(0x1000, 2 ** 30, 0))).toEqual([0]);
    expect(kib({ ...row(0x1000, 16, 1), figures: {} }, row(0x2000, 16, 1))[0]).toBeNaN();
  });

  it('are divided among mappings that share them', () => {
    expect(kib(row(0x1000, 16, 1), row(0x1010, 16, 16), row(0x1030, 16, 1))).toEqual([4, 4, 4]);
    // The second reaches into the next 2 MiB, but may have its pages in those of the first.
    expect(kib(row(0x1000, 256, 1), row(0x1100, 512, 256))).toEqual([6, 6]);
    expect(kib(row(0x1000, 256, 1), row(0x1100, 512, 257))).toEqual([6, 10]);
  });

  it('are none for the end of a mapping whose pages have room before it', () => {
    // 449, 512, 512 pages and one more in four tables: three hold 1026.
    expect(kib(row(2111, 1474, 1026))).toEqual([4 * (3 + 2)]);
    expect(kib(row(2111, 1474, 1026), row(3585, 4, 1)).reduce((total, bytes) => total + bytes)).toBe(4 * (4 + 2));
  });

  it('count swap of anonymous memory alone, and no table for a huge page of a file', () => {
    expect(kib(row(0x1000, 1024, 0, { Swap: 4 * 513 }))).toEqual([16]);
    expect(kib({ ...row(0x1000, 1024, 0, { Swap: 4 * 513 }), perms: 'rw-s' })).toEqual([0]);
    expect(kib(row(0x1000, 1024, 512, { FilePmdMapped: 2048 }))).toEqual([8]);
  });

  it('are never more than the pages need, wherever they lie', () => {
    const mapping = fc.record({ gap: fc.nat(900), pages: fc.integer({ min: 1, max: 1500 }), seed: fc.nat(1000) });
    fc.assert(
      fc.property(fc.array(mapping, { minLength: 1, maxLength: 12 }), (mappings) => {
        const used = new Set<number>();
        let at = 0x800;
        const rows = mappings.map(({ gap, pages, seed }) => {
          const first = at + gap;
          at = first + pages;
          // From one page to all of them, in no order.
          const held = Array.from({ length: pages }, (_, page) => page).filter(
            (page) => Math.imul(page + 1, 2654435761 + seed * 2) >>> 22 <= seed,
          );
          for (const page of held) used.add(Math.floor((first + page) / 512));
          return row(first, pages, held.length);
        });
        const least = sum(kib(...rows));
        const upper = new Set([...used].map((table) => Math.floor(table / 512))).size + (used.size > 0 ? 1 : 0);
        expect(least).toBeLessThanOrEqual(4 * (used.size + upper) + 1e-6);
      }),
    );
  });
});
