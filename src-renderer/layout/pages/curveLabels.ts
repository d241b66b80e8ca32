/**
 * Names of regions on the curve. A run of places has a ragged outline, but it is made of a few squares: every stretch
 * of 4^k places that begins at a multiple of 4^k fills one square of the grid of side 2^k. The name stands in the
 * largest of them, or in a row of them; since no two regions share a cell, names never overlap. Pure.
 */
import { fitted, lineHeight, type Measure } from '../labels.ts';
import type { CellBlock, Curve, CurveSize, CurveView } from './curve.ts';
import type { LineRun } from './lineRegions.ts';

/** A name on the picture, in CSS pixels. */
export interface CurveLabel {
  readonly region: number;
  readonly text: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** CSS pixels around a name. */
const padding = 4;
/** Fewer square pixels than this have room for no name: 40 by 15 and what a ragged outline costs. */
const leastArea = 1000;
/** A name is no use once it is shorter than this. */
const leastLetters = 10;
/** A block wider than so many heights is no better for a name. */
const usefulWidth = 8;

/** The block of whole squares inside a run that has most room for one line of text. */
export function roomiestBlock({ side, cells }: Curve, { first, end }: LineRun): CellBlock | undefined {
  let best: CellBlock | undefined;
  let last: CellBlock | undefined;
  for (let place = first; place < end;) {
    let length = 1;
    while (place % (length * 4) === 0 && place + length * 4 <= end) length *= 4;
    const square = squareOf(cells[place] ?? 0, side, Math.sqrt(length));
    last = last && besides(last, square) ? joined(last, square) : square;
    if (!best || room(last) > room(best)) best = last;
    place += length;
  }
  return best;
}

/** The square of the grid that holds a cell. */
function squareOf(cell: number, side: number, edge: number): CellBlock {
  const x = cell % side;
  const y = (cell - x) / side;
  return { x: x - (x % edge), y: y - (y % edge), width: edge, height: edge };
}

const besides = (one: CellBlock, other: CellBlock): boolean =>
  one.y === other.y &&
  one.height === other.height &&
  (one.x + one.width === other.x || other.x + other.width === one.x);

const joined = (one: CellBlock, other: CellBlock): CellBlock => ({
  ...one,
  x: Math.min(one.x, other.x),
  width: one.width + other.width,
});

const room = ({ width, height }: CellBlock): number => height * Math.min(width, usefulWidth * height);

/** Names for the regions that have room for one on screen: the longest form that fits, else cut. */
export function curveLabels(
  curve: Curve,
  runs: readonly LineRun[],
  view: CurveView,
  size: CurveSize,
  text: { readonly forms: (region: number) => readonly string[]; readonly measure: Measure; readonly scale: number },
): CurveLabel[] {
  const labels: CurveLabel[] = [];
  const height = lineHeight * text.scale;
  for (const run of runs) {
    if ((run.end - run.first) * view.cell ** 2 < leastArea) continue;
    const block = roomiestBlock(curve, run);
    const seen = block && onScreen(block, view, size);
    if (!seen || seen.height < height) continue;
    const wide = seen.width - 2 * padding;
    const name = nameIn(text.forms(run.region), wide, text.measure);
    if (name === undefined) continue;
    const width = text.measure(name, 'name') + 2 * padding;
    labels.push({
      region: run.region,
      text: name,
      x: seen.x + (seen.width - width) / 2,
      y: seen.y + (seen.height - height) / 2,
      width,
      height,
    });
  }
  return labels;
}

function nameIn(forms: readonly string[], wide: number, measure: Measure): string | undefined {
  const whole = forms.find((form) => measure(form, 'name') <= wide);
  if (whole !== undefined) return whole;
  const cut = fitted(forms.at(-1) ?? '', 'name', wide, measure);
  return cut !== undefined && Array.from(cut).length >= leastLetters ? cut : undefined;
}

/** What is to be seen of a block, in CSS pixels. */
function onScreen(block: CellBlock, view: CurveView, size: CurveSize): CellBlock | undefined {
  const left = Math.max(0, view.x + block.x * view.cell);
  const top = Math.max(0, view.y + block.y * view.cell);
  const right = Math.min(size.width, view.x + (block.x + block.width) * view.cell);
  const bottom = Math.min(size.height, view.y + (block.y + block.height) * view.cell);
  return right > left && bottom > top ? { x: left, y: top, width: right - left, height: bottom - top } : undefined;
}
