/**
 * Gives equal byte strings the same number without making a string of each: at 60,000 mappings only some hundred
 * names are distinct, and decoding every line would cost more than the rest of the parser.
 */

/** Starting value of {@link hashStep}; any odd number does. */
export const hashSeed = 0x811c9dc5 | 0;

/** Takes one byte into a 32-bit hash (FNV-1a). */
export const hashStep = (hash: number, byte: number): number => Math.imul(hash ^ byte, 0x01000193);

export class ByteInterner {
  /** Open addressing, linear probing: number + 1 of an entry, 0 where free. */
  #table = new Int32Array(512);
  #hashes = new Int32Array(256);
  #offsets = new Uint32Array(257);
  #pool = new Uint8Array(8192);
  #count = 0;

  /** The empty string is number 0 from the start. */
  constructor() {
    this.intern(this.#pool, 0, 0, hashSeed);
  }

  /** Number of distinct byte strings seen. */
  get count(): number {
    return this.#count;
  }

  /** Bytes of all of them. */
  get bytes(): number {
    return this.#offsets[this.#count] ?? 0;
  }

  /** Number of `bytes[start, end)`; `hash` is {@link hashStep} over exactly these bytes from {@link hashSeed}. */
  intern(bytes: Uint8Array, start: number, end: number, hash: number): number {
    const table = this.#table;
    const mask = table.length - 1;
    let slot = (hash ^ (hash >>> 15)) & mask;
    for (;;) {
      const entry = (table[slot] ?? 0) - 1;
      if (entry < 0) break;
      if (this.#hashes[entry] === hash && this.#equal(entry, bytes, start, end)) return entry;
      slot = (slot + 1) & mask;
    }
    return this.#add(bytes, start, end, hash);
  }

  /** The bytes of an entry; a view that the next `intern` may invalidate. */
  bytesOf(entry: number): Uint8Array {
    return this.#pool.subarray(this.#offsets[entry] ?? 0, this.#offsets[entry + 1] ?? 0);
  }

  #equal(entry: number, bytes: Uint8Array, start: number, end: number): boolean {
    let at = this.#offsets[entry] ?? 0;
    if ((this.#offsets[entry + 1] ?? 0) - at !== end - start) return false;
    const pool = this.#pool;
    for (let i = start; i < end; i++, at++) if (pool[at] !== bytes[i]) return false;
    return true;
  }

  #add(bytes: Uint8Array, start: number, end: number, hash: number): number {
    const entry = this.#count;
    if ((entry + 1) * 2 > this.#table.length) this.#grow();
    const offset = this.#offsets[entry] ?? 0;
    const next = offset + end - start;
    if (next > this.#pool.length) {
      const larger = new Uint8Array(Math.max(next, this.#pool.length * 2));
      larger.set(this.#pool);
      this.#pool = larger;
    }
    this.#pool.set(bytes.subarray(start, end), offset);
    this.#offsets[entry + 1] = next;
    this.#hashes[entry] = hash;
    this.#count += 1;
    this.#place(entry, hash);
    return entry;
  }

  #grow(): void {
    const entries = this.#table.length;
    const hashes = new Int32Array(entries);
    hashes.set(this.#hashes);
    this.#hashes = hashes;
    const offsets = new Uint32Array(entries + 1);
    offsets.set(this.#offsets);
    this.#offsets = offsets;
    this.#table = new Int32Array(entries * 2);
    for (let entry = 0; entry < this.#count; entry++) this.#place(entry, hashes[entry] ?? 0);
  }

  #place(entry: number, hash: number): void {
    const table = this.#table;
    const mask = table.length - 1;
    let slot = (hash ^ (hash >>> 15)) & mask;
    while (table[slot] !== 0) slot = (slot + 1) & mask;
    table[slot] = entry + 1;
  }
}
