/** What a text says of places in memory, before any process is asked what lies there. */
import type { Address } from '../../contract/units.ts';

/** A name and how far behind its start: `libc.so.6+0x29d90`, `malloc+24`. */
export interface NamedOffset {
  readonly name: string;
  readonly offset: bigint;
  /**
   * What the name is of: a mapped file, with the offset counted from where the file was loaded (`image`) or from its first
   * byte (`file`); a symbol; or either, where the text does not tell.
   */
  readonly of: 'image' | 'file' | 'symbol' | 'either';
}

/** One place that a text mentions, by its address, by a name and an offset, or by both. */
export interface Mention {
  /** What was written: `rip`, `#3`, `segfault at`; missing where nothing stood before it. */
  readonly role?: string;
  readonly address?: Address;
  readonly named?: NamedOffset;
  /** The function that the text names beside the address. */
  readonly says?: string;
  /** The piece of the text that says it. */
  readonly written: string;
  /** Line of the text, from 0. */
  readonly line: number;
}

/** All that a text mentions, and what was passed over. */
export interface Mentions {
  readonly found: readonly Mention[];
  /** Numbers too low for anything to be mapped there. */
  readonly low: number;
  /** Sums that leave 64 bits, as they were written. */
  readonly impossible: readonly string[];
  /** What was not looked at because the text is longer than can be. */
  readonly cut?: 'text' | 'places';
}
