/**
 * States of pages that have been read, in chunks, with sums per block so that a band of a thousand pages is not counted
 * page by page at every frame. Old states stay until newer ones arrive; the least used chunks are forgotten first. Pure.
 */
import type { PageLookup, PageSums } from '../layout/pageLookup.ts';
import { pageStates, stateOfByte, type PageStateIndex } from '../layout/pageState.ts';

/** Pages of a chunk, and of a block within it. */
const chunkPages = 4096;
const blockPages = 64;
const blocks = chunkPages / blockPages;
const kinds = pageStates.length;
/** Chunks kept: 16 Mi pages, 64 GiB of addresses, 20 MiB of states and sums. */
const capacity = 4096;
/** Changed pages that are told one by one. */
const changesLimit = 4096;

interface Chunk {
  /** Index into {@link pageStates}; 0 is unknown. */
  readonly states: Uint8Array;
  /** Pages of each block in each state. */
  readonly sums: Uint8Array;
}

/** What differs between the states that were known and those that arrived. */
export interface PageChanges {
  /** Pages whose state is another than before, at most a few thousand of them. */
  readonly pages: readonly number[];
  /** Pages that came into memory, and that left it. */
  readonly gained: number;
  readonly lost: number;
}

const isHeld = pageStates.map((state) => state === 'private' || state === 'shared' || state === 'file');

export class PageCache implements PageLookup {
  /** In the order of use: a chunk that is touched moves to the end. */
  readonly #chunks = new Map<number, Chunk>();

  stateOf = (page: number): PageStateIndex => {
    const chunk = this.#chunks.get(Math.floor(page / chunkPages));
    return chunk?.states[Math.floor(page) % chunkPages] ?? 0;
  };

  addSums = (start: number, end: number, sums: PageSums): void => {
    for (let page = start; page < end;) {
      const index = Math.floor(page / chunkPages);
      const first = page - index * chunkPages;
      const last = Math.min(chunkPages, end - index * chunkPages);
      const chunk = this.#chunks.get(index);
      if (chunk) addChunk(chunk, first, last, sums);
      else sums[0] = (sums[0] ?? 0) + last - first;
      page = index * chunkPages + last;
    }
  };

  /** Takes states (bytes of the contract) of a span; tells what differs from what was known. */
  put(start: number, bytes: Uint8Array): PageChanges {
    const pages: number[] = [];
    let gained = 0;
    let lost = 0;
    for (let at = 0; at < bytes.length;) {
      const index = Math.floor((start + at) / chunkPages);
      const first = start + at - index * chunkPages;
      const count = Math.min(chunkPages - first, bytes.length - at);
      const { states, sums } = this.#use(index);
      for (let i = 0; i < count; i++) {
        const place = first + i;
        const before = states[place] ?? 0;
        const after = stateOfByte[bytes[at + i] ?? 0] ?? 0;
        if (before === after) continue;
        states[place] = after;
        const block = Math.floor(place / blockPages) * kinds;
        sums[block + before] = (sums[block + before] ?? 0) - 1;
        sums[block + after] = (sums[block + after] ?? 0) + 1;
        if (before === 0) continue;
        if (pages.length < changesLimit) pages.push(index * chunkPages + place);
        if (isHeld[after] === isHeld[before]) continue;
        if (isHeld[after]) gained++;
        else lost++;
      }
      at += count;
    }
    return { pages, gained, lost };
  }

  /** Forgets what lies in a span: newer counts of it have arrived. */
  forget(start: number, end: number): void {
    const first = Math.floor(start / chunkPages);
    for (const chunk of [...this.#chunks.keys()]) {
      if (chunk >= first && chunk * chunkPages < end) this.#chunks.delete(chunk);
    }
  }

  clear(): void {
    this.#chunks.clear();
  }

  #use(index: number): Chunk {
    const known = this.#chunks.get(index);
    const chunk = known ?? { states: new Uint8Array(chunkPages), sums: emptySums() };
    this.#chunks.delete(index);
    this.#chunks.set(index, chunk);
    if (!known && this.#chunks.size > capacity) {
      const [oldest] = this.#chunks.keys();
      if (oldest !== undefined) this.#chunks.delete(oldest);
    }
    return chunk;
  }
}

function emptySums(): Uint8Array {
  const sums = new Uint8Array(blocks * kinds);
  for (let block = 0; block < blocks; block++) sums[block * kinds] = blockPages;
  return sums;
}

function addChunk({ states, sums: blockSums }: Chunk, first: number, last: number, sums: PageSums): void {
  let page = first;
  while (page < last) {
    if (page % blockPages === 0 && page + blockPages <= last) {
      const block = (page / blockPages) * kinds;
      for (let kind = 0; kind < kinds; kind++) sums[kind] = (sums[kind] ?? 0) + (blockSums[block + kind] ?? 0);
      page += blockPages;
    } else {
      const kind = states[page] ?? 0;
      sums[kind] = (sums[kind] ?? 0) + 1;
      page++;
    }
  }
}
