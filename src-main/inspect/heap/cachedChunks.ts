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

/**
 * tcache_perthread_struct by the size of its chunk: first a count for each list, then the lists. Counts have two bytes
 * since glibc 2.30 and one before. Since 2.42 there are lists of large chunks too, and the counts are of free places.
 */
const cacheLayouts = [
  { chunk: 0x250, entries: 0x40, lists: 64, countBytes: 1, keyed: false, releases: '2.26 to 2.29' },
  { chunk: 0x290, entries: 0x80, lists: 64, countBytes: 2, keyed: true, releases: '2.30 to 2.41' },
  { chunk: 0x300, entries: 0x98, lists: 76, countBytes: 0, keyed: true, releases: '2.42 or later' },
] as const;
/** Lists of one size each; those above hold several sizes. */
const exactLists = 64;
/** Chunks in use that are tried as caches in one walk, because they have the size of one: others may be as large. */
const tryLimit = 4096;

/** How the links of a list are to be read. */
interface Links {
  /** Size of its chunks; undefined where it holds several. */
  readonly size: number | undefined;
  /** A tcache links to the program's bytes, a fastbin to the chunk itself. */
  readonly offset: number;
  readonly mangled: boolean;
}

/** How an arena's fastbins came out. */
export type FastbinsFound = 'followed' | 'broken' | 'none' | 'unknown';

/** Chunks known to be cached, and the key that tells further ones. */
export class CachedChunks {
  readonly addresses = new Set<number>();
  /** Chunks that are caches, by address; a later walk begins with them. */
  readonly caches: Set<number>;
  /** The two halves of the key. */
  key: { readonly low: number; readonly high: number } | undefined;
  /** The releases of glibc whose caches look like those that held something. */
  releases: string | undefined;
  /** Whether links are mangled; known with the first list that can be read in one way only. */
  #mangled: boolean | undefined;
  #links = 0;
  #tries = 0;

  /** `known`: caches that an earlier walk came upon. */
  constructor(known: Iterable<number> = []) {
    this.caches = new Set(known);
  }

  /** Takes in the caches that were known from the beginning. */
  addKnown(window: MemoryWindow): void {
    for (const chunk of this.caches) this.addCache(window, chunk);
  }

  /** Takes in a chunk in use if it has the size of a cache and every list in it holds what it should. */
  tryCache(window: MemoryWindow, chunk: number, size: number): void {
    if (this.caches.has(chunk) || !cacheLayouts.some((layout) => layout.chunk === size)) return;
    if (this.#tries++ < tryLimit) this.addCache(window, chunk);
  }

  /** Takes in the cache whose chunk lies at an address; nothing when no cache lies there. */
  addCache(window: MemoryWindow, chunk: number): void {
    const size = chunkSize(window.word(chunk + wordBytes) ?? 0);
    const layout = cacheLayouts.find((candidate) => candidate.chunk === size);
    if (!layout) return;
    const place = chunk + headerBytes;
    const firsts: number[] = [];
    for (let list = 0; list < layout.lists; list++) {
      const first = window.word(place + layout.entries + list * wordBytes);
      if (first === undefined) return;
      firsts.push(first);
    }
    const { countBytes } = layout;
    if (countBytes > 0 && !firsts.every((first, list) => agrees(window, place, countBytes, list, first))) return;
    const found = this.#decided((mangled) => {
      const all: number[] = [];
      for (const [list, first] of firsts.entries()) {
        const wanted = list < exactLists ? leastChunk + list * alignment : undefined;
        const chain = this.#follow(window, first, { size: wanted, offset: headerBytes, mangled });
        if (!chain) return undefined;
        all.push(...chain);
      }
      return all;
    });
    if (found === undefined || found.length === 0) return;
    this.caches.add(chunk);
    this.releases = layout.releases;
    for (const address of found) this.addresses.add(address);
    if (layout.keyed) this.#learnKey(window, found);
  }

  /** Takes in an arena's fastbins, as far as each list can be followed to its end. */
  addFastbins(window: MemoryWindow, { fastbins }: Pick<MallocState, 'fastbins'>): FastbinsFound {
    if (typeof fastbins !== 'number') return fastbins;
    let whole = true;
    for (let bin = 0; bin < fastbinCount; bin++) {
      const first = window.word(fastbins + bin * wordBytes);
      const size = leastChunk + bin * alignment;
      const chain =
        first === undefined
          ? undefined
          : this.#decided((mangled) => this.#follow(window, first, { size, offset: 0, mangled }));
      if (chain) for (const address of chain) this.addresses.add(address);
      else whole = false;
    }
    return whole ? 'followed' : 'broken';
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
   * What links lead to, mangled since glibc 2.32 or plain before. One link may lead to chunks in both readings, the last
   * ones of lists do not: in a wrong reading they lead nowhere. Undefined where neither holds, or both do and differ.
   */
  #decided(read: (mangled: boolean) => number[] | undefined): number[] | undefined {
    if (this.#mangled !== undefined) return read(this.#mangled);
    const [mangled, plain] = [read(true), read(false)];
    const found = mangled ?? plain;
    // Lists without a chunk are the same in both.
    if (mangled && plain) return mangled.length === 0 && plain.length === 0 ? found : undefined;
    if (found && found.length > 0) this.#mangled = mangled !== undefined;
    return found;
  }

  /** Chunks of a list from its first link on; undefined when one of them is no chunk of the size that the list holds. */
  #follow(window: MemoryWindow, first: number, { size, offset, mangled }: Links): number[] | undefined {
    const chain: number[] = [];
    const seen = new Set<number>();
    let link = first;
    while (link !== 0) {
      const chunk = link - offset;
      if (seen.has(chunk) || this.#links++ > linkLimit || !fits(window, chunk, size)) return undefined;
      seen.add(chunk);
      chain.push(chunk);
      const place = chunk + headerBytes;
      const stored = window.exactWord(place);
      if (stored === undefined) return undefined;
      link = Number(mangled ? stored ^ (BigInt(place) >> 12n) : stored);
    }
    return chain;
  }
}

/** Whether a list's count says what its first link says: that something is in it, or nothing. */
function agrees(window: MemoryWindow, place: number, countBytes: number, list: number, first: number): boolean {
  const at = list * countBytes;
  const word = window.exactWord(place + at - (at % wordBytes));
  if (word === undefined) return false;
  const count = (word >> BigInt((at % wordBytes) * 8)) & (countBytes === 1 ? 0xffn : 0xffffn);
  return (count === 0n) === (first === 0);
}

/** Whether a chunk of this size (any size when not given) may lie at an address. */
function fits(window: MemoryWindow, chunk: number, size: number | undefined): boolean {
  if (chunk <= 0 || chunk % alignment !== 0 || !Number.isSafeInteger(chunk)) return false;
  const actual = chunkSize(window.word(chunk + wordBytes) ?? 0);
  return size === undefined ? actual >= leastChunk : actual === size;
}
