/**
 * Where the loader writes addresses: DT_RELA, DT_REL and DT_RELR as sections (elf(5); the gABI for RELR). They are
 * counted, never listed: 64 MiB of RELR name 528 million places, and a list of them ended the whole program.
 */
import { Fields, type ByteSource } from './fields.ts';
import type { ElfHeader } from './header.ts';
import { isInside, sectionFlags, sectionTypes, type Section } from './sections.ts';

/** Bytes of relocations that are read; the largest libraries have some ten MiB. */
const bytesLimit = 64 * 2 ** 20;
/** Bytes read and counted between two yields: some milliseconds. */
const sliceBytes = 3 * 2 ** 17;

/** Addresses of the file, without overlap and in order. */
export interface AddressSpan {
  readonly start: number;
  readonly end: number;
}

/** The tables as they stand in the file. */
export interface RawRelocations {
  readonly wide: boolean;
  readonly little: boolean;
  readonly tables: readonly { readonly type: number; readonly bytes: Uint8Array }[];
  /** What was left out, in sentences. */
  readonly notes: readonly string[];
}

/** Reads the tables of a file, up to a limit of bytes. */
export function readRelocations(
  source: ByteSource,
  { wide, little }: ElfHeader,
  sections: readonly Section[],
): RawRelocations {
  const tables: { type: number; bytes: Uint8Array }[] = [];
  let left = bytesLimit;
  let tooMuch = false;
  for (const section of sections) {
    const { type, flags, size, offset } = section;
    const isTable = type === sectionTypes.rela || type === sectionTypes.rel || type === sectionTypes.relr;
    if (!isTable || (flags & sectionFlags.alloc) === 0 || !isInside(source, section)) continue;
    if (size > left) {
      tooMuch = true;
      continue;
    }
    left -= size;
    tables.push({ type, bytes: source.read(offset, size) });
  }
  const notes = tooMuch
    ? [`Its relocations take more than ${bytesLimit / 2 ** 20} MiB; not all of them are counted.`]
    : [];
  return { wide, little, tables, notes };
}

/** How many relocated places lie in each of the spans, in slices; the spans may overlap. */
export function* countRelocations(
  { wide, little, tables }: RawRelocations,
  spans: readonly AddressSpan[],
): Generator<number, Float64Array> {
  const counter = new Counter(spans);
  for (const { type, bytes } of tables) {
    const relative = new RelativeWords(counter, wide);
    const entrySize = (wide ? 8 : 4) * (type === sectionTypes.rela ? 3 : 2);
    // A multiple of every size of entry: 8, 12, 16 and 24 bytes.
    for (let from = 0; from < bytes.length; from += sliceBytes) {
      const slice = bytes.subarray(from, from + sliceBytes);
      const fields = new Fields(slice, little, wide);
      if (type === sectionTypes.relr) relative.take(fields, slice.length);
      else for (let at = 0; at + entrySize <= slice.length; at += entrySize) counter.add(fields.native(at));
      yield from / bytes.length;
    }
  }
  return counter.finish();
}

/**
 * Counts by the bounds of the spans: between two neighbouring bounds every address belongs to the same spans, so an
 * address costs one binary search however many spans there are.
 */
class Counter {
  readonly #spans: readonly AddressSpan[];
  readonly #bounds: Float64Array;
  /** How many addresses lay between bound i and bound i + 1. */
  readonly #between: Float64Array;

  constructor(spans: readonly AddressSpan[]) {
    this.#spans = spans;
    this.#bounds = Float64Array.from(new Set(spans.flatMap(({ start, end }) => [start, end]))).sort();
    this.#between = new Float64Array(this.#bounds.length);
  }

  add(address: number): void {
    const at = this.placeOf(address);
    if (at >= 0) this.#between[at] = (this.#between[at] ?? 0) + 1;
  }

  /** Index of the last bound at or below an address, -1 below all of them. */
  placeOf(address: number): number {
    let low = 0;
    let high = this.#bounds.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#bounds[middle] ?? 0) <= address) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }

  addAt(place: number, count: number): void {
    if (place >= 0) this.#between[place] = (this.#between[place] ?? 0) + count;
  }

  finish(): Float64Array {
    const upTo = new Float64Array(this.#bounds.length + 1);
    for (let at = 0; at < this.#bounds.length; at++) upTo[at + 1] = (upTo[at] ?? 0) + (this.#between[at] ?? 0);
    return Float64Array.from(
      this.#spans,
      ({ start, end }) => (upTo[this.placeOf(end)] ?? 0) - (upTo[this.placeOf(start)] ?? 0),
    );
  }
}

/** RELR: an even word is an address; an odd one a bitmap of the words that follow the last. */
class RelativeWords {
  readonly #counter: Counter;
  readonly #wide: boolean;
  #next = 0;

  constructor(counter: Counter, wide: boolean) {
    this.#counter = counter;
    this.#wide = wide;
  }

  take(fields: Fields, size: number): void {
    const word = this.#wide ? 8 : 4;
    for (let at = 0; at + word <= size; at += word) {
      const low = fields.word(at + (this.#wide && !fields.isLittle ? 4 : 0));
      if ((low & 1) === 0) {
        const address = fields.native(at);
        this.#counter.add(address);
        this.#next = address + word;
        continue;
      }
      const high = this.#wide ? fields.word(at + (fields.isLittle ? 4 : 0)) : 0;
      this.#bitmap(low, high, word);
      this.#next += (word * 8 - 1) * word;
    }
  }

  /** A bitmap covers 63 words (31 in a 32-bit file); where no bound lies among them, its bits are only counted. */
  #bitmap(low: number, high: number, word: number): void {
    const first = this.#counter.placeOf(this.#next);
    const last = this.#counter.placeOf(this.#next + (word * 8 - 2) * word);
    if (first === last) {
      this.#counter.addAt(first, bitsIn(low & ~1) + bitsIn(high));
      return;
    }
    for (let bit = 1; bit < word * 8; bit++) {
      const set = bit < 32 ? (low >>> bit) & 1 : (high >>> (bit - 32)) & 1;
      if (set) this.#counter.add(this.#next + (bit - 1) * word);
    }
  }
}

/** Set bits of a word of 32. */
function bitsIn(word: number): number {
  let bits = word - ((word >>> 1) & 0x5555_5555);
  bits = (bits & 0x3333_3333) + ((bits >>> 2) & 0x3333_3333);
  return Math.imul((bits + (bits >>> 4)) & 0x0f0f_0f0f, 0x0101_0101) >>> 24;
}
