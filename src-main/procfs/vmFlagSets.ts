/** Distinct `VmFlags` texts: a process of 60,000 mappings has some twenty of them. */
import { ByteInterner, hashSeed, hashStep } from './byteInterner.ts';
import { decodeText } from './text.ts';

const space = 32;

export class VmFlagSets {
  /** Codes separated by one space; number 0 is the empty set. */
  readonly texts: string[] = [''];
  /** Number in `texts` of each text: a hostile source has as many of them as mappings. */
  readonly #known = new Map([['', 0]]);
  readonly #interner = new ByteInterner();
  /** Number in `texts` of each interned spelling: two spellings may differ in spaces only. */
  readonly #numbers: number[] = [0];

  /** Bytes of the different spellings so far. */
  get bytes(): number {
    return this.#interner.bytes;
  }

  /** Number of the set that `bytes[from, to)` spells; spaces around and between the codes do not matter. */
  add(bytes: Uint8Array, from: number, to: number): number {
    let start = from;
    let end = to;
    while (start < end && bytes[start] === space) start += 1;
    while (end > start && bytes[end - 1] === space) end -= 1;
    let hash = hashSeed;
    for (let at = start; at < end; at++) hash = hashStep(hash, bytes[at] ?? 0);
    const spelling = this.#interner.intern(bytes, start, end, hash);
    return this.#numbers[spelling] ?? this.#addSpelling(spelling);
  }

  #addSpelling(spelling: number): number {
    const text = decodeText(this.#interner.bytesOf(spelling)).replace(/ +/g, ' ');
    const number = this.#known.get(text) ?? this.texts.push(text) - 1;
    this.#known.set(text, number);
    this.#numbers[spelling] = number;
    return number;
  }
}
