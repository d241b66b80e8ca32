/** The curve as an image: one pixel a page, scaled up without smoothing, with borders between regions when cells are large. */
import { hexOf, type Rgb } from '../../layout/colours.ts';
import { hilbertCells, hilbertPlaces } from '../../layout/pages/hilbert.ts';
import { pixelOf } from '../../paint/curveLooks.ts';

/** Where the curve is on the canvas, in CSS pixels. */
export interface CurveView {
  readonly x: number;
  readonly y: number;
  /** CSS pixels per cell. */
  readonly cell: number;
}

/** The curve of so many pages. */
export interface Curve {
  readonly side: number;
  readonly cells: Uint32Array;
  readonly places: Uint32Array;
}

/** Makes the tables of a curve of one order; those of a million pages take about 10 ms. */
export function curveOf(order: number): Curve {
  const cells = hilbertCells(order);
  return { side: 2 ** order, cells, places: hilbertPlaces(cells) };
}

/** Paints pages into an image of the curve. */
export class CurveImage {
  readonly #canvas = document.createElement('canvas');

  /** Colours every place; beyond the last one the square stays empty. */
  colour({ side, cells }: Curve, length: number, colourOf: (place: number) => Rgb): void {
    this.#canvas.width = side;
    this.#canvas.height = side;
    const pen = this.#canvas.getContext('2d');
    if (!pen) return;
    const image = pen.createImageData(side, side);
    const pixels = new Uint32Array(image.data.buffer);
    for (let place = 0; place < length; place++) pixels[cells[place] ?? 0] = pixelOf(colourOf(place));
    pen.putImageData(image, 0, 0);
  }

  /** Draws the image where the view has it. */
  draw(context: CanvasRenderingContext2D, { side }: Curve, { x, y, cell }: CurveView): void {
    context.imageSmoothingEnabled = cell < 1;
    context.drawImage(this.#canvas, x, y, side * cell, side * cell);
  }
}

/** Lines between neighbours of different regions, for the cells on screen. */
export function drawBorders(
  context: CanvasRenderingContext2D,
  curve: Curve,
  view: CurveView,
  size: { readonly width: number; readonly height: number },
  groupOf: (place: number) => number,
  colour: Rgb,
): void {
  const { side, places } = curve;
  const { x, y, cell } = view;
  const from = { x: Math.max(0, Math.floor(-x / cell)), y: Math.max(0, Math.floor(-y / cell)) };
  const to = {
    x: Math.min(side, Math.ceil((size.width - x) / cell)),
    y: Math.min(side, Math.ceil((size.height - y) / cell)),
  };
  context.fillStyle = hexOf(colour);
  for (let row = from.y; row < to.y; row++) {
    for (let column = from.x; column < to.x; column++) {
      const own = groupOf(places[row * side + column] ?? 0);
      if (column + 1 < side && groupOf(places[row * side + column + 1] ?? 0) !== own) {
        context.fillRect(x + (column + 1) * cell - 0.5, y + row * cell, 1, cell);
      }
      if (row + 1 < side && groupOf(places[(row + 1) * side + column] ?? 0) !== own) {
        context.fillRect(x + column * cell, y + (row + 1) * cell - 0.5, cell, 1);
      }
    }
  }
}

/** Borders cost a look at every cell on screen: only where cells are at least this large, in CSS pixels. */
export const leastBordered = 4;
