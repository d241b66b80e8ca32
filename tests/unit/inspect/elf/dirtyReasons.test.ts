/** Which sections have written pages in them, however many of both there are. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PlacedSection } from '@contract/elfInside.ts';
import { asBytes, asPageNumber } from '@contract/units.ts';
import { touchedSections } from '@main/inspect/elf/dirtyReasons.ts';

const section = (start: number, end: number): PlacedSection => ({
  name: '.data',
  type: 'PROGBITS',
  flags: 'WA',
  start: asPageNumber(start),
  end: asPageNumber(end),
  offset: asBytes(0),
  size: asBytes(0),
  explanation: '',
});

describe('the sections that were written to', () => {
  it('are those that a look at every page finds', () => {
    const spans = fc.array(
      fc.tuple(fc.nat(40), fc.integer({ min: 1, max: 9 })).map(([start, size]) => section(start, start + size)),
    );
    const pages = fc.uniqueArray(fc.nat(50)).map((list) => list.toSorted((a, b) => a - b));
    fc.assert(
      fc.property(spans, pages, (sections, written) => {
        const found = touchedSections(sections, written);
        const expected = sections.filter((one) => written.some((page) => page >= one.start && page < one.end));
        expect(found.map(({ section: one }) => one)).toEqual(expected);
        for (const { section: one, pages: count } of found) {
          expect(count).toBe(written.filter((page) => page >= one.start && page < one.end).length);
        }
      }),
      { seed: 11 },
    );
  });

  it('cost each a few steps: 16,384 sections over the pages of 128 MiB once took 44 s', () => {
    const written = Array.from({ length: 32_768 }, (_, page) => page);
    let looked = 0;
    const counted = new Proxy(written, {
      get(target, key, receiver): unknown {
        if (typeof key === 'string' && /^\d+$/.test(key)) looked += 1;
        return Reflect.get(target, key, receiver);
      },
    });
    const sections = Array.from({ length: 16_384 }, () => section(1, 32_767));
    expect(touchedSections(sections, counted)).toHaveLength(sections.length);
    // Two searches of 15 steps, and the pages at both ends.
    expect(looked).toBeLessThanOrEqual(sections.length * 40);
  });
});
