/** Figures carried from one table of rows to the next, in stretches, as a search for each row alone would carry them. */
import { missingFigure, type MappingColumns, type SmapsColumns } from '@contract/capture.ts';
import { carryFigures, sameRows } from '@main/capture/carry.ts';
import { parseMaps } from '@main/procfs/maps.ts';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

/** One mapping in 16 pages of its own. */
const line = (slot: number, change = 'rw-p 00000000 fe:00 7 /a'): string =>
  `${(0x400 + slot * 16).toString(16)}000-${(0x40f + slot * 16).toString(16)}000 ${change}\n`;

const between = (slot: number): string =>
  `${(0x40f + slot * 16).toString(16)}000-${(0x410 + slot * 16).toString(16)}000 rw-p 00000000 00:00 0 \n`;

const rowsOf = (lines: readonly string[]): MappingColumns => parseMaps(Buffer.from(lines.join(''), 'latin1')).mappings;

const changes = [
  'r--p 00000000 fe:00 7 /a',
  'rw-p 00001000 fe:00 7 /a',
  'rw-p 00000000 ff:00 7 /a',
  'rw-p 00000000 fe:01 7 /a',
  'rw-p 00000000 fe:00 8 /a',
  'rw-p 00000000 fe:00 4294967303 /a',
];

const lines = Array.from({ length: 300 }, (_, slot) => line(slot));
const mappings = rowsOf(lines);
const smaps: SmapsColumns = {
  length: mappings.length,
  keys: ['Rss', 'Swap'],
  columns: [Uint32Array.from(lines.keys()), Float64Array.from(lines.keys())],
  vmFlags: Uint32Array.from(lines, (_, row) => row % 2),
  vmFlagSets: ['', 'rd'],
};

describe('carryFigures', () => {
  test('leaves each mapping its figures, whatever lines come, go and change', () => {
    const change = fc.tuple(fc.nat(lines.length - 1), fc.constantFrom('', ...changes));
    fc.assert(
      fc.property(
        fc.array(change, { maxLength: 12 }),
        fc.uniqueArray(fc.nat(lines.length - 1), { maxLength: 3 }),
        (changed, inserted) => {
          const next = [...lines];
          for (const [slot, told] of changed) next[slot] = told && line(slot, told);
          // The page between two mappings: the rows behind it move.
          for (const slot of inserted) next[slot] = `${next[slot]}${between(slot)}`;
          const after = rowsOf(next);
          const told = carryFigures(mappings, smaps, after);
          const known = Array.from(after.start, (start) => {
            const slot = (start - 0x400) / 16;
            return Number.isInteger(slot) && next[slot]!.startsWith(lines[slot]!) ? slot : -1;
          });
          expect([...told.columns[0]!]).toEqual(known.map((row) => (row < 0 ? missingFigure : row)));
          expect([...told.columns[1]!]).toEqual(known.map((row) => (row < 0 ? NaN : row)));
          expect([...told.vmFlags]).toEqual(known.map((row) => (row < 0 ? 0 : row % 2)));
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe('sameRows', () => {
  test('is true of two reads of the same lines', () => {
    expect(sameRows(mappings, rowsOf(lines))).toBe(true);
  });

  test.each([...changes, 'rw-p 00000000 fe:00 7 /b', 'rw-p 00000000 fe:00 7'])(
    'notices a row that has become %s',
    (told) => {
      for (const slot of [0, 150, 299])
        expect(sameRows(mappings, rowsOf(lines.with(slot, line(slot, told))))).toBe(false);
    },
  );

  test('notices another end', () => {
    expect(sameRows(mappings, rowsOf(lines.with(7, line(7).replace('f000 ', 'e000 '))))).toBe(false);
  });

  test('notices another name that is not UTF-8 either, and reads alike', () => {
    const [e9, ff] = ['\xe9', '\xff'].map((byte) => rowsOf(lines.with(7, line(7, `rw-p 00000000 fe:00 7 /${byte}`))));
    expect(e9!.names).toEqual(ff!.names);
    expect(sameRows(e9!, ff!)).toBe(false);
  });
});
