import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addressAtCell, chunkAt, chunkStrip } from '@renderer/layout/chunkStrip.ts';

const heap = fc.array(fc.tuple(fc.integer({ min: 2, max: 500 }), fc.nat(4)), { minLength: 1, maxLength: 100 });

test('every cell of a strip shows the chunk under it, where that fills the cell', () => {
  fc.assert(
    fc.property(heap, fc.integer({ min: 1, max: 60 }), fc.integer({ min: 1, max: 6 }), (made, perRow, rows) => {
      const size = Float64Array.from(made, ([units]) => units * 16);
      let at = 0x1000;
      const start = size.map((bytes) => (at += bytes) - bytes);
      const state = Uint8Array.from(made, ([, index]) => index);
      const strip = chunkStrip({ start, size, state }, perRow, rows);
      expect(strip.cells.length).toBe(perRow * rows);
      for (let cell = 0; cell < strip.cells.length; cell++) {
        const address = addressAtCell(strip, cell % perRow, Math.floor(cell / perRow))!;
        const chunk = chunkAt({ start, size }, address);
        const half = strip.bytesPerCell / 2;
        // A byte of grace for the rounding of cells.
        const fills =
          chunk >= 0 && start[chunk]! <= address - half - 1 && start[chunk]! + size[chunk]! >= address + half + 1;
        if (fills) expect(strip.cells[cell]).toBe(state[chunk]! + 1);
      }
    }),
  );
});

test('no chunks make an empty strip', () => {
  const none = { start: new Float64Array(), size: new Float64Array(), state: new Uint8Array() };
  expect([...chunkStrip(none, 4, 1).cells]).toEqual([0, 0, 0, 0]);
  expect(chunkAt(none, 5)).toBe(-1);
});
