/**
 * `/proc/PID/smaps`: for each mapping its maps line, then `Key: value kB` lines, last `VmFlags:`.
 *
 * The kernel prints each key with a fixed width, so once a key's line has been seen, the next one is recognised by
 * its first 16 bytes (two loads) and its length, and only the digits are read. Whatever does not look so takes the
 * slow path by name: keys may be missing on some mappings, may appear late, and may be unknown.
 *
 * Since lines keep their lengths, so do records up to `VmFlags:`. When that word stands where it stood in the record
 * before and the lines between begin with their keys, only the wanted figures are read.
 */
import { missingFigure, type SmapsColumn, type SmapsColumns } from '../contract/capture.ts';
import { note } from '../contract/note.ts';
import { LineStream } from './lineStream.ts';
import { MappingTable } from './mappingTable.ts';
import type { ParsedMaps } from './maps.ts';
import { decodeText, StrangeLines } from './text.ts';
import { VmFlagSets } from './vmFlagSets.ts';

/** What a parser of smaps made of the text. */
export interface ParsedSmaps extends ParsedMaps {
  readonly smaps: SmapsColumns;
}

const newline = 10;
const space = 32;
/** Bytes of a key line that are compared at once; the kernel's keys and their colon fit in. */
const prefixBytes = 16;
/** Distinct keys that are kept; the kernel has about 25. A text with more is hostile. */
const keyLimit = 128;
/** Place in the successor table that stands for the maps line: what follows it is the first key. */
const header = keyLimit;
/** Length of the kernel's key lines: 16 bytes of key, 8 of figure, then ` kB` or nothing, and the newline. */
const kilobyteLine = 28;
const plainLine = 25;
/** ` kB\n` as a little-endian word. */
const kilobyteEnd = 0x0a42_6b20;
/** Eight bytes as a double. Kernel text never makes a NaN or a zero of them, so comparing doubles compares bytes. */
const asDouble = (text: string): number => new DataView(new TextEncoder().encode(text).buffer).getFloat64(0, true);
const vmFlagsPrefix = asDouble('VmFlags:');
const zeroField = asDouble('       0');

/** One key line of a record. */
interface Place {
  readonly key: number;
  /** Bytes from the end of the maps line. */
  readonly at: number;
  readonly wanted: boolean;
}

export class SmapsParser {
  readonly #wants: (key: string) => boolean;
  readonly #wantsFlags: boolean;
  readonly #strange = new StrangeLines('smaps');
  readonly #table = new MappingTable(this.#strange);
  readonly #lines = new LineStream((bytes, start, end) => {
    this.#takeLines(bytes, start, end);
  });

  /** Row that key lines belong to; -1 after a maps line that could not be understood. */
  #row = -1;
  readonly #keyOf = new Map<string, number>();
  readonly #keys: string[] = [];
  /** Keys in the kernel's order. */
  readonly #order: number[] = [];
  readonly #columns: Uint32Array[] = [];
  /** Figures that do not fit 32 bits. */
  readonly #wide: { readonly key: number; readonly row: number; readonly value: number }[] = [];
  readonly #flags = new VmFlagSets();
  #vmFlags = new Uint32Array(this.#table.capacity);
  #tooManyKeys = 0;

  /** The key whose line was read last, or {@link header}; and what followed it the last time. */
  #previous = header;
  readonly #successor = new Uint8Array(keyLimit + 1);
  /** Learned shape of each key's line; length 0 means not learned. */
  readonly #lineLength = new Uint8Array(keyLimit);
  readonly #prefixA = new Float64Array(keyLimit);
  readonly #prefixB = new Float64Array(keyLimit);

  /** Lines of a record that is like the one before, and where its `VmFlags:` begins; -1 when not known. */
  #places: readonly Place[] = [];
  #flagsAt = -1;
  #lastKey = header;

  /** `wants` says which keys are kept, `VmFlags` among them; a line that is not wanted costs next to nothing. */
  constructor(wants: (key: string) => boolean = () => true) {
    this.#wants = wants;
    this.#wantsFlags = wants('VmFlags');
  }

  /** Mappings parsed so far. */
  get rows(): number {
    return this.#table.length;
  }

  /** Bytes of the different names and sets of flags so far, which are kept. */
  get textBytes(): number {
    return this.#table.nameBytes + this.#flags.bytes;
  }

  push(chunk: Uint8Array): void {
    this.#lines.push(chunk);
  }

  /** The result; nothing may be pushed afterwards. */
  finish(): ParsedSmaps {
    this.#lines.finish();
    const length = this.#table.length;
    const columns = this.#columns.map((column): SmapsColumn => column.slice(0, length));
    for (const { key, row, value } of this.#wide) {
      const column = columns[key];
      if (!column) continue;
      const wide = column instanceof Float64Array ? column : widened(column);
      wide[row] = value;
      columns[key] = wide;
    }
    const kept = this.#order.filter((key) => this.#keeps(key));
    return {
      mappings: this.#table.columns(),
      notes: [
        ...this.#strange.notes(),
        ...(this.#tooManyKeys > 0
          ? [note('keys-beyond-limit', { source: 'smaps', limit: keyLimit, count: this.#tooManyKeys })]
          : []),
      ],
      smaps: {
        length,
        keys: kept.map((key) => this.#keys[key] ?? ''),
        columns: kept.map((key) => columns[key] ?? new Uint32Array(length)),
        vmFlags: this.#vmFlags.slice(0, length),
        vmFlagSets: this.#flags.texts,
      },
    };
  }

  #takeLines(bytes: Uint8Array, start: number, end: number): void {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    for (let at = start; at < end;) {
      const first = bytes[at] ?? 0;
      // Key lines begin with a capital, maps lines with a lower-case hexadecimal digit.
      if (first < 65 || first > 90) at = this.#takeHeader(bytes, at);
      else if (this.#row < 0) at = bytes.indexOf(newline, at) + 1;
      else {
        const next = this.#previous === header ? this.#takeRecord(bytes, view, at, end) : at;
        if (next > at) at = next;
        else {
          at = this.#takeKnown(bytes, view, at, end);
          if (at < end) at = this.#takeByName(bytes, view, at, end);
        }
      }
    }
  }

  #keeps(key: number): boolean {
    return this.#wants(this.#keys[key] ?? '');
  }

  /** Takes the lines after a maps line at once, if they are like those of the record before. Returns where they end. */
  #takeRecord(bytes: Uint8Array, view: DataView, at: number, end: number): number {
    const flags = at + this.#flagsAt;
    if (flags < at || flags + 8 > end || view.getFloat64(flags, true) !== vmFlagsPrefix) return at;
    const row = this.#row;
    for (const { key, at: within, wanted } of this.#places) {
      if (!wanted) {
        if (!this.#isLineOf(view, at + within, key)) return at;
        continue;
      }
      const value = this.#figure(bytes, view, at + within, key);
      const column = this.#columns[key];
      if (value < 0 || !column) return at;
      column[row] = value;
    }
    this.#previous = this.#lastKey;
    return this.#takeFlags(bytes, flags);
  }

  #takeFlags(bytes: Uint8Array, at: number): number {
    let last = at + 8;
    while (bytes[last] !== newline) last += 1;
    if (this.#wantsFlags) this.#vmFlags[this.#row] = this.#flags.add(bytes, at + 8, last);
    return last + 1;
  }

  /** Learns where the lines of a record are from the lengths of those that led here. */
  #learnRecord(): void {
    const places: Place[] = [];
    let at = 0;
    this.#flagsAt = -1;
    for (let key = header, steps = 0; key !== this.#previous; steps++) {
      key = this.#successor[key] ?? 0;
      const length = this.#lineLength[key] ?? 0;
      if (length === 0 || steps === keyLimit) return;
      places.push({ key, at, wanted: this.#keeps(key) });
      at += length;
    }
    this.#places = places;
    this.#flagsAt = at;
    this.#lastKey = this.#previous;
  }

  #takeHeader(bytes: Uint8Array, at: number): number {
    const rows = this.#table.length;
    const next = this.#table.addLine(bytes, at);
    this.#previous = header;
    if (this.#table.length > rows) {
      this.#row = rows;
      if (rows >= this.#vmFlags.length) this.#grow();
    } else if (next - at > 1) this.#row = -1;
    return next;
  }

  /** Takes key lines as long as they look as they did before. Returns where that ends. */
  #takeKnown(bytes: Uint8Array, view: DataView, from: number, end: number): number {
    const row = this.#row;
    const lineLength = this.#lineLength;
    const successor = this.#successor;
    const columns = this.#columns;
    let previous = this.#previous;
    let at = from;
    for (;;) {
      const key = successor[previous] ?? 0;
      const length = lineLength[key] ?? 0;
      if (length === 0 || at + length > end) break;
      const value = this.#figure(bytes, view, at, key);
      const column = columns[key];
      if (value < 0 || !column) break;
      column[row] = value;
      previous = key;
      at += length;
    }
    this.#previous = previous;
    return at;
  }

  #isLineOf(view: DataView, at: number, key: number): boolean {
    return view.getFloat64(at, true) === this.#prefixA[key] && view.getFloat64(at + 8, true) === this.#prefixB[key];
  }

  /** The figure of a line that looks as the key's line did before; -1 when it does not. */
  #figure(bytes: Uint8Array, view: DataView, at: number, key: number): number {
    if (!this.#isLineOf(view, at, key)) return -1;
    if (this.#lineLength[key] === plainLine) {
      if (bytes[at + 24] !== newline) return -1;
    } else if (view.getUint32(at + 24, true) !== kilobyteEnd) return -1;
    // Most figures are 0: one comparison spares their digits.
    if (view.getFloat64(at + 16, true) === zeroField) return 0;
    let value = 0;
    let place = at + 23;
    let scale = 1;
    let digit: number;
    while (place >= at + 16 && (digit = (bytes[place] ?? 0) - 48) >= 0 && digit <= 9) {
      value += digit * scale;
      scale *= 10;
      place -= 1;
    }
    if (scale === 1) return -1;
    while (place >= at + 16 && bytes[place] === space) place -= 1;
    return place >= at + 16 ? -1 : value;
  }

  /** Takes one line by its name and learns its shape. */
  #takeByName(bytes: Uint8Array, view: DataView, at: number, end: number): number {
    const first = bytes[at] ?? 0;
    if (first < 65 || first > 90) return at;
    if (at + 8 <= end && view.getFloat64(at, true) === vmFlagsPrefix) {
      this.#learnRecord();
      return this.#takeFlags(bytes, at);
    }
    const next = bytes.indexOf(newline, at) + 1;
    const line = bytes.subarray(at, next - 1);
    const match = /^([A-Z][A-Za-z0-9_]*): *([0-9]+)( kB)?$/.exec(line.length < 256 ? decodeText(line) : '');
    if (!match) {
      this.#strange.add(line);
      return next;
    }
    const [, name = '', digits = '', unit = ''] = match;
    const key = this.#keyOf.get(name) ?? this.#addKey(name);
    if (key < 0) return next;
    const value = Number(digits);
    const column = this.#columns[key];
    if (column && value < missingFigure) column[this.#row] = value;
    else this.#wide.push({ key, row: this.#row, value });
    // Only the kernel's form is learned: key and colon in the first 16 bytes, the figure in the 8 after them.
    const length = next - at;
    if (name.length < prefixBytes && digits.length <= 8 && length === (unit === '' ? plainLine : kilobyteLine)) {
      this.#lineLength[key] = length;
      this.#prefixA[key] = view.getFloat64(at, true);
      this.#prefixB[key] = view.getFloat64(at + 8, true);
    }
    this.#successor[this.#previous] = key;
    this.#previous = key;
    return next;
  }

  /** Gives a new key its column, in the kernel's order: after the key read before it. Returns -1 at the limit. */
  #addKey(name: string): number {
    if (this.#keys.length === keyLimit) {
      this.#tooManyKeys += 1;
      return -1;
    }
    const key = this.#keys.push(name) - 1;
    this.#keyOf.set(name, key);
    this.#order.splice(this.#order.indexOf(this.#previous) + 1, 0, key);
    // What is not wanted gets no room; figures written to it are lost.
    this.#columns.push(new Uint32Array(this.#keeps(key) ? this.#vmFlags.length : 0).fill(missingFigure));
    return key;
  }

  #grow(): void {
    const capacity = this.#table.capacity;
    const flags = new Uint32Array(capacity);
    flags.set(this.#vmFlags);
    this.#vmFlags = flags;
    for (const [key, column] of this.#columns.entries()) {
      if (column.length === 0) continue;
      const larger = new Uint32Array(capacity);
      larger.set(column);
      this.#columns[key] = larger.fill(missingFigure, column.length);
    }
  }
}

/** The same figures as doubles, where NaN says "not printed". */
const widened = (column: Uint32Array): Float64Array =>
  Float64Array.from(column, (value) => (value === missingFigure ? NaN : value));
