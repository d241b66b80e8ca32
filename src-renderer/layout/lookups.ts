/** What the picture asks about the insides of regions. The answers are made elsewhere; layout only reads them. */
import type { Rgb } from './colours.ts';

/** Bytes of pages, as far as they have been read. */
export interface ByteLookup {
  /** The bytes of one page, a sentence that says why there are none, or undefined while they are on their way. */
  readonly of: (page: number) => Uint8Array | string | undefined;
}

/** A section, a symbol or a chunk, at its place in the process; fractions of pages are bytes. */
export interface InsideSpan {
  readonly start: number;
  readonly end: number;
  readonly name: string;
  /** A colour of its own by theme; otherwise a tint of the region's. */
  readonly fill?: { readonly light: Rgb; readonly dark: Rgb };
}

/** What is known of the insides of regions, asked for the part that is on screen. Both lists are sorted by start; symbols may overlap. */
export interface InsideLookup {
  readonly sections: (start: number, end: number) => readonly InsideSpan[];
  readonly symbols: (start: number, end: number) => readonly InsideSpan[];
}
