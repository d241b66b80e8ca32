/** Hatch patterns, drawn once per colour into small tiles. */
import { hexOf, type Rgb } from '../layout/colours.ts';
import { hatchShape, hatchTile, type Fill, type Hatching } from './looks.ts';

/** Makes and remembers the patterns of one canvas context. */
export interface HatchBook {
  /** A value for `fillStyle`. */
  readonly paint: (fill: Fill) => CanvasPattern | string;
}

export function hatchBook(context: CanvasRenderingContext2D, pixelRatio: number): HatchBook {
  const known = new Map<string, CanvasPattern>();
  return {
    paint: (fill) => {
      if (typeof fill === 'number') return hexOf(fill);
      const { hatch, ink, ground } = fill;
      const key = `${hatch}|${ink}|${ground}`;
      const found = known.get(key);
      if (found) return found;
      const size = Math.max(1, Math.round(hatchTile * pixelRatio));
      const canvas = document.createElement('canvas');
      canvas.width = size;
      canvas.height = size;
      const pen = canvas.getContext('2d');
      const made = pen && (drawTile(pen, size, hatch, ink, ground), context.createPattern(canvas, 'repeat'));
      if (!made) return hexOf(ground);
      made.setTransform(new DOMMatrix().scale(1 / pixelRatio));
      known.set(key, made);
      return made;
    },
  };
}

function drawTile(pen: CanvasRenderingContext2D, size: number, hatch: Hatching, ink: Rgb, ground: Rgb): void {
  const { stroke, lines, dots } = hatchShape(hatch);
  pen.fillStyle = hexOf(ground);
  pen.fillRect(0, 0, size, size);
  pen.fillStyle = hexOf(ink);
  for (const [x, y, edge] of dots) pen.fillRect(x * size, y * size, edge * size, edge * size);
  if (lines.length === 0) return;
  pen.strokeStyle = hexOf(ink);
  pen.lineWidth = stroke * size;
  pen.beginPath();
  for (const [x1, y1, x2, y2] of lines) {
    pen.moveTo(x1 * size, y1 * size);
    pen.lineTo(x2 * size, y2 * size);
  }
  pen.stroke();
}
