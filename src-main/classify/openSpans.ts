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

/** Whether a row is private, readable memory without a file that no rule has claimed as a whole. */
const isCandidate = (space: Space, claims: Claims, row: MappingIndex): boolean =>
  space.isAnonymous(row) &&
  claims.isOpen(row) &&
  !space.isShared(row) &&
  ((space.perms[row] ?? 0) & permissionBits.read) !== 0;

/** Whole pages of the process's own memory that are still unexplained, in address order. */
export function openSpans(space: Space, claims: Claims): readonly OpenSpan[] {
  const cuts = claims.cuts.slice().sort((a, b) => a.start - b.start);
  const parts: { row: MappingIndex; start: number; end: number }[] = [];
  let next = 0;
  let reached = 0;
  for (let row = 0; row < space.count; row++) {
    const [start, end] = [space.start(row), space.end(row)];
    reached = Math.max(reached, start);
    // Cuts are sorted by their starts; `reached` is how far those seen so far go.
    for (let cut = cuts[next]; cut && cut.start < end; cut = cuts[++next]) {
      if (cut.start > reached && isCandidate(space, claims, row))
        parts.push({ row, start: Math.ceil(reached), end: Math.floor(cut.start) });
      reached = Math.max(reached, cut.end);
    }
    if (reached < end && isCandidate(space, claims, row)) parts.push({ row, start: Math.ceil(reached), end });
  }
  const spans: OpenSpan[] = [];
  let limit = 0;
  let below = -1;
  for (const part of parts.filter(({ start, end }) => start < end).reverse()) {
    if (part.end !== below) limit = part.end;
    below = part.start;
    spans.push({ ...part, limit });
  }
  return spans.reverse();
}

/** Spans in which something is resident: absent memory holds no header. */
export const residentSpans = (space: Space, claims: Claims): readonly OpenSpan[] =>
  openSpans(space, claims).filter(({ row }) => space.isZero('Rss', row) !== true);
