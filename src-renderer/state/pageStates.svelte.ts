/** States of the pages of a line, read piece by piece and again with newer captures, within the observer budget. */
import type { Failure } from '@contract/calls.ts';
import type { PageLine } from '../layout/pages/pageLine.ts';
import { pageStates, stateOfByte } from '../layout/pageState.ts';
import type { ProcessStore } from './processStore.svelte.ts';

/** Pages asked for at a time: an answer every few milliseconds. */
const piece = 2 ** 18;
/** The line is read again after at least so many times what reading it took: 2 % of the time. */
const restFactor = 50;
const leastRest = 2000;

const isHeld = pageStates.map((state) => state === 'private' || state === 'shared' || state === 'file');

export class LinePages {
  /** Index into `pageStates` for each place of the line; another array after each read. */
  states = $state.raw<Uint8Array>(new Uint8Array());
  /** Share that has been read of a line that is read for the first time. */
  share = $state<number | undefined>(undefined);
  failure = $state.raw<Failure | undefined>(undefined);
  /** Pages that came and went since the read before. */
  gained = $state(0);
  lost = $state(0);
  /** Places of the line that changed at the last read, and when (performance.now()). */
  changed = $state.raw<{ readonly places: readonly number[]; readonly at: number }>({ places: [], at: 0 });
  readonly #store: Pick<ProcessStore, 'inspect' | 'pagesKept'>;
  #line: PageLine | undefined;
  /** Pages held at the last read whose addresses have left the line since. */
  #left = 0;
  #cancel = new AbortController();
  #restUntil = 0;

  constructor(store: Pick<ProcessStore, 'inspect' | 'pagesKept'>) {
    this.#store = store;
  }

  /**
   * Reads a line. One of which most is known already, because the process has only mapped or unmapped something, keeps
   * what is known, and is read again only when reading has rested long enough.
   */
  async read(line: PageLine): Promise<void> {
    const before = this.#line;
    const same = before !== undefined && sameLine(before, line);
    const kept = before && !same ? carriedStates(before, this.states, line) : undefined;
    const again = same || (kept !== undefined && kept.known * 2 >= line.length);
    if (kept && again) {
      // What is under way is of the line before.
      this.#cancel.abort();
      if (this.#restUntil === Infinity) this.#restUntil = 0;
      this.#left += kept.left;
      this.#line = line;
      this.states = kept.states;
      this.changed = { places: [], at: 0 };
    }
    // What was kept costs the process nothing, and no later capture comes that would have it read again.
    if (again && !this.#store.pagesKept && performance.now() < this.#restUntil) return;
    this.#restUntil = Infinity;
    this.#cancel.abort();
    const cancel = new AbortController();
    this.#cancel = cancel;
    if (!again) {
      this.states = new Uint8Array(line.length);
      this.#left = 0;
    }
    this.#line = line;
    this.share = again ? undefined : 0;
    const begin = performance.now();
    const next = new Uint8Array(line.length);
    for (const { spans, at, count } of piecesOf(line)) {
      const outcome = await this.#store.inspect('pages.states', { spans }, { signal: cancel.signal });
      if (cancel.signal.aborted) return;
      if (!outcome.ok) {
        this.failure = outcome;
        this.share = undefined;
        this.#restUntil = performance.now() + leastRest;
        return;
      }
      const { states } = outcome.value;
      for (let index = 0; index < count; index++) next[at + index] = stateOfByte[states[index] ?? 0] ?? 0;
      if (!again) {
        this.share = (at + count) / line.length;
        this.states = next.slice();
      }
    }
    const now = performance.now();
    if (again) this.#compare(this.states, next, now);
    this.failure = undefined;
    this.share = undefined;
    this.states = next;
    this.#restUntil = now + Math.max(leastRest, (now - begin) * restFactor);
  }

  /** Nobody looks any more. */
  stop(): void {
    this.#cancel.abort();
    this.share = undefined;
    this.#restUntil = 0;
  }

  #compare(before: Uint8Array, after: Uint8Array, at: number): void {
    const places: number[] = [];
    let gained = 0;
    let lost = this.#left;
    this.#left = 0;
    for (let place = 0; place < after.length; place++) {
      const [old = 0, now = 0] = [before[place], after[place]];
      // What is new on the line had no address before, or held nothing.
      if (old === now || (old === 0 && !isHeld[now])) continue;
      places.push(place);
      if (isHeld[old] === isHeld[now]) continue;
      if (isHeld[now]) gained++;
      else lost++;
    }
    this.gained = gained;
    this.lost = lost;
    this.changed = { places, at };
  }
}

const sameLine = (a: PageLine, b: PageLine): boolean =>
  a.length === b.length &&
  a.spans.length === b.spans.length &&
  a.spans.every((bound, index) => bound === b.spans[index]);

/**
 * What is known of one line, put on another: states by address, how many pages that are, and how many held pages have
 * no place on it.
 */
function carriedStates(
  from: PageLine,
  states: Uint8Array,
  to: PageLine,
): { readonly states: Uint8Array; readonly known: number; readonly left: number } {
  const carried = new Uint8Array(to.length);
  let old = 0;
  for (let span = 0; span < to.offsets.length; span++) {
    const [start, end] = [to.spans[2 * span] ?? 0, to.spans[2 * span + 1] ?? 0];
    while (old < from.offsets.length && (from.spans[2 * old + 1] ?? 0) <= start) old++;
    for (let other = old; other < from.offsets.length && (from.spans[2 * other] ?? 0) < end; other++) {
      const first = Math.max(start, from.spans[2 * other] ?? 0);
      const last = Math.min(end, from.spans[2 * other + 1] ?? 0);
      const at = (from.offsets[other] ?? 0) + first - (from.spans[2 * other] ?? 0);
      carried.set(states.subarray(at, at + last - first), (to.offsets[span] ?? 0) + first - start);
    }
  }
  const held = (some: Uint8Array): number => some.reduce((sum, state) => sum + (isHeld[state] ? 1 : 0), 0);
  const known = carried.reduce((sum, state) => sum + (state === 0 ? 0 : 1), 0);
  return { states: carried, known, left: held(states) - held(carried) };
}

/** The line in pieces, each with the spans that make it. */
function* piecesOf({ spans, offsets }: PageLine): Generator<{ spans: Float64Array; at: number; count: number }> {
  let wanted: number[] = [];
  let at = 0;
  let count = 0;
  for (let span = 0; span < offsets.length; span++) {
    const end = spans[2 * span + 1] ?? 0;
    for (let start = spans[2 * span] ?? 0; start < end;) {
      const taken = Math.min(end - start, piece - count);
      wanted.push(start, start + taken);
      count += taken;
      start += taken;
      if (count < piece) continue;
      yield { spans: Float64Array.from(wanted), at, count };
      at += count;
      count = 0;
      wanted = [];
    }
  }
  if (count > 0) yield { spans: Float64Array.from(wanted), at, count };
}
