/** Lines that were passed over: counted, the first one quoted. */
import type { Note } from '../../contract/note.ts';
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

  /** The note that `make` makes of them, or none. */
  notes(make: (counted: { readonly count: number; readonly first: string }) => Note): Note[] {
    return this.count === 0 ? [] : [make({ count: this.count, first: this.first })];
  }
}
