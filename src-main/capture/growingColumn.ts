/** A typed column of a table whose length is not known beforehand: eight bytes a row instead of a boxed number each. */

type Column = Float64Array | Uint32Array | Int32Array | Uint8Array;

export class GrowingColumn<T extends Column> {
  private readonly make: (length: number) => T;
  private column: T;
  private filled = 0;

  constructor(make: (length: number) => T) {
    this.make = make;
    this.column = make(1024);
  }

  push(value: number): void {
    if (this.filled === this.column.length) {
      // Half as much again: doubling would hold a million rows three times over while they are copied.
      const larger = this.make(Math.ceil(this.filled * 1.5));
      larger.set(this.column);
      this.column = larger;
    }
    this.column[this.filled] = value;
    this.filled += 1;
  }

  /** A value that has been pushed, or 0. */
  at(row: number): number {
    return row < this.filled ? (this.column[row] ?? 0) : 0;
  }

  /** The column; the rows go with it. */
  finish(): T {
    const whole = this.column.slice(0, this.filled) as T;
    this.column = this.make(1024);
    this.filled = 0;
    return whole;
  }
}

export const doubleColumn = (): GrowingColumn<Float64Array<ArrayBuffer>> =>
  new GrowingColumn((length) => new Float64Array(length));
export const wordColumn = (): GrowingColumn<Uint32Array<ArrayBuffer>> =>
  new GrowingColumn((length) => new Uint32Array(length));
export const signedColumn = (): GrowingColumn<Int32Array<ArrayBuffer>> =>
  new GrowingColumn((length) => new Int32Array(length));
export const byteColumn = (): GrowingColumn<Uint8Array<ArrayBuffer>> =>
  new GrowingColumn((length) => new Uint8Array(length));
