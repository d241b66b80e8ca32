import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pageGrid } from '@renderer/layout/pageCells.ts';

describe('the page grid', () => {
  it('gives a page a row of its own when there is room', () => {
    expect(pageGrid(20, 300)).toEqual({ perRow: 1, cellWidth: 300, rowHeight: 20 });
  });

  it('puts pages side by side when they are low', () => {
    expect(pageGrid(1, 300)).toEqual({ perRow: 16, cellWidth: 18.75, rowHeight: 16 });
  });

  it('is not there when single pages could not be seen', () => {
    expect(pageGrid(0.01, 300)).toBeUndefined();
    expect(pageGrid(0, 300)).toBeUndefined();
  });

  it('never draws a cell too small to see', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 1e-6, max: 1000, noNaN: true }),
        fc.integer({ min: 10, max: 800 }),
        (height, width) => {
          const grid = pageGrid(height, width);
          if (!grid) return;
          expect(grid.cellWidth).toBeGreaterThanOrEqual(5);
          expect(grid.rowHeight).toBeGreaterThanOrEqual(8.99);
        },
      ),
    );
  });
});
