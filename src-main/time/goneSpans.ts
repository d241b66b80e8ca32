/** What was there at the first of two moments and is no more, as spans of addresses. Pure. */
import type { RegionIndex } from '../contract/capture.ts';
import { firstEndingAbove } from '../contract/rows.ts';
import type { PageNumber } from '../contract/units.ts';
import type { Difference } from './difference.ts';

/** A span that has gone; `region` is where it begins in the earlier capture. */
export interface GoneSpan {
  readonly start: PageNumber;
  readonly end: PageNumber;
  readonly region: RegionIndex;
}

/** Also where the rest of it stayed; nothing where addresses were not compared. */
export const goneSpans = ({ before, spans }: Difference): GoneSpan[] =>
  (spans?.changes ?? []).flatMap(({ type, start, end }) =>
    type === 'died' || type === 'shrank' ? [{ start, end, region: firstEndingAbove(before.regions, start) }] : [],
  );
