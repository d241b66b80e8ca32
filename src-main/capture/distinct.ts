/** Texts of an opened document: each kept once, and not more of them than a real one has. */
import { misfit } from './decode.ts';

/** Characters of different names, labels and sentences. A capture of a million mappings has about a quarter of it. */
const textLimit = 256 * 2 ** 20;

/** Counts the characters that one document asks to be kept. Throws FormatError when they are too many. */
export class TextRoom {
  private taken = 0;

  take(characters: number): void {
    this.taken += characters;
    if (this.taken > textLimit) {
      misfit('the document', `one with at most ${textLimit / 2 ** 20} MiB of different names, labels and evidence`);
    }
  }
}

/** Texts (or lists of texts) by their number, each kept once. */
export class Distinct<T> {
  readonly items: T[] = [];
  private readonly numbers = new Map<string, number>();
  private readonly room: TextRoom;

  constructor(room: TextRoom) {
    this.room = room;
  }

  /** The number of what `key` stands for; `item` is kept when it is new. */
  number(key: string, item: T): number {
    const known = this.numbers.get(key);
    if (known !== undefined) return known;
    this.room.take(key.length);
    this.numbers.set(key, this.items.length);
    return this.items.push(item) - 1;
  }
}
