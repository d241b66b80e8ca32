/** Symbols by name in every mapped file: `sym:malloc` in the "Go to" box. The main side looks; this keeps the answer. */
import { formatAddress } from '@contract/address.ts';
import type { SymbolColumns } from '@contract/elfInside.ts';
import { asPageNumber, pageBytes, spanBytes, type PageNumber } from '@contract/units.ts';
import { formatBytes, formatPlural } from '../format/bytes.ts';
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

export class SymbolSearch {
  result = $state.raw<SearchResult>(nothing);
  /** Share of the files searched, while the search goes on. */
  share = $state<number | undefined>(undefined);
  found = $state.raw<SymbolColumns | undefined>(undefined);
  /** The symbol that covers the address asked for: `malloc + 0x10`. */
  at = $state<string | undefined>(undefined);
  readonly #store: Pick<ProcessStore, 'inspect'>;
  #cancel = new AbortController();
  #address: PageNumber | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** What waits for the answer: Enter was pressed before it came. */
  #then: (() => void) | undefined;

  constructor(store: Pick<ProcessStore, 'inspect'>) {
    this.#store = store;
  }

  /** Looks for a name soon; undefined forgets what was found. What was asked before is given up. */
  ask(name: string | undefined): void {
    this.#cancel.abort();
    clearTimeout(this.#timer);
    this.#then = undefined;
    this.found = undefined;
    this.share = undefined;
    if (name === undefined) {
      this.result = nothing;
    } else if (name === '') {
      this.result = { hits: [], note: 'The name of a symbol, or part of it: sym:malloc' };
    } else {
      this.result = { hits: [], note: `Looking for “${name}”…` };
      this.share = 0;
      this.#timer = setTimeout(() => void this.#find(name), patience);
    }
  }

  /** Looks soon for the symbol that covers an address; undefined when no address is asked for. */
  askAt(address: PageNumber | undefined): void {
    this.at = undefined;
    this.#address = address;
    if (address === undefined) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#lookAt(address), patience);
  }

  /** Runs once there is an answer; at once when there is one. */
  whenFound(then: () => void): void {
    if (this.share === undefined) then();
    else this.#then = then;
  }

  /** What there is to say of one hit. */
  note(hit: number): string | undefined {
    const symbols = this.found;
    const start = symbols?.start[hit];
    if (!symbols || start === undefined) return undefined;
    const end = asPageNumber(symbols.end[hit] ?? start);
    const size = spanBytes(asPageNumber(start), end);
    const module = symbols.modules[symbols.module[hit] ?? 0] ?? '';
    return `${symbols.names[hit] ?? ''} is at ${formatAddress(asPageNumber(start))} in ${module}${
      size > 0 ? `, ${formatBytes(size)}` : ''
    }`;
  }

  async #lookAt(address: PageNumber): Promise<void> {
    const outcome = await this.#store.inspect('symbols.at', { address });
    if (this.#address !== address || !outcome.ok || !outcome.value) return;
    const { name, start } = outcome.value;
    const offset = Math.round((address - start) * pageBytes);
    this.at = offset === 0 ? name : `${name} + 0x${offset.toString(16)}`;
  }

  async #find(name: string): Promise<void> {
    const cancel = new AbortController();
    this.#cancel = cancel;
    const outcome = await this.#store.inspect(
      'symbols.find',
      { name, limit },
      {
        signal: cancel.signal,
        progress: (share) => {
          if (this.#cancel === cancel) this.share = share;
        },
      },
    );
    if (this.#cancel !== cancel || cancel.signal.aborted) return;
    this.share = undefined;
    if (outcome.ok) {
      const symbols = outcome.value;
      this.found = symbols;
      const hits = Array.from(symbols.start, (start) => selectByte(asPageNumber(start)));
      this.result = {
        hits,
        note:
          hits.length === 0
            ? `No mapped file has a symbol called “${name}”, or it has been stripped of it.`
            : symbols.total > hits.length
              ? `${formatPlural(symbols.total, 'symbol')}; the first ${hits.length} can be visited.`
              : (this.note(0) ?? ''),
      };
    } else {
      this.result = { hits: [], note: [outcome.message, outcome.why].filter(Boolean).join(' ') };
    }
    const then = this.#then;
    this.#then = undefined;
    then?.();
  }
}
