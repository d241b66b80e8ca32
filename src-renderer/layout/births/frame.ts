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

/** Bars as columns; `span` is a row of the scene's spans. */
export interface BirthsFrame {
  readonly count: number;
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly width: Float64Array;
  readonly height: Float64Array;
  readonly span: Int32Array;
  /** 1: the birth, or the death, lies within the window. */
  readonly born: Uint8Array;
  readonly died: Uint8Array;
}

/** Lowest bar: a guard page beside 8 MiB must still be seen. */
const leastHeight = 1;
const leastGuard = 3;
/** Beyond this many bars those that fall on the same pixel are drawn once. */
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

/** Lays the bars out that touch the window. O(spans). */
export function birthsFrame({ spans, scale, window, width, height, highAddressesOnTop }: BirthsScene): BirthsFrame {
  const bars: { x: number; y: number; width: number; height: number; span: number }[] = [];
  const perTime = width / (window.to - window.from);
  const seen = spans.length > mostBars ? new Set<number>() : undefined;
  for (let row = 0; row < spans.length; row++) {
    const from = Math.max(window.from, spans.from[row] ?? 0);
    const to = Math.min(window.to, spans.to[row] ?? 0);
    if (to < from) continue;
    const x = (from - window.from) * perTime;
    const [low, high] = [shareOf(scale, spans.start[row] ?? 0), shareOf(scale, spans.end[row] ?? 0)];
    const least = spans.kind[row] === kindIndex.guard ? leastGuard : leastHeight;
    const tall = Math.max(least, (high - low) * height);
    const y = highAddressesOnTop ? Math.max(0, (1 - high) * height) : Math.min(height - tall, low * height);
    const wide = Math.max(1, (to - from) * perTime);
    if (seen && wide <= 1 && tall <= 1) {
      const pixel = Math.round(y) * Math.ceil(width) + Math.round(x);
      if (seen.has(pixel)) continue;
      seen.add(pixel);
    }
    bars.push({ x, y, width: wide, height: tall, span: row });
  }
  return {
    count: bars.length,
    x: Float64Array.from(bars, (bar) => bar.x),
    y: Float64Array.from(bars, (bar) => bar.y),
    width: Float64Array.from(bars, (bar) => bar.width),
    height: Float64Array.from(bars, (bar) => bar.height),
    span: Int32Array.from(bars, ({ span }) => span),
    born: Uint8Array.from(bars, ({ span }) => ((spans.from[span] ?? 0) > window.from ? 1 : 0)),
    died: Uint8Array.from(bars, ({ span }) => ((spans.to[span] ?? 0) < window.to ? 1 : 0)),
  };
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
