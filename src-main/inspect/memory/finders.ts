/** What is looked for in bytes: texts and bytes wherever they stand, pointers at addresses they can be at. Pure. */

/** Gives the offsets in a chunk at which a hit begins, ascending. */
export type Finder = (bytes: Uint8Array) => readonly number[];

/** Finds a run of bytes. With `fold`, ASCII letters fit in either case. */
export function bytesFinder(needle: Uint8Array, fold = false): Finder {
  const wanted = fold ? needle.map(lower) : needle;
  const [first] = wanted;
  if (first === undefined) return () => [];
  return (bytes) => {
    const text = fold ? bytes.map(lower) : bytes;
    const found: number[] = [];
    const last = text.length - wanted.length;
    for (let at = text.indexOf(first); at >= 0 && at <= last; at = text.indexOf(first, at + 1)) {
      let same = 1;
      while (same < wanted.length && text[at + same] === wanted[same]) same++;
      if (same === wanted.length) found.push(at);
    }
    return found;
  };
}

const lower = (byte: number): number => (byte >= 65 && byte <= 90 ? byte + 32 : byte);

const wordRange = 2 ** 32;

/** Finds aligned words of 8 (or 4) bytes that point into a span of byte addresses. */
export function pointerFinder(start: number, end: number, wordBytes: 4 | 8): Finder {
  return (bytes) => {
    const words = new Uint32Array(bytes.buffer, bytes.byteOffset, Math.floor(bytes.length / 4));
    const found: number[] = [];
    if (wordBytes === 4) {
      for (let word = 0; word < words.length; word++) {
        const value = words[word] ?? 0;
        if (value >= start && value < end) found.push(word * 4);
      }
      return found;
    }
    const lowest = Math.floor(start / wordRange);
    const highest = Math.floor((end - 1) / wordRange);
    for (let word = 0; word + 1 < words.length; word += 2) {
      const high = words[word + 1] ?? 0;
      if (high < lowest || high > highest) continue;
      const value = high * wordRange + (words[word] ?? 0);
      if (value >= start && value < end) found.push(word * 4);
    }
    return found;
  };
}

/** The little-endian word at an offset, as a double; exact below 2^53. */
export function wordAt(bytes: Uint8Array, at: number, wordBytes: 4 | 8): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const low = view.getUint32(at, true);
  return wordBytes === 4 ? low : view.getUint32(at + 4, true) * wordRange + low;
}

/**
 * Runs a finder over chunks that may join: a hit that crosses from one into the next is found once, wherever they are
 * cut. `length` is the greatest length of a hit; hits begin at multiples of `alignment` only, and the finder is always
 * given bytes that begin at one.
 */
export class ChunkSearch {
  readonly #find: Finder;
  readonly #length: number;
  readonly #alignment: number;
  #rest: Uint8Array = new Uint8Array();
  #restAt = 0;

  constructor(find: Finder, length: number, alignment = 1) {
    this.#find = find;
    this.#length = length;
    this.#alignment = alignment;
  }

  /** Addresses of the hits that end in this chunk, ascending, with the bytes they were found in. */
  take(
    address: number,
    bytes: Uint8Array,
    follows: boolean,
  ): { readonly hits: readonly number[]; readonly at: number; readonly bytes: Uint8Array } {
    const kept = follows ? this.#rest : new Uint8Array();
    const begin = kept.length > 0 ? this.#restAt : address;
    const at = Math.ceil(begin / this.#alignment) * this.#alignment;
    let joined = bytes;
    if (kept.length > 0 || at > begin) {
      const whole = new Uint8Array(kept.length + bytes.length);
      whole.set(kept);
      whole.set(bytes, kept.length);
      joined = whole.slice(at - begin);
    }
    const hits = this.#find(joined).map((offset) => at + offset);
    // From the first place at which a hit may begin that cannot have been found yet: it would not have been whole.
    const end = begin + kept.length + bytes.length;
    const from = Math.max(at, Math.ceil((end - this.#length + 1) / this.#alignment) * this.#alignment);
    this.#rest = joined.slice(Math.min(joined.length, from - at));
    this.#restAt = Math.min(end, from);
    return { hits, at, bytes: joined };
  }
}
