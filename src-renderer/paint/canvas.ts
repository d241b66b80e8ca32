/** Paints the draw list of the address map on a canvas. It decides nothing: all is in the list, the palette and the looks. */
import { hexOf, type MapPalette } from '../layout/colours.ts';
import type {
  Box,
  DrawList,
  GapMark,
  GuardMark,
  Label,
  MergedRows,
  PageCells,
  Rectangle,
  ShareBar,
  StackShape,
} from '../layout/drawList.ts';
import { fontOf } from './fonts.ts';
import { hatchBook, type HatchBook } from './hatch.ts';
import {
  barTiles,
  boxFill,
  boxHeight,
  foldColour,
  foldLines,
  guardInk,
  guardOutline,
  objectStrip,
  stackInk,
  stackLine,
  stackOutline,
  type Point,
} from './looks.ts';
import { bandTiles, pageTiles, type PageTile } from './pageLooks.ts';
import { drawnText } from './xmlText.ts';

/** A mark over the picture: an outline, or a fading fill. */
export interface Mark {
  readonly rectangle: Rectangle;
  readonly colour: string;
  readonly style: 'selection' | 'hover' | 'flash';
  /** 0 … 1. */
  readonly strength: number;
}

/** Paints frames on one canvas. */
export interface CanvasPainter {
  readonly paint: (frame: DrawList, palette: MapPalette, marks: readonly Mark[], textScale: number) => void;
}

/** A painter for a context whose units are CSS pixels times `pixelRatio`. */
export function canvasPainter(context: CanvasRenderingContext2D, pixelRatio: number): CanvasPainter {
  const hatches = hatchBook(context, pixelRatio);
  const strip = document.createElement('canvas');
  return {
    paint: (frame, palette, marks, textScale) => {
      context.setTransform(pixelRatio, 0, 0, pixelRatio, 0, 0);
      context.fillStyle = hexOf(palette.surface);
      context.fillRect(0, 0, frame.width, frame.height);
      for (const rows of frame.rows) paintRows(context, strip, rows);
      for (const box of frame.boxes) paintBox(context, hatches, box, palette);
      for (const gap of frame.gaps) paintGap(context, gap, palette);
      for (const band of frame.bands) paintTiles(context, hatches, bandTiles(band, palette));
      paintPages(context, hatches, frame.pages, palette);
      for (const bar of frame.bars) paintBar(context, bar, palette);
      for (const guard of frame.guards) paintGuard(context, hatches, guard, palette);
      for (const stack of frame.stacks) paintStack(context, stack, palette);
      for (const mark of marks) if (mark.style === 'flash') paintMark(context, mark);
      paintLabels(context, frame.labels, textScale);
      for (const mark of marks) if (mark.style !== 'flash') paintMark(context, mark);
    },
  };
}

function paintRows(context: CanvasRenderingContext2D, strip: HTMLCanvasElement, rows: MergedRows): void {
  const height = rows.pixels.length;
  if (height === 0 || rows.width <= 0) return;
  strip.width = 1;
  strip.height = height;
  const pen = strip.getContext('2d');
  if (!pen) return;
  const image = pen.createImageData(1, height);
  new Uint32Array(image.data.buffer).set(rows.pixels);
  pen.putImageData(image, 0, 0);
  context.imageSmoothingEnabled = false;
  context.drawImage(strip, rows.x, 0, rows.width, height);
}

function paintBox(context: CanvasRenderingContext2D, hatches: HatchBook, box: Box, palette: MapPalette): void {
  const height = boxHeight(box);
  context.fillStyle = hatches.paint(boxFill(box, palette));
  context.fillRect(box.x, box.y, box.width, height);
  if (box.edge !== undefined && box.column === 'object') {
    context.fillStyle = hexOf(box.edge);
    context.fillRect(box.x, box.y, objectStrip, height);
  }
  if (box.column === 'area' && box.edge !== undefined && height > 3) {
    context.strokeStyle = hexOf(box.edge);
    context.lineWidth = 1;
    context.strokeRect(box.x + 0.5, box.y + 0.5, box.width - 1, height - 1);
  }
  if (box.glow) {
    context.strokeStyle = hexOf(palette.text);
    context.lineWidth = 2;
    context.strokeRect(box.x + 1, box.y + 1, box.width - 2, Math.max(1, height - 2));
  }
}

function paintGap(context: CanvasRenderingContext2D, gap: GapMark, palette: MapPalette): void {
  context.strokeStyle = hexOf(foldColour(gap, palette));
  context.lineWidth = 1;
  for (const line of foldLines(gap)) {
    trace(context, line);
    context.stroke();
  }
}

function trace(context: CanvasRenderingContext2D, points: readonly Point[]): void {
  context.beginPath();
  // The first lineTo of an empty path is a moveTo.
  for (const [x, y] of points) context.lineTo(x, y);
}

function paintPages(
  context: CanvasRenderingContext2D,
  hatches: HatchBook,
  pages: PageCells,
  palette: MapPalette,
): void {
  for (let cell = 0; cell < pages.count; cell++) paintTiles(context, hatches, pageTiles(pages, cell, palette));
}

function paintTiles(context: CanvasRenderingContext2D, hatches: HatchBook, tiles: readonly PageTile[]): void {
  for (const { x, y, width, height, fill } of tiles) {
    context.fillStyle = hatches.paint(fill);
    context.fillRect(x, y, width, height);
  }
}

function paintBar(context: CanvasRenderingContext2D, bar: ShareBar, palette: MapPalette): void {
  for (const { x, y, width, height, fill } of barTiles(bar, palette)) {
    context.fillStyle = hexOf(fill);
    context.fillRect(x, y, width, height);
  }
}

function paintGuard(
  context: CanvasRenderingContext2D,
  hatches: HatchBook,
  guard: GuardMark,
  palette: MapPalette,
): void {
  const ink = guardInk(guard, palette);
  context.fillStyle = hatches.paint({ hatch: 'guard', ink, ground: palette.surface });
  context.fillRect(guard.bar.x, guard.bar.y, guard.bar.width, guard.bar.height);
  context.fillStyle = hexOf(ink);
  trace(context, guardOutline(guard));
  context.fill();
}

function paintStack(context: CanvasRenderingContext2D, stack: StackShape, palette: MapPalette): void {
  context.fillStyle = hexOf(stackInk(stack, palette));
  for (const { x, y, width, height } of stackLine(stack)) context.fillRect(x, y, width, height);
  trace(context, stackOutline(stack));
  context.fill();
}

/** Writes texts where they stand, in order. */
export function paintLabels(context: CanvasRenderingContext2D, labels: readonly Label[], textScale: number): void {
  context.textBaseline = 'middle';
  context.textAlign = 'left';
  let font = '';
  for (const label of labels) {
    if (label.plate !== undefined) {
      context.fillStyle = hexOf(label.plate);
      context.fillRect(label.x - 4, label.y - label.height / 2 + 1, label.width + 8, label.height - 2);
    }
    const wanted = fontOf(label.font, textScale);
    if (wanted !== font) context.font = font = wanted;
    context.fillStyle = hexOf(label.colour);
    context.fillText(drawnText(label.text), label.x, label.y + 0.5);
  }
}

function paintMark(context: CanvasRenderingContext2D, mark: Mark): void {
  const { x, y, width, height } = mark.rectangle;
  context.globalAlpha = mark.strength;
  if (mark.style === 'flash') {
    context.fillStyle = mark.colour;
    context.fillRect(x, y, width, height);
  } else {
    context.strokeStyle = mark.colour;
    context.lineWidth = mark.style === 'selection' ? 2.5 : 1.25;
    context.strokeRect(x + 1, y + 0.5, width - 2, Math.max(2, height - 1));
  }
  context.globalAlpha = 1;
}
