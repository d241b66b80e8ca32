/** Reading the process's memory within a budget: only pages that are present, never more than 256 MiB in all. */
import { addressOf } from '../contract/address.ts';
import { asPageNumber, pageBytes, type Address } from '../contract/units.ts';
import type { MemoryPort } from './input.ts';

/** Bytes that one classification may read while searching. */
const byteBudget = 256 * 2 ** 20;
/** Pages asked for in one look at pagemap: 8 bytes each, half a mebibyte. */
const pagemapStep = 65_536;
/** Pages of pagemap looked at in all; a terabyte of reserved addresses must not be walked. */
const pagemapBudget = 4 * 2 ** 20;
/** Pages read in one piece. */
const readStep = 256;

/** Bytes at an address as a view, or undefined when the read is refused, short or touches an absent page. */
export function readAt(memory: MemoryPort, address: Address, length: number): DataView | undefined {
  const first = address >> 12n;
  const last = (address + BigInt(length) - 1n) >> 12n;
  if (last >= 1n << 52n) return undefined;
  const present = memory.presentPages(asPageNumber(Number(first)), Number(last - first) + 1);
  if (!present || present.includes(0)) return undefined;
  const bytes = memory.read(address, length);
  return bytes?.length === length ? new DataView(bytes.buffer, bytes.byteOffset, length) : undefined;
}

/** The two 32-bit halves of a 64-bit value as they lie in memory on a little-endian machine. */
const halves = (value: bigint): [number, number] => [Number(value & 0xffff_ffffn), Number(value >> 32n)];

/** A search for 8-byte values, with its budgets. */
export class MemoryScan {
  readonly #memory: MemoryPort;
  #bytesLeft = byteBudget;
  #pagesLeft = pagemapBudget;
  readonly #seen = new Set<number>();

  constructor(memory: MemoryPort) {
    this.#memory = memory;
  }

  /** Lets the search read at most so many bytes more. */
  limit(bytes: number): void {
    this.#bytesLeft = Math.min(this.#bytesLeft, bytes);
  }

  /** Whether nothing more will be read. */
  exhausted(): boolean {
    return this.#bytesLeft <= 0 || this.#pagesLeft <= 0;
  }

  /** Calls `report` with the address of every 8-aligned occurrence of one of the values in whole pages [from, to). */
  search(from: number, to: number, values: readonly bigint[], report: (hit: bigint, value: bigint) => void): void {
    for (let at = Math.ceil(from); at < to && !this.exhausted(); at += pagemapStep) {
      const count = Math.min(pagemapStep, Math.floor(to) - at);
      this.#pagesLeft -= count;
      const present = count > 0 ? this.#memory.presentPages(asPageNumber(at), count) : undefined;
      if (!present) continue;
      let index = 0;
      while (index < count && !this.exhausted()) {
        if (present[index] !== 1 || this.#seen.has(at + index)) {
          index++;
          continue;
        }
        let run = 0;
        while (index + run < count && run < readStep && present[index + run] === 1) this.#seen.add(at + index + run++);
        this.#searchRun(at + index, run, values, report);
        index += run;
      }
    }
  }

  #searchRun(
    start: number,
    pages: number,
    values: readonly bigint[],
    report: (hit: bigint, value: bigint) => void,
  ): void {
    this.#bytesLeft -= pages * pageBytes;
    const base = addressOf(asPageNumber(start));
    const bytes = this.#memory.read(base, pages * pageBytes);
    if (!bytes) return;
    const aligned = bytes.byteOffset % 4 === 0 ? bytes : bytes.slice();
    const words = new Uint32Array(aligned.buffer, aligned.byteOffset, aligned.byteLength >> 2);
    for (const value of values) {
      const [low, high] = halves(value);
      for (let word = 0; word + 1 < words.length; word += 2) {
        if (words[word] === low && words[word + 1] === high) report(base + BigInt(word * 4), value);
      }
    }
  }
}
