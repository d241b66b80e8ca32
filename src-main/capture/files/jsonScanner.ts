/**
 * A JSON object taken apart as its bytes arrive: the members of the outermost object, and for two long lists their
 * elements one at a time. Only one part is held at once, so that a file of any size needs little memory, and the
 * depth, the length and the number of values of a part are bounded before JSON.parse sees it: two bytes of text can
 * become sixty of heap. Throws FormatError.
 */
import { FormatError, misfit } from '../decode.ts';

/** Takes the parts in the order of the document. */
export interface PartSink {
  member(name: string, value: unknown): void;
  element(list: 'mappings' | 'objects', value: unknown): void;
}

/** Our own documents nest 7 deep. */
const depthLimit = 64;
/** Bytes of one part: a mapping with 40,000 regions, or the facts of a process with 100,000 threads. */
const partLimit = 16 * 2 ** 20;
/**
 * Values of one part, and of all members of the head together: a mapping with 40,000 regions has half a million, the
 * facts of 100,000 threads 400,000. Taking so many apart needs less than half a second and 100 MB.
 */
const valueLimit = 2 ** 20;
/** Members of the head; a document of ours has some 25, and a newer program adds a few. */
const memberLimit = 1024;

const quote = 34;
const backslash = 92;
const comma = 44;
const openBracket = 91;
const closeBracket = 93;
const openBrace = 123;
const closeBrace = 125;

/** What each byte means outside of strings: 0 nothing, else one of the marks above; 255 for bytes JSON never has. */
const meaning = new Uint8Array(256);
for (const mark of [quote, comma, openBracket, closeBracket, openBrace, closeBrace]) meaning[mark] = mark;
for (let byte = 0; byte < 32; byte++) if (byte !== 9 && byte !== 10 && byte !== 13) meaning[byte] = 255;

/** Scans one document. */
export class JsonScanner {
  private readonly sink: PartSink;
  private depth = 0;
  private inString = false;
  private escaped = false;
  private list: 'mappings' | 'objects' | undefined;
  private readonly seen = new Set<string>();
  private count = 0;
  /** The current part as far as it lies in earlier chunks. */
  private parts: Buffer[] = [];
  private partLength = 0;
  /** Values of the current part so far, counted by what begins or precedes each of them. */
  private values = 0;
  /** Values and members of the head so far. */
  private headValues = 0;
  private headMembers = 0;
  private ended = false;

  constructor(sink: PartSink) {
    this.sink = sink;
  }

  push(chunk: Uint8Array): void {
    let partStart = 0;
    for (let at = 0; at < chunk.length; at++) {
      if (this.inString) {
        at = this.endOfString(chunk, at);
        continue;
      }
      const mark = meaning[chunk[at] ?? 0] ?? 0;
      if (mark === 0) {
        if (this.depth === 0) this.outside(chunk[at] ?? 0);
        continue;
      }
      if (mark === comma || mark === openBrace || mark === openBracket) this.countValue();
      if (mark === 255) throw new FormatError(`the text is not JSON: it has a control character in ${this.place()}`);
      if (mark === quote) this.inString = true;
      else if (mark === openBrace || mark === openBracket) {
        if (this.depth === 0) this.begin(mark);
        else if (this.depth === 1 && mark === openBracket && this.beginsList(chunk, partStart, at)) partStart = at + 1;
        this.depth += 1;
        if (this.depth === 1) partStart = at + 1;
        if (this.depth > depthLimit) misfit(this.place(), `nested at most ${depthLimit} deep`);
      } else {
        if (this.depth === 0) throw new FormatError('the text is not one JSON object');
        const base = this.list === undefined ? 1 : 2;
        if (this.depth <= base) {
          this.endPart(chunk, partStart, at, mark === comma);
          partStart = at + 1;
        }
        if (mark !== comma) this.close(mark);
      }
    }
    this.keep(chunk, partStart, chunk.length);
  }

  /** Ends the document. */
  finish(): void {
    if (!this.ended) {
      throw new FormatError(`the text ends in ${this.place()}: the file is cut off`);
    }
  }

  private countValue(): void {
    this.values += 1;
    const before = this.list === undefined ? this.headValues : 0;
    if (before + this.values > valueLimit) misfit(this.place(), `one with at most ${valueLimit} values`);
  }

  /** Where the string ends, or the last byte of the chunk. Most bytes of a document are inside strings. */
  private endOfString(chunk: Uint8Array, from: number): number {
    for (let at = from; at < chunk.length; at++) {
      const byte = chunk[at] ?? 0;
      if (this.escaped) this.escaped = false;
      else if (byte === backslash) this.escaped = true;
      else if (byte === quote) {
        this.inString = false;
        return at;
      }
    }
    return chunk.length;
  }

  private begin(mark: number): void {
    if (mark !== openBrace || this.ended) throw new FormatError('the text is not one JSON object');
  }

  private outside(byte: number): void {
    const blank = byte === 32 || byte === 9 || byte === 10 || byte === 13;
    if (!blank && (this.ended || byte < 0x80)) throw new FormatError('the text is not one JSON object');
  }

  /** Whether the list that opens here is one whose elements are taken one at a time. */
  private beginsList(chunk: Uint8Array, start: number, end: number): boolean {
    if (this.partLength + end - start > 64) return false;
    const match = /^\s*"(mappings|objects)"\s*:\s*$/.exec(this.text(chunk, start, end));
    if (!match) return false;
    this.list = match[1] === 'mappings' ? 'mappings' : 'objects';
    if (this.seen.has(this.list)) misfit(`the document’s ${this.list}`, 'there only once');
    this.seen.add(this.list);
    this.count = 0;
    this.drop();
    return true;
  }

  private close(mark: number): void {
    this.depth -= 1;
    if (this.list !== undefined && this.depth === 1) {
      if (mark !== closeBracket) throw new FormatError(`the text is not JSON: ${this.place()} is not closed rightly`);
      this.list = undefined;
    } else if (this.depth === 0) {
      if (mark !== closeBrace) throw new FormatError('the text is not one JSON object');
      this.ended = true;
    }
  }

  private endPart(chunk: Uint8Array, start: number, end: number, more: boolean): void {
    this.checkLength(end - start);
    const text = this.text(chunk, start, end);
    if (this.list !== undefined) {
      if (text.trim() === '' && !more && this.count === 0) this.drop();
      else this.sink.element(this.list, this.parsed(text));
      this.count += 1;
    } else if (text.trim() !== '') {
      this.headValues += this.values;
      this.headMembers += 1;
      if (this.headMembers > memberLimit) misfit(this.place(), `one with at most ${memberLimit} members`);
      this.member(text);
    }
    this.drop();
  }

  private member(text: string): void {
    const value = this.parsed(`{${text}}`) as object;
    const [entry] = Object.entries(value) as [string, unknown][];
    if (entry) this.sink.member(entry[0], entry[1]);
  }

  private parsed(text: string): unknown {
    try {
      return JSON.parse(text);
    } catch {
      throw new FormatError(`the text is not JSON in ${this.place()}`);
    }
  }

  /** Where the scan stands, in words. */
  private place(): string {
    return this.list === undefined ? 'the head of the document' : `${this.list.slice(0, -1)} ${this.count}`;
  }

  private text(chunk: Uint8Array, start: number, end: number): string {
    const last = Buffer.from(chunk.buffer, chunk.byteOffset + start, end - start);
    return (this.parts.length === 0 ? last : Buffer.concat([...this.parts, last])).toString();
  }

  private checkLength(more: number): void {
    if (this.partLength + more > partLimit) misfit(this.place(), `at most ${partLimit} bytes long`);
  }

  private keep(chunk: Uint8Array, start: number, end: number): void {
    if (end <= start) return;
    this.checkLength(end - start);
    if (this.depth === 0) return;
    this.parts.push(Buffer.from(chunk.slice(start, end)));
    this.partLength += end - start;
  }

  private drop(): void {
    this.parts = [];
    this.partLength = 0;
    this.values = 0;
  }
}
