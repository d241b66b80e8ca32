/** Symbols by name in every mapped file: `sym:malloc` in the "Go to" box. The main side looks; this keeps the answer. */
import { formatAddress } from '@contract/address.ts';
import type { SymbolAt, SymbolColumns } from '@contract/elfInside.ts';
import { asPageNumber, pageBytes, spanBytes, type PageNumber } from '@contract/units.ts';
import { formatBytes, formatPlural } from '../format/bytes.ts';
import { Answer } from './answer.svelte.ts';
import type { ProcessStore } from './processStore.svelte.ts';
import { selectByte } from './located.ts';
import type { SearchResult } from './search.ts';

/** The name that a query asks for, or undefined when it asks for something else. */
export const symbolName = (query: string): string | undefined => /^\s*sym:\s*(.*?)\s*$/i.exec(query)?.[1];

/** Symbols listed at most. */
const limit = 500;
/** Milliseconds without a key before the search begins: every file of the process may have to be read. */
const patience = 150;

const nothing: SearchResult = { hits: [] };

type Store = Pick<ProcessStore, 'inspect' | 'identity'>;

export class SymbolSearch {
  readonly #store: Store;
  #name = $state<string>();
  #address = $state<PageNumber>();
  // A name that was found in one process says nothing of the next.
  readonly #search = new Answer<SymbolColumns>(() =>
    this.#name === undefined ? undefined : `${this.#store.identity ?? ''} ${this.#name}`,
  );
  readonly #symbol = new Answer<SymbolAt | null>(() =>
    this.#address === undefined ? undefined : `${this.#store.identity ?? ''} ${this.#address}`,
  );
  /** Share of the files searched, from the key that asked until there is an answer. */
  share = $derived(this.#name && !this.#search.outcome ? (this.#search.share ?? 0) : undefined);
  found = $derived(this.#search.value);
  result: SearchResult = $derived.by(() => {
    if (this.#name === undefined) return nothing;
    if (this.#name === '') return { hits: [], note: 'The name of a symbol, or part of it: sym:malloc' };
    const { outcome } = this.#search;
    if (!outcome) return { hits: [], note: `Looking for “${this.#name}”…` };
    return outcome.ok
      ? resultOf(this.#name, outcome.value)
      : { hits: [], note: [outcome.message, outcome.why].filter(Boolean).join(' ') };
  });
  /** The symbol that covers the address asked for: `malloc + 0x10`. */
  at = $derived.by(() => {
    const symbol = this.#symbol.value;
    if (!symbol || this.#address === undefined) return undefined;
    const offset = Math.round((this.#address - symbol.start) * pageBytes);
    return offset === 0 ? symbol.name : `${symbol.name} + 0x${offset.toString(16)}`;
  });
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** What waits for the answer: Enter was pressed before it came. */
  #then: (() => void) | undefined;

  constructor(store: Store) {
    this.#store = store;
  }

  /** Looks for a name soon; undefined forgets what was found. What was asked before is given up. */
  ask(name: string | undefined): void {
    this.#search.stop();
    clearTimeout(this.#timer);
    this.#then = undefined;
    this.#name = name;
    if (name) this.#timer = setTimeout(() => void this.#find(name), patience);
  }

  /** Looks soon for the symbol that covers an address; undefined when no address is asked for. */
  askAt(address: PageNumber | undefined): void {
    this.#symbol.stop();
    this.#address = address;
    if (address === undefined) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      void this.#symbol.ask((options) => this.#store.inspect('symbols.at', { address }, options));
    }, patience);
  }

  /** Runs once there is an answer; at once when there is one. */
  whenFound(then: () => void): void {
    if (this.share === undefined) then();
    else this.#then = then;
  }

  /** What there is to say of one hit. */
  note(hit: number): string | undefined {
    return this.found && noteOf(this.found, hit);
  }

  async #find(name: string): Promise<void> {
    const outcome = await this.#search.ask((options) => this.#store.inspect('symbols.find', { name, limit }, options));
    if (!outcome) return;
    const then = this.#then;
    this.#then = undefined;
    then?.();
  }
}

function resultOf(name: string, symbols: SymbolColumns): SearchResult {
  const hits = Array.from(symbols.start, (start) => selectByte(asPageNumber(start)));
  if (hits.length === 0) {
    return { hits, note: `No mapped file has a symbol called “${name}”, or it has been stripped of it.` };
  }
  return {
    hits,
    note:
      symbols.total > hits.length
        ? `${formatPlural(symbols.total, 'symbol')}; the first ${hits.length} can be visited.`
        : (noteOf(symbols, 0) ?? ''),
  };
}

function noteOf(symbols: SymbolColumns, hit: number): string | undefined {
  const start = symbols.start[hit];
  if (start === undefined) return undefined;
  const end = asPageNumber(symbols.end[hit] ?? start);
  const size = spanBytes(asPageNumber(start), end);
  const module = symbols.modules[symbols.module[hit] ?? 0] ?? '';
  return `${symbols.names[hit] ?? ''} is at ${formatAddress(asPageNumber(start))} in ${module}${
    size > 0 ? `, ${formatBytes(size)}` : ''
  }`;
}
