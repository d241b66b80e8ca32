/** What a walk gathers: the first chunks one by one, sums of all, and a fingerprint by which two walks are compared. */
import { chunkLimit, chunkStates } from '../../contract/inside.ts';

export type ChunkState = (typeof chunkStates)[number];

/** Class i of the histogram holds sizes from 2^(i+4) up to, not including, 2^(i+5): up to 2^40, more than any heap. */
const classes = 36;
const leastExponent = 4;
const startCapacity = 1024;

/** FNV-1a over 32-bit words (Fowler, Noll, Vo). */
const hashStart = 0x811c9dc5;
const hashPrime = 0x01000193;
const hashed = (hash: number, word: number): number => Math.imul(hash ^ word, hashPrime);

/** A growing table of chunks. Addresses and sizes are byte counts. */
export class ChunkTable {
  readonly counts: number[] = chunkStates.map(() => 0);
  readonly bytes: number[] = chunkStates.map(() => 0);
  readonly used: number[] = new Array<number>(classes).fill(0);
  readonly free: number[] = new Array<number>(classes).fill(0);
  /** All chunks, also those that are not listed. */
  total = 0;
  /** Rows that are listed. */
  listed = 0;
  #start = new Float64Array(startCapacity);
  #size = new Float64Array(startCapacity);
  #state = new Uint8Array(startCapacity);
  #hash = hashStart;
  readonly #limit: number;

  /** `limit`: chunks listed at most; counts and sums are of all. */
  constructor(limit = chunkLimit) {
    this.#limit = limit;
  }

  add(address: number, size: number, state: ChunkState): void {
    const index = chunkStates.indexOf(state);
    this.total++;
    this.counts[index] = (this.counts[index] ?? 0) + 1;
    this.bytes[index] = (this.bytes[index] ?? 0) + size;
    this.#hash = hashed(hashed(hashed(this.#hash, address % 2 ** 32), size % 2 ** 32), index);
    const classed = Math.min(classes - 1, Math.floor(Math.log2(size)) - leastExponent);
    const column = state === 'used' ? this.used : state === 'free' || state === 'cached' ? this.free : undefined;
    if (column) column[classed] = (column[classed] ?? 0) + 1;
    if (this.listed >= this.#limit) return;
    if (this.listed === this.#start.length) this.#grow();
    this.#start[this.listed] = address;
    this.#size[this.listed] = size;
    this.#state[this.listed] = index;
    this.listed++;
  }

  /** Equal for walks that saw the same chunks in the same states. */
  get fingerprint(): string {
    return `${this.total}:${(this.#hash >>> 0).toString(16)}`;
  }

  /** Bytes of all chunks. */
  get allBytes(): number {
    return this.bytes.reduce((sum, value) => sum + value, 0);
  }

  /** The listed chunks, as long as they are. */
  columns(): { readonly start: Float64Array; readonly size: Float64Array; readonly state: Uint8Array } {
    return {
      start: this.#start.slice(0, this.listed),
      size: this.#size.slice(0, this.listed),
      state: this.#state.slice(0, this.listed),
    };
  }

  /** Address of the first listed chunk that another walk saw otherwise; undefined when all that are listed agree. */
  disagreement(other: ChunkTable): number | undefined {
    const rows = Math.min(this.listed, other.listed);
    for (let row = 0; row < rows; row++) {
      const same =
        this.#start[row] === other.#start[row] &&
        this.#size[row] === other.#size[row] &&
        this.#state[row] === other.#state[row];
      if (!same) return this.#start[row];
    }
    return this.listed === other.listed ? undefined : (this.#start[rows] ?? other.#start[rows]);
  }

  #grow(): void {
    const room = Math.min(this.#limit, this.#start.length * 2);
    const start = new Float64Array(room);
    const size = new Float64Array(room);
    const state = new Uint8Array(room);
    start.set(this.#start);
    size.set(this.#size);
    state.set(this.#state);
    [this.#start, this.#size, this.#state] = [start, size, state];
  }
}
