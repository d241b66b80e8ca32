/**
 * The first bytes of many pages, as a rule reads them that looks at where each mapping begins. Which of the pages are
 * present pagemap tells for a run of places that lie close together, since a question costs as much as some thirty pages
 * more in one that is asked anyway. Only present pages are read.
 */
import { addressOf } from '../contract/address.ts';
import { asPageNumber, pageBytes } from '../contract/units.ts';
import type { MemoryPort } from './input.ts';

/** Places that are no further apart are asked for at once, in pages. */
const near = 32;
/** Pages asked for at once: a page may go after pagemap was asked, and all of them are read within some milliseconds. */
const longestRun = 1024;
/** Heads begin and end below 2^47, where user space ends with four levels of page tables. */
const reach = 2 ** 47;

/** A reader for one pass of one rule. */
export class PageHeads {
  readonly #memory: MemoryPort;
  readonly #places: Float64Array;
  readonly #length: number;
  /** The first place that pagemap has not been asked for. */
  #next = 0;
  #first = 0;
  #present: Uint8Array = new Uint8Array();
  /** Whether something could be read: where memory is not to be read at all, there is nothing to ask pagemap for. */
  #readable = false;

  /** `places` are the pages that will be looked at, in ascending order; others may be looked at in between. */
  constructor(memory: MemoryPort, places: Float64Array, length: number) {
    this.#memory = memory;
    this.#places = places;
    this.#length = length;
  }

  /** The first bytes of a page; undefined when it is not present or cannot be read. */
  at(page: number): DataView | undefined {
    if (page < 1 || page * pageBytes + this.#length >= reach) return undefined;
    if (this.#readable) this.#askFrom(page);
    // Of what lies in no run the port asks pagemap by itself.
    if (this.#present[page - this.#first] === 0) return undefined;
    const bytes = this.#memory.read(addressOf(asPageNumber(page)), this.#length);
    if (bytes?.length !== this.#length) return undefined;
    this.#readable = true;
    return new DataView(bytes.buffer, bytes.byteOffset, this.#length);
  }

  /** Asks for the run of places that begins at a page, when it is the next place. */
  #askFrom(page: number): void {
    const places = this.#places;
    while ((places[this.#next] ?? Infinity) < page) this.#next++;
    if (places[this.#next] !== page) return;
    let last = page;
    for (let place = places[++this.#next]; place !== undefined; place = places[++this.#next]) {
      if (place - last > near || place - page >= longestRun) break;
      last = place;
    }
    this.#first = page;
    this.#present = this.#memory.presentPages(asPageNumber(page), last - page + 1) ?? new Uint8Array();
  }
}
