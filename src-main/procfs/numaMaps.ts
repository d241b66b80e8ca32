/**
 * `/proc/PID/numa_maps`: one line for each mapping, without its end (fs/proc/task_mmu.c, show_numa_map):
 * `start policy [file=PATH | heap | stack] [huge] [key=count …]`. Only kernels with CONFIG_NUMA have it.
 *
 * The policy may hold a space (`weighted interleave:0-3`, `prefer (many):0-1`), so it ends where the first word begins
 * that cannot belong to it. What `file=`, `heap` and `stack` say stands in maps, and exactly: here it is passed over.
 */
import type { NumaColumns } from '../contract/capture.ts';
import { note, type Note } from '../contract/note.ts';
import { ByteInterner, hashSeed, hashStep } from './byteInterner.ts';
import { narrowed } from './figureColumn.ts';
import { LineStream } from './lineStream.ts';
import { hexValue, pages } from './mappingTable.ts';
import { decodeText, StrangeLines } from './text.ts';

/** What the parser made of the text, line by line. */
export interface ParsedNumaMaps {
  /** First page of each line's mapping, in the order read. */
  readonly start: Float64Array;
  /** Row i is line i. */
  readonly table: NumaColumns;
  /** What had to be left out, in sentences. */
  readonly notes: readonly Note[];
}

const newline = 10;
const space = 32;
const equals = 61;
/** Different counts that are kept: eight, and one for each node. More nodes than this have their counts left out. */
const keyLimit = 128;
/** Words that repeat what maps says. */
const repeated: ReadonlySet<string> = new Set(['heap', 'stack']);
/** Words that end the policy although they are no counts. */
const known: ReadonlySet<string> = new Set([...repeated, 'huge']);
const fileMark = new TextEncoder().encode('file=');

/** Parses numa_maps as it arrives. A chunk may end anywhere, also inside a line; it may be reused after `push`. */
export class NumaMapsParser {
  readonly #strange = new StrangeLines('numa_maps');
  readonly #lines = new LineStream((bytes, start, end) => {
    for (let at = start; at < end;) at = this.#takeLine(bytes, at);
  });
  #length = 0;
  #capacity = 256;
  #start = new Float64Array(this.#capacity);
  #policy = new Uint32Array(this.#capacity);
  #words = new Uint32Array(this.#capacity);
  readonly #policies = new ByteInterner();
  readonly #keys = new ByteInterner();
  readonly #columns: Float64Array[] = [];
  #tooManyKeys = 0;
  readonly #wordSets = new Map<string, number>([['', 0]]);

  push(chunk: Uint8Array): void {
    this.#lines.push(chunk);
  }

  /** The result; nothing may be pushed afterwards. */
  finish(): ParsedNumaMaps {
    this.#lines.finish();
    const length = this.#length;
    return {
      start: this.#start.slice(0, length),
      table: {
        length,
        policy: this.#policy.slice(0, length),
        policies: textsOf(this.#policies),
        // The interner's first entry is the empty text, which is no key.
        keys: textsOf(this.#keys).slice(1, this.#columns.length + 1),
        columns: this.#columns.map((column) => narrowed(column.slice(0, length))),
        words: this.#words.slice(0, length),
        wordSets: [...this.#wordSets.keys()],
      },
      notes: [
        ...this.#strange.notes(),
        ...(this.#tooManyKeys > 0
          ? [note('keys-beyond-limit', { source: 'numa_maps', limit: keyLimit, count: this.#tooManyKeys })]
          : []),
      ],
    };
  }

  /** Takes the line at `from`, or counts it as strange. Returns the index after its newline. */
  #takeLine(bytes: Uint8Array, from: number): number {
    const end = bytes.indexOf(newline, from);
    let at = from;
    let high = 0;
    let low = 0;
    let digit: number;
    while ((digit = hexValue[bytes[at] ?? 0] ?? 16) < 16) {
      high = (high << 4) | (low >>> 28);
      low = (low << 4) | digit;
      at += 1;
    }
    const first = at + 1;
    if (bytes[at] !== space || at === from || at - from > 16 || first >= end || bytes[first] === space) {
      if (end > from) this.#strange.add(bytes.subarray(from, end));
      return end + 1;
    }
    if (this.#length === this.#capacity) this.#grow();
    const row = this.#length++;
    this.#start[row] = pages(high, low);
    this.#policy[row] = this.#intern(this.#policies, bytes, first, this.#takeWords(bytes, row, first, end));
    return end + 1;
  }

  /** Takes the words after the start address; returns where the policy, which is the first of them, ends. */
  #takeWords(bytes: Uint8Array, row: number, from: number, end: number): number {
    let policyEnd = wordEnd(bytes, from);
    let inPolicy = true;
    let words = '';
    for (let at = policyEnd + 1; at < end;) {
      let last = isFile(bytes, at) ? wordEnd(bytes, at) : this.#takeCount(bytes, row, at);
      if (last === at) {
        last = wordEnd(bytes, at);
        const word = decodeText(bytes.subarray(at, last));
        if (inPolicy && !known.has(word)) {
          policyEnd = last;
          at = last + 1;
          continue;
        }
        if (word !== '' && !repeated.has(word)) words += words === '' ? word : ` ${word}`;
      }
      inPolicy = false;
      at = last + 1;
    }
    if (words !== '') this.#words[row] = this.#wordSet(words);
    return policyEnd;
  }

  /** Takes `key=digits` and returns where it ends; `from` when the word is nothing of the kind. */
  #takeCount(bytes: Uint8Array, row: number, from: number): number {
    let hash = hashSeed;
    let at = from;
    let byte = bytes[at] ?? newline;
    while (byte !== equals && byte !== space && byte !== newline) {
      hash = hashStep(hash, byte);
      byte = bytes[++at] ?? newline;
    }
    const keyEnd = at;
    const first = at + 1;
    if (byte !== equals || keyEnd === from) return from;
    let value = 0;
    let digit: number;
    while ((digit = (bytes[++at] ?? 0) - 48) >= 0 && digit <= 9) value = value * 10 + digit;
    if (at === first || (bytes[at] !== space && bytes[at] !== newline) || !Number.isFinite(value)) return from;
    const key = this.#keys.intern(bytes, from, keyEnd, hash) - 1;
    if (key >= keyLimit) this.#tooManyKeys += 1;
    else {
      const column = (this.#columns[key] ??= new Float64Array(this.#capacity).fill(Number.NaN));
      column[row] = value;
    }
    return at;
  }

  #wordSet(words: string): number {
    const number = this.#wordSets.get(words) ?? this.#wordSets.size;
    this.#wordSets.set(words, number);
    return number;
  }

  #intern(interner: ByteInterner, bytes: Uint8Array, from: number, end: number): number {
    let hash = hashSeed;
    for (let at = from; at < end; at++) hash = hashStep(hash, bytes[at] ?? 0);
    return interner.intern(bytes, from, end, hash);
  }

  #grow(): void {
    const old = this.#capacity;
    this.#capacity *= 2;
    const larger = <T extends { set(values: T): void }>(column: T, empty: T): T => {
      empty.set(column);
      return empty;
    };
    this.#start = larger(this.#start, new Float64Array(this.#capacity));
    this.#policy = larger(this.#policy, new Uint32Array(this.#capacity));
    this.#words = larger(this.#words, new Uint32Array(this.#capacity));
    for (const [key, column] of this.#columns.entries()) {
      this.#columns[key] = larger(column, new Float64Array(this.#capacity)).fill(Number.NaN, old);
    }
  }
}

/** Where the word at `from` ends: at a space, or at the newline that ends every line. */
function wordEnd(bytes: Uint8Array, from: number): number {
  let at = from;
  while (bytes[at] !== space && bytes[at] !== newline) at += 1;
  return at;
}

function isFile(bytes: Uint8Array, from: number): boolean {
  for (let at = 0; at < fileMark.length; at++) if (bytes[from + at] !== fileMark[at]) return false;
  return true;
}

const textsOf = (interner: ByteInterner): string[] =>
  Array.from({ length: interner.count }, (_, entry) => decodeText(interner.bytesOf(entry)));
