/**
 * Looks at the first bytes of pages, one after the other, as rules do that follow headers: pages that follow each other
 * are read in growing pieces, jumps cost one page. Only present pages are read, and never more bytes or entries of
 * pagemap than the rule may spend.
 */
import { addressOf, asAddress } from '../contract/address.ts';
import { asPageNumber, pageBytes, type Address } from '../contract/units.ts';
import type { MemoryPort } from './input.ts';

/** Pages read in one piece at most: 256 KiB. */
const longestRead = 64;
/** Pages of pagemap asked for at once: few behind a jump, up to 32 KiB of it where a rule goes on and on. */
const pagemapSteps = { first: 16, most: 4096 } as const;
/** Pages of pagemap that one rule looks at: 4 GiB of addresses. */
const pagemapBudget = 2 ** 20;

/** A reader for one pass of one rule. */
export class MemoryWindow {
  readonly #memory: MemoryPort;
  #bytesLeft: number;
  #pagesLeft = pagemapBudget;
  #known: { first: number; present: Uint8Array } = { first: 0, present: new Uint8Array() };
  #held: { first: number; end: number; view: DataView } = { first: 0, end: 0, view: new DataView(new ArrayBuffer(0)) };
  #ahead = 1;
  #step: number = pagemapSteps.first;

  constructor(memory: MemoryPort, bytes: number) {
    this.#memory = memory;
    this.#bytesLeft = bytes;
  }

  /** Whether nothing more will be read. */
  exhausted(): boolean {
    return this.#bytesLeft <= 0 || this.#pagesLeft <= 0;
  }

  /** The first present page from `page` up to, not including, `end`; `end` when there is none or the rule has spent all. */
  nextPresent(page: number, end: number): number {
    for (let at = page; at < end && !this.exhausted();) {
      const index = at - this.#known.first;
      if (index < 0 || index >= this.#known.present.length) {
        const goesOn = index === this.#known.present.length;
        this.#step = goesOn ? Math.min(pagemapSteps.most, this.#step * 4) : pagemapSteps.first;
        const pages = Math.min(this.#step, end - at);
        const present = this.#memory.presentPages(asPageNumber(at), pages);
        if (!present) return end;
        this.#pagesLeft -= pages;
        this.#known = { first: at, present };
        continue;
      }
      const found = this.#known.present.indexOf(1, index);
      if (found >= 0) return Math.min(end, this.#known.first + found);
      at = this.#known.first + this.#known.present.length;
    }
    return end;
  }

  /** The bytes of one page of a span that ends at `end`; undefined when it is not present or cannot be read. */
  page(page: number, end: number): DataView | undefined {
    const { first, end: heldEnd, view } = this.#held;
    if (page >= first && page < heldEnd) {
      return new DataView(view.buffer, view.byteOffset + (page - first) * pageBytes, pageBytes);
    }
    if (this.nextPresent(page, end) !== page || this.exhausted()) return undefined;
    this.#ahead = page === heldEnd ? Math.min(longestRead, this.#ahead * 2) : 1;
    let pages = 1;
    while (pages < this.#ahead && page + pages < end && this.#isKnownPresent(page + pages)) pages++;
    const bytes = this.#read(addressOf(asPageNumber(page)), pages * pageBytes);
    if (!bytes) return undefined;
    this.#held = { first: page, end: page + pages, view: bytes };
    return new DataView(bytes.buffer, bytes.byteOffset, pageBytes);
  }

  /** Bytes at any address, which a pointer leads to; undefined when they are not there. */
  at(address: bigint, length: number): DataView | undefined {
    if (this.exhausted() || address < 4096n || address + BigInt(length) >= 1n << 47n) return undefined;
    return this.#read(asAddress(address), length);
  }

  #isKnownPresent(page: number): boolean {
    return this.#known.present[page - this.#known.first] === 1;
  }

  #read(address: Address, length: number): DataView | undefined {
    this.#bytesLeft -= length;
    const bytes = this.#memory.read(address, length);
    return bytes?.length === length ? new DataView(bytes.buffer, bytes.byteOffset, length) : undefined;
  }
}
