/**
 * Files that are to be opened: named on the command line, chosen in the dialogue of the main side, or handed over by
 * another start. The page opens one at a time and asks for it; so each waits until the one before has been answered.
 */

/** The files of one window. */
export class FileQueue {
  readonly #waiting: string[] = [];
  readonly #ask: () => void;
  #current: string | undefined;
  #busy = false;
  #idle: (() => void)[] = [];

  /** `ask` makes the page ask for the current file. */
  constructor(ask: () => void) {
    this.#ask = ask;
  }

  /** Whole path of the file that a page which loads, or has been told to, opens now; it stays for a reload. */
  get current(): string | undefined {
    return this.#current;
  }

  /** Whether more come after the current one. */
  get hasMore(): boolean {
    return this.#waiting.length > 0;
  }

  /** Takes the files of the start, of which a page that loads asks for the first by itself. */
  begin(files: readonly string[]): void {
    [this.#current] = files;
    this.#waiting.push(...files.slice(1));
    this.#busy = files.length > 0;
  }

  /** Puts files behind those that wait, and opens them when their turn comes. */
  add(files: readonly string[]): void {
    this.#waiting.push(...files);
    this.#next();
  }

  /** Resolves when no file waits any more: what was asked for after them may come. */
  async idle(): Promise<void> {
    if (!this.#busy) return;
    await new Promise<void>((resolve) => {
      this.#idle.push(resolve);
    });
  }

  /** The page has its answer about the current file, whatever it was. */
  answered(): void {
    this.#busy = false;
    this.#next();
  }

  #next(): void {
    if (this.#busy) return;
    const file = this.#waiting.shift();
    if (file === undefined) {
      for (const resolve of this.#idle.splice(0)) resolve();
      return;
    }
    this.#current = file;
    this.#busy = true;
    this.#ask();
  }
}
