import { pageAtPlace, pageLine, placeOfPage } from '@renderer/layout/pages/pageLine.ts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { syntheticCapture, type MappingRow } from '../../state/syntheticCapture.ts';

const hex = (page: number): string => (page * 4096).toString(16);
const mapping = (start: number, pages: number, rss: number): MappingRow => ({
  start: hex(start),
  end: hex(start + pages),
  perms: 'rw-p',
  figures: { Rss: rss * 4, Swap: 0 },
});

describe('the line of pages', () => {
  it('has every page of mappings that hold something, once, in the order of addresses', () => {
    const rows = fc.array(fc.record({ gap: fc.nat(50), pages: fc.integer({ min: 1, max: 60 }), rss: fc.nat(1) }), {
      minLength: 1,
      maxLength: 12,
    });
    fc.assert(
      fc.property(rows, (layout) => {
        let at = 16;
        const expected: number[] = [];
        const capture = syntheticCapture(
          layout.map(({ gap, pages, rss }) => {
            const start = at + gap;
            at = start + pages;
            if (rss > 0) for (let page = start; page < at; page++) expected.push(page);
            return mapping(start, pages, rss);
          }),
        );
        const line = pageLine(capture, 'process');
        expect(line.length).toBe(expected.length);
        expected.forEach((page, place) => {
          expect(pageAtPlace(line, place)).toBe(page);
          expect(placeOfPage(line, page)).toBe(place);
        });
        expect(pageAtPlace(line, expected.length)).toBeUndefined();
        expect(placeOfPage(line, 1)).toBe(-1);
      }),
    );
  });

  it('leaves huge, almost empty mappings out and says so; of a selection it shows all', () => {
    const capture = syntheticCapture([mapping(0x1000, 8, 8), mapping(0x10_0000, 2 ** 21, 4)]);
    const whole = pageLine(capture, 'process');
    expect(whole.length).toBe(8);
    expect(whole.notes).toEqual(['1 huge mapping is left out, almost empty; select one to see it.']);
    const part = pageLine(capture, { start: 0x10_0000, end: 0x10_0000 + 2 ** 21 });
    expect(part.length).toBe(2 ** 21);
    expect(part.notes).toEqual([]);
  });

  it('ends at four million pages and says how many do not fit', () => {
    const capture = syntheticCapture([mapping(0x1000, 2 ** 22, 2 ** 22), mapping(0x1000_0000, 1000, 1000)]);
    const line = pageLine(capture, 'process');
    expect(line.length).toBe(2 ** 22);
    expect(line.notes).toEqual(['1,000 pages more do not fit.']);
  });
});
