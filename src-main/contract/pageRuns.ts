/** Page states of a moment that is over, kept with it: whole processes as runs of equal states. Pure. */
import { pageStateBits, type PageCounts, type PageStates } from './pages.ts';
import { firstEndingAbove } from './rows.ts';
import { asBytes, asPageNumber, type EpochMilliseconds } from './units.ts';

/** Runs of pages with one state byte ({@link pageStateBits}) each, sorted, apart. Between them no page holds anything. */
export interface PageRuns {
  /** First page of each run, and the page behind its last. */
  readonly start: Float64Array;
  readonly end: Float64Array;
  readonly state: Uint8Array;
}

/** Puts runs together from states in the order of their addresses. */
export class PageRunsMaker {
  readonly #start: number[] = [];
  readonly #end: number[] = [];
  readonly #state: number[] = [];

  /** The states of the pages from `first` on, none of which was told before. */
  add(first: number, states: Uint8Array): void {
    for (const [index, state] of states.entries()) this.addRun(first + index, first + index + 1, state);
  }

  /** One run of one state, behind all that was told before. */
  addRun(start: number, end: number, state: number): void {
    if (state === 0) return;
    const last = this.#end.length - 1;
    if (this.#end[last] === start && this.#state[last] === state) {
      this.#end[last] = end;
      return;
    }
    this.#start.push(start);
    this.#end.push(end);
    this.#state.push(state);
  }

  get runs(): PageRuns {
    return {
      start: Float64Array.from(this.#start),
      end: Float64Array.from(this.#end),
      state: Uint8Array.from(this.#state),
    };
  }
}

/** Calls back for what of each run lies in `from` to before `to`. */
function within(
  runs: PageRuns,
  from: number,
  to: number,
  take: (start: number, end: number, state: number) => void,
): void {
  const { length } = runs.state;
  const first = firstEndingAbove({ length, end: runs.end }, asPageNumber(from));
  for (let run = first; run < length && (runs.start[run] ?? 0) < to; run++) {
    take(Math.max(from, runs.start[run] ?? 0), Math.min(to, runs.end[run] ?? 0), runs.state[run] ?? 0);
  }
}

/** What `pages.states` answers for spans (`[start, end, …]`), from what was kept at `readAt`. */
export function keptStates(runs: PageRuns, spans: Float64Array, readAt: EpochMilliseconds): PageStates {
  let total = 0;
  for (let at = 0; at + 1 < spans.length; at += 2) total += (spans[at + 1] ?? 0) - (spans[at] ?? 0);
  const states = new Uint8Array(total);
  let before = 0;
  for (let at = 0; at + 1 < spans.length; at += 2) {
    const [from, to] = [spans[at] ?? 0, spans[at + 1] ?? 0];
    const offset = before - from;
    within(runs, from, to, (start, end, state) => states.fill(state, offset + start, offset + end));
    before += to - from;
  }
  return { states, readAt, bytesRead: asBytes(0) };
}

/** What `pages.counts` answers for cells of equally many pages, from what was kept at `readAt`. */
export function keptCounts(
  runs: PageRuns,
  {
    start: first,
    cells,
    pagesPerCell,
  }: { readonly start: number; readonly cells: number; readonly pagesPerCell: number },
  readAt: EpochMilliseconds,
): PageCounts {
  const column = (bit: number): Uint32Array => {
    const counts = new Uint32Array(cells);
    within(runs, first, first + cells * pagesPerCell, (start, end, state) => {
      if ((state & bit) === 0) return;
      for (let page = start; page < end;) {
        const cell = Math.floor((page - first) / pagesPerCell);
        const next = Math.min(end, first + (cell + 1) * pagesPerCell);
        counts[cell] = (counts[cell] ?? 0) + next - page;
        page = next;
      }
    });
    return counts;
  };
  return {
    present: column(pageStateBits.present),
    file: column(pageStateBits.file),
    exclusive: column(pageStateBits.exclusive),
    swapped: column(pageStateBits.swapped),
    guard: column(pageStateBits.guard),
    softDirty: column(pageStateBits.softDirty),
    unread: column(pageStateBits.unread),
    readAt,
    bytesRead: asBytes(0),
  };
}

/** State of one page: 0 where nothing was kept of it. */
export function keptState(runs: PageRuns, page: number): number {
  let found = 0;
  within(runs, page, page + 1, (_start, _end, state) => {
    found = state;
  });
  return found;
}
