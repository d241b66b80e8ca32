/** What the picture asks about pages. The answer is made elsewhere; layout only reads it. */
import type { PageStateIndex } from './pageState.ts';

/** Pages of a span by state, as {@link pageStates} orders them. */
export type PageSums = Float64Array;

/** States of pages as far as they have been read. */
export interface PageLookup {
  /** State of one page; `unknown` until it has been read. */
  readonly stateOf: (page: number) => PageStateIndex;
  /** How many pages of a span are in each state; added to `sums`, which the caller owns. */
  readonly addSums: (start: number, end: number, sums: PageSums) => void;
}
