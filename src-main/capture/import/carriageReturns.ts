/** Text that has passed through Windows: each line ends in CR LF. */

const carriageReturn = 13;
const newline = 10;

/** Takes the CR out of every CR LF, if the first line ends so; a lone CR may belong to a file's name. */
export class CarriageReturns {
  private active: boolean | undefined;
  /** A CR at the end of a chunk: what follows it decides. */
  private held = false;

  /** The chunk without them. */
  without(chunk: Uint8Array): Uint8Array {
    if (this.active === undefined) {
      const end = chunk.indexOf(newline);
      if (end < 0 && !chunk.includes(carriageReturn)) return chunk;
      this.active = end > 0 && chunk[end - 1] === carriageReturn;
    }
    if (!this.active || (!this.held && !chunk.includes(carriageReturn))) return chunk;
    const kept = new Uint8Array(chunk.length + 1);
    let length = 0;
    for (const byte of chunk) {
      if (this.held && byte !== newline) kept[length++] = carriageReturn;
      this.held = byte === carriageReturn;
      if (!this.held) kept[length++] = byte;
    }
    return kept.subarray(0, length);
  }

  /** What is left at the end. */
  rest(): Uint8Array | undefined {
    return this.held ? Uint8Array.of(carriageReturn) : undefined;
  }
}
