/** Words of memory through a window that slides upward: headers are read thousands at a time, not one by one. */
import type { PresentMemory } from '../presentMemory.ts';
import { wordBytes } from './chunkFormat.ts';

/** The window begins small and doubles while it slides without a jump: a large chunk is not read for its header. */
const leastWindow = 4096;
const mostWindow = 256 * 1024;
const wordRange = 2 ** 32;

/** Reads 64-bit little-endian words. What it returns is as old as its window, never older than one step of a walk. */
export class MemoryWindow {
  readonly #memory: Pick<PresentMemory, 'readPresent'>;
  #start = 0;
  #view: DataView = new DataView(new ArrayBuffer(0));
  #size = leastWindow;
  /** Raised with each read of memory. */
  reads = 0;

  constructor(memory: Pick<PresentMemory, 'readPresent'>) {
    this.#memory = memory;
  }

  /** The word at an address as a double, exact below 2^53; undefined when its page is not present. */
  word(address: number): number | undefined {
    const at = this.#find(address);
    if (at === undefined) return undefined;
    return this.#view.getUint32(at, true) + this.#view.getUint32(at + 4, true) * wordRange;
  }

  /** The word at an address, all 64 bits of it. */
  exactWord(address: number): bigint | undefined {
    const at = this.#find(address);
    return at === undefined ? undefined : this.#view.getBigUint64(at, true);
  }

  /** Whether the word at an address has these halves. */
  equals(address: number, low: number, high: number): boolean {
    const at = this.#find(address);
    return at !== undefined && this.#view.getUint32(at, true) === low && this.#view.getUint32(at + 4, true) === high;
  }

  /** Forgets what has been read, so that the next word is fresh. */
  refresh(): void {
    this.#view = new DataView(new ArrayBuffer(0));
    this.#start = 0;
    this.#size = leastWindow;
  }

  #find(address: number): number | undefined {
    const inside = address - this.#start;
    if (inside >= 0 && inside + wordBytes <= this.#view.byteLength) return inside;
    const follows = inside >= 0 && inside < this.#view.byteLength + leastWindow;
    this.#size = follows ? Math.min(mostWindow, this.#size * 2) : leastWindow;
    // Up to the end of a page, so that the words at its edge are not asked for twice.
    const length = this.#size - (address % leastWindow);
    const bytes = this.#memory.readPresent(address, length);
    this.reads++;
    this.#start = address;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    return bytes.byteLength >= wordBytes ? 0 : undefined;
  }
}
