/** Memory of a process that a test writes structures into, and what the rules make of one piece of it. */
import { regionView } from '@contract/rows.ts';
import type { Fact } from '@contract/verdict.ts';
import { classify, type Classification } from '@main/classify/classify.ts';
import type { MemoryPort } from '@main/classify/input.ts';
import { inputOf, type InputText } from './maps.ts';

const pageBytes = 4096n;

/** Memory of pages that are written; everything else is absent. */
export class WrittenMemory implements MemoryPort {
  readonly #pages = new Map<bigint, DataView>();
  /** Whether pages that nobody wrote are there too, and zero. */
  zeroed = false;

  /** Writes one little-endian number, which must not cross the end of a page. */
  write(address: bigint, value: bigint, bits: 8 | 16 | 32 | 64 = 64): void {
    const page = address / pageBytes;
    const view = this.#pages.get(page) ?? new DataView(new ArrayBuffer(4096));
    this.#pages.set(page, view);
    const at = Number(address % pageBytes);
    const whole = BigInt.asUintN(64, value);
    for (let byte = 0; byte < bits / 8; byte++) view.setUint8(at + byte, Number((whole >> BigInt(8 * byte)) & 0xffn));
  }

  /** Writes words of 64 bits one behind the other. */
  words(address: bigint, ...values: readonly bigint[]): void {
    for (const [index, value] of values.entries()) this.write(address + 8n * BigInt(index), value);
  }

  presentPages(start: number, pages: number): Uint8Array {
    const present = new Uint8Array(pages).fill(this.zeroed ? 1 : 0);
    // The pages that were written are few; those that are asked for may be a tebibyte.
    for (const page of this.#pages.keys()) {
      const index = Number(page) - start;
      if (index >= 0 && index < pages) present[index] = 1;
    }
    return present;
  }

  read(start: bigint, length: number): Uint8Array | undefined {
    const bytes = new Uint8Array(length);
    for (let done = 0; done < length;) {
      const address = start + BigInt(done);
      const from = Number(address % pageBytes);
      const part = Math.min(4096 - from, length - done);
      const view = this.#pages.get(address / pageBytes);
      if (!view && !this.zeroed) return undefined;
      if (view) bytes.set(new Uint8Array(view.buffer, from, part), done);
      done += part;
    }
    return bytes;
  }
}

/** A row of maps as text. */
export const row = (start: bigint, bytes: bigint, rest = 'rw-p 00000000 00:00 0'): string =>
  `${start.toString(16)}-${(start + bytes).toString(16)} ${rest}\n`;

/** A process that has loaded a program or library, for a rule that asks for it, and some rows and memory. */
export interface Loaded extends Omit<InputText, 'text' | 'memory'> {
  readonly module: string;
  readonly rows: string;
  readonly memory: WrittenMemory;
}

const classified = ({ module, rows, ...given }: Loaded): Classification =>
  classify(inputOf({ ...given, text: `${row(0x40_0000n, 0x1000n, `r-xp 00000000 fe:00 1 ${module}`)}${rows}` }));

/**
 * The regions of all rows but the module's, in pages from `base`: `4+16 runtime-heap strong` has 16 pages from the fifth
 * on. What no rule has explained is left out.
 */
export function partsIn(base: bigint, given: Loaded): string[] {
  const { regions } = classified(given);
  return Array.from({ length: regions.length }, (_, index) => regionView(regions, index))
    .filter(({ start, kind }) => start !== 0x400 && kind !== 'anon')
    .map(({ start, end, kind, certainty }) => {
      const first = start - Number(base / pageBytes);
      return `${first}+${end - start} ${kind} ${certainty}`;
    });
}

/** What speaks for the region at an address. */
export function factsAt(address: bigint, given: Loaded): readonly Fact[] {
  const { regions } = classified(given);
  const page = Number(address) / 4096;
  const index = Array.from(regions.start).findIndex((start, at) => page >= start && page < (regions.end[at] ?? 0));
  return regions.factSets[regions.facts[index] ?? -1] ?? [];
}
