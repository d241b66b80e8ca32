import { heldRuns, holdsPages } from '@main/capture/heldRuns.ts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { syntheticCapture, type MappingRow } from '../state/syntheticCapture.ts';

const hex = (page: number): string => (page * 4096).toString(16);
const mapping = (
  start: number,
  pages: number,
  figures: Readonly<Record<string, number>>,
  perms = 'rw-p',
): MappingRow => ({
  start: hex(start),
  end: hex(start + pages),
  perms,
  figures,
});
const many = 200_000;

describe('pages worth asking for', () => {
  it('are those of mappings that hold something, and small parts of accessible ones', () => {
    const capture = syntheticCapture([
      mapping(0x1000, many, { Rss: 4, Swap: 0 }),
      mapping(0x1000_0000, many, { Rss: 0, Swap: 0 }),
      mapping(0x2000_0000, many, { Rss: 0, Swap: 4 }),
      mapping(0x3000_0000, 16, { Rss: 0, Swap: 0 }),
      mapping(0x4000_0000, 16, { Rss: 0, Swap: 0 }, '---p'),
    ]);
    expect(heldRuns(capture, Float64Array.of(0, 0x5000_0000))).toEqual([
      { start: 0x1000, end: 0x1000 + many },
      { start: 0x2000_0000, end: 0x2000_0000 + many },
      { start: 0x3000_0000, end: 0x3000_0010 },
    ]);
  });

  it('are all where smaps was not read', () => {
    const capture = syntheticCapture([{ start: hex(1), end: hex(1 + many), perms: '---p' }]);
    expect(holdsPages(capture)(0)).toBe(true);
  });

  it('never lie in the kernel’s half', () => {
    const capture = syntheticCapture([{ start: 'ffffffffff600000', end: 'ffffffffff601000', perms: '--xp' }]);
    expect(heldRuns(capture, Float64Array.of(0, 2 ** 52))).toEqual([]);
  });

  it('stay within the spans, sorted and apart, and cover every page that is held', () => {
    const rows = fc.array(
      fc.record({
        gap: fc.integer({ min: 0, max: 2000 }),
        pages: fc.integer({ min: 1, max: 3000 }),
        rss: fc.constantFrom(0, 4),
      }),
      { minLength: 1, maxLength: 20 },
    );
    const bounds = fc.uniqueArray(fc.integer({ min: 0, max: 60_000 }), { minLength: 2, maxLength: 8 });
    fc.assert(
      fc.property(rows, bounds, (layout, edges) => {
        let at = 16;
        const mappings = layout.map(({ gap, pages, rss }) => {
          at += gap + pages;
          return { ...mapping(at - pages, pages, { Rss: rss }), held: rss > 0, first: at - pages, last: at };
        });
        const spans = Float64Array.from(edges.sort((a, b) => a - b).slice(0, edges.length - (edges.length % 2)));
        const runs = heldRuns(syntheticCapture(mappings), spans);
        const covered = (page: number): boolean => runs.some(({ start, end }) => page >= start && page < end);
        for (const [index, { start, end }] of runs.entries()) {
          expect(start).toBeLessThan(end);
          expect(start).toBeGreaterThanOrEqual(runs[index - 1]?.end ?? 0);
        }
        for (let span = 0; span + 1 < spans.length; span += 2) {
          for (const { first, last, held } of mappings) {
            const from = Math.max(first, spans[span]!);
            const to = Math.min(last, spans[span + 1]!);
            if (held && from < to) expect(covered(from) && covered(to - 1)).toBe(true);
          }
        }
        for (const { start, end } of runs) {
          const inside = Array.from(
            { length: spans.length / 2 },
            (_, pair) => [spans[2 * pair]!, spans[2 * pair + 1]!] as const,
          );
          expect(inside.some(([from, to]) => start >= from && end <= to)).toBe(true);
        }
      }),
    );
  });
});
