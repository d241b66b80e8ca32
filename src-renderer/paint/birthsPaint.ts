/** Births and deaths on a canvas, and as SVG. */
import { kindEntry, kindIds } from '@contract/kinds.ts';
import { hexOf, mixed, pixelOf, rgbOf, type MapPalette, type Rgb } from '../layout/colours.ts';
import type { BirthsFrame } from '../layout/births/frame.ts';
import type { LifeSpans } from '../layout/births/lifeSpans.ts';
import { rectangle } from './svg.ts';
import { xmlText } from './xmlText.ts';

/** The colour of each kind, by its index. */
const coloursOf = ({ theme }: MapPalette): Rgb[] => kindIds.map((kind) => rgbOf(kindEntry(kind)[theme]));

/** The colour of the edges of births and deaths. */
const edgeOf = ({ text, surface }: MapPalette): Rgb => mixed(text, surface, 0.7);

/** More bars than this are drawn into pixels at once: 120,000 took 250 ms of Chromium's rectangles, and take 8 so. */
const mostRectangles = 4_000;
/** A bar of so many pixels has room for an edge. */
const leastEdged = 3;

/** What lies over the bars. */
export interface BirthsMarks {
  readonly playhead: number | undefined;
  readonly pointed: number;
  readonly selected: { readonly start: number; readonly end: number } | undefined;
}

/** Paints a frame; edges of births and deaths within the window are drawn in the colour of text. */
export function paintBirths(
  context: CanvasRenderingContext2D,
  frame: BirthsFrame,
  spans: LifeSpans,
  marks: BirthsMarks,
  { palette, ratio, width, height }: { palette: MapPalette; ratio: number; width: number; height: number },
): void {
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  if (frame.count > mostRectangles) {
    const image = context.createImageData(Math.round(width * ratio), Math.round(height * ratio));
    const raster = { width: image.width, height: image.height, pixels: new Uint32Array(image.data.buffer) };
    rasterBirths(frame, spans, palette, ratio, raster);
    context.putImageData(image, 0, 0);
  } else {
    context.fillStyle = hexOf(palette.surface);
    context.fillRect(0, 0, width, height);
    paintBars(context, frame, spans, palette);
  }
  outlineSpans(context, frame, spans, marks, palette);
  if (marks.playhead !== undefined) {
    context.fillStyle = hexOf(palette.text);
    context.fillRect(Math.round(marks.playhead) - 1, 0, 2, height);
  }
}

function paintBars(context: CanvasRenderingContext2D, frame: BirthsFrame, spans: LifeSpans, palette: MapPalette): void {
  const fills = coloursOf(palette).map(hexOf);
  const edge = hexOf(edgeOf(palette));
  for (let bar = 0; bar < frame.count; bar++) {
    const [x, y] = [frame.x[bar] ?? 0, frame.y[bar] ?? 0];
    const [wide, tall] = [frame.width[bar] ?? 0, frame.height[bar] ?? 0];
    context.fillStyle = fills[spans.kind[frame.span[bar] ?? 0] ?? 0] ?? edge;
    // A hair of ground between neighbours, where there is room for it.
    context.fillRect(x, y, wide, tall > 3 ? tall - 0.5 : tall);
    context.fillStyle = edge;
    if (frame.born[bar] === 1) context.fillRect(x, y, 1, tall);
    if (frame.died[bar] === 1) context.fillRect(x + wide - 1, y, 1, tall);
  }
}

/** The pixels that bars are drawn into. */
interface Raster {
  readonly width: number;
  readonly height: number;
  readonly pixels: Uint32Array;
}

/** Draws bars into pixels; where a bar is too narrow for an edge it has none. O(pixels of the bars). */
export function rasterBirths(
  frame: BirthsFrame,
  spans: LifeSpans,
  palette: MapPalette,
  ratio: number,
  { width, height, pixels }: Raster,
): void {
  const fills = Uint32Array.from(coloursOf(palette), pixelOf);
  const edge = pixelOf(edgeOf(palette));
  pixels.fill(pixelOf(palette.surface));
  for (let bar = 0; bar < frame.count; bar++) {
    const left = Math.floor((frame.x[bar] ?? 0) * ratio);
    const top = Math.round((frame.y[bar] ?? 0) * ratio);
    const tall = Math.max(1, Math.round((frame.height[bar] ?? 0) * ratio));
    const right = Math.min(
      width,
      Math.max(left + 1, Math.floor(((frame.x[bar] ?? 0) + (frame.width[bar] ?? 0)) * ratio)),
    );
    const bottom = Math.min(height, top + (tall > 3 ? tall - 1 : tall));
    const fill = fills[spans.kind[frame.span[bar] ?? 0] ?? 0] ?? edge;
    const edged = right - left >= leastEdged;
    for (let y = top; y < bottom; y++) {
      const line = y * width;
      for (let at = line + left; at < line + right; at++) pixels[at] = fill;
      if (edged && frame.born[bar] === 1) pixels[line + left] = edge;
      if (edged && frame.died[bar] === 1) pixels[line + right - 1] = edge;
    }
  }
}

/** Outlines what is selected, and what is pointed at. */
function outlineSpans(
  context: CanvasRenderingContext2D,
  frame: BirthsFrame,
  spans: LifeSpans,
  { selected, pointed }: BirthsMarks,
  palette: MapPalette,
): void {
  for (let bar = 0; bar < frame.count; bar++) {
    const span = frame.span[bar] ?? 0;
    const chosen = selected && selected.start < (spans.end[span] ?? 0) && selected.end > (spans.start[span] ?? 0);
    if (!chosen && span !== pointed) continue;
    context.strokeStyle = hexOf(chosen ? palette.accent : palette.text);
    context.lineWidth = chosen ? 2 : 1;
    context.strokeRect(frame.x[bar] ?? 0, frame.y[bar] ?? 0, frame.width[bar] ?? 0, frame.height[bar] ?? 0);
  }
}

/** The same as a document. */
export function birthsSvg(
  frame: BirthsFrame,
  spans: LifeSpans,
  palette: MapPalette,
  { width, height, title }: { width: number; height: number; title: string },
): string {
  const fills = coloursOf(palette).map(hexOf);
  const bars = Array.from({ length: frame.count }, (_, bar) =>
    rectangle(
      { x: frame.x[bar] ?? 0, y: frame.y[bar] ?? 0, width: frame.width[bar] ?? 0, height: frame.height[bar] ?? 0 },
      fills[spans.kind[frame.span[bar] ?? 0] ?? 0] ?? '',
    ),
  );
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">`,
    `<title>${xmlText(title)}</title>\n<desc>Spans of addresses over time. Made by Procatlas.</desc>\n`,
    rectangle({ x: 0, y: 0, width, height }, hexOf(palette.surface)),
    ...bars,
    '</svg>\n',
  ].join('');
}
