/**
 * Time across, addresses upwards: a bar for each span from its birth to its death. The vertical scale is that of the
 * address map, made for all spans that were ever there, so that nothing jumps while one moves through time. Pure.
 */
import { kindIds, kindIndex, type KindId } from '@contract/kinds.ts';
import { segmentAt, segmentsOf, type SegmentedColumns } from '../segments.ts';
import { verticalScale, type VerticalScale } from '../verticalScale.ts';
import type { TimeWindow } from '../timeline/window.ts';
import type { LifeSpans } from './lifeSpans.ts';

export interface BirthsScene {
  readonly spans: LifeSpans;
  readonly scale: VerticalScale;
  readonly window: TimeWindow;
  readonly width: number;
  readonly height: number;
  readonly highAddressesOnTop: boolean;
}

/** Bars as columns, in pixels to a thousandth of one, which half the memory holds; `span` is a row of the scene’s spans. */
export interface BirthsFrame {
  readonly count: number;
  readonly x: Float32Array;
  readonly y: Float32Array;
  readonly width: Float32Array;
  readonly height: Float32Array;
  readonly span: Int32Array;
  /** 1: the birth, or the death, lies within the window. */
  readonly born: Uint8Array;
  readonly died: Uint8Array;
}

/** Lowest bar: a guard page beside 8 MiB must still be seen. */
const leastHeight = 1;
const leastGuard = 3;
/** Beyond this many bars those that would only draw over their like are left out. */
const mostBars = 20_000;

/** The scale of all spans, however they lay over each other in the course of time. */
export function unionScale(spans: LifeSpans, power: number): VerticalScale {
  return verticalScale(segmentsOf(unionOf(spans)), power);
}

/** Addresses that were ever mapped, cut wherever a span began or ended. */
function unionOf(spans: LifeSpans): SegmentedColumns {
  const bounds = [...new Set([...spans.start, ...spans.end])].sort((a, b) => a - b);
  const place = new Map(bounds.map((bound, index) => [bound, index]));
  const depth = new Int32Array(bounds.length + 1);
  const kinds = new Uint8Array(bounds.length);
  for (let row = 0; row < spans.length; row++) {
    const from = place.get(spans.start[row] ?? 0) ?? 0;
    const to = place.get(spans.end[row] ?? 0) ?? 0;
    depth[from] = (depth[from] ?? 0) + 1;
    depth[to] = (depth[to] ?? 0) - 1;
    kinds[from] = spans.kind[row] ?? kindIndex.anon;
  }
  const start: number[] = [];
  const end: number[] = [];
  const kind: number[] = [];
  let open = 0;
  let last: number = kindIndex.anon;
  bounds.forEach((bound, index) => {
    open += depth[index] ?? 0;
    const next = bounds[index + 1];
    if (kinds[index] !== 0) last = kinds[index] ?? last;
    if (open <= 0 || next === undefined) return;
    start.push(bound);
    end.push(next);
    kind.push(last);
  });
  return {
    length: start.length,
    start: Float64Array.from(start),
    end: Float64Array.from(end),
    kind: Uint8Array.from(kind),
    object: new Int32Array(start.length).fill(-1),
  };
}

/** How high a page lies, from 0 at the lowest address to 1. */
export function shareOf({ segments, at, rate, total }: VerticalScale, page: number): number {
  const segment = segmentAt(segments, page);
  const inside = Math.max(0, page - (segments.start[segment] ?? 0)) * (rate[segment] ?? 0);
  return total > 0 ? Math.min(1, ((at[segment] ?? 0) + inside) / total) : 0;
}

/** Where spans lie, 0 to 1: the same for every window, so it is worked out once for each scale. */
const heightsOf = new WeakMap<
  VerticalScale,
  { readonly of: LifeSpans; readonly low: Float64Array; readonly high: Float64Array }
>();

function heights(spans: LifeSpans, scale: VerticalScale): { readonly low: Float64Array; readonly high: Float64Array } {
  const known = heightsOf.get(scale);
  if (known?.of === spans) return known;
  const found = {
    of: spans,
    low: spans.start.map((page) => shareOf(scale, page)),
    high: spans.end.map((page) => shareOf(scale, page)),
  };
  heightsOf.set(scale, found);
  return found;
}

/** Lays the bars out that touch the window. O(spans + pixels of low bars). */
export function birthsFrame({ spans, scale, window, width, height, highAddressesOnTop }: BirthsScene): BirthsFrame {
  const { low, high } = heights(spans, scale);
  const perTime = width / (window.to - window.from);
  const [columns, rows] = [Math.ceil(width) + 1, Math.ceil(height) + 1];
  // By pixel the kind of the bar that was drawn there last, from 1: what would draw the same again is left out.
  const drawn = spans.length > mostBars ? new Uint8Array(columns * rows) : undefined;
  const column = (): Float32Array => new Float32Array(spans.length);
  const bars = { x: column(), y: column(), width: column(), height: column(), span: new Int32Array(spans.length) };
  const [born, died] = [new Uint8Array(spans.length), new Uint8Array(spans.length)];
  let count = 0;
  for (let row = 0; row < spans.length; row++) {
    const [begun, ended] = [spans.from[row] ?? 0, spans.to[row] ?? 0];
    const from = Math.max(window.from, begun);
    const to = Math.min(window.to, ended);
    if (to < from) continue;
    const kind = spans.kind[row] ?? kindIndex.anon;
    const tall = Math.max(
      kind === kindIndex.guard ? leastGuard : leastHeight,
      ((high[row] ?? 0) - (low[row] ?? 0)) * height,
    );
    const x = (from - window.from) * perTime;
    const y = highAddressesOnTop
      ? Math.max(0, (1 - (high[row] ?? 0)) * height)
      : Math.min(height - tall, (low[row] ?? 0) * height);
    const wide = Math.max(1, (to - from) * perTime);
    if (drawn && tall <= 1 && !drawsAnew(drawn, Math.round(y) * columns + Math.floor(x), Math.ceil(wide), kind + 1))
      continue;
    bars.x[count] = x;
    bars.y[count] = y;
    bars.width[count] = wide;
    bars.height[count] = tall;
    bars.span[count] = row;
    born[count] = begun > window.from ? 1 : 0;
    died[count] = ended < window.to ? 1 : 0;
    count++;
  }
  return {
    count,
    x: bars.x.subarray(0, count),
    y: bars.y.subarray(0, count),
    width: bars.width.subarray(0, count),
    height: bars.height.subarray(0, count),
    span: bars.span.subarray(0, count),
    born: born.subarray(0, count),
    died: died.subarray(0, count),
  };
}

/** Takes note of a bar one pixel high; whether anything of it differs from what is there. */
function drawsAnew(drawn: Uint8Array, at: number, wide: number, kind: number): boolean {
  const end = Math.min(drawn.length, at + wide);
  let differs = false;
  for (let pixel = at; pixel < end; pixel++) {
    differs ||= drawn[pixel] !== kind;
    drawn[pixel] = kind;
  }
  return differs;
}

/** The span under a point; the smallest of several. -1: none. */
export function spanAt(frame: BirthsFrame, x: number, y: number): number {
  let found = -1;
  let least = Infinity;
  for (let bar = 0; bar < frame.count; bar++) {
    const [left, top] = [frame.x[bar] ?? 0, frame.y[bar] ?? 0];
    const [wide, tall] = [frame.width[bar] ?? 0, frame.height[bar] ?? 0];
    if (x < left || x > left + wide || y < top - 1 || y > top + tall + 1 || tall >= least) continue;
    found = frame.span[bar] ?? -1;
    least = tall;
  }
  return found;
}

export const kindOfSpan = ({ kind }: LifeSpans, span: number): KindId => kindIds[kind[span] ?? 0] ?? 'anon';
