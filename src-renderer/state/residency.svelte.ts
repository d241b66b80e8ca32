/**
 * Which pages on screen are in memory. Only what is shown is asked for, once for each capture; while a newer answer is
 * on its way the one before stays, so that nothing jumps.
 */
import type { Failure } from '@contract/calls.ts';
import { asPageNumber } from '@contract/units.ts';
import type { PageLookup } from '../layout/pageLookup.ts';
import { unitedSpans, withoutSpans, type CountedSpan, type ShownPages } from '../layout/shownPages.ts';
import type { ProcessStore } from './processStore.svelte.ts';
import { CountCache, joinedLookup } from './countCache.ts';
import { PageCache, type PageChanges } from './pageCache.ts';

/** Milliseconds that the view must rest before its pages are read: a flight reads none. */
const patience = 80;
/** Pages are read again after at least so many times what the last read took: 2 % of the time. */
const restFactor = 50;

const nothing: Float64Array = new Float64Array();
const noPages: ShownPages = { spans: nothing, counted: [], near: [], drawn: false };

/** Pages that changed, and when (performance.now()). */
export type NotedChanges = PageChanges & { readonly at: number };
const noChanges: NotedChanges = { pages: [], gained: 0, lost: 0, at: 0 };

export class Residency {
  /** For the picture; another object whenever something has arrived, undefined before anything has. */
  lookup = $state.raw<PageLookup | undefined>(undefined);
  /** Why pages cannot be read; the bars of smaps stay. */
  failure = $state.raw<Failure | undefined>(undefined);
  /** Pages on screen that changed at the last read. */
  changes = $state.raw<NotedChanges>(noChanges);
  /** True while the picture shows cells or bands of pages. */
  drawn = $state(false);
  /** Bytes of pagemap read for this process. */
  bytesRead = $state(0);
  readonly #store: Pick<ProcessStore, 'inspect' | 'capture' | 'live' | 'pagesKept'>;
  readonly #cache = new PageCache();
  readonly #counts = new CountCache();
  /** What has been read at {@link #moment}. */
  #covered = nothing;
  #counted: readonly CountedSpan[] = [];
  /** The capture that what is read now belongs to: steps of a lesson have the same sequence, and another time. */
  #moment = '';
  /** True when the kernel said no at this moment: it would say so again. */
  #refused = false;
  #process = '';
  #wanted = noPages;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** Of the read under way; there is one at a time, and it is let finish. */
  #reading: AbortController | undefined;
  #restUntil = 0;

  constructor(store: Pick<ProcessStore, 'inspect' | 'capture' | 'live' | 'pagesKept'>) {
    this.#store = store;
  }

  /** Tells which pages are drawn now; what is missing of them is read once the view rests. */
  show(shown: ShownPages): void {
    const { capture } = this.#store;
    if (capture?.stage !== 'complete') return;
    const { pid, startTime } = capture.process.identity;
    const process = `${pid} ${startTime} ${capture.process.exe ?? ''}`;
    if (process !== this.#process) this.clear();
    this.#process = process;
    this.#wanted = shown;
    this.drawn = shown.drawn;
    this.#askSoon();
  }

  /** Forgets everything: another process is looked at. */
  clear(): void {
    clearTimeout(this.#timer);
    this.#reading?.abort();
    this.#reading = undefined;
    this.#cache.clear();
    this.#counts.clear();
    this.#covered = nothing;
    this.#counted = [];
    this.#moment = '';
    this.#refused = false;
    this.#wanted = noPages;
    this.#restUntil = 0;
    this.lookup = undefined;
    this.failure = undefined;
    this.drawn = false;
    this.bytesRead = 0;
    this.changes = noChanges;
  }

  /** Arranges for a read when something is missing; not while one is under way, whose answer belongs to its moment. */
  #askSoon(): void {
    if (this.#reading) return;
    const { capture } = this.#store;
    const moment = capture ? `${capture.sequence} ${capture.takenAt}` : '';
    if (moment !== this.#moment && performance.now() >= this.#restUntil) {
      this.#moment = moment;
      this.#refused = false;
      this.#covered = nothing;
      this.#counted = [];
    }
    if (this.#refused || (this.#missingSpans().length === 0 && this.#missingCounts().length === 0)) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#read(), patience);
  }

  #missingSpans(): Float64Array {
    return withoutSpans(this.#wanted.spans, this.#covered);
  }

  #missingCounts(): readonly CountedSpan[] {
    return this.#wanted.counted.filter((span) => !this.#counted.some((known) => covers(known, span)));
  }

  async #read(): Promise<void> {
    if (this.#reading || !(this.#store.live || this.#store.pagesKept)) return;
    const reading = new AbortController();
    this.#reading = reading;
    const begin = performance.now();
    const refusal = await this.#readMissing(reading.signal);
    // Cleared meanwhile: the answer is of another process.
    if (this.#reading !== reading) return;
    this.#reading = undefined;
    this.#refused = refusal !== undefined;
    this.failure = refusal;
    const now = performance.now();
    // What was kept costs the process nothing, and no later capture comes that would have it asked again.
    this.#restUntil = this.#store.pagesKept ? 0 : now + (now - begin) * restFactor;
    this.#askSoon();
  }

  /** Reads what is missing, one request after the other; a failure ends it. */
  async #readMissing(signal: AbortSignal): Promise<Failure | undefined> {
    const spans = this.#missingSpans();
    if (spans.length > 0) {
      const outcome = await this.#store.inspect('pages.states', { spans }, { signal });
      if (signal.aborted) return undefined;
      if (!outcome.ok) return outcome;
      this.bytesRead += outcome.value.bytesRead;
      this.#covered = unitedSpans(this.#covered, spans);
      this.changes = { ...this.#put(spans, outcome.value.states), at: performance.now() };
      this.lookup = joinedLookup(this.#cache, this.#counts);
    }
    for (const span of this.#missingCounts()) {
      const { start, cells, pagesPerCell } = span;
      const argument = { start: asPageNumber(start), cells, pagesPerCell };
      const outcome = await this.#store.inspect('pages.counts', argument, { signal });
      if (signal.aborted) return undefined;
      if (!outcome.ok) return outcome;
      const end = start + cells * pagesPerCell;
      this.bytesRead += outcome.value.bytesRead;
      this.#counted = [...this.#counted, span];
      this.#counts.put(span, outcome.value);
      // Single states of the same pages are older, and would be preferred.
      this.#cache.forget(start, end);
      this.#covered = withoutSpans(this.#covered, Float64Array.of(start, end));
      this.lookup = joinedLookup(this.#cache, this.#counts);
    }
    return undefined;
  }

  #put(spans: Float64Array, states: Uint8Array): PageChanges {
    const pages: number[] = [];
    let gained = 0;
    let lost = 0;
    let at = 0;
    for (let span = 0; span + 1 < spans.length; span += 2) {
      const start = spans[span] ?? 0;
      const count = (spans[span + 1] ?? 0) - start;
      const changes = this.#cache.put(start, states.subarray(at, at + count));
      pages.push(...changes.pages);
      gained += changes.gained;
      lost += changes.lost;
      at += count;
    }
    return { pages, gained, lost };
  }
}

/** True when a counted span answers for another one: as fine, and as far. */
const covers = (known: CountedSpan, wanted: CountedSpan): boolean =>
  known.pagesPerCell <= wanted.pagesPerCell &&
  known.start <= wanted.start &&
  known.start + known.cells * known.pagesPerCell >= wanted.start + wanted.cells * wanted.pagesPerCell;
