/** The curve of so many pages, and where it is on screen. Pure. */
import { hilbertCells, hilbertPlaces } from './hilbert.ts';

/** The curve of one order: a square of `side` by `side` cells. */
export interface Curve {
  readonly side: number;
  /** True: its first half is the upper half of the square; otherwise the left one. */
  readonly lying: boolean;
  /** Cell of every place, `y * side + x`. */
  readonly cells: Uint32Array;
  /** Place of every cell. */
  readonly places: Uint32Array;
}

/**
 * Makes the tables of a curve of one order; those of a million pages take about 10 ms. A lying curve is mirrored at the
 * diagonal: in a wide window what fills less than half of the square has more room so.
 */
export function curveOf(order: number, lying = false): Curve {
  const side = 2 ** order;
  const cells = hilbertCells(order);
  if (lying) cells.forEach((cell, place) => (cells[place] = (cell % side) * side + Math.floor(cell / side)));
  return { side, lying, cells, places: hilbertPlaces(cells) };
}

/** The half of the square that so many places lie in, or all of it. In halves, so that little growth moves nothing. */
export function filledBlock({ side, lying }: Pick<Curve, 'side' | 'lying'>, places: number): CellBlock {
  const half = side > 1 && places * 2 <= side * side;
  return {
    x: 0,
    y: 0,
    width: half && !lying ? side / 2 : side,
    height: half && lying ? side / 2 : side,
  };
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
