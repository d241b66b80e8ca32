/**
 * A recording as a picture: stacked areas over time, lines, gaps, ticks. Everything is laid out by pixel column, so a
 * recording of 250,000 moments costs one pass over them and what is drawn depends on the width alone. Pure.
 */
import {
  backings,
  type Backing,
  type MomentColumns,
  type RecordedEventType,
  type RecordedGap,
  type RecordingInfo,
  type Series,
  type SeriesMetric,
  recordedEventTypes,
} from '@contract/recording.ts';
import { kindIds, type KindId } from '@contract/kinds.ts';
import type { TimeWindow } from './window.ts';

/** What the areas are of. */
export const stackings = ['kind', 'backing'] as const;
export type Stacking = (typeof stackings)[number];

export interface TimelineScene {
  readonly info: RecordingInfo;
  readonly window: TimeWindow;
  /** In CSS pixels. */
  readonly width: number;
  readonly height: number;
  readonly textScale: number;
  readonly metric: SeriesMetric;
  readonly stacking: Stacking;
}

/** One area; values are bytes by pixel column of the plot, NaN where nothing is known. */
export interface TimelineLayer {
  readonly of: { readonly kind: KindId } | { readonly backing: Backing };
  readonly bottom: Float64Array;
  readonly top: Float64Array;
}

/** Events of one pixel column. */
export interface TimelineTick {
  readonly x: number;
  readonly count: number;
  /** The gravest of them. */
  readonly type: RecordedEventType;
}

export interface TimelineFrame {
  readonly width: number;
  readonly height: number;
  /** Where the areas are. */
  readonly plot: { readonly x: number; readonly y: number; readonly width: number; readonly height: number };
  /** The value at the top of the plot, in bytes. */
  readonly most: number;
  /** From the lowest to the uppermost. */
  readonly layers: readonly TimelineLayer[];
  /** RSS as the cheapest files tell it, in bytes by column, where that is the metric; and mappings and faults a second. */
  readonly rss: Float64Array;
  readonly rows: Float64Array;
  readonly mostRows: number;
  readonly faults: Float64Array;
  readonly mostFaults: number;
  /** 1 where figures of a column were carried over from an earlier reading of smaps. */
  readonly carried: Uint8Array;
  readonly gaps: readonly { readonly x: number; readonly width: number; readonly gap: RecordedGap }[];
  readonly ticks: readonly TimelineTick[];
  readonly bookmarks: readonly { readonly x: number; readonly name: string; readonly time: number }[];
  readonly axis: readonly { readonly x: number; readonly time: number }[];
}

/** Room above the areas for ticks, and below them for times, in CSS pixels of presentation size 1. */
const above = 9;
const below = 14;

/** Gravest last: what a tick of several events shows. */
const byGravity: readonly RecordedEventType[] = [
  'call',
  'thread-renamed',
  'shrank',
  'grew',
  'died',
  'born',
  'permission',
  'replaced',
  'thread-ended',
  'thread-began',
  'unloaded',
  'loaded',
  'exited',
  'exec',
];

/** The place in that order of each type by its number: a recording of an hour may hold 250,000 events. */
const gravityOf = Int8Array.from(recordedEventTypes, (type) => byGravity.indexOf(type));

export const timeOfX = ({ plot }: TimelineFrame, { from, to }: TimeWindow, x: number): number =>
  from + ((x - plot.x) / Math.max(1, plot.width)) * (to - from);
export const xOfTime = ({ plot }: Pick<TimelineFrame, 'plot'>, { from, to }: TimeWindow, time: number): number =>
  plot.x + ((time - from) / (to - from)) * plot.width;

/** Lays a recording out. O(moments + pulse + events in the window + columns × areas). */
export function timelineFrame(scene: TimelineScene): TimelineFrame {
  const { info, window, width, height, textScale, metric } = scene;
  const plot = {
    x: 0,
    y: Math.round(above * textScale),
    width: Math.max(1, Math.floor(width)),
    height: Math.max(1, Math.floor(height - (above + below) * textScale)),
  };
  const columns = plot.width;
  const momentOf = lastByColumn(info.moments.time, info.moments.length, window, columns);
  const gaps = gapsOf(info, window, plot);
  const open = new Uint8Array(columns).fill(1);
  for (const { x, width: wide, gap } of gaps) {
    if (gap.of === 'everything') open.fill(0, Math.max(0, Math.ceil(x)), Math.max(0, Math.floor(x + wide)));
  }
  const layers = layersOf(scene, momentOf, open);
  const pulse = pulseOf(scene, columns, open);
  const rows = byColumn(momentOf, open, (row) => info.moments.rows[row] ?? NaN);
  const stacked = layers.at(-1)?.top ?? new Float64Array(columns).fill(NaN);
  return {
    width,
    height,
    plot,
    most: Math.max(1, greatest(stacked), metric === 'rss' ? greatest(pulse.rss) : 0),
    layers,
    ...pulse,
    mostFaults: greatest(pulse.faults),
    rows,
    mostRows: greatest(rows),
    carried: Uint8Array.from(momentOf, (row) => (row >= 0 && isCarried(info.moments, row) ? 1 : 0)),
    gaps,
    ticks: ticksOf(info, window, plot),
    bookmarks: info.bookmarks.flatMap(({ name, time }) =>
      time >= window.from && time <= window.to ? [{ x: xOfTime({ plot }, window, time), name, time }] : [],
    ),
    axis: axisOf(window, plot, textScale),
  };
}

/** Whether figures of a moment are those of an earlier reading, all of them or those of some rows. */
export const isCarried = ({ figuresTime, time, unread }: MomentColumns, row: number): boolean =>
  (figuresTime[row] ?? NaN) < (time[row] ?? NaN) || (unread[row] ?? 0) > 0;

const greatest = (values: Float64Array): number =>
  values.reduce((most, value) => (Number.isNaN(value) ? most : Math.max(most, value)), 0);

/** For each pixel column the last row at or before its right edge; -1 where the recording has not begun. */
function lastByColumn(time: Float64Array, length: number, { from, to }: TimeWindow, columns: number): Int32Array {
  const rows = new Int32Array(columns).fill(-1);
  let row = -1;
  for (let column = 0; column < columns; column++) {
    const until = from + ((column + 1) / columns) * (to - from);
    while (row + 1 < length && (time[row + 1] ?? Infinity) <= until) row++;
    rows[column] = row;
  }
  return rows;
}

const byColumn = (rowOf: Int32Array, open: Uint8Array, value: (row: number) => number): Float64Array =>
  Float64Array.from(rowOf, (row, column) => (row < 0 || open[column] === 0 ? NaN : value(row)));

/** The order of the areas never changes with their sizes: it is that of the kinds, or of the backings. */
function layersOf({ info, metric, stacking }: TimelineScene, momentOf: Int32Array, open: Uint8Array): TimelineLayer[] {
  const wanted: readonly (readonly [Series['of'], TimelineLayer['of']])[] =
    stacking === 'kind'
      ? kindIds.map((kind) => [`kind:${kind}`, { kind }] as const)
      : backings.map((backing) => [`backing:${backing}`, { backing }] as const);
  const layers: TimelineLayer[] = [];
  let bottom = byColumn(momentOf, open, () => 0);
  for (const [name, of] of wanted) {
    const series = info.series.find((other) => other.of === name && other.metric === metric);
    if (!series) continue;
    const under = bottom;
    const top = Float64Array.from(
      momentOf,
      (row, column) => (under[column] ?? NaN) + (row < 0 ? 0 : (series.last[row] ?? NaN)),
    );
    if (!top.some((value, column) => value > (under[column] ?? 0))) continue;
    layers.push({ of, bottom: under, top });
    bottom = top;
  }
  return layers;
}

/** RSS between the moments and page faults a second, from the cheapest files. */
function pulseOf(
  { info, window }: TimelineScene,
  columns: number,
  open: Uint8Array,
): { rss: Float64Array; faults: Float64Array } {
  const { pulse } = info;
  const rowOf = lastByColumn(pulse.time, pulse.length, window, columns);
  const faults = new Float64Array(columns).fill(NaN);
  for (let column = 0; column < columns; column++) {
    const row = rowOf[column] ?? -1;
    const before = column === 0 ? row - 1 : Math.min(rowOf[column - 1] ?? -1, row - 1);
    if (row < 1 || before < 0 || open[column] === 0) continue;
    const seconds = ((pulse.time[row] ?? NaN) - (pulse.time[before] ?? NaN)) / 1000;
    const count =
      (pulse.minorFaults[row] ?? NaN) +
      (pulse.majorFaults[row] ?? NaN) -
      (pulse.minorFaults[before] ?? NaN) -
      (pulse.majorFaults[before] ?? NaN);
    // An exec begins to count anew.
    if (seconds > 0 && count >= 0) faults[column] = count / seconds;
  }
  return { rss: byColumn(rowOf, open, (row) => pulse.rss[row] ?? NaN), faults };
}

function gapsOf(info: RecordingInfo, window: TimeWindow, plot: TimelineFrame['plot']): TimelineFrame['gaps'] {
  return info.gaps.flatMap((gap) => {
    const from = Math.max(gap.from, window.from);
    const to = Math.min(gap.to ?? window.to, window.to);
    if (to <= from) return [];
    const x = xOfTime({ plot }, window, from);
    return [{ x, width: Math.max(1, xOfTime({ plot }, window, to) - x), gap }];
  });
}

function ticksOf({ events }: RecordingInfo, window: TimeWindow, plot: TimelineFrame['plot']): TimelineTick[] {
  const counts = new Uint32Array(plot.width + 1);
  const gravest = new Int8Array(plot.width + 1).fill(-1);
  const { from, to } = window;
  const perTime = plot.width / (to - from);
  for (let row = 0; row < events.length; row++) {
    const time = events.to[row] ?? NaN;
    if (!(time >= from && time <= to)) continue;
    const column = Math.round((time - from) * perTime);
    counts[column] = (counts[column] ?? 0) + 1;
    const gravity = gravityOf[events.type[row] ?? 0] ?? -1;
    if (gravity > (gravest[column] ?? -1)) gravest[column] = gravity;
  }
  const ticks: TimelineTick[] = [];
  for (const [column, count] of counts.entries()) {
    const type = byGravity[gravest[column] ?? -1];
    if (count > 0 && type) ticks.push({ x: plot.x + column, count, type });
  }
  return ticks;
}

/** Steps between times that are written, in seconds. */
const steps = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 43_200, 86_400];
/** Room for one time with the blank behind it, and what its words take of that, in CSS pixels. */
const timeWidth = 72;
const wordsWidth = 58;

function axisOf(window: TimeWindow, plot: TimelineFrame['plot'], textScale: number): TimelineFrame['axis'] {
  const seconds = (window.to - window.from) / 1000;
  const most = Math.max(1, plot.width / (timeWidth * textScale));
  const step = (steps.find((candidate) => seconds / candidate <= most) ?? 86_400) * 1000;
  const marks: { x: number; time: number }[] = [];
  for (let time = Math.ceil(window.from / step) * step; time <= window.to; time += step) {
    const x = xOfTime({ plot }, window, time);
    // A time that the edge would cut in half is left out.
    if (x + wordsWidth * textScale <= plot.x + plot.width) marks.push({ x, time });
  }
  return marks;
}
