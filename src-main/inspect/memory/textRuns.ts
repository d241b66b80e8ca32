/** Runs of readable characters in bytes that come in chunks: ASCII, UTF-8 and UTF-16 (little-endian). Pure. */

type Encoding = 'ascii' | 'utf-8' | 'utf-16';

/** A text and where it begins, in bytes. */
export interface TextRun {
  readonly address: number;
  readonly text: string;
  readonly encoding: Encoding;
}

/** Characters of one run at most; the rest of a longer one is left out. */
const longest = 4096;

const isPlain = (byte: number): boolean => (byte >= 32 && byte < 127) || byte === 9;

/** Bytes of a character of UTF-8 by its first byte; 0 when none begins so. */
const lengthOf = (byte: number): number =>
  byte >= 0xc2 && byte < 0xe0 ? 2 : byte >= 0xe0 && byte < 0xf0 ? 3 : byte >= 0xf0 && byte < 0xf5 ? 4 : 0;

const decoder = new TextDecoder('utf-8', { fatal: true });

/** The readable character of several bytes, or undefined: control, private and unassigned ones are not text. */
function wideCharacter(bytes: Uint8Array): string | undefined {
  try {
    const character = decoder.decode(bytes);
    return /^[\p{L}\p{M}\p{N}\p{P}\p{S}\p{Zs}]$/u.test(character) ? character : undefined;
  } catch {
    return undefined; // not UTF-8 after all
  }
}

/** Gathers runs from chunk to chunk. */
export class TextRuns {
  readonly #least: number;
  readonly #found: (run: TextRun) => void;
  #narrow = new OpenRun();
  #wide = new OpenRun();
  /** Bytes that may be the first of a character which the next chunk completes. */
  #rest: Uint8Array = new Uint8Array();

  /** `least`: characters that make a run worth telling. */
  constructor(least: number, found: (run: TextRun) => void) {
    this.#least = least;
    this.#found = found;
  }

  /** Takes one chunk; `follows`: it joins the one before. */
  take(address: number, chunk: Uint8Array, follows: boolean): void {
    if (!follows) this.end();
    const joined = new Uint8Array(this.#rest.length + chunk.length);
    joined.set(this.#rest);
    joined.set(chunk, this.#rest.length);
    const base = address - this.#rest.length;
    const done = this.#scanNarrow(base, joined);
    this.#scanWide(address, chunk);
    this.#rest = joined.slice(done);
  }

  /** Ends the runs that are open: nothing follows. */
  end(): void {
    this.#rest = new Uint8Array();
    this.#close(this.#narrow);
    this.#close(this.#wide);
  }

  /** ASCII and UTF-8. Gives the offset up to which characters are complete. */
  #scanNarrow(base: number, bytes: Uint8Array): number {
    let at = 0;
    while (at < bytes.length) {
      const byte = bytes[at] ?? 0;
      if (isPlain(byte)) {
        this.#narrow.add(base + at, String.fromCharCode(byte), 'ascii');
        at++;
        continue;
      }
      const length = lengthOf(byte);
      if (length > 0 && at + length > bytes.length && isCutOff(bytes.subarray(at))) return at;
      const character = length > 0 ? wideCharacter(bytes.subarray(at, at + length)) : undefined;
      if (character === undefined) {
        this.#close(this.#narrow);
        at++;
      } else {
        this.#narrow.add(base + at, character, 'utf-8');
        at += length;
      }
    }
    return at;
  }

  /** Letters of the first plane's Latin part, each with a zero byte behind it, as Windows and Java leave them. */
  #scanWide(address: number, bytes: Uint8Array): void {
    for (let at = 0; at + 1 < bytes.length; at += 2) {
      const low = bytes[at] ?? 0;
      if (bytes[at + 1] === 0 && isPlain(low)) this.#wide.add(address + at, String.fromCharCode(low), 'utf-16');
      else this.#close(this.#wide);
    }
  }

  #close(run: OpenRun): void {
    const closed = run.take();
    if (closed && closed.count >= this.#least) this.#found(closed.run);
  }
}

/** Whether bytes are the beginning of one character of UTF-8 and nothing else. */
const isCutOff = (bytes: Uint8Array): boolean => bytes.subarray(1).every((byte) => (byte & 0xc0) === 0x80);

/** A run that may go on. */
class OpenRun {
  #address = 0;
  #text = '';
  #count = 0;
  #encoding: Encoding = 'ascii';

  add(address: number, character: string, encoding: Encoding): void {
    if (this.#count === 0) {
      this.#address = address;
      this.#encoding = encoding;
    }
    if (encoding === 'utf-8') this.#encoding = encoding;
    this.#count++;
    if (this.#count <= longest) this.#text += character;
  }

  /** The run, and how many characters it has in all; it is empty afterwards. */
  take(): { readonly run: TextRun; readonly count: number } | undefined {
    if (this.#count === 0) return undefined;
    const run = { address: this.#address, text: this.#text, encoding: this.#encoding };
    const count = this.#count;
    this.#text = '';
    this.#count = 0;
    return { run, count };
  }
}
