/** Births and deaths on a canvas, and as SVG. */
import { kindEntry } from '@contract/kinds.ts';
import { hexOf, mixed, rgbOf, type MapPalette } from '../layout/colours.ts';
import { kindOfSpan, type BirthsFrame } from '../layout/births/frame.ts';
import type { LifeSpans } from '../layout/births/lifeSpans.ts';
import { rectangle } from './svg.ts';
import { xmlText } from './xmlText.ts';

const colourOf = (spans: LifeSpans, span: number, { theme }: MapPalette): number =>
  rgbOf(kindEntry(kindOfSpan(spans, span))[theme]);

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
  context.fillStyle = hexOf(palette.surface);
  context.fillRect(0, 0, width, height);
  const edge = hexOf(mixed(palette.text, palette.surface, 0.7));
  for (let bar = 0; bar < frame.count; bar++) {
    const [x, y] = [frame.x[bar] ?? 0, frame.y[bar] ?? 0];
    const [wide, tall] = [frame.width[bar] ?? 0, frame.height[bar] ?? 0];
    const span = frame.span[bar] ?? 0;
    context.fillStyle = hexOf(colourOf(spans, span, palette));
    // A hair of ground between neighbours, where there is room for it.
    context.fillRect(x, y, wide, tall > 3 ? tall - 0.5 : tall);
    context.fillStyle = edge;
    if (frame.born[bar] === 1) context.fillRect(x, y, 1, tall);
    if (frame.died[bar] === 1) context.fillRect(x + wide - 1, y, 1, tall);
    const chosen =
      marks.selected && marks.selected.start < (spans.end[span] ?? 0) && marks.selected.end > (spans.start[span] ?? 0);
    if (chosen || span === marks.pointed) {
      context.strokeStyle = hexOf(chosen ? palette.accent : palette.text);
      context.lineWidth = chosen ? 2 : 1;
      context.strokeRect(x, y, wide, tall);
    }
  }
  if (marks.playhead !== undefined) {
    context.fillStyle = hexOf(palette.text);
    context.fillRect(Math.round(marks.playhead) - 1, 0, 2, height);
  }
}

/** The same as a document. */
export function birthsSvg(
  frame: BirthsFrame,
  spans: LifeSpans,
  palette: MapPalette,
  { width, height, title }: { width: number; height: number; title: string },
): string {
  const bars = Array.from({ length: frame.count }, (_, bar) =>
    rectangle(
      { x: frame.x[bar] ?? 0, y: frame.y[bar] ?? 0, width: frame.width[bar] ?? 0, height: frame.height[bar] ?? 0 },
      hexOf(colourOf(spans, frame.span[bar] ?? 0, palette)),
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
