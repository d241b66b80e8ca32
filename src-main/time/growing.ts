/** Columns that become longer: numbers in one typed array, with room for more. */

/** Room that a column begins with. */
const firstRoom = 64;

/** A column of doubles. */
export class Growing {
  private values = new Float64Array(firstRoom);
  private count = 0;

  get length(): number {
    return this.count;
  }

  /** Adds a value at the end. */
  push(value: number): void {
    if (this.count === this.values.length) {
      const wider = new Float64Array(this.count * 2);
      wider.set(this.values);
      this.values = wider;
    }
    this.values[this.count++] = value;
  }

  /** The value of a row; NaN where there is none. */
  at(row: number): number {
    return row < this.count ? (this.values[row] ?? NaN) : NaN;
  }

  set(row: number, value: number): void {
    if (row < this.count) this.values[row] = value;
  }

  /** The rows from one on, as a column of their own. */
  from(row: number): Float64Array {
    return this.values.slice(row, this.count);
  }

  /** Keeps the rows of which `kept` says so. */
  keep(kept: (row: number) => boolean): void {
    let to = 0;
    for (let row = 0; row < this.count; row++) if (kept(row)) this.values[to++] = this.at(row);
    this.count = to;
  }

  /** The first row whose value is above a limit, in a column that ascends. */
  firstAbove(limit: number): number {
    let low = 0;
    let high = this.count;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.at(middle) > limit) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}
