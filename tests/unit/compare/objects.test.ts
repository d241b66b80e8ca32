/** Which object of one run is which of another, and the one order in which both are told. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { commonOrder, type CommonPlace } from '@compare/commonOrder.ts';
import { compareByRole } from '@compare/comparison.ts';
import { pairObjects, type ObjectPair, type RegionGroup } from '@compare/objects.ts';
import type { Capture, MappedObject } from '@contract/capture.ts';
import type { KindId } from '@contract/kinds.ts';
import { asTid } from '@contract/units.ts';
import { told } from '../../support/words.ts';
import { syntheticCapture, type MappingRow } from '../state/syntheticCapture.ts';

/** A run whose memory lies from low to high addresses as it is listed, each piece one region of an object or of none. */
interface Piece {
  readonly object?: string;
  readonly kind: KindId;
  readonly pages?: number;
}

function run(pieces: readonly Piece[], arenas: Readonly<Record<string, number>> = {}): Capture {
  const names = [...new Set(pieces.flatMap(({ object }) => object ?? []))];
  const objects = names.map((name): MappedObject =>
    name in arenas
      ? { kind: 'arena', label: told(name), key: name, ...(arenas[name] ? { tid: asTid(arenas[name]) } : {}) }
      : { kind: 'module', label: told(name), key: name, path: `/lib/${name}`, role: 'library' },
  );
  let page = 0x100;
  const rows = pieces.map(({ object, kind, pages = 2 }): MappingRow => {
    const [start, end] = [page, page + pages].map((at) => (at * 0x1000).toString(16)) as [string, string];
    page += pages + 1;
    const owner = object === undefined ? {} : { object: names.indexOf(object) };
    return { start, end, perms: 'rw-p', figures: { Rss: pages * 4 }, regions: [{ start, end, kind, ...owner }] };
  });
  return syntheticCapture(rows, { objects });
}

const library = (name: string): Piece[] => [
  { object: name, kind: 'text' },
  { object: name, kind: 'data' },
];
const pairsOf = (before: Capture, after: Capture): ObjectPair[] => pairObjects(compareByRole(before, after));
const short = ({ before, after }: ObjectPair): unknown[] => [before?.regions, after?.regions];

describe('objects of two runs', () => {
  test('belong together when their regions do, and what has none is alone', () => {
    const pairs = pairsOf(run([...library('liba'), ...library('libb')]), run([...library('libb'), ...library('libc')]));
    expect(pairs.map(short)).toEqual([
      [[0, 1], undefined],
      [
        [2, 3],
        [0, 1],
      ],
      [undefined, [2, 3]],
    ]);
    expect(pairs.map(({ before, after }) => [before?.alone, after?.alone])).toEqual([
      [[0, 1], undefined],
      [[], []],
      [undefined, [2, 3]],
    ]);
  });

  test('of one kind without a name are one thing, with those that have no partner told', () => {
    const [before, after] = [1, 3].map((count) =>
      run([...library('liba'), ...Array.from({ length: count }, (): Piece => ({ kind: 'anon' }))]),
    ) as [Capture, Capture];
    const [, loose] = pairsOf(before, after);
    expect(loose && short(loose)).toEqual([[2], [2, 3, 4]]);
    expect(loose?.after).toMatchObject({ kind: 'anon', objects: [], placed: false });
    expect(loose?.after?.alone).toHaveLength(2);
  });

  test('that are heaps of one arena are one thing, however many there are', () => {
    const heaps = (...names: string[]): Piece[] => names.map((object) => ({ object, kind: 'arena' }));
    const before = run(heaps('first'), { first: 7 });
    const after = run(heaps('first', 'second', 'other'), { first: 7, second: 7, other: 8 });
    expect(pairsOf(before, after).map(short)).toEqual([
      [[0], [0, 1]],
      [undefined, [2]],
    ]);
  });

  test('hold each region of both sides once', () => {
    const pieces = fc.array(
      fc.record({
        object: fc.option(fc.constantFrom('liba', 'libb', 'libc'), { nil: undefined }),
        kind: fc.constantFrom<KindId>('text', 'data', 'anon', 'guard'),
        pages: fc.integer({ min: 1, max: 4 }),
      }),
      { maxLength: 20 },
    );
    const known = (piece: { object: string | undefined; kind: KindId; pages: number }): Piece => ({
      kind: piece.kind,
      pages: piece.pages,
      ...(piece.object === undefined ? {} : { object: piece.object }),
    });
    fc.assert(
      fc.property(pieces, pieces, (a, b) => {
        const pairs = pairsOf(run(a.map(known)), run(b.map(known)));
        for (const [side, count] of [
          ['before', a.length],
          ['after', b.length],
        ] as const) {
          const regions = pairs.flatMap((pair) => pair[side]?.regions ?? []).sort((x, y) => x - y);
          expect(regions).toEqual(Array.from({ length: count }, (_, region) => region));
        }
      }),
    );
  });
});

describe('one order for both', () => {
  const group = (region: number, placed = true): RegionGroup => ({ objects: [], regions: [region], alone: [], placed });
  const pair = (before: number | undefined, after: number | undefined, placed = true): ObjectPair => ({
    ...(before === undefined ? {} : { before: group(before, placed) }),
    ...(after === undefined ? {} : { after: group(after, placed) }),
  });
  const written = (places: readonly CommonPlace[]): string[] =>
    places.map(({ pair: index, side, moved }) => `${index} ${side}${moved ? ' moved' : ''}`);

  test('is that of the first, with what only the second has before the neighbour that follows it', () => {
    expect(
      written(commonOrder([pair(0, 1), pair(1, undefined), pair(2, 3), pair(undefined, 0), pair(undefined, 2)])),
    ).toEqual(['3 after', '0 both', '1 before', '4 after', '2 both']);
  });

  test('gives what lies elsewhere among the others a place on each side', () => {
    expect(written(commonOrder([pair(0, 2), pair(1, 0), pair(2, 1), pair(3, 3)]))).toEqual([
      '0 before moved',
      '1 both',
      '2 both',
      '0 after moved',
      '3 both',
    ]);
  });

  test('claims no move of what is scattered or has no name', () => {
    expect(written(commonOrder([pair(0, 1, false), pair(1, 0)]))).toEqual(['0 both', '1 both']);
  });

  test('has each side of each pair once, and what has not moved in the order of both sides', () => {
    const sides = fc.uniqueArray(fc.nat({ max: 30 }), { maxLength: 15 });
    fc.assert(
      fc.property(sides, fc.nat({ max: 5 }), (after, extra) => {
        const pairs = [
          ...after.map((at, before) => pair(before, at)),
          ...Array.from({ length: extra }, (_, index) => pair(undefined, 100 + index)),
        ];
        const places = commonOrder(pairs);
        const seen = (side: 'before' | 'after') =>
          places.flatMap((place) => (place.side === 'both' || place.side === side ? [place.pair] : []));
        expect(seen('before')).toEqual(after.map((_, index) => index));
        expect([...seen('after')].sort((a, b) => a - b)).toEqual(pairs.map((_, index) => index));
        const kept = places.filter(({ moved, side }) => !moved && side !== 'before').map(({ pair: index }) => index);
        const there = kept.map((index) => pairs[index]?.after?.regions[0] ?? -1);
        expect(there).toEqual([...there].sort((a, b) => a - b));
      }),
    );
  });
});
