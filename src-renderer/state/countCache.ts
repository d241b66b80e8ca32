/** Counts of pages by state, per cell of a region of which too many are on screen to be read one by one. Pure. */
import type { PageCounts } from '@contract/pages.ts';
import type { PageLookup, PageSums } from '../layout/pageLookup.ts';
import { pageStates, type PageState } from '../layout/pageState.ts';
import type { CountedSpan } from '../layout/shownPages.ts';

const kinds = pageStates.length;
const index = (state: PageState): number => pageStates.indexOf(state);
/** Counted spans that are kept; a screen shows no more than forty regions. */
const capacity = 64;

interface CountedSet extends CountedSpan {
  readonly end: number;
  /** Pages of each cell in each state. */
  readonly sums: Uint32Array;
}

const endOf = ({ start, cells, pagesPerCell }: CountedSpan): number => start + cells * pagesPerCell;

export class CountCache {
  /** The newest first. */
  #sets: readonly CountedSet[] = [];

  /** Takes the answer for a span; what was known of pages within it is forgotten. */
  put(span: CountedSpan, counts: PageCounts): void {
    const set: CountedSet = { ...span, end: endOf(span), sums: sumsOf(span, counts) };
    const others = this.#sets.filter(({ start, end }) => start < set.start || end > set.end);
    this.#sets = [set, ...others].slice(0, capacity);
  }

  /**
   * Adds the pages of a span by state. A cell that the span cuts gives its share. Pages that have not been counted are
   * `unknown`.
   */
  addSums = (start: number, end: number, sums: PageSums): void => {
    const set = this.#sets.find((candidate) => start < candidate.end && end > candidate.start);
    if (!set) {
      sums[0] = (sums[0] ?? 0) + end - start;
      return;
    }
    const from = Math.max(start, set.start);
    const to = Math.min(end, set.end);
    sums[0] = (sums[0] ?? 0) + (from - start) + (end - to);
    for (let page = from; page < to;) {
      const cell = Math.floor((page - set.start) / set.pagesPerCell);
      const next = Math.min(to, set.start + (cell + 1) * set.pagesPerCell);
      const share = (next - page) / set.pagesPerCell;
      for (let kind = 0; kind < kinds; kind++) {
        sums[kind] = (sums[kind] ?? 0) + share * (set.sums[cell * kinds + kind] ?? 0);
      }
      page = next;
    }
  };

  clear(): void {
    this.#sets = [];
  }
}

/**
 * The counts of the contract as numbers of each state. The columns overlap: an exclusive page may be anonymous or of a
 * file. Where a cell has both, as many as can be are taken for anonymous; what is mapped copy-on-write mostly is.
 */
function sumsOf({ cells, pagesPerCell }: CountedSpan, counts: PageCounts): Uint32Array {
  const sums = new Uint32Array(cells * kinds);
  for (let cell = 0; cell < cells; cell++) {
    const at = (column: Uint32Array): number => column[cell] ?? 0;
    const present = at(counts.present);
    const file = Math.min(present, at(counts.file));
    const alone = Math.min(present - file, at(counts.exclusive));
    const swapped = at(counts.swapped);
    const guard = at(counts.guard);
    const unread = at(counts.unread);
    const put = (state: PageState, count: number): void => {
      sums[cell * kinds + index(state)] = count;
    };
    put('unknown', unread);
    put('private', alone);
    put('shared', present - file - alone);
    put('file', file);
    put('swapped', swapped);
    put('guard', guard);
    put('untouched', Math.max(0, pagesPerCell - present - swapped - guard - unread));
  }
  return sums;
}

/** Share of a span that must be known page by page for counts not to be asked. */
const mostlyKnown = 0.9;

/** One lookup of both: what is known page by page, and counts where that is not enough. */
export function joinedLookup(pages: PageLookup, counts: CountCache): PageLookup {
  return {
    stateOf: pages.stateOf,
    addSums: (start, end, sums) => {
      const single = new Float64Array(kinds);
      pages.addSums(start, end, single);
      let best = single;
      if ((single[0] ?? 0) > (1 - mostlyKnown) * (end - start)) {
        const counted = new Float64Array(kinds);
        counts.addSums(start, end, counted);
        if ((counted[0] ?? 0) < (single[0] ?? 0)) best = counted;
      }
      for (let kind = 0; kind < kinds; kind++) sums[kind] = (sums[kind] ?? 0) + (best[kind] ?? 0);
    },
  };
}
