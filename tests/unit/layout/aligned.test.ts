/** Two captures at one height: slots, blocks, what is hatched, what is linked, and what there is no room for. */
import { describe, expect, test } from 'vitest';
import {
  alignedLayout,
  mostSlots,
  slotAt,
  type AlignedPart,
  type AlignedPlace,
  type AlignedRow,
} from '@renderer/layout/compare/aligned.ts';

const part = (bytes: number, more: Partial<AlignedPart> = {}): AlignedPart => ({
  bytes,
  aloneBytes: 0,
  alone: false,
  kinds: [{ kind: 'anon', bytes }],
  ...more,
});
const scene = { highAddressesOnTop: false, scalePower: 0.25, line: 20 };
const both = (pair: number): AlignedPlace => ({ pair, side: 'both', moved: false });

describe('the aligned picture', () => {
  test('gives what belongs together one height, as high as the larger of the two', () => {
    const rows: AlignedRow[] = [
      { before: part(100), after: part(1600) },
      { before: part(1600), after: part(1600) },
    ];
    const { slots, height, connectors } = alignedLayout({ ...scene, rows, places: [both(0), both(1)] });
    expect(slots.map(({ row, y }) => [row, y])).toEqual([
      [0, 0],
      [1, 83],
    ]);
    expect(slots[0]?.before?.height).toBeCloseTo(20 + 60 * 0.5);
    expect(slots[0]?.after?.height).toBe(80);
    expect(height).toBe(163);
    expect(connectors).toEqual([]);
    const turned = alignedLayout({ ...scene, rows, places: [both(0), both(1)], highAddressesOnTop: true });
    expect(turned.slots.map(({ row }) => row)).toEqual([1, 0]);
  });

  test('hatches what has no partner, leaves its partner’s place empty, and divides a block by kinds', () => {
    const rows: AlignedRow[] = [
      { before: part(100, { aloneBytes: 100, alone: true }) },
      {
        before: part(300),
        after: part(400, {
          aloneBytes: 100,
          kinds: [
            { kind: 'text', bytes: 100 },
            { kind: 'data', bytes: 300 },
          ],
        }),
      },
    ];
    const { slots } = alignedLayout({ ...scene, rows, places: [{ pair: 0, side: 'before', moved: false }, both(1)] });
    expect(slots[0]).toMatchObject({ missing: 'after', before: { hatchedFrom: 0 } });
    expect(slots[0]?.after).toBeUndefined();
    expect(slots[1]?.after).toMatchObject({
      hatchedFrom: 0.75,
      stripes: [
        { kind: 'text', from: 0, to: 0.25 },
        { kind: 'data', from: 0.25, to: 1 },
      ],
    });
    expect(slots[1]?.before?.hatchedFrom).toBe(1);
  });

  test('draws what is not in memory, or not told, as high as a line, and hatched where it is alone', () => {
    const kinds = [{ kind: 'guard', bytes: 0 }] as const;
    const rows: AlignedRow[] = [{ before: { aloneBytes: 0, alone: true, kinds } }];
    const { slots } = alignedLayout({ ...scene, rows, places: [{ pair: 0, side: 'before', moved: false }] });
    expect(slots[0]?.before).toEqual({ height: 20, hatchedFrom: 0, stripes: [{ kind: 'guard', from: 0, to: 1 }] });
  });

  test('links the two slots of what has moved, middle to middle', () => {
    const rows: AlignedRow[] = [0, 1].map(() => ({ before: part(16), after: part(16) }));
    const places: AlignedPlace[] = [
      { pair: 0, side: 'before', moved: true },
      both(1),
      { pair: 0, side: 'after', moved: true },
    ];
    const { slots, connectors } = alignedLayout({ ...scene, rows, places });
    expect(slots.map(({ missing }) => missing)).toEqual([undefined, undefined, undefined]);
    expect(connectors).toEqual([{ row: 0, from: 40, to: 2 * 83 + 40 }]);
  });

  test('of 60,000 objects draws the largest, and says what of each side it left out', () => {
    const rows: AlignedRow[] = Array.from({ length: 60_000 }, (_, row) => ({
      before: part(row),
      ...(row % 2 ? { after: part(1) } : {}),
    }));
    const layout = alignedLayout({ ...scene, rows, places: rows.map((_, row) => both(row)) });
    expect(layout.slots).toHaveLength(mostSlots);
    expect(layout.slots.map(({ row }) => row)).toEqual(
      Array.from({ length: mostSlots }, (_, slot) => 60_000 - mostSlots + slot),
    );
    const out = 60_000 - mostSlots;
    expect(layout.left).toEqual({ rows: out, before: (out * (out - 1)) / 2, after: out / 2 });
  });

  test('with all powers of the scale has a height for each block', () => {
    const rows: AlignedRow[] = [{ before: part(0), after: part(4096) }, { before: part(1 << 30) }];
    for (const scalePower of [0, 0.5, 1]) {
      const { slots } = alignedLayout({ ...scene, scalePower, rows, places: [both(0), both(1)] });
      for (const { height } of slots) {
        expect(height).toBeGreaterThanOrEqual(20);
        expect(height).toBeLessThanOrEqual(80);
      }
    }
  });
});

test('a point is in the slot under it, and in none below the last', () => {
  const rows: AlignedRow[] = [0, 1, 2].map(() => ({ before: part(16), after: part(16) }));
  const layout = alignedLayout({ ...scene, rows, places: [both(0), both(1), both(2)] });
  expect([-1, 0, 79, 82, 83, 100, 248, 300].map((y) => slotAt(layout, y))).toEqual([-1, 0, 0, 0, 1, 1, 2, -1]);
});
