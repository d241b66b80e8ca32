/** The window of time that a timeline shows, and how one moves through a recording. Times are milliseconds since the epoch. */
import type { MomentColumns, RecordingInfo } from '@contract/recording.ts';

/** A window of time. */
export interface TimeWindow {
  readonly from: number;
  readonly to: number;
}

/** The shortest window that can be zoomed to: less than a fast sampling's step. */
const shortest = 500;

/** The whole of a recording; the latest thing that was told ends it. */
export function wholeWindow({ moments, pulse }: RecordingInfo): TimeWindow {
  const ends = [moments.time.at(-1), pulse.time.at(-1)].filter((time) => time !== undefined);
  const begins = [moments.time[0], pulse.time[0]].filter((time) => time !== undefined);
  const from = Math.min(...begins, ...ends);
  const to = Math.max(...begins, ...ends);
  return Number.isFinite(from) ? { from, to: Math.max(to, from + shortest) } : { from: 0, to: shortest };
}

/** A window made larger or smaller around a time, kept within the whole. */
export function zoomed(window: TimeWindow, whole: TimeWindow, factor: number, around: number): TimeWindow {
  const length = Math.min(whole.to - whole.from, Math.max(shortest, (window.to - window.from) * factor));
  const share = (around - window.from) / (window.to - window.from);
  return within({ from: around - share * length, to: around - share * length + length }, whole);
}

/** A window moved so that it lies within the whole. */
export function within(window: TimeWindow, whole: TimeWindow): TimeWindow {
  const length = Math.min(window.to - window.from, whole.to - whole.from);
  const from = Math.max(whole.from, Math.min(window.from, whole.to - length));
  return { from, to: from + length };
}

/** A window moved by just as much as brings a time into it. */
export function revealing(window: TimeWindow, whole: TimeWindow, time: number): TimeWindow {
  if (time >= window.from && time <= window.to) return window;
  const length = window.to - window.from;
  const from = time < window.from ? time - length * 0.1 : time - length * 0.9;
  return within({ from, to: from + length }, whole);
}

/** The last moment at or before a time that still has its picture; the first one for a time before all. -1: none. */
export function momentAt(moments: MomentColumns, time: number): number {
  let low = 0;
  let high = moments.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((moments.time[middle] ?? 0) <= time) low = middle + 1;
    else high = middle;
  }
  for (let row = low - 1; row >= 0; row--) if (moments.picture[row] === 1) return row;
  for (let row = low; row < moments.length; row++) if (moments.picture[row] === 1) return row;
  return -1;
}

/** The next row with a picture in a direction; the same row at either end. */
export function momentBeside(moments: MomentColumns, row: number, by: 1 | -1): number {
  for (let next = row + by; next >= 0 && next < moments.length; next += by)
    if (moments.picture[next] === 1) return next;
  return row;
}

/** The row of a moment by its number; -1 where it was thinned out. */
export function rowOfMoment({ id, length }: MomentColumns, moment: number): number {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((id[middle] ?? 0) < moment) low = middle + 1;
    else high = middle;
  }
  return id[low] === moment && low < length ? low : -1;
}

/** Bookmarks and events in a direction from a time: the nearest of them; undefined where there is none. */
export function landmarkBeside({ bookmarks, events }: RecordingInfo, time: number, by: 1 | -1): number | undefined {
  const times = [...bookmarks.map((bookmark): number => bookmark.time), ...events.to.slice(0, events.length)];
  const ahead = times.filter((other) => (by > 0 ? other > time : other < time));
  if (ahead.length === 0) return undefined;
  return by > 0 ? ahead.reduce((a, b) => Math.min(a, b)) : ahead.reduce((a, b) => Math.max(a, b));
}
