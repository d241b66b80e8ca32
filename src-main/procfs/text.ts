/** Decoding and quoting of kernel text. */
import { note, type Note } from '../contract/note.ts';

const lenient = new TextDecoder('utf-8', { ignoreBOM: true });
const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Kernel text as a string; bytes that are not UTF-8 become U+FFFD. */
export const decodeText = (bytes: Uint8Array): string => lenient.decode(bytes);

/** A name as a string, and whether that string can be turned back into the same bytes. */
export function decodeName(bytes: Uint8Array): { readonly text: string; readonly exact: boolean } {
  try {
    return { text: strict.decode(bytes), exact: true };
  } catch {
    return { text: lenient.decode(bytes), exact: false };
  }
}

/** Quoted lines longer than this are cut: a note is a sentence, not a dump. */
const quotedLength = 120;

/** A line of strange text, safe to show: control and direction marks escaped, long lines cut. */
export function quoteLine(line: Uint8Array): string {
  const text = decodeText(line.subarray(0, quotedLength * 4));
  const shown = text
    .slice(0, quotedLength)
    .replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, (mark) => `\\u{${(mark.codePointAt(0) ?? 0).toString(16)}}`);
  return `“${shown}${text.length > quotedLength || line.length > quotedLength * 4 ? '…' : ''}”`;
}

/** Lines that a parser could not understand: counted, the first one quoted. */
export class StrangeLines {
  readonly #file: string;
  #count = 0;
  #first = '';

  /** `file` is the kernel file's name. */
  constructor(file: string) {
    this.#file = file;
  }

  /** Counts one line, given without its newline. */
  add(line: Uint8Array): void {
    if (this.#count === 0) this.#first = quoteLine(line);
    this.#count += 1;
  }

  /** One note, or none when every line was understood. */
  notes(): Note[] {
    if (this.#count === 0) return [];
    return [note('strange-lines', { source: this.#file, count: this.#count, first: this.#first })];
  }
}
