/** A timeline on a canvas. */
import { hexOf, mixed, type MapPalette } from '../layout/colours.ts';
import type { TimelineFrame } from '../layout/timeline/frame.ts';
import { areaShapes, carriedBars, lineShapes, type Points } from '../layout/timeline/shapes.ts';
import { hatchBook } from './hatch.ts';
import { layerColour, tickColour } from './timelinePaint.ts';

/** What is drawn over the recording. */
export interface TimelineMarks {
  /** Where the playhead stands, and whether that is now. */
  readonly playhead: number;
  readonly live: boolean;
  readonly pointer?: number | undefined;
  /** The span of time whose two ends are compared; shaded only while it is drawn, for shade changes the colours of kinds. */
  readonly range?: { readonly from: number; readonly to: number; readonly shaded: boolean } | undefined;
}

/** How much of what lies under it a span of time hides. */
const rangeShade = 0.18;

/** Paints a frame; the context has the size of the frame in device pixels. */
export function paintTimeline(
  context: CanvasRenderingContext2D,
  frame: TimelineFrame,
  marks: TimelineMarks,
  { palette, ratio, font, time }: { palette: MapPalette; ratio: number; font: string; time: (at: number) => string },
): void {
  const { plot, width, height } = frame;
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.fillStyle = hexOf(palette.raised);
  context.fillRect(0, 0, width, height);
  for (const layer of frame.layers) {
    context.fillStyle = hexOf(layerColour(layer, palette));
    for (const shape of areaShapes(frame, layer)) {
      trace(context, shape);
      context.fill();
    }
  }
  const line = (values: Float64Array, most: number, colour: number, thick: number): void => {
    context.strokeStyle = hexOf(colour);
    context.lineWidth = thick;
    for (const shape of lineShapes(frame, values, most)) {
      trace(context, shape);
      context.stroke();
    }
  };
  context.lineWidth = 1;
  for (const { x, y, width: wide, height: high } of carriedBars(frame)) {
    context.fillStyle = hexOf(palette.raised);
    context.fillRect(x, y, wide, high);
    context.strokeStyle = hexOf(palette.muted);
    context.strokeRect(x + 0.5, y + 0.5, Math.max(0, wide - 1), high - 1);
  }
  line(frame.faults, frame.mostFaults, mixed(palette.muted, palette.raised, 0.5), 1);
  line(frame.rss, frame.most, palette.text, 1);
  const hatches = hatchBook(context, ratio);
  for (const { x, width: wide, gap } of frame.gaps) {
    if (gap.of !== 'everything') continue;
    context.fillStyle = hatches.paint({ hatch: 'unknown', ink: palette.muted, ground: palette.raised });
    context.fillRect(x, plot.y, wide, plot.height);
  }
  for (const { x, type } of frame.ticks) {
    context.fillStyle = hexOf(tickColour(type, palette));
    context.fillRect(x, 1, 1, plot.y - 2);
  }
  context.fillStyle = hexOf(palette.line);
  context.fillRect(plot.x, plot.y + plot.height, plot.width, 1);
  context.fillStyle = hexOf(palette.muted);
  context.font = font;
  context.textBaseline = 'bottom';
  for (const { x, time: at } of frame.axis) {
    context.fillRect(x, plot.y + plot.height, 1, 3);
    context.fillText(time(at), x + 3, height);
  }
  context.fillStyle = hexOf(palette.accent);
  for (const { x } of frame.bookmarks) {
    context.fillRect(x, 0, 1, plot.y + plot.height);
    context.fillRect(x, 0, 6, 5);
  }
  if (marks.range) {
    const [from, to] = [Math.max(plot.x, marks.range.from), Math.min(plot.x + plot.width, marks.range.to)];
    context.fillStyle = hexOf(palette.accent);
    if (marks.range.shaded) {
      context.globalAlpha = rangeShade;
      context.fillRect(from, plot.y, Math.max(0, to - from), plot.height);
      context.globalAlpha = 1;
    }
    context.fillRect(from, plot.y, Math.max(0, to - from), 2);
    for (const x of [marks.range.from, marks.range.to]) context.fillRect(Math.round(x), plot.y, 1, plot.height);
  }
  if (marks.pointer !== undefined) {
    context.fillStyle = hexOf(palette.muted);
    context.fillRect(marks.pointer, plot.y, 1, plot.height);
  }
  if (!marks.live) {
    context.fillStyle = hexOf(palette.text);
    context.fillRect(Math.round(marks.playhead) - 1, 0, 2, plot.y + plot.height);
    context.beginPath();
    context.arc(marks.playhead, 4, 4, 0, 2 * Math.PI);
    context.fill();
  }
}

function trace(context: CanvasRenderingContext2D, points: Points): void {
  context.beginPath();
  for (let at = 0; at < points.length; at += 2) context.lineTo(points[at] ?? 0, points[at + 1] ?? 0);
}
