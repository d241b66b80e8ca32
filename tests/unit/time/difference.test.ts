/** The difference of two captures as lists, colours and words show it. */
import { describe, expect, it } from 'vitest';
import type { Capture, MappedObject } from '@contract/capture.ts';
import { asTid } from '@contract/units.ts';
import { differenceOf } from '@time/difference.ts';
import { ownerSets } from '@time/ownerSets.ts';
import { grewEachTime } from '@time/steady.ts';
import { regionChangeTypes } from '@time/regionChanges.ts';
import { growthSentence } from '@words/growth.ts';
import { captureOf, type SampleRow } from '../../support/sampleCapture.ts';
import { told } from '../../support/words.ts';

const row = (start: number, end: number, more: Partial<SampleRow> = {}): SampleRow => ({
  start,
  end,
  perms: 'rw-p',
  label: '',
  kind: 'anon',
  ...more,
});
const heapOf = (at: number, tid: number): MappedObject => ({
  kind: 'arena',
  label: told(`arena ${at}`),
  key: `arena:${at}`,
  tid: asTid(tid),
});
const arena = (at: number, pages: number): SampleRow =>
  row(at, at + pages, { kind: 'arena', object: `arena:${at}`, resident: 1 });

const types = (before: Capture, after: Capture) =>
  [...(differenceOf(before, after).regions?.types ?? [])].map((type) => regionChangeTypes[type]);

describe('what became of each region', () => {
  it('tells born, grown, shrunk, protected otherwise, fuller and the same apart', () => {
    const before = captureOf([
      row(10, 20),
      row(30, 40),
      row(50, 60),
      row(70, 80, { resident: 0 }),
      row(90, 100, { resident: 1 }),
    ]);
    const after = captureOf([
      row(10, 20),
      row(30, 44),
      row(50, 57),
      row(70, 80, { resident: 1 }),
      row(90, 100, { perms: 'r--p', resident: 1 }),
      row(110, 120),
    ]);
    expect(types(before, after)).toEqual(['same', 'grew', 'shrank', 'more', 'permission', 'born']);
    expect(types(after, before)).toEqual(['same', 'shrank', 'grew', 'less', 'permission']);
  });

  it('says what a row gained, and nothing where several rows came of one', () => {
    const before = captureOf([row(10, 20, { resident: 1 }), row(30, 40)]);
    const after = captureOf([row(10, 24, { resident: 1 }), row(30, 33), row(33, 36, { perms: 'r--p' }), row(36, 40)]);
    const { regions } = differenceOf(before, after);
    expect(regions?.ofRow(0)).toEqual({ size: 4 * 4096, rss: 4 * 4096 });
    expect(regions?.ofRow(2)).toEqual({});
  });
});

describe('owners', () => {
  const before = captureOf([arena(16_384, 100), arena(65_536, 100)], [heapOf(16_384, 7), heapOf(65_536, 8)]);
  const after = captureOf(
    [arena(16_384, 100), arena(65_536, 1000), arena(131_072, 500)],
    [heapOf(16_384, 7), heapOf(65_536, 8), heapOf(131_072, 8)],
  );

  it('heaps of one thread’s arena are one line', () => {
    const sets = ownerSets(differenceOf(before, after));
    expect(sets.map(({ what, members, added }) => [what, members.length, added])).toEqual([
      [{ type: 'arenas', thread: 8 }, 2, 1],
    ]);
    expect(sets[0]?.figures.rss.change).toBe(1400 * 4096);
  });

  it('sums of the lines are the growth of the process', () => {
    const difference = differenceOf(before, after);
    const sum = ownerSets(difference).reduce((total, { figures }) => total + (figures.size.change ?? 0), 0);
    expect(sum).toBe(difference.totals.size.change);
  });
});

describe('what grew every time', () => {
  const at = (heap: number, cache: number): Capture =>
    captureOf([
      row(10, 10 + heap, { kind: 'heap', resident: 1 }),
      row(50_000, 50_000 + cache, { kind: 'anon', resident: 1 }),
    ]);
  it('is what grew between each two moments, and needs three of them', () => {
    const moments = [at(5, 5), at(6, 90), at(7, 90)];
    expect([...grewEachTime(moments)]).toEqual(['kind:heap']);
    expect([...grewEachTime(moments.slice(0, 2))]).toEqual([]);
  });
});

describe('the sentence', () => {
  it('names the owner, the size, the time and the heaps', () => {
    const most = { name: 'malloc arenas of worker-2', change: 1.74 * 2 ** 30, unread: false, added: 28, gone: 0 };
    expect(growthSentence({ most, elapsed: 38_000, sharing: 0 })).toBe(
      'malloc arenas of worker-2 grew by 1.74 GiB in 38 s; 28 heaps were added.',
    );
    expect(growthSentence({ most: { ...most, change: -4096, added: 0, gone: 1 }, sharing: 3 })).toBe(
      'malloc arenas of worker-2 shrank by 4 KiB; one heap was given back.',
    );
  });

  it('says of two runs which has more, for nothing grew between them', () => {
    const most = { name: 'Heap', change: 8192, unread: false, added: 0, gone: 0 };
    expect(growthSentence({ most, elapsed: 38_000, sharing: 0, twoLives: true })).toBe('Heap: 8 KiB more here.');
    expect(growthSentence({ sharing: 0, twoLives: true })).toBe('No owner has more or less here.');
  });

  it('says that what has come is not read yet, and calls nothing shrunk for it', () => {
    const most = { name: 'malloc arenas of worker-2', change: 192 * 2 ** 20, unread: true, added: 2, gone: 0 };
    expect(growthSentence({ most, elapsed: 3000, sharing: 0, unread: true })).toBe(
      'malloc arenas of worker-2 grew by 192 MiB in 3 s; 2 heaps were added; these are addresses, what of them is in memory has not been read yet.',
    );
    expect(growthSentence({ elapsed: 3000, sharing: 0, unread: true })).toBe(
      'What has come or changed since has not been read yet.',
    );
  });

  it('does not call growth what only others did', () => {
    expect(growthSentence({ elapsed: 1000, sharing: 1 })).toBe(
      'Nothing grew or shrank in 1 s. One mapping is only shared differently with other processes.',
    );
  });
});
