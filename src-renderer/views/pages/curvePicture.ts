/** The curve as an image, one pixel a page, scaled up without smoothing; outlines, names and addresses over it. */
import { hexOf, type MapPalette, type Rgb } from '../../layout/colours.ts';
import type { Curve, CurveSize, CurveView } from '../../layout/pages/curve.ts';
import type { CurveLabel } from '../../layout/pages/curveLabels.ts';
import { pixelOf } from '../../layout/colours.ts';
import { fontOf } from '../../paint/fonts.ts';
import { drawnText } from '../../paint/xmlText.ts';

/** A pixel for each pair of region and state, made when it is first met: a million pages have a few hundred pairs. */
export class CurveImage {
  readonly #canvas = document.createElement('canvas');

  /**
   * Colours every place; beyond the last one the square stays empty. `regions` and `states` belong to places, and
   * there are `kinds` states.
   */
  colour(
    { side, cells }: Curve,
    { regions, states, kinds }: { readonly regions: Uint32Array; readonly states: Uint8Array; readonly kinds: number },
    colourOf: (region: number, state: number) => Rgb,
  ): void {
    this.#canvas.width = side;
    this.#canvas.height = side;
    const pen = this.#canvas.getContext('2d');
    if (!pen) return;
    const image = pen.createImageData(side, side);
    const pixels = new Uint32Array(image.data.buffer);
    const { length } = regions;
    const known = new Uint32Array(((length > 0 ? largest(regions) : 0) + 1) * kinds);
    for (let place = 0; place < length; place++) {
      const region = regions[place] ?? 0;
      const state = states[place] ?? 0;
      const pair = region * kinds + state;
      // An opaque pixel is never 0.
      let pixel = known[pair] ?? 0;
      if (pixel === 0) known[pair] = pixel = pixelOf(colourOf(region, state));
      pixels[cells[place] ?? 0] = pixel;
    }
    pen.putImageData(image, 0, 0);
  }

  /** Draws the image where the view has it. */
  draw(context: CanvasRenderingContext2D, { side }: Curve, { x, y, cell }: CurveView): void {
    context.imageSmoothingEnabled = cell < 1;
    context.drawImage(this.#canvas, x, y, side * cell, side * cell);
  }
}

function largest(values: Uint32Array): number {
  let most = 0;
  for (const value of values) if (value > most) most = value;
  return most;
}

/** Draws outlines, lines `[x1, y1, x2, y2, …]` in cells; what lies beside the canvas is left out. */
export function drawBorders(
  context: CanvasRenderingContext2D,
  lines: Float32Array,
  { x, y, cell }: CurveView,
  { width, height }: CurveSize,
  colour: Rgb,
): void {
  context.beginPath();
  for (let at = 0; at < lines.length; at += 4) {
    const left = x + (lines[at] ?? 0) * cell;
    const top = y + (lines[at + 1] ?? 0) * cell;
    const right = x + (lines[at + 2] ?? 0) * cell;
    const bottom = y + (lines[at + 3] ?? 0) * cell;
    if (right < 0 || bottom < 0 || left > width || top > height) continue;
    context.moveTo(left, top);
    context.lineTo(right, bottom);
  }
  context.strokeStyle = hexOf(colour);
  context.lineWidth = 1;
  context.stroke();
}

/** Writes names on plates, so that they are read on every colour. */
export function drawLabels(
  context: CanvasRenderingContext2D,
  labels: readonly CurveLabel[],
  palette: MapPalette,
  scale: number,
): void {
  context.font = fontOf('name', scale);
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  for (const { text, x, y, width, height } of labels) {
    context.globalAlpha = 0.86;
    context.fillStyle = hexOf(palette.surface);
    context.fillRect(x, y, width, height);
    context.globalAlpha = 1;
    context.fillStyle = hexOf(palette.text);
    context.fillText(drawnText(text), x + width / 2, y + height / 2 + 0.5);
  }
}

/** Draws around a cell; a small one is drawn around at a distance, so that it is found. */
export function outlineCell(
  context: CanvasRenderingContext2D,
  { x, y }: { readonly x: number; readonly y: number },
  cell: number,
  colour: Rgb,
  thickness: number,
): void {
  const size = Math.max(6, cell);
  const shift = (size - cell) / 2;
  context.strokeStyle = hexOf(colour);
  context.lineWidth = thickness;
  context.strokeRect(x - shift, y - shift, size, size);
}

/** Fills the cells of some places, each at least two pixels wide. */
export function fillCells(
  context: CanvasRenderingContext2D,
  { side, cells }: Curve,
  { x, y, cell }: CurveView,
  filled: Iterable<number>,
  colour: string,
): void {
  context.fillStyle = colour;
  const size = Math.max(2, cell);
  for (const place of filled) {
    const at = cells[place] ?? 0;
    context.fillRect(x + (at % side) * cell, y + Math.floor(at / side) * cell, size, size);
  }
}

/** Cells this large, in CSS pixels, have room for an address and a word. */
export const leastWritten = 88;

/** Writes into each cell on screen what `textOf` says of its place, line by line. */
export function writeCells(
  context: CanvasRenderingContext2D,
  { side, places }: Curve,
  { x, y, cell }: CurveView,
  { width, height }: CurveSize,
  textOf: (place: number) => { readonly lines: readonly string[]; readonly ink: Rgb } | undefined,
): void {
  context.font = fontOf('small', 1);
  context.textAlign = 'left';
  context.textBaseline = 'top';
  const [left, top] = [Math.max(0, Math.floor(-x / cell)), Math.max(0, Math.floor(-y / cell))];
  const right = Math.min(side, Math.ceil((width - x) / cell));
  const bottom = Math.min(side, Math.ceil((height - y) / cell));
  for (let row = top; row < bottom; row++) {
    for (let column = left; column < right; column++) {
      const text = textOf(places[row * side + column] ?? -1);
      if (!text) continue;
      context.fillStyle = hexOf(text.ink);
      text.lines.forEach((line, index) => {
        context.fillText(line, x + column * cell + 5, y + row * cell + 5 + index * 15, cell - 8);
      });
    }
  }
}
