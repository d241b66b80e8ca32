/**
 * Text under construction, as bytes. Names go in byte for byte, so that one that is not valid UTF-8 comes out as the
 * kernel gave it.
 */

const space = 32;
/** A text beyond this is likely to grow long. */
const smallText = 64 * 1024;
/** Then it is given room for 60,000 rows at once: memory that is not written costs nothing, copying what is does. */
const leap = 8 * 2 ** 20;

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

  /** Adds so many blanks to be written over, and gives the whole text; it is valid until the next write. */
  area(length: number): Uint8Array {
    this.repeat(space, length);
    return this.#bytes;
  }

  /** Gives the whole text with room for so many bytes more, to be written and counted in with {@link advance}. */
  room(length: number): Uint8Array {
    this.#reserve(length);
    return this.#bytes;
  }

  /** Says how far the text reaches now. */
  advance(length: number): void {
    this.#length = length;
  }

  /** Characters U+0000 to U+00FF, one byte each: ASCII, or bytes in a string's clothes (see byteString). */
  text(text: string): this {
    this.#reserve(text.length);
    this.#length += this.#bytes.write(text, this.#length, 'latin1');
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
    return this.text('\n');
  }

  #reserve(more: number): void {
    if (this.#length + more <= this.#bytes.length) return;
    const least = this.#length + more;
    // Every byte up to the length is written, so the room behind it need not be cleared.
    const larger = Buffer.allocUnsafeSlow(Math.max(this.#bytes.length * 2, least > smallText ? leap : 0, least));
    larger.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = larger;
  }
}

/** Bytes as a string of characters U+0000 to U+00FF, the form in which names are written. */
export const byteString = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1');

/** Text as such a string of its UTF-8 bytes. */
export const utf8ByteString = (text: string): string => Buffer.from(text, 'utf8').toString('latin1');
