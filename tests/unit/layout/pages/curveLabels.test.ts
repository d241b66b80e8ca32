import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { curveOf } from '../../../../src-renderer/layout/pages/curve.ts';
import { curveLabels, roomiestBlock } from '../../../../src-renderer/layout/pages/curveLabels.ts';

const curve = curveOf(6);
const text = {
  forms: (region: number) => [`a rather long name of region ${region}`, `region ${region}`],
  measure: (word: string) => word.length * 7,
  scale: 1,
};
const run = fc
  .tuple(fc.nat(curve.cells.length), fc.nat(curve.cells.length))
  .filter(([one, other]) => one !== other)
  .map(([one, other]) => ({ region: 0, first: Math.min(one, other), end: Math.max(one, other) }));

describe('roomiestBlock', () => {
  it('holds no cell of another region', () => {
    fc.assert(
      fc.property(run, (places) => {
        const { x, y, width, height } = roomiestBlock(curve, places)!;
        for (let row = y; row < y + height; row++) {
          for (let column = x; column < x + width; column++) {
            const place = curve.places[row * curve.side + column]!;
            expect(place >= places.first && place < places.end).toBe(true);
          }
        }
      }),
    );
  });

  it('is the whole square where the run is all of it', () => {
    const all = { region: 0, first: 0, end: curve.cells.length };
    expect(roomiestBlock(curve, all)).toEqual({ x: 0, y: 0, width: 64, height: 64 });
  });

  it('joins squares beside each other', () => {
    // The second and third quarter of the square are its lower half.
    const half = { region: 0, first: 1024, end: 3072 };
    expect(roomiestBlock(curve, half)).toEqual({ x: 0, y: 32, width: 64, height: 32 });
  });
});

describe('curveLabels', () => {
  const size = { width: 640, height: 640 };
  const whole = { x: 0, y: 0, cell: 10 };

  it('takes the longest form that fits', () => {
    const runs = [
      { region: 1, first: 0, end: 1024 },
      { region: 2, first: 1024, end: 1088 },
      { region: 3, first: 1088, end: 1090 },
    ];
    expect(curveLabels(curve, runs, whole, size, text).map((label) => label.text)).toEqual([
      'a rather long name of region 1',
      'region 2',
    ]);
  });

  it('never lets names overlap or leave the screen, wherever one looks', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.nat(curve.cells.length - 1), { maxLength: 12 }),
        fc.record({
          x: fc.integer({ min: -900, max: 300 }),
          y: fc.integer({ min: -900, max: 300 }),
          cell: fc.integer({ min: 1, max: 40 }),
        }),
        (cuts, view) => {
          const ends = [...cuts.sort((a, b) => a - b), curve.cells.length];
          const runs = ends.map((end, region) => ({ region, first: ends[region - 1] ?? 0, end }));
          const labels = curveLabels(curve, runs, view, size, text);
          for (const [index, one] of labels.entries()) {
            expect(one.x >= 0 && one.y >= 0 && one.x + one.width <= 640 && one.y + one.height <= 640).toBe(true);
            for (const other of labels.slice(index + 1)) {
              const apart =
                one.x + one.width <= other.x ||
                other.x + other.width <= one.x ||
                one.y + one.height <= other.y ||
                other.y + other.height <= one.y;
              expect(apart).toBe(true);
            }
          }
        },
      ),
    );
  });
});
