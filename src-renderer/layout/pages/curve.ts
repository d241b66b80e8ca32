/** The curve of so many pages, and where it is on screen. Pure. */
import { hilbertCells, hilbertPlaces } from './hilbert.ts';

/** The curve of one order: a square of `side` by `side` cells. */
export interface Curve {
  readonly side: number;
  /** Cell of every place, `y * side + x`. */
  readonly cells: Uint32Array;
  /** Place of every cell. */
  readonly places: Uint32Array;
}

/**
 * Makes the tables of a curve of one order; those of a million pages take about 10 ms. A lying curve is mirrored at the
 * diagonal and fills the upper half of the square first, not the left one: in a wide window it has more room so.
 */
export function curveOf(order: number, lying = false): Curve {
  const side = 2 ** order;
  const cells = hilbertCells(order);
  if (lying) cells.forEach((cell, place) => (cells[place] = (cell % side) * side + Math.floor(cell / side)));
  return { side, cells, places: hilbertPlaces(cells) };
}

/** The square is divided into so many parts a side; each is a stretch of the curve. */
const parts = 8;

/**
 * The part of the square that so many places lie in: what reaches around all its 64ths that hold any. Not nearer, so
 * that little growth moves nothing.
 */
export function filledBlock({ side, cells }: Pick<Curve, 'side' | 'cells'>, places: number): CellBlock {
  const edge = Math.max(1, side / parts);
  let [width, height] = [edge, edge];
  for (let place = 0; place < Math.min(places, cells.length); place += edge * edge) {
    const cell = cells[place] ?? 0;
    width = Math.max(width, (Math.floor((cell % side) / edge) + 1) * edge);
    height = Math.max(height, (Math.floor(cell / side / edge) + 1) * edge);
  }
  return { x: 0, y: 0, width, height };
}

/** The view that shows a block as large as it goes, in the middle. */
export function viewOfBlock(block: CellBlock, { width, height }: CurveSize): CurveView {
  const cell = Math.min(width / block.width, height / block.height);
  return {
    x: (width - cell * block.width) / 2 - block.x * cell,
    y: (height - cell * block.height) / 2 - block.y * cell,
    cell,
  };
}

/** Where the curve is on the canvas, in CSS pixels. */
export interface CurveView {
  readonly x: number;
  readonly y: number;
  /** CSS pixels per cell. */
  readonly cell: number;
}

/** Size of the canvas in CSS pixels. */
export interface CurveSize {
  readonly width: number;
  readonly height: number;
}

/** A rectangle of cells, in cells. */
export interface CellBlock {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}
