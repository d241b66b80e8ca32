/**
 * Chunks that the program has given back but whose neighbours still say "in use": those in a thread's cache
 * (tcache, glibc 2.26) and in fastbins. Both are singly linked lists; since glibc 2.32 each link is mangled with the
 * address it is stored at (PROTECT_PTR), and since 2.29 a cached chunk carries a key, since 2.34 one random key for the
 * whole process, by which every thread's cached chunks are known wherever its cache is.
 */
import { alignment, chunkSize, headerBytes, leastChunk, wordBytes } from './chunkFormat.ts';
import { fastbinCount, type MallocState } from './mallocState.ts';
import type { MemoryWindow } from './memoryWindow.ts';

/** Links followed in all: damaged lists may go on for ever. */
const linkLimit = 1_000_000;

/** tcache_perthread_struct by the size of its chunk: counts, then one list a size; glibc 2.42 added lists of large chunks. */
const cacheLayouts = [
  { chunk: 0x290, entries: 0x80, lists: 64, keyed: true },
  { chunk: 0x250, entries: 0x40, lists: 64, keyed: false },
  { chunk: 0x300, entries: 0x98, lists: 76, keyed: true },
] as const;
/** Lists of one size each; those above hold several sizes. */
const exactLists = 64;

/** Chunks known to be cached, and the key that tells further ones. */
export class CachedChunks {
  readonly addresses = new Set<number>();
  /** The two halves of the key. */
  key: { readonly low: number; readonly high: number } | undefined;
  /** Thread caches that were found. */
  caches = 0;
  #links = 0;

  /** Takes in the cache whose chunk lies at an address; nothing when no cache lies there. */
  addCache(window: MemoryWindow, chunk: number): void {
    const size = chunkSize(window.word(chunk + wordBytes) ?? 0);
    const layout = cacheLayouts.find((candidate) => candidate.chunk === size);
    if (!layout) return;
    const found: number[] = [];
    for (let list = 0; list < layout.lists; list++) {
      const first = window.word(chunk + headerBytes + layout.entries + list * wordBytes);
      if (first === undefined) return;
      const wanted = list < exactLists ? leastChunk + list * alignment : undefined;
      const chain = this.#follow(window, first, wanted, headerBytes);
      if (!chain) return;
      found.push(...chain);
    }
    this.caches++;
    for (const address of found) this.addresses.add(address);
    if (layout.keyed) this.#learnKey(window, found);
  }

  /** Takes in an arena's fastbins; false when a list cannot be followed to its end. */
  addFastbins(window: MemoryWindow, state: MallocState): boolean {
    let whole = true;
    for (let bin = 0; bin < fastbinCount; bin++) {
      const first = window.word(state.fastbins + bin * wordBytes);
      const chain = first === undefined ? undefined : this.#follow(window, first, leastChunk + bin * alignment, 0);
      if (chain) for (const address of chain) this.addresses.add(address);
      else whole = false;
    }
    return whole;
  }

  /** Whether a chunk that counts as in use is cached. */
  has(window: MemoryWindow, chunk: number): boolean {
    if (this.addresses.has(chunk)) return true;
    return this.key !== undefined && window.equals(chunk + headerBytes + wordBytes, this.key.low, this.key.high);
  }

  /** One key for all, or none: before glibc 2.29 the program's own bytes lie there. */
  #learnKey(window: MemoryWindow, chunks: readonly number[]): void {
    const keys = new Set(chunks.map((chunk) => window.exactWord(chunk + headerBytes + wordBytes)));
    const [key] = keys;
    if (keys.size !== 1 || key === undefined || key === 0n) return;
    this.key ??= { low: Number(key & 0xffff_ffffn), high: Number(key >> 32n) };
  }

  /**
   * Chunks of a list from its first link on; undefined when one of them is no chunk of the size that the list holds.
   * `offset`: a tcache links to the program's bytes, a fastbin to the chunk itself.
   */
  #follow(window: MemoryWindow, first: number, size: number | undefined, offset: number): number[] | undefined {
    const chain: number[] = [];
    const seen = new Set<number>();
    let chunk = first === 0 ? 0 : first - offset;
    while (chunk !== 0) {
      if (seen.has(chunk) || this.#links++ > linkLimit || !fits(window, chunk, size)) return undefined;
      seen.add(chunk);
      chain.push(chunk);
      const next = nextOf(window, chunk, size, offset);
      if (next === undefined) return undefined;
      chunk = next;
    }
    return chain;
  }
}

/** Whether a chunk of this size (any size when not given) may lie at an address. */
function fits(window: MemoryWindow, chunk: number, size: number | undefined): boolean {
  if (chunk <= 0 || chunk % alignment !== 0 || !Number.isSafeInteger(chunk)) return false;
  const actual = chunkSize(window.word(chunk + wordBytes) ?? 0);
  return size === undefined ? actual >= leastChunk : actual === size;
}

/** The chunk that a chunk's link leads to, 0 at the end of the list; undefined when it leads nowhere. */
function nextOf(window: MemoryWindow, chunk: number, size: number | undefined, offset: number): number | undefined {
  const place = chunk + headerBytes;
  const stored = window.exactWord(place);
  if (stored === undefined) return undefined;
  const revealed = Number(stored ^ (BigInt(place) >> 12n));
  if (stored === 0n || revealed === 0) return 0;
  // Mangled since glibc 2.32, plain before: only one of the two leads to a chunk of the list's size.
  return [revealed - offset, Number(stored) - offset].find((next) => fits(window, next, size));
}
