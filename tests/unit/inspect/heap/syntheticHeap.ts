/** Heap images as glibc would leave them, made from a list of chunks. */
import type { PresentMemory } from '@main/inspect/presentMemory.ts';

/** One chunk of an image; `size` is a multiple of 16 of at least 32. */
export interface MadeChunk {
  readonly size: number;
  readonly used: boolean;
}

export const heapStart = 0x5555_0000_0000;

/** Writes the chunks one behind the other, the last one as the top chunk. */
export function heapImage(chunks: readonly MadeChunk[]): Uint8Array {
  const bytes = new Uint8Array(chunks.reduce((sum, { size }) => sum + size, 0));
  const view = new DataView(bytes.buffer);
  let at = 0;
  let previous: MadeChunk | undefined;
  for (const chunk of chunks) {
    if (previous && !previous.used) view.setBigUint64(at, BigInt(previous.size), true);
    view.setBigUint64(at + 8, BigInt(chunk.size + (previous && !previous.used ? 0 : 1)), true);
    at += chunk.size;
    previous = chunk;
  }
  return bytes;
}

/** Memory that holds one image at {@link heapStart}; pages of `absent` (counted from there) are not present. */
export function memoryOf(bytes: Uint8Array, absent: readonly number[] = []): Pick<PresentMemory, 'readPresent'> {
  return {
    readPresent(address, limit) {
      const from = address - heapStart;
      if (from < 0 || from >= bytes.length) return new Uint8Array();
      let to = Math.min(bytes.length, from + limit);
      for (const page of absent) {
        if (from >= page * 4096 && from < (page + 1) * 4096) return new Uint8Array();
        if (page * 4096 > from) to = Math.min(to, page * 4096);
      }
      return bytes.slice(from, to);
    },
  };
}

/** Memory made word by word: pages come into being where something is written, and all others are not present. */
export class MadeMemory {
  readonly #pages = new Map<number, Uint8Array>();

  /** Writes a 64-bit little-endian word. */
  set(address: number, word: number | bigint): this {
    const page = Math.floor(address / 4096);
    const bytes = this.#pages.get(page) ?? new Uint8Array(4096);
    this.#pages.set(page, bytes);
    new DataView(bytes.buffer).setBigUint64(address % 4096, BigInt.asUintN(64, BigInt(word)), true);
    return this;
  }

  /** Makes one byte of what {@link set} wrote another. */
  setByte(address: number, value: number): this {
    const page = this.#pages.get(Math.floor(address / 4096));
    if (page) page[address % 4096] = value;
    return this;
  }

  /** A chunk's header: its size and the flag that the one below is in use. */
  chunk(address: number, size: number): this {
    return this.set(address + 8, size + 1);
  }

  readPresent(address: number, limit: number): Uint8Array {
    const bytes = new Uint8Array(limit);
    let length = 0;
    while (length < limit) {
      const at = address + length;
      const page = this.#pages.get(Math.floor(at / 4096));
      if (!page) break;
      const piece = page.subarray(at % 4096, Math.min(4096, (at % 4096) + limit - length));
      bytes.set(piece, length);
      length += piece.length;
    }
    return bytes.subarray(0, length);
  }
}

/** How one release of glibc keeps a thread's cache and links its lists. */
export interface CacheForm {
  readonly release: string;
  /** Size of the chunk of the cache, bytes of one count, and lists. */
  readonly chunk: number;
  readonly countBytes: 1 | 2;
  readonly lists: number;
  /** Counts say how many may still be added. */
  readonly countsFree: boolean;
  /** Links are mangled with the address they are stored at (2.32). */
  readonly mangled: boolean;
  /** What a cached chunk carries behind its link: nothing, the address of its cache (2.29), a random key (2.34). */
  readonly key: 'none' | 'cache' | 'random';
}

/** Every form there has been, by the release that brought it (malloc/malloc.c, tcache_perthread_struct and tcache_put). */
export const cacheForms: readonly CacheForm[] = [
  { release: '2.26', chunk: 0x250, countBytes: 1, lists: 64, countsFree: false, mangled: false, key: 'none' },
  { release: '2.29', chunk: 0x250, countBytes: 1, lists: 64, countsFree: false, mangled: false, key: 'cache' },
  { release: '2.30', chunk: 0x290, countBytes: 2, lists: 64, countsFree: false, mangled: false, key: 'cache' },
  { release: '2.32', chunk: 0x290, countBytes: 2, lists: 64, countsFree: false, mangled: true, key: 'cache' },
  { release: '2.34', chunk: 0x290, countBytes: 2, lists: 64, countsFree: false, mangled: true, key: 'random' },
  { release: '2.42', chunk: 0x300, countBytes: 2, lists: 76, countsFree: true, mangled: true, key: 'random' },
];

export const randomKey = 0x1234_5678_9abc_def1n;

/** Links chunks into a list whose first link is stored at `head`. `offset`: tcache links lead to the program's bytes. */
export function linkChunks(
  memory: MadeMemory,
  head: number,
  chunks: readonly number[],
  { mangled, offset }: { readonly mangled: boolean; readonly offset: number },
): void {
  memory.set(head, chunks.length === 0 ? 0 : chunks[0]! + offset);
  for (const [index, chunk] of chunks.entries()) {
    const next = index + 1 < chunks.length ? chunks[index + 1]! + offset : 0;
    const place = chunk + 16;
    memory.set(place, mangled ? BigInt(next) ^ (BigInt(place) >> 12n) : next);
  }
}

/** Writes a thread's cache at an address, with the chunks of each list; their headers are written too. */
export function makeCache(
  memory: MadeMemory,
  at: number,
  form: CacheForm,
  lists: ReadonlyMap<number, { readonly size: number; readonly chunks: readonly number[] }>,
): void {
  const place = at + 16;
  const counts = Math.ceil((form.lists * form.countBytes) / 8) * 8;
  memory.chunk(at, form.chunk);
  for (let offset = 0; offset < form.chunk - 16; offset += 8) memory.set(place + offset, 0);
  for (let list = 0; list < form.lists; list++) {
    const { size = 0, chunks = [] } = lists.get(list) ?? {};
    for (const chunk of chunks) {
      memory.chunk(chunk, size);
      memory.set(chunk + 24, form.key === 'none' ? 0x4141 : form.key === 'cache' ? place : randomKey);
    }
    linkChunks(memory, place + counts + list * 8, chunks, { mangled: form.mangled, offset: 16 });
    memory.setByte(place + list * form.countBytes, form.countsFree ? 7 - chunks.length : chunks.length);
  }
}

/** Where an arena has its bins: behind its head, by the release. */
export const binOffsets = { '2.23': 0x68, '2.27': 0x70, 'after 2.43': 0x18 } as const;

/** Writes a malloc_state whose bins lie at an address and are all empty, apart from those given as a first chunk. */
export function makeState(
  memory: MadeMemory,
  bins: number,
  fields: { readonly top: number; readonly next: number; readonly systemBytes: number; readonly start?: number },
  filled: ReadonlyMap<number, number> = new Map(),
): void {
  for (let at = fields.start ?? bins - 0x70; at < bins; at += 8) memory.set(at, 0);
  memory.set(bins - 0x10, fields.top).set(bins - 8, 0);
  for (let bin = 0; bin < 127; bin++) {
    const at = bins + bin * 16;
    const link = filled.get(bin) ?? at - 16;
    memory.set(at, link).set(at + 8, link);
  }
  for (let at = bins + 0x7f0; at < bins + 0x828; at += 8) memory.set(at, 0);
  memory.set(bins + 0x800, fields.next).set(bins + 0x818, fields.systemBytes);
}
