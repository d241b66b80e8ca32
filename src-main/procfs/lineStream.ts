/**
 * Cuts a stream of chunks into runs of whole lines. The kernel hands out whole lines as long as the buffer is large
 * enough, so nearly every chunk passes through uncopied; only a line that straddles two chunks is put together.
 */

const newline = 10;

/** Takes whole lines: `bytes[end - 1]` is always a newline. */
export type LineSink = (bytes: Uint8Array, start: number, end: number) => void;

export class LineStream {
  readonly #sink: LineSink;
  #tail = new Uint8Array(4096);
  #tailLength = 0;

  constructor(sink: LineSink) {
    this.#sink = sink;
  }

  /** Passes on every line that ends in this chunk; the chunk may be reused afterwards. */
  push(chunk: Uint8Array): void {
    let start = 0;
    if (this.#tailLength > 0) {
      const end = chunk.indexOf(newline) + 1;
      if (end === 0) {
        this.#keep(chunk);
        return;
      }
      this.#keep(chunk.subarray(0, end));
      this.#flushTail();
      start = end;
    }
    const end = chunk.lastIndexOf(newline) + 1;
    if (end > start) this.#sink(chunk, start, end);
    if (Math.max(end, start) < chunk.length) this.#keep(chunk.subarray(Math.max(end, start)));
  }

  /** Ends the stream: a last line without newline is passed on as if it had one. */
  finish(): void {
    if (this.#tailLength === 0) return;
    this.#keep(Uint8Array.of(newline));
    this.#flushTail();
  }

  #keep(bytes: Uint8Array): void {
    const length = this.#tailLength + bytes.length;
    if (length > this.#tail.length) {
      const larger = new Uint8Array(Math.max(length, this.#tail.length * 2));
      larger.set(this.#tail.subarray(0, this.#tailLength));
      this.#tail = larger;
    }
    this.#tail.set(bytes, this.#tailLength);
    this.#tailLength = length;
  }

  #flushTail(): void {
    const length = this.#tailLength;
    this.#tailLength = 0;
    this.#sink(this.#tail, 0, length);
  }
}
