/** Walks through a mangled name. What does not fit the grammar ends the attempt: the name is then shown as it is. */

/** The name does not follow the grammar, or uses a part of it that is not known here. */
export class NotMangled extends Error {}

/** Nesting and letters of a result beyond which a name is left as it is; a hostile one may unfold exponentially. */
const depthLimit = 200;
const outputLimit = 64 * 1024;

export class Cursor {
  readonly text: string;
  at = 0;
  #depth = 0;
  #written = 0;

  constructor(text: string) {
    this.text = text;
  }

  /** Whether the rest begins with some letters. */
  sees(letters: string): boolean {
    return this.text.startsWith(letters, this.at);
  }

  /** Takes some letters if they come next. */
  takes(letters: string): boolean {
    if (!this.sees(letters)) return false;
    this.at += letters.length;
    return true;
  }

  /** Takes some letters, or gives up. */
  must(letters: string): void {
    if (!this.takes(letters)) throw new NotMangled();
  }

  /** The next letter without taking it; empty at the end. */
  peek(ahead = 0): string {
    return this.text[this.at + ahead] ?? '';
  }

  next(): string {
    const letter = this.peek();
    if (letter === '') throw new NotMangled();
    this.at++;
    return letter;
  }

  /** What a pattern (sticky) matches here; gives up when it matches nothing. */
  match(pattern: RegExp): string {
    pattern.lastIndex = this.at;
    const [found] = pattern.exec(this.text) ?? [];
    if (found === undefined) throw new NotMangled();
    this.at += found.length;
    return found;
  }

  /** Runs one level of the grammar. */
  deeper<T>(run: () => T): T {
    if (++this.#depth > depthLimit) throw new NotMangled();
    try {
      return run();
    } finally {
      this.#depth--;
    }
  }

  /** Counts letters that were put together. */
  wrote(text: string): string {
    this.#written += text.length;
    if (this.#written > outputLimit) throw new NotMangled();
    return text;
  }
}
