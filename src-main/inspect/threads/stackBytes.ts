/** The bytes of the top of a stack as far as they are in memory. */
import { pageBytes } from '../../contract/units.ts';
import { decodeText } from '../../procfs/text.ts';
import type { PresentMemory } from '../presentMemory.ts';

/** Bytes read at a time. */
const step = 256 * 1024;

/** A copy of a span; what was not present is known to be missing. Addresses are byte counts. */
export class StackBytes {
  readonly start: number;
  readonly end: number;
  /** Bytes of one word of the program. */
  readonly wordBytes: 4 | 8;
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  /** One byte per page from that of the start on: 1 where it was read. */
  readonly #known: Uint8Array;

  constructor(start: number, end: number, wordBytes: 4 | 8) {
    this.start = start;
    this.end = end;
    this.wordBytes = wordBytes;
    this.#bytes = new Uint8Array(Math.max(0, end - start));
    this.#view = new DataView(this.#bytes.buffer);
    this.#known = new Uint8Array(this.#page(end - 1) + 1);
  }

  /** Reads all that is present; yields the share that is done. */
  *fill(memory: Pick<PresentMemory, 'readPresent'>): Generator<number, void> {
    for (let at = this.start; at < this.end;) {
      const piece = memory.readPresent(at, Math.min(step, this.end - at));
      this.#bytes.set(piece, at - this.start);
      if (piece.length > 0) this.#known.fill(1, this.#page(at), this.#page(at + piece.length - 1) + 1);
      // Past the page that is not there.
      const after = at + piece.length;
      at = piece.length > 0 ? after : (Math.floor(after / pageBytes) + 1) * pageBytes;
      yield Math.min(1, (at - this.start) / (this.end - this.start));
    }
  }

  /** Pages that could not be read. */
  get missing(): number {
    return this.#known.reduce((sum, known) => sum + 1 - known, 0);
  }

  /** A word, or undefined outside the span and on a page that was not read. */
  word(address: number): bigint | undefined {
    if (!this.#has(address, this.wordBytes)) return undefined;
    const at = address - this.start;
    return this.wordBytes === 8 ? this.#view.getBigUint64(at, true) : BigInt(this.#view.getUint32(at, true));
  }

  /** Bytes from an address to the next zero or `limit`, as text, and how many they are with that zero. */
  text(address: number, limit = this.end): { readonly text: string; readonly bytes: number } | undefined {
    if (!this.#has(address, 1)) return undefined;
    const from = address - this.start;
    const zero = this.#bytes.indexOf(0, from);
    const stop = Math.min(zero < 0 ? this.#bytes.length : zero, limit - this.start);
    if (stop < from || !this.#has(address, Math.max(1, stop - from))) return undefined;
    return { text: decodeText(this.#bytes.subarray(from, stop)), bytes: stop - from + (stop === zero ? 1 : 0) };
  }

  #page(address: number): number {
    return Math.floor(address / pageBytes) - Math.floor(this.start / pageBytes);
  }

  #has(address: number, length: number): boolean {
    if (!(address >= this.start && address + length <= this.end)) return false;
    for (let page = this.#page(address); page <= this.#page(address + length - 1); page++) {
      if (!this.#known[page]) return false;
    }
    return true;
  }
}
