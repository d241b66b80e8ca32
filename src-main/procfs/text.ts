/** Decoding and quoting of kernel text. */

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

  /** `file` is the kernel file's name, for the sentence. */
  constructor(file: string) {
    this.#file = file;
  }

  /** Counts one line, given without its newline. */
  add(line: Uint8Array): void {
    if (this.#count === 0) this.#first = quoteLine(line);
    this.#count += 1;
  }

  /** One sentence, or nothing when every line was understood. */
  notes(): string[] {
    if (this.#count === 0) return [];
    return [
      this.#count === 1
        ? `One line of ${this.#file} could not be understood and was left out: ${this.#first}.`
        : `${this.#count} lines of ${this.#file} could not be understood and were left out; the first is ${this.#first}.`,
    ];
  }
}
