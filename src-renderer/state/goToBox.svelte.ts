/** What was typed or pasted into the “Go to” box: what it asks for, what answers it, and which of the answers one stands on. */
import { pageNumberOf } from '@contract/address.ts';
import { parseQuery } from '@read/query.ts';
import type { Selection } from './model.ts';
import { PlaceList } from './placeList.svelte.ts';
import type { ProcessStore } from './processStore.svelte.ts';
import { search, type SearchResult } from './search.ts';
import { symbolName, SymbolSearch } from './symbolSearch.svelte.ts';

/** What the box looks through, and how it goes to what it finds. */
export interface GoToSource {
  readonly store: ProcessStore;
  readonly cursor: Pick<ProcessStore, 'capture'>;
  /** There is no process whose files could be asked. */
  readonly still: boolean;
  visit(selection: Selection): void;
}

/** Queries remembered: as many as the list below the box shows. */
const remembered = 12;
/** Letters of a query that is remembered: what is longer was pasted, and may be private. */
const rememberedLetters = 80;

export class GoToBox {
  readonly #source: GoToSource;
  readonly symbols: SymbolSearch;
  /** The places that a text in the box mentions. */
  readonly placeList: PlaceList;
  /** Puts the cursor into the box; set by the panel that holds it. */
  focus: (() => void) | undefined;

  query = $state('');
  /** What was asked before in this session, the newest first. */
  queries = $state.raw<readonly string[]>([]);
  /** Which hit one stands on; -1 before the first Enter. */
  hitAt = $state(-1);

  /** The symbol that the query asks for; undefined when it is a query of regions. */
  symbolName = $derived(symbolName(this.query));
  parsed = $derived.by(() => parseQuery(this.symbolName === undefined && !this.placeList.asked ? this.query : ''));
  /** What the query finds among the regions. */
  readonly #regionHits: SearchResult = $derived.by(() => {
    const { capture } = this.#source.cursor;
    return this.parsed.ok && capture ? search(capture, this.parsed.terms) : { hits: [] };
  });
  /** The name that no region has, to be looked for among the symbols. */
  readonly #otherName = $derived.by(() => {
    const [only, more] = this.parsed.ok ? this.parsed.terms : [];
    const nowhere = this.#regionHits.hits.length === 0 && !this.#source.still;
    return only?.type === 'name' && !more && nowhere ? only.text : undefined;
  });
  result: SearchResult = $derived.by(() => {
    if (this.placeList.asked) {
      return { hits: this.placeList.places.flatMap(({ selection }) => selection ?? []), note: this.placeList.summary };
    }
    if (this.symbolName !== undefined) return this.symbols.result;
    if (this.#otherName === undefined) return this.#regionHits;
    const { hits, note = '' } = this.symbols.result;
    return {
      hits,
      note: `No region is called “${this.#otherName}”. ${hits.length > 0 ? `As a symbol: ${note}` : note}`,
    };
  });

  constructor(source: GoToSource) {
    this.#source = source;
    this.symbols = new SymbolSearch(source.store);
    this.placeList = new PlaceList(source);
  }

  /** Asks for a query. A text that was pasted may hold lines, which the box cannot show: it is given whole beside. */
  ask(text: string, pasted = text): void {
    this.query = text;
    this.hitAt = -1;
    this.placeList.ask(pasted);
    this.symbols.ask(this.placeList.asked ? undefined : (symbolName(text) ?? this.#otherName));
    const [only, more] = this.parsed.ok ? this.parsed.terms : [];
    const isAddress = only?.type === 'address' && !more && !this.#source.still;
    this.symbols.askAt(isAddress ? pageNumberOf(only.address) : undefined);
  }

  /** Goes to the next hit of the query, or to the one before; round at either end. */
  nextHit(by: 1 | -1): void {
    this.#remember();
    if (this.symbolName === undefined && this.#otherName === undefined) this.#step(by);
    else {
      this.symbols.whenFound(() => {
        this.#step(by);
      });
    }
  }

  /** Goes to one of the hits. */
  goToHit(index: number): void {
    this.#remember();
    this.#arrive(index);
  }

  #step(by: 1 | -1): void {
    const { length } = this.result.hits;
    if (length === 0) return;
    const from = this.hitAt < 0 && by < 0 ? 0 : this.hitAt;
    this.#arrive((from + by + length) % length);
  }

  #arrive(index: number): void {
    const hit = this.result.hits[index];
    if (!hit) return;
    this.hitAt = index;
    this.#source.visit(hit);
  }

  #remember(): void {
    const query = this.query.trim();
    if (query === '' || query.length > rememberedLetters) return;
    this.queries = [query, ...this.queries.filter((other) => other !== query)].slice(0, remembered);
  }
}
