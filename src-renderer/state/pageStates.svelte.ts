/** States of the pages of a line, read piece by piece and again with newer captures, within the observer budget. */
import type { Failure } from '@contract/calls.ts';
import type { PageLine } from '../layout/pages/pageLine.ts';
import { pageStates, stateOfByte } from '../layout/pageState.ts';
import type { Atlas } from './atlas.svelte.ts';

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
  readonly #atlas: Pick<Atlas, 'inspect'>;
  #line: PageLine | undefined;
  #cancel = new AbortController();
  #restUntil = 0;

  constructor(atlas: Pick<Atlas, 'inspect'>) {
    this.#atlas = atlas;
  }

  /** Reads a line. The same one is read again only when reading it has rested long enough. */
  async read(line: PageLine): Promise<void> {
    const again = this.#line !== undefined && sameLine(this.#line, line);
    if (again && performance.now() < this.#restUntil) return;
    this.#restUntil = Infinity;
    this.#cancel.abort();
    const cancel = new AbortController();
    this.#cancel = cancel;
    if (!again) this.states = new Uint8Array(line.length);
    this.#line = line;
    this.share = again ? undefined : 0;
    const begin = performance.now();
    const next = new Uint8Array(line.length);
    for (const { spans, at, count } of piecesOf(line)) {
      const outcome = await this.#atlas.inspect('pages.states', { spans }, { signal: cancel.signal });
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
    let lost = 0;
    for (let place = 0; place < after.length; place++) {
      const [old = 0, now = 0] = [before[place], after[place]];
      if (old === now || old === 0) continue;
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
