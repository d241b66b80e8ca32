import { curveOf, filledBlock, viewOfBlock } from '@renderer/layout/pages/curve.ts';
import { describe, expect, it } from 'vitest';

describe.each([true, false])('a curve, lying: %s', (lying) => {
  const curve = curveOf(4, lying);

  it('goes from cell to neighbouring cell, through each once', () => {
    expect(new Set(curve.cells).size).toBe(256);
    for (let place = 1; place < 256; place++) {
      const [a, b] = [curve.cells[place - 1]!, curve.cells[place]!];
      expect(Math.abs((a % 16) - (b % 16)) + Math.abs(Math.floor(a / 16) - Math.floor(b / 16))).toBe(1);
      expect(curve.places[b]).toBe(place);
    }
  });

  it('is shown by the half that is filled, or whole', () => {
    for (const places of [65, 100, 128, 129, 256]) {
      const block = filledBlock(curve, places);
      expect(block.width * block.height).toBe(places <= 128 ? 128 : 256);
      for (const cell of curve.cells.subarray(0, places)) {
        expect(cell % 16).toBeLessThan(block.width);
        expect(Math.floor(cell / 16)).toBeLessThan(block.height);
      }
    }
  });
});

it('shows a block as large as it goes, in the middle', () => {
  expect(viewOfBlock({ x: 0, y: 0, width: 16, height: 8 }, { width: 640, height: 400 })).toEqual({
    x: 0,
    y: 40,
    cell: 40,
  });
  expect(viewOfBlock({ x: 0, y: 0, width: 16, height: 16 }, { width: 640, height: 400 })).toEqual({
    x: 120,
    y: 0,
    cell: 25,
  });
});
