/** Anonymous memory that no rule has explained yet: what is left of each row between the parts that are known. */
import { permissionBits, type MappingIndex } from '../contract/capture.ts';
import type { Claims } from './claims.ts';
import type { Space } from './space.ts';

/** A part of one row, in pages; `limit` is how far unexplained memory goes on through rows that touch. */
export interface OpenSpan {
  readonly row: MappingIndex;
  readonly start: number;
  readonly end: number;
  readonly limit: number;
}

/** Whole pages of the process's own readable memory that are still unexplained, in address order. */
export function openSpans(space: Space, claims: Claims): readonly OpenSpan[] {
  const cuts = claims.cuts.slice().sort((a, b) => a.start - b.start);
  const spans: { row: MappingIndex; start: number; end: number; limit: number }[] = [];
  const add = (row: MappingIndex, from: number, to: number): void => {
    const [start, end] = [Math.ceil(from), Math.floor(to)];
    if (start < end) spans.push({ row, start, end, limit: end });
  };
  let next = 0;
  let reached = 0;
  for (const row of space.own) {
    if (!claims.isOpen(row) || ((space.perms[row] ?? 0) & permissionBits.read) === 0) continue;
    const end = space.end(row);
    reached = Math.max(reached, space.start(row));
    // Cuts are sorted by their starts; `reached` is how far those seen so far go.
    for (let cut = cuts[next]; cut && cut.start < end; cut = cuts[++next]) {
      if (cut.start > reached) add(row, reached, cut.start);
      reached = Math.max(reached, cut.end);
    }
    if (reached < end) add(row, reached, end);
  }
  // From above, for memory goes on as far as the span that it touches does.
  spans.reduceRight<OpenSpan | undefined>((above, span) => {
    if (above?.start === span.end) span.limit = above.limit;
    return span;
  }, undefined);
  return spans;
}

/** Spans in which something is resident: absent memory holds no header. */
export function residentSpans(space: Space, claims: Claims): readonly OpenSpan[] {
  const resident = space.zeros('Rss');
  return openSpans(space, claims).filter(({ row }) => resident.isZero(row) !== true);
}
