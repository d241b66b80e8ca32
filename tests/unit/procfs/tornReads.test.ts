import { formatHex } from '@contract/address.ts';
import { missingFigure, type MappingColumns } from '@contract/capture.ts';
import { asPageNumber } from '@contract/units.ts';
import { parseMaps } from '@main/procfs/maps.ts';
import { repairTornReads } from '@main/procfs/tornReads.ts';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bytesOf, fixture } from './fixtures.ts';
import { inWords } from '../../support/words.ts';
import { parseSmaps } from '../../support/atOnce.ts';

const spans = ({ length, start, end, perms }: MappingColumns): string[] =>
  Array.from(
    { length },
    (_, row) => `${formatHex(asPageNumber(start[row]!))}-${formatHex(asPageNumber(end[row]!))} ${perms[row]!}`,
  );

/** Rows of private anonymous memory at small page numbers, in the order given. */
const rowsAt = (rows: readonly (readonly [number, number])[]): MappingColumns =>
  parseMaps(
    bytesOf(
      rows.map(([start, end]) => `${start.toString(16)}000-${end.toString(16)}000 rw-p 00000000 00:00 0 \n`).join(''),
    ),
  ).mappings;

describe('repairTornReads', () => {
  test('returns rows that are in order as they are', () => {
    const { mappings } = parseMaps(fixture('sleep/maps'));
    const repaired = repairTornReads(mappings);
    expect(repaired.mappings).toBe(mappings);
    expect(repaired).toMatchObject({ overlaps: 0, notes: [] });
  });

  test('keeps the later line and cuts or drops the earlier one', () => {
    const repaired = repairTornReads(parseMaps(fixture('moving/maps')).mappings);
    expect(spans(repaired.mappings)).toEqual([
      '7f80c4000000-7f80c4010000 1',
      '7f80c4010000-7f80c4018000 3',
      '7f80c4018000-7f80c4020000 3',
      '7f80c42bf000-7f80c42cd000 3',
      '7f80c42cd000-7f80c42cf000 3',
      '7f80c42cf000-7f80c42d0000 5',
    ]);
    expect(repaired.overlaps).toBe(3);
    expect(inWords(repaired.notes)).toEqual([
      'The process changed its mappings while they were read: 3 lines overlapped an earlier one. The later line was kept each time; 2 earlier rows cut short and one row dropped.',
    ]);
  });

  test('moves the file offset with a start that is cut, and leaves that of anonymous memory', () => {
    const { mappings } = repairTornReads(parseMaps(fixture('moving/maps')).mappings);
    expect(mappings.offset.at(-1)).toBe(3);
    expect(mappings.offset[2]).toBe(0);
  });

  test('takes the figures of a cut row away, since they counted pages of another', () => {
    const record = (span: string, rss: number): string =>
      `${span} rw-p 00000000 00:00 0 \nRss: ${rss} kB\nVmFlags: rd wr \n`;
    const { mappings, smaps } = parseSmaps(
      bytesOf(record('1000-5000', 16) + record('3000-6000', 12) + record('7000-8000', 4)),
    );
    const repaired = repairTornReads(mappings, smaps);
    expect([...repaired.smaps!.columns[0]!]).toEqual([missingFigure, 12, 4]);
    expect([...repaired.smaps!.vmFlags]).toEqual([1, 1, 1]);
  });

  test('always gives sorted, disjoint rows in which the last line read is whole', () => {
    const span = fc
      .tuple(fc.nat(60), fc.integer({ min: 1, max: 20 }))
      .map(([start, size]) => [start + 1, start + 1 + size] as const);
    fc.assert(
      fc.property(fc.array(span, { minLength: 1, maxLength: 30 }), (rows) => {
        const { mappings } = repairTornReads(rowsAt(rows));
        for (let row = 1; row < mappings.length; row++) {
          expect(mappings.start[row]).toBeGreaterThanOrEqual(mappings.end[row - 1]!);
        }
        for (let row = 0; row < mappings.length; row++) expect(mappings.end[row]).toBeGreaterThan(mappings.start[row]!);
        const [start, end] = rows.at(-1)!;
        const index = mappings.start.indexOf(start);
        expect(mappings.end[index]).toBe(end);
      }),
    );
  });

  test('loses no page that a line covered, when lines come in the order of the kernel', () => {
    // The kernel goes on at the end of the last line, so each line ends above the one before it.
    const steps = fc.array(fc.tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 12 })), {
      minLength: 1,
      maxLength: 20,
    });
    fc.assert(
      fc.property(steps, (list) => {
        let end = 20;
        const rows = list.map(([growth, size]) => {
          end += growth;
          return [Math.max(1, end - size), end] as const;
        });
        const covered = new Set(rows.flatMap(([from, to]) => Array.from({ length: to - from }, (_, i) => from + i)));
        const { mappings } = repairTornReads(rowsAt(rows));
        let pages = 0;
        for (let row = 0; row < mappings.length; row++) pages += mappings.end[row]! - mappings.start[row]!;
        expect(pages).toBe(covered.size);
      }),
    );
  });
});
