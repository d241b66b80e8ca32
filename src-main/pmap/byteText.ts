/**
 * Text under construction, as bytes. A table of 60,000 rows and 25 figures is 1.5 million numbers: writing their
 * digits in place costs a tenth of what making, padding and joining strings would. Names go in byte for byte, so that
 * one that is not valid UTF-8 comes out as the kernel gave it.
 */

const space = 32;
const zero = 48;
const newline = 10;
const hexDigits = Uint8Array.from('0123456789abcdef', (digit) => digit.charCodeAt(0));
/** Longer texts are written by a native call, which does not wait for V8 to compile a loop. */
const longText = 8;
/** Room for the digits of any safe integer. */
const longestNumber = 16;
/** Pages below this have at most 32 bits above their five lowest hexadecimal digits. */
const lowPages = 0x10_0000;

export class ByteText {
  #bytes: Buffer;
  #length = 0;

  /** `room` is the expected size in bytes; the text grows beyond it as needed. */
  constructor(room = 4096) {
    this.#bytes = Buffer.alloc(Math.max(room, 64));
  }

  /** Bytes so far. */
  get length(): number {
    return this.#length;
  }

  /** The text so far; a view that the next write may outdate. */
  bytes(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }

  /** Makes room for so many bytes more at once, so that growing text is not copied again and again. */
  expect(more: number): this {
    this.#reserve(more);
    return this;
  }

  /** Characters U+0000 to U+00FF, one byte each: ASCII, or bytes in a string's clothes (see byteString). */
  text(text: string): this {
    const { length } = text;
    this.#reserve(length);
    const bytes = this.#bytes;
    let at = this.#length;
    if (length > longText) at += bytes.write(text, at, 'latin1');
    else for (let place = 0; place < length; place++) bytes[at++] = text.charCodeAt(place);
    this.#length = at;
    return this;
  }

  /** The text, with blanks before it up to the width. */
  right(text: string, width: number): this {
    return this.blanks(width - text.length).text(text);
  }

  /** The text, with blanks behind it up to the width. */
  left(text: string, width: number): this {
    return this.text(text).blanks(width - text.length);
  }

  /** So many blanks; none when the count is negative. */
  blanks(count: number): this {
    return this.repeat(space, count);
  }

  /** One character, by its code, so many times. */
  repeat(code: number, count: number): this {
    if (count <= 0) return this;
    this.#reserve(count);
    this.#bytes.fill(code, this.#length, this.#length + count);
    this.#length += count;
    return this;
  }

  newline(): this {
    this.#reserve(1);
    this.#bytes[this.#length++] = newline;
    return this;
  }

  /** A number that is not negative, right-aligned; a fraction has at most two digits after the point. */
  number(value: number, width = 0): this {
    if (!Number.isSafeInteger(value)) return this.right(decimalText(value), width);
    this.#reserve(Math.max(width, longestNumber));
    const bytes = this.#bytes;
    const digits = decimalWidth(value);
    let at = this.#length;
    for (let blank = width - digits; blank > 0; blank--) bytes[at++] = space;
    const end = at + digits;
    let rest = value;
    at = end;
    // Above 31 bits the division must stay one of doubles.
    while (rest > 0x7fff_ffff) {
      const tenth = Math.floor(rest / 10);
      bytes[--at] = zero + (rest - tenth * 10);
      rest = tenth;
    }
    let small = rest | 0;
    do {
      const tenth = (small / 10) | 0;
      bytes[--at] = zero + small - tenth * 10;
      small = tenth;
    } while (small > 0);
    this.#length = end;
    return this;
  }

  /** An address, given as a page number, in hexadecimal with at least `digits` digits. */
  address(page: number, digits: number): this {
    this.#reserve(16);
    const bytes = this.#bytes;
    const whole = Math.floor(page);
    const rest = Math.round((page - whole) * 4096);
    const high = Math.floor(whole / lowPages);
    const low = whole - high * lowPages;
    let at = this.#length;
    let begun = false;
    for (let place = 15; place >= 0; place--) {
      const digit =
        place >= 8
          ? (high >>> ((place - 8) * 4)) & 15
          : place >= 3
            ? (low >>> ((place - 3) * 4)) & 15
            : (rest >>> (place * 4)) & 15;
      if (begun || digit !== 0 || place < digits) {
        begun = true;
        bytes[at++] = hexDigits[digit] ?? zero;
      }
    }
    this.#length = at;
    return this;
  }

  #reserve(more: number): void {
    if (this.#length + more <= this.#bytes.length) return;
    const larger = Buffer.alloc(Math.max(this.#bytes.length * 2, this.#length + more));
    larger.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = larger;
  }
}

/** A number as {@link ByteText.number} writes it. */
export const decimalText = (value: number): string =>
  Number.isInteger(value) ? BigInt(value).toString() : String(Math.round(value * 100) / 100);

/** Characters that {@link ByteText.number} needs for a number that is not negative. */
export function decimalWidth(value: number): number {
  if (!Number.isSafeInteger(value)) return decimalText(value).length;
  let width = 1;
  for (let limit = 10; value >= limit; limit *= 10) width += 1;
  return width;
}

/** Digits that {@link ByteText.address} needs for an address. */
export function addressWidth(page: number, digits: number): number {
  let width = 3;
  for (let limit = 1; page >= limit; limit *= 16) width += 1;
  return Math.max(page < 1 ? Math.round(page * 4096).toString(16).length : width, digits);
}

/** Bytes as a string of characters U+0000 to U+00FF, the form in which names are written. */
export const byteString = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1');

/** Text as such a string of its UTF-8 bytes. */
export const utf8ByteString = (text: string): string => Buffer.from(text, 'utf8').toString('latin1');
