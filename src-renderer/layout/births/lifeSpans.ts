/**
 * When each span of addresses was mapped: from the first picture of a recording and its events on. Samples show net
 * changes, so a birth lies somewhere between two readings; it is placed at the one that saw it. Pure.
 */
import type { Capture } from '@contract/capture.ts';
import { kindIndex } from '@contract/kinds.ts';
import { recordedEventTypes, type EventColumns, type RecordedEventType } from '@contract/recording.ts';
import { rowAt } from '@contract/rows.ts';
import { asPageNumber } from '@contract/units.ts';

/** Spans with their times; rows are in the order in which the spans ended, those that still are last. */
export interface LifeSpans {
  readonly length: number;
  /** Page numbers. */
  readonly start: Float64Array;
  readonly end: Float64Array;
  /** Milliseconds since the epoch; -Infinity for what was there before the recording, Infinity for what still is. */
  readonly from: Float64Array;
  readonly to: Float64Array;
  /** Index of the kind, as far as a picture tells it. */
  readonly kind: Uint8Array;
}

interface Alive {
  readonly start: number;
  readonly end: number;
  readonly from: number;
}

/** Events that end what lay in their span, and those that begin something there. */
const ends: ReadonlySet<RecordedEventType> = new Set(['died', 'shrank']);
const begins: ReadonlySet<RecordedEventType> = new Set(['born', 'grew', 'replaced']);
/** Later events than this many are left out: a program that maps so much shows a pattern long before. */
const mostEvents = 250_000;

/** The spans of a recording; `first` is its earliest picture that is left, taken at `since`, `last` the newest. */
export function lifeSpans(first: Capture, since: number, events: EventColumns, last: Capture): LifeSpans {
  const ended: (Alive & { readonly to: number })[] = [];
  // Disjoint and sorted.
  const alive: Alive[] = Array.from({ length: first.mappings.length }, (_, row) => ({
    start: first.mappings.start[row] ?? 0,
    end: first.mappings.end[row] ?? 0,
    from: -Infinity,
  }));
  const firstAbove = (page: number): number => {
    let low = 0;
    let high = alive.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((alive[middle]?.end ?? 0) > page) high = middle;
      else low = middle + 1;
    }
    return low;
  };
  /** Ends what is alive in a span, and keeps what stands out of it. */
  const end = (start: number, until: number, to: number): void => {
    const at = firstAbove(start);
    let count = 0;
    const kept: Alive[] = [];
    for (let span = alive[at]; span && span.start < until; span = alive[at + count]) {
      count++;
      ended.push({ start: Math.max(start, span.start), end: Math.min(until, span.end), from: span.from, to });
      if (span.start < start) kept.push({ ...span, end: start });
      if (span.end > until) kept.push({ ...span, start: until });
    }
    alive.splice(at, count, ...kept);
  };
  for (let row = 0; row < Math.min(events.length, mostEvents); row++) {
    const [start, until, time] = [events.start[row] ?? NaN, events.end[row] ?? NaN, events.to[row] ?? NaN];
    if (!(until > start) || time <= since) continue;
    const type = recordedEventTypes[events.type[row] ?? 0];
    if (type === undefined || !(ends.has(type) || begins.has(type))) continue;
    end(start, until, time);
    if (begins.has(type)) alive.splice(firstAbove(start), 0, { start, end: until, from: time });
  }
  const all = [...ended, ...alive.map((span) => ({ ...span, to: Infinity }))];
  return {
    length: all.length,
    start: Float64Array.from(all, (span) => span.start),
    end: Float64Array.from(all, (span) => span.end),
    from: Float64Array.from(all, ({ from }) => from),
    to: Float64Array.from(all, ({ to }) => to),
    kind: Uint8Array.from(all, ({ start, to }) => kindAt(to === Infinity ? last : first, start)),
  };
}

/** The kind that a picture gives a page; anonymous memory where it was not there in that picture. */
function kindAt({ regions }: Capture, page: number): number {
  return regions.kind[rowAt(regions, asPageNumber(page))] ?? kindIndex.anon;
}
