import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { curveOf } from '../../../../src-renderer/layout/pages/curve.ts';
import { curveBorders } from '../../../../src-renderer/layout/pages/curveBorders.ts';
import { lineRuns } from '../../../../src-renderer/layout/pages/lineRegions.ts';

const curve = curveOf(4);
const regions = fc.array(fc.nat(3), { maxLength: 256 }).map((values) => Uint32Array.from(values.sort((a, b) => a - b)));

/** Every edge between two cells, by its middle, where the regions differ. */
function edges(regionOf: Uint32Array): Set<string> {
  const found = new Set<string>();
  const { side, places } = curve;
  const at = (x: number, y: number) => regionOf[places[y * side + x]!];
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) {
      if (x + 1 < side && at(x, y) !== at(x + 1, y)) found.add(`${x + 1},${y + 0.5}`);
      if (y + 1 < side && at(x, y) !== at(x, y + 1)) found.add(`${x + 0.5},${y + 1}`);
    }
  }
  return found;
}

/** The same edges from lines. */
function cut(lines: Float32Array): Set<string> {
  const found = new Set<string>();
  for (let at = 0; at < lines.length; at += 4) {
    const [x1, y1, x2, y2] = lines.subarray(at, at + 4) as unknown as [number, number, number, number];
    for (let y = y1; y < y2; y++) found.add(`${x1},${y + 0.5}`);
    for (let x = x1; x < x2; x++) found.add(`${x + 0.5},${y1}`);
  }
  return found;
}

describe('curveBorders', () => {
  it('lies exactly between cells of different regions, and around the end', () => {
    fc.assert(
      fc.property(regions, (regionOf) => {
        expect(cut(curveBorders(curve, lineRuns(regionOf), 1))).toEqual(edges(regionOf));
      }),
    );
  });

  it('leaves out what is small', () => {
    const regionOf = Uint32Array.from({ length: 256 }, (_, place) => (place < 128 ? 0 : place < 130 ? 1 : 2));
    const small = [{ region: 0, first: 0, end: 256 }];
    expect(curveBorders(curve, small, 1000)).toHaveLength(0);
    expect(curveBorders(curve, lineRuns(regionOf), 1000)).toHaveLength(0);
    expect(curveBorders(curve, lineRuns(regionOf), 100).length).toBeGreaterThan(0);
  });
});
