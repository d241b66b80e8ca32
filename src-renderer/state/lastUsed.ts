/** A table of limited size: what was used longest ago falls out. Pure. */

export class LastUsed<Key, Value> {
  readonly #most: number;
  readonly #values = new Map<Key, Value>();

  /** `most`: how many values are kept. */
  constructor(most: number) {
    this.#most = most;
  }

  /** The value, which counts as used now. */
  get(key: Key): Value | undefined {
    const value = this.#values.get(key);
    if (value !== undefined) this.set(key, value);
    return value;
  }

  set(key: Key, value: Value): void {
    this.#values.delete(key);
    this.#values.set(key, value);
    const [oldest] = this.#values.keys();
    if (this.#values.size > this.#most && oldest !== undefined) this.#values.delete(oldest);
  }

  clear(): void {
    this.#values.clear();
  }
}
