/** The lists of a comparison by role, and what they are in the two maps. */
import { describe, expect, test } from 'vitest';
import { commonOrder } from '@compare/commonOrder.ts';
import { compareByRole } from '@compare/comparison.ts';
import { pairObjects } from '@compare/objects.ts';
import type { Capture } from '@contract/capture.ts';
import type { KindId } from '@contract/kinds.ts';
import { asTid } from '@contract/units.ts';
import { differenceOf } from '@time/difference.ts';
import { regionChangeTypes } from '@time/regionChanges.ts';
import { alignedRows } from '@renderer/state/alignedRows.ts';
import { piecesText } from '@words/roles.ts';
import { roleLines, type RoleLine, type RoleList } from '@renderer/state/roleLines.ts';
import { changesOfSide, maskOfLines, regionLine } from '@renderer/views/compare/sides.ts';
import { told } from '../../support/words.ts';
import { syntheticCapture, type MappingRow } from './syntheticCapture.ts';

const row = (start: number, pages: number, rss: number, more: Partial<MappingRow> = {}): MappingRow => ({
  start: start.toString(16),
  end: (start + pages * 0x1000).toString(16),
  perms: 'rw-p',
  figures: { Rss: rss },
  ...more,
});
const heap = (start: number, rss: number): MappingRow =>
  row(start, 64, rss, {
    name: '[heap]',
    regions: [{ start: start.toString(16), end: (start + 0x40000).toString(16), kind: 'heap', label: '[heap]' }],
  });

/** Heap, a file, and memory of no name between them; in the second run all of it 0x7000 pages higher. */
const first = syntheticCapture([
  heap(0x100000, 100),
  row(0x200000, 4, 16),
  row(0x300000, 8, 32, { name: '/tmp/data' }),
  row(0x400000, 2, 8, { name: '/tmp/old', perms: 'r--p' }),
]);
const second = syntheticCapture([
  heap(0x7100000, 180),
  row(0x7200000, 4, 12),
  row(0x7300000, 8, 32, { name: '/tmp/data' }),
  row(0x7900000, 3, 4, { name: '/tmp/new', perms: 'r-xp' }),
]);

const listsOf = (before: Capture, after: Capture): Readonly<Record<RoleList, readonly RoleLine[]>> => {
  const roles = compareByRole(before, after);
  const objects = pairObjects(roles);
  return roleLines({ roles, difference: differenceOf(before, after, false), objects, places: commonOrder(objects) });
};
const short = ({ figures, certainty }: RoleLine): unknown[] => [
  figures.before === undefined ? undefined : figures.before / 1024,
  figures.after === undefined ? undefined : figures.after / 1024,
  figures.change === undefined ? undefined : figures.change / 1024,
  certainty,
];

describe('the lists', () => {
  const lines = listsOf(first, second);

  test('hold every region of both sides once, the greatest change first, with how sure that is', () => {
    expect(lines.matched.map(short)).toEqual([
      [100, 180, 80, 'same'],
      [16, 12, -4, 'likely'],
      [32, 32, 0, 'same'],
    ]);
    expect(lines.before.map(short)).toEqual([[8, undefined, -8, 'only']]);
    expect(lines.after.map(short)).toEqual([[undefined, 4, 4, 'only']]);
    for (const side of ['before', 'after'] as const) {
      const regions = [...lines.matched, ...lines.before, ...lines.after].flatMap((line) => line[side]);
      expect(regions.sort()).toEqual([0, 1, 2, 3]);
    }
  });

  test('tell whose the growth is, with the regions of both sides, and what moved as one', () => {
    const [most] = lines.growth;
    expect(most && short(most)).toEqual([100, 180, 80, 'same']);
    expect([most?.before, most?.after]).toEqual([[0], [0]]);
    expect(lines.distances.map(({ before, after, note }) => [before, after, note])).toEqual([
      [[0, 1, 2], [0, 1, 2], '+0x7000000'],
    ]);
  });

  test('tell nothing of a row whose figures have not been read yet', () => {
    const young = syntheticCapture([heap(0x100000, 100), { ...row(0x200000, 4, 0), figures: {} }]);
    expect(listsOf(young, second).matched.map(short)).toEqual([
      [100, 180, 80, 'same'],
      [undefined, 12, undefined, 'likely'],
    ]);
  });

  test('of captures without figures tell sizes', () => {
    const bare = (capture: Capture): Capture => {
      const { smaps, ...rest } = capture;
      return smaps ? rest : capture;
    };
    const [line] = listsOf(bare(first), bare(second)).after;
    expect(line && short(line)).toEqual([undefined, 12, 12, 'only']);
  });
});

describe('parts of a module', () => {
  const region = (start: number, kind: KindId, label: string, object?: number): MappingRow => {
    const [from, to] = [start, start + 0x1000].map((at) => at.toString(16)) as [string, string];
    const owner = object === undefined ? {} : { object };
    return row(start, 1, 4, { regions: [{ start: from, end: to, kind, label, ...owner }] });
  };
  const capture = syntheticCapture(
    [
      region(0x100000, 'rodata', 'libx.so', 0),
      region(0x101000, 'text', 'libx.so', 0),
      region(0x102000, 'rodata', 'libx.so', 0),
      region(0x200000, 'anon', 'loose'),
      region(0x300000, 'anon', 'other'),
    ],
    { objects: [{ kind: 'module', label: told('libx.so'), key: 'x', path: '/lib/libx.so', role: 'library' }] },
  );
  capture.mappings.offset.set([0, 1, 2]);

  test('are told apart, by their place in the file where there are several of a kind', () => {
    expect(
      listsOf(capture, capture)
        .matched.map(({ name }) => name)
        .sort(),
    ).toEqual([
      'libx.so: Code (.text)',
      'libx.so: Constants (.rodata) +0x0',
      'libx.so: Constants (.rodata) +0x2000',
      'loose',
      'other',
    ]);
  });

  test('of a thread have its name on both sides', () => {
    const run = (tid: number): Capture =>
      syntheticCapture([region(0x100000, 'thread-stack', 'stack', 0)], {
        objects: [{ kind: 'thread', label: told(`thread ${tid}`), key: `thread:${tid}`, tid: asTid(tid) }],
      });
    expect(listsOf(run(7), run(9)).objects.map(({ name }) => name)).toEqual(['thread 7 → thread 9']);
    expect(listsOf(run(7), run(7)).objects.map(({ name }) => name)).toEqual(['thread 7']);
  });

  test('are one line among the objects, and so is loose memory, which says how many regions more there are', () => {
    const loose = (start: number): MappingRow => region(start, 'anon', 'loose');
    const names = (lines: readonly RoleLine[]) => lines.map(({ name, note }) => [name, note]);
    const more = syntheticCapture([loose(0x200000), loose(0x300000), loose(0x400000)]);
    expect(names(listsOf(syntheticCapture([loose(0x200000)]), more).objects)).toEqual([
      ['loose', '2 more regions in B, +8 KiB'],
    ]);
    expect(names(listsOf(capture, more).objects)).toEqual([
      ['libx.so', 'only in A'],
      ['loose', 'one more region in B, +4 KiB'],
    ]);
    expect(piecesText({ more: -2, change: 0, alone: { A: 2, B: 0 } })).toBe('2 regions fewer in B');
    expect(piecesText({ more: 0, change: 4096, alone: { A: 1, B: 2 } })).toBe(
      'one region only in A, 2 regions only in B',
    );
  });

  test('are what the aligned picture divides a block by, with the share that has no partner', () => {
    const roles = compareByRole(first, second);
    const rows = alignedRows(roles, pairObjects(roles));
    expect(rows[0]).toEqual({
      before: { bytes: 102_400, aloneBytes: 0, alone: false, kinds: [{ kind: 'heap', bytes: 102_400 }] },
      after: { bytes: 184_320, aloneBytes: 0, alone: false, kinds: [{ kind: 'heap', bytes: 184_320 }] },
    });
    const old = rows.find(({ before, after }) => before && !after);
    expect(old?.before).toEqual({ bytes: 8192, aloneBytes: 8192, alone: true, kinds: [{ kind: 'anon', bytes: 8192 }] });
  });
});

describe('in the maps', () => {
  const lines = listsOf(first, second);

  test('a region leads to its line, in whichever list that is', () => {
    expect(regionLine(lines, 'after', 0)).toMatchObject({ list: 'matched', line: { before: [0] } });
    expect(regionLine(lines, 'before', 3)).toMatchObject({ list: 'before' });
    expect(regionLine(lines, 'after', 9)).toBeUndefined();
  });

  test('what a list is of is bright, and so is all that one line stands for', () => {
    expect(maskOfLines('matched', lines.matched, undefined, 'before', 4)).toBeUndefined();
    expect(maskOfLines('before', lines.before, undefined, 'before', 4)).toEqual(Uint8Array.of(0, 0, 0, 1));
    expect(maskOfLines('before', lines.before, undefined, 'after', 4)).toEqual(Uint8Array.of(0, 0, 0, 0));
    const [frame] = lines.distances;
    expect(maskOfLines('distances', lines.distances, frame, 'after', 4)).toEqual(Uint8Array.of(1, 1, 1, 0));
  });

  test('a region is coloured by what the other side has of it', () => {
    const names = (side: 'before' | 'after') =>
      Array.from(changesOfSide(lines, side, 4), (type) => regionChangeTypes[type]);
    expect(names('before')).toEqual(['more', 'less', 'same', 'born']);
    expect(names('after')).toEqual(['more', 'less', 'same', 'born']);
  });
});
