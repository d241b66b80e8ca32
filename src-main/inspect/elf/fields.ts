/** Numbers in the bytes of an ELF file. */

/** Random access to a file's bytes. */
export interface ByteSource {
  readonly size: number;
  /** The bytes asked for, or fewer at the end of the file. */
  read(offset: number, length: number): Uint8Array;
}

/** Reads numbers of one ELF file's class and byte order; every access is inside the bytes it was given. */
export class Fields {
  readonly #view: DataView;
  readonly #little: boolean;
  readonly #wide: boolean;

  constructor(bytes: Uint8Array, little: boolean, wide: boolean) {
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#little = little;
    this.#wide = wide;
  }

  /** Whether the least significant byte comes first. */
  get isLittle(): boolean {
    return this.#little;
  }

  half(offset: number): number {
    return this.#view.getUint16(offset, this.#little);
  }

  word(offset: number): number {
    return this.#view.getUint32(offset, this.#little);
  }

  /**
   * An address, offset or size: 4 bytes in a 32-bit file, 8 in a 64-bit one. Above 2^53 it is rounded, which
   * {@link isSane} tells. Two halves rather than a BigInt: a symbol table of 90,000 rows took eight times as long.
   */
  native(offset: number): number {
    if (!this.#wide) return this.word(offset);
    const [low, high] = this.#little ? [offset, offset + 4] : [offset + 4, offset];
    return this.word(high) * 0x1_0000_0000 + this.word(low);
  }
}

/** A number that can be used as it stands: exact, and small enough to be an address or a size of a file. */
export const isSane = (value: number): boolean => Number.isSafeInteger(value);
