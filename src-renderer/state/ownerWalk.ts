/** The walk from a block outwards to whatever has a name. */
import type { CallOptions } from '@contract/calls.ts';
import type { HeapWalk } from '@contract/inside.ts';
import { asPageNumber, type PageNumber } from '@contract/units.ts';
import type { ProcessStore } from './processStore.svelte.ts';
import { byWorth, chunkAt, heapRow, holderOf, type ByteSpan, type Holder } from './holders.ts';
import { withOffset } from './placeList.svelte.ts';

/** Pointers taken of one search, blocks followed in all, and steps from the block to a name. */
const limits = { hits: 64, searches: 12, depth: 6 };

/** From the block outwards: each holds the one before. */
type OwnerPath = readonly Holder[];

export interface Owners {
  /** What was asked for. */
  readonly of: ByteSpan;
  /** Paths that end at a name. */
  readonly paths: readonly OwnerPath[];
  /** What points to the block itself, with or without a name at the end. */
  readonly direct: readonly Holder[];
  /** What was not searched, or why there is no answer, in sentences. */
  readonly notes: readonly string[];
}

/** Whether what a path ends at outlives a call; only then is the search at its end. */
const lasts = (path: OwnerPath): boolean => path.at(-1)?.passing !== true;

/** What the walk heeds and tells. */
export interface WalkHooks {
  readonly signal: NonNullable<CallOptions['signal']>;
  readonly progress: (share: number) => void;
}

/** One walk; it remembers the heaps that it has read. */
export class OwnerWalk {
  readonly #store: Pick<ProcessStore, 'inspect' | 'capture'>;
  readonly #hooks: WalkHooks;
  readonly #walks = new Map<number, HeapWalk | string>();
  readonly #notes: string[] = [];

  constructor(store: Pick<ProcessStore, 'inspect' | 'capture'>, hooks: WalkHooks) {
    this.#store = store;
    this.#hooks = hooks;
  }

  /** What holds the block around a byte. What it answers after the signal is of no use. */
  async from(at: PageNumber): Promise<Owners> {
    const span = await this.#blockAt(at);
    return span ? this.#search(span) : { of: { start: at, end: at }, paths: [], direct: [], notes: this.#notes };
  }

  async #search(of: ByteSpan): Promise<Owners> {
    const paths: OwnerPath[] = [];
    let direct: readonly Holder[] = [];
    let searches = 0;
    let level: { readonly span: ByteSpan; readonly path: OwnerPath }[] = [{ span: of, path: [] }];
    const seen = new Set<number>([of.start]);
    for (let depth = 0; depth < limits.depth && level.length > 0 && !paths.some(lasts); depth++) {
      const next: typeof level = [];
      for (const { span, path } of level) {
        if (searches === limits.searches) {
          this.#note(`After ${limits.searches} searches the others were left out.`);
          break;
        }
        searches += 1;
        const holders = await this.#holdersOf(span, searches);
        if (this.#hooks.signal.aborted) break;
        if (path.length === 0) direct = holders;
        for (const holder of holders) {
          if (holder.stale !== undefined) continue;
          if (holder.role === 'root') paths.push([...path, holder]);
          else if (holder.span && !seen.has(holder.span.start)) {
            seen.add(holder.span.start);
            next.push({ span: holder.span, path: [...path, holder] });
          }
        }
      }
      level = next;
    }
    if (paths.length === 0 && direct.length > 0) {
      this.#note(`No global, stack or thread-local storage was found within ${limits.depth} steps.`);
    }
    return {
      of,
      paths: paths.sort((one, other) => Number(lasts(other)) - Number(lasts(one))),
      direct,
      notes: this.#notes,
    };
  }

  /** What points into a span from outside it, the most telling first. */
  async #holdersOf(span: ByteSpan, round: number): Promise<readonly Holder[]> {
    const told = await this.#store.inspect(
      'memory.search',
      {
        spans: new Float64Array(),
        needle: { type: 'pointer', start: span.start, end: span.end },
        limit: limits.hits,
        consent: true,
      },
      {
        signal: this.#hooks.signal,
        progress: (share) => {
          this.#hooks.progress((round - 1 + share) / (round + 1));
        },
      },
    );
    if (!told.ok) {
      this.#note([told.message, told.why].filter(Boolean).join(' '));
      return [];
    }
    for (const note of told.value.notes) this.#note(note);
    if (told.value.more) this.#note(`More than ${limits.hits} pointers lead there; the first are looked at.`);
    const holders: Holder[] = [];
    for (const start of told.value.start) {
      const at = asPageNumber(start);
      if (at >= span.start && at < span.end) continue;
      const holder = await this.#holderAt(at);
      if (this.#hooks.signal.aborted) return [];
      if (holder) holders.push(holder);
    }
    return holders.sort(byWorth);
  }

  async #holderAt(at: PageNumber): Promise<Holder | undefined> {
    const { capture } = this.#store;
    if (!capture) return undefined;
    const walk = await this.#walkAt(at);
    const plain = holderOf(capture, at, walk ? { walk } : {});
    if (plain.role !== 'root' || plain.stale !== undefined) return plain;
    const told = await this.#store.inspect('symbols.at', { address: at });
    if (!told.ok || !told.value) return plain;
    const { name, module, start } = told.value;
    return holderOf(capture, at, { symbol: `${withOffset(name, at, start)} of ${module}` });
  }

  /** The block around a byte: a chunk of a heap, or the region that a large block has for itself. */
  async #blockAt(at: PageNumber): Promise<ByteSpan | undefined> {
    const { capture } = this.#store;
    if (!capture) return undefined;
    const walk = await this.#walkAt(at);
    const chunk = walk && chunkAt(walk, at);
    if (chunk) return chunk.span;
    const holder = holderOf(capture, at, {});
    if (holder.span) return holder.span;
    this.#note('No block of malloc was found around this byte, so pointers to the byte itself were looked for.');
    return { start: at, end: asPageNumber(at + 1 / 4096) };
  }

  async #walkAt(at: PageNumber): Promise<HeapWalk | undefined> {
    const { capture } = this.#store;
    const row = capture ? heapRow(capture, at) : -1;
    if (!capture || row < 0) return undefined;
    const start = capture.regions.start[row] ?? 0;
    let known = this.#walks.get(start);
    if (known === undefined) {
      const told = await this.#store.inspect('heap.walk', { start: asPageNumber(start), consent: true });
      known = told.ok ? told.value : [told.message, told.why].filter(Boolean).join(' ');
      this.#walks.set(start, known);
    }
    if (typeof known !== 'string') return known;
    this.#note(known);
    return undefined;
  }

  #note(sentence: string): void {
    if (!this.#notes.includes(sentence)) this.#notes.push(sentence);
  }
}
