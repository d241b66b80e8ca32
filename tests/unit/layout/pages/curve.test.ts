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

  it('is shown by the part that is filled, in eighths of its side', () => {
    for (const places of [1, 65, 68, 100, 128, 129, 256]) {
      const { x, y, width, height } = filledBlock(curve, places);
      const filled = [...curve.cells.subarray(0, places)];
      const [right, lower] = [
        Math.max(...filled.map((cell) => cell % 16)),
        Math.max(...filled.map((cell) => cell >> 4)),
      ];
      expect([x, y]).toEqual([0, 0]);
      expect(width).toBe(Math.floor(right / 2) * 2 + 2);
      expect(height).toBe(Math.floor(lower / 2) * 2 + 2);
    }
    // A quarter and a few: the quarter is shown, and as much beside it as is needed.
    const block = filledBlock(curve, 66);
    expect([block.width, block.height].sort((a, b) => a - b)).toEqual([8, 10]);
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
