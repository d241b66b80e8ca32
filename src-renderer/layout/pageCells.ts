/** Cells of single pages: one linear scale inside a region, a row of pages as high as can still be seen. */
import type { PageCells } from './drawList.ts';
import type { Rgb } from './colours.ts';

/** Least height of a row and least width of a cell, in CSS pixels. */
const leastRow = 9;
const leastCell = 5;

/** How a region's pages are arranged at one zoom. */
export interface PageGrid {
  /** Pages side by side; a power of two, rows begin at multiples of it. */
  readonly perRow: number;
  readonly cellWidth: number;
  readonly rowHeight: number;
}

/** The grid for pages of this height in pixels, or undefined when single pages would be too small to see. */
export function pageGrid(pageHeight: number, width: number): PageGrid | undefined {
  if (pageHeight <= 0) return undefined;
  const perRow = 2 ** Math.max(0, Math.ceil(Math.log2(leastRow / pageHeight)));
  const cellWidth = width / perRow;
  return cellWidth < leastCell ? undefined : { perRow, cellWidth, rowHeight: perRow * pageHeight };
}

/** Collects the cells of one frame. */
export interface PageCollector {
  readonly add: (cell: {
    x: number;
    y: number;
    width: number;
    height: number;
    page: number;
    fill: Rgb;
    state: number;
  }) => void;
  readonly cells: () => PageCells;
}

/** A growing set of columns. */
export function pageCollector(): PageCollector {
  const x: number[] = [];
  const y: number[] = [];
  const width: number[] = [];
  const height: number[] = [];
  const page: number[] = [];
  const fill: number[] = [];
  const state: number[] = [];
  return {
    add: (cell) => {
      x.push(cell.x);
      y.push(cell.y);
      width.push(cell.width);
      height.push(cell.height);
      page.push(cell.page);
      fill.push(cell.fill);
      state.push(cell.state);
    },
    cells: () => ({
      count: x.length,
      x: Float32Array.from(x),
      y: Float32Array.from(y),
      width: Float32Array.from(width),
      height: Float32Array.from(height),
      page: Float64Array.from(page),
      fill: Uint32Array.from(fill),
      state: Uint8Array.from(state),
    }),
  };
}
