/**
 * What came between two moments and is there at a third: by address, within one life. What came later is not among it,
 * and neither is what went, whoever lies there now. Pure; O(rows of all three).
 */
import type { MappingColumns, MappingIndex } from '../contract/capture.ts';
import { firstEndingAbove } from '../contract/rows.ts';
import { asPageNumber, type PageNumber } from '../contract/units.ts';
import { spanDifference, type SpanChange, type SpanChangeType } from './spans.ts';

/** One span that stayed. */
export interface StayedSpan {
  readonly start: PageNumber;
  readonly end: PageNumber;
  /** The row of the third moment that holds it. */
  readonly row: MappingIndex;
}

/** The spans that came after `from`, up to `until`, as far as they are in `now`; by address. */
export function stillThere(from: MappingColumns, until: MappingColumns, now: MappingColumns): StayedSpan[] {
  const came = changesOf(from, until, ['born', 'grew', 'replaced']);
  const went = changesOf(until, now, ['died', 'shrank', 'replaced']);
  const spans: StayedSpan[] = [];
  let next = 0;
  for (const { start, end } of came) {
    let at: number = start;
    while ((went[next]?.end ?? Infinity) <= at) next++;
    for (let hole = next; at < end; hole++) {
      const gap = went[hole];
      const until = Math.min(end, gap?.start ?? Infinity);
      if (until > at) spans.push(...byRow(now, at, until));
      at = Math.max(at, gap?.end ?? Infinity);
    }
  }
  return spans;
}

const changesOf = (a: MappingColumns, b: MappingColumns, types: readonly SpanChangeType[]): SpanChange[] =>
  spanDifference(a, b).changes.filter(({ type }) => types.includes(type));

/** A stretch, cut where another row begins. */
function byRow(now: MappingColumns, start: number, end: number): StayedSpan[] {
  const spans: StayedSpan[] = [];
  for (let row = firstEndingAbove(now, asPageNumber(start)); row < now.length; row++) {
    const [low, high] = [Math.max(start, now.start[row] ?? 0), Math.min(end, now.end[row] ?? 0)];
    if (low >= end) break;
    spans.push({ start: asPageNumber(low), end: asPageNumber(high), row });
  }
  return spans;
}
