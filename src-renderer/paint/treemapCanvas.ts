/**
 * Paints treemap frames on a canvas. Plain rectangles are rastered into one picture of CSS pixels: 60,000 calls of
 * fillRect take ten times as long. Hatching and text are drawn over it.
 */
import { hexOf, pixelOf, type MapPalette } from '../layout/colours.ts';
import type { Rectangle } from '../layout/drawList.ts';
import { hatches } from '../layout/regionColours.ts';
import type { TreemapFrame } from '../layout/treemap/frame.ts';
import { paintLabels } from './canvas.ts';
import { hatchBook } from './hatch.ts';
import { cellFill } from './looks.ts';

/** Paints frames on one canvas. */
export interface TreemapPainter {
  /** Without a text scale no text is written: what grows or shrinks is not to be read. */
  readonly paint: (frame: TreemapFrame, palette: MapPalette, textScale?: number) => void;
}

/** A painter for a context whose units are CSS pixels times `pixelRatio`. */
export function treemapPainter(context: CanvasRenderingContext2D, pixelRatio: number): TreemapPainter {
  const book = hatchBook(context, pixelRatio);
  const raster = document.createElement('canvas');
  return {
    paint: (frame, palette, textScale) => {
      const { tiles } = frame;
      context.setTransform(pixelRatio, 0, 0, pixelRatio, 0, 0);
      rasterTiles(raster, frame, palette);
      context.imageSmoothingEnabled = false;
      context.drawImage(raster, 0, 0, raster.width, raster.height);
      for (let i = 0; i < tiles.count; i++) {
        const hatch = hatches[tiles.hatch[i] ?? 0] ?? 'none';
        if (hatch === 'none') continue;
        context.fillStyle = book.paint(cellFill(tiles.fill[i] ?? 0, hatch, palette));
        context.fillRect(tiles.x[i] ?? 0, tiles.y[i] ?? 0, tiles.width[i] ?? 0, tiles.height[i] ?? 0);
      }
      if (textScale !== undefined) paintLabels(context, frame.labels, textScale);
    },
  };
}

function rasterTiles(raster: HTMLCanvasElement, { width, height, tiles }: TreemapFrame, palette: MapPalette): void {
  const wide = Math.max(1, Math.round(width));
  const high = Math.max(1, Math.round(height));
  if (raster.width !== wide || raster.height !== high) {
    raster.width = wide;
    raster.height = high;
  }
  const pen = raster.getContext('2d');
  if (!pen) return;
  const image = pen.createImageData(wide, high);
  const pixels = new Uint32Array(image.data.buffer);
  pixels.fill(pixelOf(palette.surface));
  for (let i = 0; i < tiles.count; i++) {
    const pixel = pixelOf(tiles.fill[i] ?? 0);
    const left = tiles.x[i] ?? 0;
    const right = Math.min(wide, left + (tiles.width[i] ?? 0));
    const bottom = Math.min(high, (tiles.y[i] ?? 0) + (tiles.height[i] ?? 0));
    for (let y = tiles.y[i] ?? 0; y < bottom; y++) pixels.fill(pixel, y * wide + left, y * wide + right);
  }
  pen.putImageData(image, 0, 0);
}

/** Draws outlines over a picture that stays: what is selected, what is pointed at. */
export function paintOutlines(
  context: CanvasRenderingContext2D,
  pixelRatio: number,
  outlines: readonly { readonly rectangle: Rectangle; readonly colour: number; readonly thick: boolean }[],
): void {
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.clearRect(0, 0, context.canvas.width, context.canvas.height);
  context.setTransform(pixelRatio, 0, 0, pixelRatio, 0, 0);
  for (const { rectangle, colour, thick } of outlines) {
    const line = thick ? 3 : 1.5;
    context.strokeStyle = hexOf(colour);
    context.lineWidth = line;
    context.strokeRect(
      rectangle.x + line / 2,
      rectangle.y + line / 2,
      Math.max(1, rectangle.width - 1 - line),
      Math.max(1, rectangle.height - 1 - line),
    );
  }
}
