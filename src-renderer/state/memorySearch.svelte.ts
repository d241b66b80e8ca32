/** Searching memory: a text, bytes or pointers to what is selected; and the texts of a span. One at a time. */
import type { Failure } from '@contract/calls.ts';
import type { Needle } from '@contract/inside.ts';
import { asPageNumber, type PageNumber } from '@contract/units.ts';
import { formatBytes, formatPlural } from '../format/bytes.ts';
import type { ProcessStore } from './processStore.svelte.ts';

/** Hits that are listed. */
const limit = 5000;
const leastLetters = 6;

/** One hit, with what stands there if that is told. */
export interface MemoryHit {
  readonly at: PageNumber;
  readonly text?: string;
  /** Where a pointer points. */
  readonly target?: PageNumber;
}

/** A span of pages. */
export interface MemorySpan {
  readonly start: PageNumber;
  readonly end: PageNumber;
}

export class MemorySearch {
  share = $state<number | undefined>(undefined);
  hits = $state.raw<readonly MemoryHit[] | undefined>(undefined);
  /** What was found, how much was read, and what was passed over. */
  summary = $state('');
  failure = $state.raw<Failure | undefined>(undefined);
  readonly #store: Pick<ProcessStore, 'inspect'>;
  #cancel = new AbortController();

  constructor(store: Pick<ProcessStore, 'inspect'>) {
    this.#store = store;
  }

  /** Looks in one span, or in everything that is present. */
  async search(needle: Needle, span: MemorySpan | undefined, consent: boolean): Promise<void> {
    const spans = span ? Float64Array.of(Math.floor(span.start), Math.ceil(span.end)) : new Float64Array();
    const options = this.#begin();
    const outcome = await this.#store.inspect('memory.search', { spans, needle, limit, consent }, options);
    if (options.signal.aborted) return;
    this.share = undefined;
    if (!outcome.ok) {
      this.failure = outcome;
      return;
    }
    const { start, target, around, more, bytesRead, notes } = outcome.value;
    this.hits = Array.from(start, (at, index) => {
      const to = target?.[index];
      const text = around?.[index];
      return {
        at: asPageNumber(at),
        ...(to === undefined ? {} : { target: asPageNumber(to) }),
        ...(text === undefined ? {} : { text }),
      };
    });
    this.summary = summaryOf(formatPlural(start.length, 'hit'), more, bytesRead, notes);
  }

  /** Gathers the texts of a span. */
  async strings(span: MemorySpan, consent: boolean): Promise<void> {
    const options = this.#begin();
    const argument = { ...span, least: leastLetters, limit, consent };
    const outcome = await this.#store.inspect('memory.strings', argument, options);
    if (options.signal.aborted) return;
    this.share = undefined;
    if (!outcome.ok) {
      this.failure = outcome;
      return;
    }
    const { start, texts, more, bytesRead, notes } = outcome.value;
    this.hits = Array.from(start, (at, index) => ({ at: asPageNumber(at), text: texts[index] ?? '' }));
    this.summary = summaryOf(formatPlural(start.length, 'text'), more, bytesRead, notes);
  }

  /** Gives up what is under way; what was found before is gone already. */
  stop(): void {
    this.#cancel.abort();
    this.share = undefined;
  }

  /** Forgets what was found. */
  clear(): void {
    this.stop();
    this.hits = undefined;
    this.failure = undefined;
    this.summary = '';
  }

  #begin(): { readonly signal: AbortSignal; readonly progress: (share: number) => void } {
    this.clear();
    const cancel = new AbortController();
    this.#cancel = cancel;
    this.share = 0;
    return {
      signal: cancel.signal,
      progress: (share) => {
        if (!cancel.signal.aborted) this.share = share;
      },
    };
  }
}

const summaryOf = (
  found: string,
  more: boolean,
  bytesRead: Parameters<typeof formatBytes>[0],
  notes: readonly string[],
): string => [`${found}${more ? ', and more' : ''} in ${formatBytes(bytesRead)} of memory.`, ...notes].join(' ');
