/** Texts (or lists of texts) by their number, each kept once. */
export class Distinct<T> {
  readonly items: T[] = [];
  private readonly numbers = new Map<string, number>();

  /** The number of what `key` stands for; `item` is kept when it is new. */
  number(key: string, item: T): number {
    const known = this.numbers.get(key);
    if (known !== undefined) return known;
    this.numbers.set(key, this.items.length);
    return this.items.push(item) - 1;
  }
}
