/** Searching memory: a text, bytes or pointers to what is selected; and the texts of a span. One at a time. */
import type { FoundStrings, MemoryHits, Needle } from '@contract/inside.ts';
import { asPageNumber, type PageNumber } from '@contract/units.ts';
import { formatBytes, formatPlural } from '../format/bytes.ts';
import { Answer } from './answer.svelte.ts';
import type { ProcessStore } from './processStore.svelte.ts';

/** Hits that are listed. */
const limit = 5000;
const leastLetters = 6;

/** One hit, with what stands there if that is told. */
interface MemoryHit {
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

/** What a search found: how much was read for it, and what was passed over, stands in its summary. */
interface Found {
  readonly hits: readonly MemoryHit[];
  readonly summary: string;
}

export class MemorySearch {
  /** Each search is a question of its own: what the one before found is forgotten when it begins. */
  #number = $state(0);
  readonly #answer = new Answer<Found>(() => String(this.#number));
  readonly share = $derived(this.#answer.share);
  readonly hits = $derived(this.#answer.value?.hits);
  readonly summary = $derived(this.#answer.value?.summary ?? '');
  readonly failure = $derived(this.#answer.failure);
  readonly #store: Pick<ProcessStore, 'inspect'>;

  constructor(store: Pick<ProcessStore, 'inspect'>) {
    this.#store = store;
  }

  /** Looks in one span, or in everything that is present. */
  async search(needle: Needle, span: MemorySpan | undefined, consent: boolean): Promise<void> {
    const spans = span ? Float64Array.of(Math.floor(span.start), Math.ceil(span.end)) : new Float64Array();
    this.clear();
    await this.#answer.ask(async (options) => {
      const outcome = await this.#store.inspect('memory.search', { spans, needle, limit, consent }, options);
      return outcome.ok ? { ok: true, value: foundHits(outcome.value) } : outcome;
    });
  }

  /** Gathers the texts of a span. */
  async strings(span: MemorySpan, consent: boolean): Promise<void> {
    const argument = { ...span, least: leastLetters, limit, consent };
    this.clear();
    await this.#answer.ask(async (options) => {
      const outcome = await this.#store.inspect('memory.strings', argument, options);
      return outcome.ok ? { ok: true, value: foundTexts(outcome.value) } : outcome;
    });
  }

  /** Gives up what is under way; what was found before is gone already. */
  stop(): void {
    this.#answer.stop();
  }

  /** Forgets what was found. */
  clear(): void {
    this.stop();
    this.#number += 1;
  }
}

function foundHits({ start, target, around, more, bytesRead, notes }: MemoryHits): Found {
  const hits = Array.from(start, (at, index) => {
    const to = target?.[index];
    const text = around?.[index];
    return {
      at: asPageNumber(at),
      ...(to === undefined ? {} : { target: asPageNumber(to) }),
      ...(text === undefined ? {} : { text }),
    };
  });
  return { hits, summary: summaryOf(formatPlural(start.length, 'hit'), more, bytesRead, notes) };
}

function foundTexts({ start, texts, more, bytesRead, notes }: FoundStrings): Found {
  const hits = Array.from(start, (at, index) => ({ at: asPageNumber(at), text: texts[index] ?? '' }));
  return { hits, summary: summaryOf(formatPlural(start.length, 'text'), more, bytesRead, notes) };
}

const summaryOf = (
  found: string,
  more: boolean,
  bytesRead: Parameters<typeof formatBytes>[0],
  notes: readonly string[],
): string => [`${found}${more ? ', and more' : ''} in ${formatBytes(bytesRead)} of memory.`, ...notes].join(' ');
