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

/** Makes the tables of a curve of one order; those of a million pages take about 10 ms. */
export function curveOf(order: number): Curve {
  const cells = hilbertCells(order);
  return { side: 2 ** order, cells, places: hilbertPlaces(cells) };
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
