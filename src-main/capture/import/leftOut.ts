/** Lines that were passed over: counted, the first one quoted. */
import { quoteLine } from '../../procfs/text.ts';

export class LeftOut {
  private count = 0;
  private first = '';

  /** Counts a line, a Latin-1 string of its bytes. */
  add(line: string): void {
    if (this.count === 0) this.first = quoteLine(Buffer.from(line.slice(0, 1024), 'latin1'));
    this.count += 1;
  }

  /** Adds what another one counted, which comes after this one in the text, and empties that. */
  take(other: LeftOut): void {
    if (this.count === 0) this.first = other.first;
    this.count += other.count;
    other.count = 0;
    other.first = '';
  }

  /** "3 lines … were …; the first is “…”." or nothing. `of` stands behind the number, `were` is said of many. */
  notes(of: string, were: string): string[] {
    if (this.count === 0) return [];
    return this.count === 1
      ? [`One line ${of} ${were.replace(/\bwere\b/g, 'was')}: ${this.first}.`]
      : [`${this.count} lines ${of} ${were}; the first is ${this.first}.`];
  }
}
