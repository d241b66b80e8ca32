/** The difference of two tables of rows, on address spans. */
import { describe, expect, it } from 'vitest';
import type { MappingColumns } from '@contract/capture.ts';
import { spanDifference } from '@main/time/spans.ts';
import { stillThere } from '@main/time/stillThere.ts';
import { bitsOf } from '../../support/captureFacts.ts';

interface Row {
  readonly start: number;
  readonly end: number;
  readonly perms?: string;
  readonly name?: string;
  readonly inode?: number;
  readonly offset?: number;
}

function rowsOf(rows: readonly Row[]): MappingColumns {
  const names = ['', ...new Set(rows.map(({ name }) => name ?? '').filter((name) => name !== ''))];
  const length = rows.length;
  return {
    length,
    start: Float64Array.from(rows, ({ start }) => start),
    end: Float64Array.from(rows, ({ end }) => end),
    perms: Uint8Array.from(rows, ({ perms }) => bitsOf(perms ?? 'rw-p')),
    offset: Float64Array.from(rows, ({ offset }) => offset ?? 0),
    major: new Uint32Array(length),
    minor: new Uint32Array(length),
    inodeLow: Uint32Array.from(rows, ({ inode }) => inode ?? 0),
    inodeHigh: new Uint32Array(length),
    name: Uint32Array.from(rows, ({ name }) => names.indexOf(name ?? '')),
    names,
    rawNames: [],
  };
}

const changes = (before: readonly Row[], after: readonly Row[]) =>
  spanDifference(rowsOf(before), rowsOf(after)).changes.map(({ type, start, end, edge }) =>
    [type, start, end, edge].filter((part) => part !== undefined).join(' '),
  );

describe('the difference of two moments', () => {
  it('is empty where nothing changed', () => {
    const rows = [
      { start: 1, end: 4 },
      { start: 8, end: 9, name: '[heap]' },
    ];
    expect(changes(rows, rows)).toEqual([]);
  });

  it('tells births and deaths', () => {
    expect(changes([{ start: 1, end: 4 }], [{ start: 6, end: 9 }])).toEqual(['died 1 4', 'born 6 9']);
  });

  it('tells growth up and down, and shrinking, from births and deaths', () => {
    expect(changes([{ start: 10, end: 20 }], [{ start: 8, end: 25 }])).toEqual(['grew 8 10 bottom', 'grew 20 25 top']);
    expect(changes([{ start: 10, end: 20 }], [{ start: 12, end: 19 }])).toEqual([
      'shrank 10 12 bottom',
      'shrank 19 20 top',
    ]);
    expect(
      changes(
        [{ start: 10, end: 20 }],
        [
          { start: 10, end: 12 },
          { start: 15, end: 20 },
        ],
      ),
    ).toEqual(['shrank 12 15 middle']);
  });

  it('tells another permission of the same memory from other memory at the same place', () => {
    expect(changes([{ start: 1, end: 8, perms: '---p' }], [{ start: 1, end: 8 }])).toEqual(['permission 1 8']);
    expect(changes([{ start: 1, end: 8 }], [{ start: 1, end: 8, name: '/lib/a', inode: 7 }])).toEqual(['replaced 1 8']);
    expect(changes([{ start: 1, end: 8, perms: 'rw-s' }], [{ start: 1, end: 8 }])).toEqual(['replaced 1 8']);
  });

  it('knows a file by its inode and offset, whatever its name has become', () => {
    const file = { start: 4, end: 8, inode: 7, offset: 2 };
    expect(changes([{ ...file, name: '/lib/a' }], [{ ...file, name: '/lib/a (deleted)' }])).toEqual([]);
    expect(changes([file], [{ ...file, offset: 3 }])).toEqual(['replaced 4 8']);
    expect(changes([file], [{ ...file, start: 6, offset: 4 }])).toEqual(['shrank 4 6 bottom']);
  });

  it('keeps anonymous memory that was only named', () => {
    expect(changes([{ start: 1, end: 8 }], [{ start: 1, end: 8, name: '[anon: a pool]' }])).toEqual([]);
    expect(changes([{ start: 1, end: 8 }], [{ start: 1, end: 8, name: '[anon:pool]' }])).toEqual([]);
  });

  it('is silent about rows that were joined or split, but counts them', () => {
    const two = rowsOf([
      { start: 1, end: 4 },
      { start: 4, end: 9 },
    ]);
    const one = rowsOf([{ start: 1, end: 9 }]);
    expect(spanDifference(two, one)).toMatchObject({ changes: [], merged: 1, split: 0 });
    expect(spanDifference(one, two)).toMatchObject({ changes: [], merged: 0, split: 1 });
  });

  it('names the part of an arena that was made usable, not the whole', () => {
    const arena = (used: number): Row[] => [
      { start: 0, end: used },
      { start: used, end: 64, perms: '---p' },
    ];
    expect(changes(arena(8), arena(12))).toEqual(['permission 8 12']);
  });

  it('puts every row in one strand and accounts for every page, whatever the rows', () => {
    let seed = 7;
    const random = (below: number): number => {
      seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
      return Math.floor((seed / 2_147_483_648) * below);
    };
    const table = (): MappingColumns => {
      const rows: Row[] = [];
      for (let at = random(3); at < 60;) {
        const end = at + 1 + random(5);
        rows.push({ start: at, end, perms: ['rw-p', '---p', 'rw-s'][random(3)]!, inode: random(3), offset: at });
        at = end + random(2) * random(4);
      }
      return rowsOf(rows);
    };
    const pages = ({ start, end }: MappingColumns): number => end.reduce((sum, to, row) => sum + to - start[row]!, 0);
    for (let round = 0; round < 500; round++) {
      const before = table();
      const after = table();
      const { changes: found, strands } = spanDifference(before, after);
      expect(strands.flatMap((strand) => strand.before).sort((a, b) => a - b)).toEqual([...before.start.keys()]);
      expect(strands.flatMap((strand) => strand.after).sort((a, b) => a - b)).toEqual([...after.start.keys()]);
      const net = found.reduce((sum, { type, start, end }) => {
        const sign = type === 'born' || type === 'grew' ? 1 : type === 'died' || type === 'shrank' ? -1 : 0;
        return sum + sign * (end - start);
      }, 0);
      expect(net).toBe(pages(after) - pages(before));
    }
  });
});

describe('what came between two moments', () => {
  const stayed = (from: readonly Row[], until: readonly Row[], now: readonly Row[]) =>
    stillThere(rowsOf(from), rowsOf(until), rowsOf(now)).map(({ start, end, row }) => `${start} ${end} in ${row}`);
  const first = { start: 1, end: 4 };

  it('is what is still there of it, cut where it went and where rows end', () => {
    const came = { start: 10, end: 40 };
    const now = [first, { start: 10, end: 15 }, { start: 20, end: 30 }, { start: 30, end: 40, perms: 'r--p' }];
    expect(stayed([first], [first, came], now)).toEqual(['10 15 in 1', '20 30 in 2', '30 40 in 3']);
    expect(stayed([first], [first, came], [first])).toEqual([]);
  });

  it('is nothing that came later, and nothing that was there before', () => {
    const later = { start: 50, end: 60 };
    expect(stayed([first], [first], [first, later])).toEqual([]);
    // A mapping that grew on both sides of the second moment: the part that came first.
    expect(stayed([first], [{ start: 1, end: 8 }], [{ start: 1, end: 20 }])).toEqual(['4 8 in 0']);
    expect(stayed([first], [{ start: 1, end: 8 }], [{ start: 1, end: 8, name: '/other', inode: 7 }])).toEqual([]);
  });
});
