/**
 * The extended format straight from the text of smaps: addresses and figures are copied, eight bytes at a time, instead
 * of being turned into numbers and back. That needs records that all look like the first, which is what a kernel prints
 * of a process at rest; anything else ends it, and the caller reads and prints in the ordinary way.
 *
 * A command lives for a fifth of a second, and V8 runs code slowly until it has compiled it: what counts is to do little
 * for each record. At 60,000 mappings the ordinary way takes 90 ms beside reading, this one 25.
 */
import { byteString, type ByteText } from './byteText.ts';
import type { ExtendedTotals } from './extendedFormat.ts';

/** How the rows of a process are named. */
export interface RegularNames {
  /** The Mapping column of a name, given byte for byte; undefined where only the address tells. */
  readonly text: (name: string) => string | undefined;
  /** A name whose text depends on more than itself: the ordinary way is taken. */
  readonly isOdd: (name: string) => boolean;
  /** The text of a mapping of which the name tells nothing, and of the one where the stack begins. */
  readonly anonymous: string;
  readonly stack: string;
  /** Where the stack begins, as 16 hexadecimal digits. */
  readonly startStack: string;
}

const newline = 10;
const space = 32;
const dash = 45;
const zero = 48;
const colon = 58;
const shareLetter = 's'.charCodeAt(0);

/** Digits of an address as it is printed, and at least in the kernel's text. */
const allDigits = 16;
const fewestDigits = 8;
/** The letters of a mapping and a blank. */
const lettersBytes = 5;
/** Digits of an offset below 4 GiB; bytes of such an offset and of a device like `fe:00`, each with its blank. */
const usualOffset = 8;
const usualFields = 15;
/** The kernel pads the fields of a maps line to this column, with one space more before a name (show_map_vma). */
const padding = 72;
/** A key line: 16 bytes of key, 8 of figure, ` kB` and the newline. */
const figureAt = 16;
const unitAt = 24;
const lineBytes = 28;
/** ` kB\n` as a little-endian word. */
const kilobyteEnd = 0x0a42_6b20;
/** A figure from here on takes more than the 7 places of its column. */
const wide = 10_000_000;

/** Eight bytes as a double, to be compared or copied at once: digits, letters and blanks never make a NaN. */
const asDouble = (text: string): number => new DataView(new TextEncoder().encode(text).buffer).getFloat64(0, true);
const flagsKey = asDouble('VmFlags:');
const zeroFigure = asDouble('       0');
const zeros = asDouble('00000000');

/** A wanted line: bytes from the end of the maps line, and its key. */
interface Place {
  readonly at: number;
  readonly first: number;
  readonly second: number;
}

/** Where the lines of every record are. */
interface Shape {
  readonly size: Place;
  readonly rss: Place;
  readonly sharedDirty: Place;
  readonly privateDirty: Place;
  readonly flags: number;
}

/** A name seen before, and its text with the newline; undefined where the address tells. */
interface Known {
  readonly name: DataView;
  readonly text: DataView | undefined;
}

/** Prints smaps chunk by chunk. The steps of a record are methods of their own: V8 compiles small ones sooner. */
export class RegularExtended {
  readonly #text: ByteText;
  readonly #names: RegularNames;
  readonly #known = new Map<number, Known>();
  readonly #anonymous: DataView;
  readonly #stack: DataView;
  readonly #startStack: DataView;
  /** The end of the mapping, as 16 digits. */
  readonly #end = lineOf('0'.repeat(allDigits));
  #shape: Shape | undefined;
  #regular = true;
  /** Places reached in the chunk and in the text. */
  #at = 0;
  #to = 0;
  /** Sums of size, resident and dirty memory in KiB. */
  readonly #totals = new Float64Array(3);

  constructor(text: ByteText, names: RegularNames) {
    this.#text = text;
    this.#names = names;
    this.#anonymous = lineOf(names.anonymous);
    this.#stack = lineOf(names.stack);
    this.#startStack = lineOf(names.startStack);
  }

  get totals(): ExtendedTotals {
    const [size = 0, rss = 0, dirty = 0] = this.#totals;
    return { size, rss, dirty };
  }

  /** Whether all has been in order so far; if not, nothing printed may be used. */
  get regular(): boolean {
    return this.#regular;
  }

  /** Prints whole records. */
  push(bytes: Uint8Array): void {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    // A row is shorter than its record; a name is written in whole words.
    const room = this.#text.room(bytes.length + wordRoom);
    const out = new DataView(room.buffer, room.byteOffset, room.byteLength);
    this.#to = this.#text.length;
    this.#at = 0;
    while (this.#regular && this.#at < bytes.length) this.#regular = this.#takeRecord(bytes, view, out);
    this.#text.advance(this.#to);
  }

  #takeRecord(bytes: Uint8Array, view: DataView, out: DataView): boolean {
    const line = this.#at;
    const row = this.#to;
    if (!this.#takeAddresses(bytes, view, out)) return false;
    const letters = this.#at;
    const known = this.#takeName(bytes, view, line);
    if (!known || !this.#takeFigures(bytes, view, out)) return false;
    this.#writeMode(view, letters, out);
    this.#writeText(known.text ?? (this.#holdsStack(out, row) ? this.#stack : this.#anonymous), out);
    return true;
  }

  /** Takes start and end, writes the start. False when it lies below the end before it, or the text looks otherwise. */
  #takeAddresses(bytes: Uint8Array, view: DataView, out: DataView): boolean {
    const line = this.#at;
    const to = this.#to;
    // Nearly all addresses have 12 digits.
    const digits = bytes[line + 12] === dash ? 12 : bytes.indexOf(dash, line) - line;
    if (digits < fewestDigits || digits > allDigits || bytes[line + 2 * digits + 1] !== space) return false;
    out.setFloat64(to, zeros, true);
    out.setFloat64(to + allDigits - digits, view.getFloat64(line, true), true);
    out.setFloat64(to + 8, view.getFloat64(line + digits - 8, true), true);
    const end = this.#end;
    const adjacent = out.getFloat64(to, true) === end.getFloat64(0, true);
    if (!(adjacent && out.getFloat64(to + 8, true) === end.getFloat64(8, true)) && isBelow(out, to, end, 0))
      return false;
    const second = line + digits + 1;
    end.setFloat64(0, zeros, true);
    end.setFloat64(allDigits - digits, view.getFloat64(second, true), true);
    end.setFloat64(8, view.getFloat64(second + digits - 8, true), true);
    this.#at = second + digits + 1;
    this.#to = to + allDigits;
    return true;
  }

  /** Takes the rest of the maps line; undefined when its name is odd. */
  #takeName(bytes: Uint8Array, view: DataView, line: number): Known | undefined {
    const fields = this.#at + lettersBytes;
    // Nearly all offsets and devices are as long as they must be; behind them comes the inode.
    let at = fields + usualFields;
    if (bytes[fields + usualOffset] !== space || bytes[at - 1] !== space)
      at = skipField(bytes, skipField(bytes, fields));
    at = skipField(bytes, at);
    if (bytes[at] !== newline) at = Math.max(at, line + padding);
    while (bytes[at] === space) at += 1;
    const end = bytes[at] === newline ? at : bytes.indexOf(newline, at);
    if (end < 0) return undefined;
    this.#at = end + 1;
    const length = end - at;
    // Paths differ in their last bytes if anywhere; the line is longer than what is looked at before its name.
    const hash = view.getInt32(end - 4, true) ^ Math.imul(view.getInt32(end - 8, true), 31) ^ Math.imul(length, 961);
    const key = length === 0 ? 0 : hash;
    const known = this.#known.get(key) ?? this.#learn(key, bytes.subarray(at, end));
    return known && isSame(known.name, view, at, length) ? known : undefined;
  }

  /** Takes the lines of a record and writes the figures wanted. */
  #takeFigures(bytes: Uint8Array, view: DataView, out: DataView): boolean {
    const lines = this.#at;
    const shape = (this.#shape ??= shapeOf(bytes, view, lines));
    if (!shape || lines + shape.flags + 8 > bytes.length) return false;
    const { flags, sharedDirty, privateDirty } = shape;
    if (view.getFloat64(lines + flags, true) !== flagsKey) return false;
    const size = figure(view, lines, shape.size);
    const rss = figure(view, lines, shape.rss);
    const shared = figure(view, lines, sharedDirty);
    const own = figure(view, lines, privateDirty);
    if (size < 0 || rss < 0 || shared < 0 || own < 0) return false;
    this.#writeFigure(view, lines + shape.size.at, size, out);
    this.#writeFigure(view, lines + shape.rss.at, rss, out);
    if (shared === 0) this.#writeFigure(view, lines + privateDirty.at, own, out);
    else if (own === 0) this.#writeFigure(view, lines + sharedDirty.at, shared, out);
    else this.#writeSum(shared + own, out);
    const totals = this.#totals;
    totals[0] = (totals[0] ?? 0) + size;
    totals[1] = (totals[1] ?? 0) + rss;
    totals[2] = (totals[2] ?? 0) + shared + own;
    this.#at = bytes.indexOf(newline, lines + flags) + 1;
    return this.#at > 0;
  }

  /** Copies a figure: the kernel's 8 bytes are the blank and the 7 places of a column. */
  #writeFigure(view: DataView, line: number, value: number, out: DataView): void {
    if (value >= wide) out.setUint8(this.#to++, space);
    out.setFloat64(this.#to, view.getFloat64(line + figureAt, true), true);
    this.#to += 8;
  }

  #writeSum(sum: number, out: DataView): void {
    for (const character of ` ${String(sum).padStart(7)}`) out.setUint8(this.#to++, character.charCodeAt(0));
  }

  #writeMode(view: DataView, letters: number, out: DataView): void {
    const to = this.#to;
    out.setUint8(to, space);
    out.setInt32(to + 1, view.getInt32(letters, true), true);
    if (view.getUint8(letters + 3) !== shareLetter) out.setUint8(to + 4, dash);
    out.setUint8(to + 5, dash);
    out.setUint8(to + 6, space);
    this.#to = to + 7;
  }

  #writeText(text: DataView, out: DataView): void {
    const to = this.#to;
    const length = text.byteLength - wordRoom;
    for (let at = 0; at < length; at += 4) out.setInt32(to + at, text.getInt32(at, true), true);
    this.#to = to + length;
  }

  /** Whether the process's stack begins in the mapping; both ends belong to it, as in procps. */
  #holdsStack(out: DataView, row: number): boolean {
    return !isBelow(this.#startStack, 0, out, row) && !isBelow(this.#end, 0, this.#startStack, 0);
  }

  #learn(key: number, bytes: Uint8Array): Known | undefined {
    const name = byteString(bytes);
    if (this.#names.isOdd(name)) return undefined;
    const text = this.#names.text(name);
    const known = { name: wordsOf(name), text: text === undefined ? undefined : lineOf(text) };
    this.#known.set(key, known);
    return known;
  }
}

/** The place behind a field and its blank. */
function skipField(bytes: Uint8Array, from: number): number {
  let at = from;
  while ((bytes[at] ?? space) !== space) at += 1;
  return at + 1;
}

/** Room behind a text, so that its last word may be read whole. */
const wordRoom = 4;

/** A string of bytes (see byteString) with room for a word behind it. */
const wordsOf = (text: string): DataView => {
  const bytes = new Uint8Array(text.length + wordRoom);
  for (let at = 0; at < text.length; at++) bytes[at] = text.charCodeAt(at);
  return new DataView(bytes.buffer);
};

/** The same, ended by a newline. */
const lineOf = (text: string): DataView => wordsOf(`${text}\n`);

/** Whether bytes are those of a name, compared a word at a time. */
function isSame(name: DataView, view: DataView, at: number, length: number): boolean {
  if (name.byteLength !== length + wordRoom) return false;
  let place = 0;
  for (; place + 4 <= length; place += 4) {
    if (name.getInt32(place, true) !== view.getInt32(at + place, true)) return false;
  }
  for (; place < length; place++) if (name.getUint8(place) !== view.getUint8(at + place)) return false;
  return true;
}

/** Whether an address of 16 digits lies below another; digits sort before letters, as in ASCII. */
function isBelow(view: DataView, at: number, other: DataView, otherAt: number): boolean {
  for (let digit = 0; digit < allDigits; digit++) {
    const difference = view.getUint8(at + digit) - other.getUint8(otherAt + digit);
    if (difference !== 0) return difference < 0;
  }
  return false;
}

/** The figure of a line in KiB; -1 when the line does not look like it. */
function figure(view: DataView, lines: number, { at, first, second }: Place): number {
  const line = lines + at;
  if (view.getFloat64(line, true) !== first || view.getFloat64(line + 8, true) !== second) return -1;
  if (view.getUint32(line + unitAt, true) !== kilobyteEnd) return -1;
  if (view.getFloat64(line + figureAt, true) === zeroFigure) return 0;
  let value = 0;
  let scale = 1;
  let place = line + unitAt - 1;
  for (let digit = view.getUint8(place) - zero; digit >= 0 && digit <= 9; digit = view.getUint8(place) - zero) {
    value += digit * scale;
    scale *= 10;
    place -= 1;
  }
  return scale === 1 || place < line + figureAt - 1 ? -1 : value;
}

/** Finds the wanted lines of a record; undefined when one of them is missing or has another form. */
function shapeOf(bytes: Uint8Array, view: DataView, lines: number): Shape | undefined {
  const places = new Map<string, Place>();
  for (let at = lines; at < bytes.length;) {
    const next = bytes.indexOf(newline, at) + 1;
    if (next === 0) return undefined;
    const key = byteString(bytes.subarray(at, bytes.indexOf(colon, at)));
    if (key === 'VmFlags') {
      const wanted = ['Size', 'Rss', 'Shared_Dirty', 'Private_Dirty'].map((name) => places.get(name));
      const [size, rss, sharedDirty, privateDirty] = wanted;
      return size && rss && sharedDirty && privateDirty && { size, rss, sharedDirty, privateDirty, flags: at - lines };
    }
    if (next - at === lineBytes) {
      places.set(key, { at: at - lines, first: view.getFloat64(at, true), second: view.getFloat64(at + 8, true) });
    }
    at = next;
  }
  return undefined;
}
