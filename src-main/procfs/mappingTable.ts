/**
 * Lines of maps into columns. The same lines head the records of smaps, so both parsers build on this one.
 *
 * Grammar of a line (fs/proc/task_mmu.c, show_map_vma):
 * `start-end perms offset major:minor inode [padding name]`, hexadecimal without prefix except for the inode.
 */
import type { MappingColumns, RawName } from '../contract/capture.ts';
import { permissionBits } from '../contract/capture.ts';
import { ByteInterner, hashSeed, hashStep } from './byteInterner.ts';
import { decodeName, type StrangeLines } from './text.ts';

const newline = 10;
const space = 32;
const dash = 45;
const colon = 58;

/** Value of a lower-case hexadecimal digit by its byte; 16 for every other byte. */
export const hexValue = new Uint8Array(256).fill(16);
for (let digit = 0; digit < 16; digit++) hexValue[digit.toString(16).charCodeAt(0)] = digit;

/** Permission bits by letter for each of the four places; 16 where the letter does not belong. */
const permissionValues = ['r-', 'w-', 'x-', 'sp'].map((letters, place) => {
  const values = new Uint8Array(256).fill(16);
  const bit = [permissionBits.read, permissionBits.write, permissionBits.execute, permissionBits.shared][place] ?? 0;
  values[letters.charCodeAt(0)] = bit;
  values[letters.charCodeAt(1)] = 0;
  return values;
});
const [readValue, writeValue, executeValue, shareValue] = permissionValues as [
  Uint8Array,
  Uint8Array,
  Uint8Array,
  Uint8Array,
];

/** Decimal digits that a double surely holds; longer inodes go through BigInt. */
const exactDecimalDigits = 15;

const lastPage = 2 ** 52 - 1;

/** Two 32-bit halves of a byte count as a page number: exact for whole pages up to 2^64. */
export const pages = (high: number, low: number): number =>
  (high >>> 0) * 0x100000 + (low >>> 12) + (low & 0xfff) / 4096;

export class MappingTable {
  /** Rows so far. */
  length = 0;
  readonly #strange: StrangeLines;
  readonly #names = new ByteInterner();
  #capacity = 256;
  #start = new Float64Array(this.#capacity);
  #end = new Float64Array(this.#capacity);
  #offset = new Float64Array(this.#capacity);
  #perms = new Uint8Array(this.#capacity);
  #major = new Uint32Array(this.#capacity);
  #minor = new Uint32Array(this.#capacity);
  #inodeLow = new Uint32Array(this.#capacity);
  #inodeHigh = new Uint32Array(this.#capacity);
  #name = new Uint32Array(this.#capacity);

  constructor(strange: StrangeLines) {
    this.#strange = strange;
  }

  /** Rows that fit without growing; always more than `length`. */
  get capacity(): number {
    return this.#capacity;
  }

  /** Bytes of the different names so far. */
  get nameBytes(): number {
    return this.#names.bytes;
  }

  /**
   * Takes the line at `from`; the caller vouches that a newline follows. Adds a row, or counts the line as strange
   * and adds none. Returns the index after the newline.
   */
  addLine(bytes: Uint8Array, from: number): number {
    let at = from;
    let high = 0;
    let low = 0;
    let digit: number;
    while ((digit = hexValue[bytes[at] ?? 0] ?? 16) < 16) {
      high = (high << 4) | (low >>> 28);
      low = (low << 4) | digit;
      at += 1;
    }
    if (bytes[at] !== dash || at === from || at - from > 16) return this.#refuse(bytes, from);
    const start = pages(high, low);

    let first = (at += 1);
    high = 0;
    low = 0;
    while ((digit = hexValue[bytes[at] ?? 0] ?? 16) < 16) {
      high = (high << 4) | (low >>> 28);
      low = (low << 4) | digit;
      at += 1;
    }
    if (bytes[at] !== space || at === first || at - first > 16) return this.#refuse(bytes, from);
    const end = pages(high, low);
    if (end <= start) return this.#refuse(bytes, from);

    // A newline among the four letters has the value 16, so nothing is read past the end of the line.
    const perms =
      (readValue[bytes[at + 1] ?? 0] ?? 16) |
      (writeValue[bytes[at + 2] ?? 0] ?? 16) |
      (executeValue[bytes[at + 3] ?? 0] ?? 16) |
      (shareValue[bytes[at + 4] ?? 0] ?? 16);
    if (perms > 15 || bytes[at + 5] !== space) return this.#refuse(bytes, from);

    first = at += 6;
    high = 0;
    low = 0;
    while ((digit = hexValue[bytes[at] ?? 0] ?? 16) < 16) {
      high = (high << 4) | (low >>> 28);
      low = (low << 4) | digit;
      at += 1;
    }
    if (bytes[at] !== space || at === first || at - first > 16) return this.#refuse(bytes, from);
    // The last page of 2^64 bytes; an offset inside of it would be rounded to 2^64, which is no address.
    const offset = Math.min(pages(high, low), lastPage);

    first = at += 1;
    let major = 0;
    while ((digit = hexValue[bytes[at] ?? 0] ?? 16) < 16) {
      major = (major << 4) | digit;
      at += 1;
    }
    if (bytes[at] !== colon || at === first || at - first > 8) return this.#refuse(bytes, from);
    first = at += 1;
    let minor = 0;
    while ((digit = hexValue[bytes[at] ?? 0] ?? 16) < 16) {
      minor = (minor << 4) | digit;
      at += 1;
    }
    if (bytes[at] !== space || at === first || at - first > 8) return this.#refuse(bytes, from);

    first = at += 1;
    let inode = 0;
    while ((digit = (bytes[at] ?? 0) - 48) >= 0 && digit <= 9) {
      inode = inode * 10 + digit;
      at += 1;
    }
    if (at === first) return this.#refuse(bytes, from);
    let inodeLow = inode >>> 0;
    let inodeHigh = (inode / 0x1_0000_0000) >>> 0;
    if (at - first > exactDecimalDigits) {
      const exact = BigInt(String.fromCharCode(...bytes.subarray(first, Math.min(at, first + 21))));
      if (exact >= 1n << 64n) return this.#refuse(bytes, from);
      inodeLow = Number(exact & 0xffff_ffffn);
      inodeHigh = Number(exact >> 32n);
    }

    let name = 0;
    if (bytes[at] === space) {
      while (bytes[at] === space) at += 1;
      first = at;
      let hash = hashSeed;
      let byte = bytes[at] ?? newline;
      while (byte !== newline) {
        hash = hashStep(hash, byte);
        at += 1;
        byte = bytes[at] ?? newline;
      }
      name = this.#names.intern(bytes, first, at, hash);
    } else if (bytes[at] !== newline) {
      return this.#refuse(bytes, from);
    }

    const row = this.length;
    this.#start[row] = start;
    this.#end[row] = end;
    this.#perms[row] = perms;
    this.#offset[row] = offset;
    this.#major[row] = major;
    this.#minor[row] = minor;
    this.#inodeLow[row] = inodeLow;
    this.#inodeHigh[row] = inodeHigh;
    this.#name[row] = name;
    this.length = row + 1;
    if (this.length === this.#capacity) this.#grow();
    return at + 1;
  }

  /** The rows so far as columns of their own, with the names decoded. */
  columns(): MappingColumns {
    const length = this.length;
    const names: string[] = [];
    const rawNames: RawName[] = [];
    for (let name = 0; name < this.#names.count; name++) {
      const bytes = this.#names.bytesOf(name);
      const { text, exact } = decodeName(bytes);
      names.push(text);
      if (!exact) rawNames.push({ name, bytes: bytes.slice() });
    }
    return {
      length,
      start: this.#start.slice(0, length),
      end: this.#end.slice(0, length),
      perms: this.#perms.slice(0, length),
      offset: this.#offset.slice(0, length),
      major: this.#major.slice(0, length),
      minor: this.#minor.slice(0, length),
      inodeLow: this.#inodeLow.slice(0, length),
      inodeHigh: this.#inodeHigh.slice(0, length),
      name: this.#name.slice(0, length),
      names,
      rawNames,
    };
  }

  /** Counts a line that is no mapping; an empty line is nothing at all. */
  #refuse(bytes: Uint8Array, from: number): number {
    const end = bytes.indexOf(newline, from);
    if (end > from) this.#strange.add(bytes.subarray(from, end));
    return end + 1;
  }

  #grow(): void {
    this.#capacity *= 2;
    this.#start = enlarged(this.#start, new Float64Array(this.#capacity));
    this.#end = enlarged(this.#end, new Float64Array(this.#capacity));
    this.#offset = enlarged(this.#offset, new Float64Array(this.#capacity));
    this.#perms = enlarged(this.#perms, new Uint8Array(this.#capacity));
    this.#major = enlarged(this.#major, new Uint32Array(this.#capacity));
    this.#minor = enlarged(this.#minor, new Uint32Array(this.#capacity));
    this.#inodeLow = enlarged(this.#inodeLow, new Uint32Array(this.#capacity));
    this.#inodeHigh = enlarged(this.#inodeHigh, new Uint32Array(this.#capacity));
    this.#name = enlarged(this.#name, new Uint32Array(this.#capacity));
  }
}

function enlarged<T extends { set(values: T): void }>(old: T, larger: T): T {
  larger.set(old);
  return larger;
}
