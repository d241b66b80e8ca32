/**
 * The tables of a text, wherever they stand in it: a whole file, a piece of a log, a quotation, several of them. Time
 * is linear in the length of the text. What is held are the rows, which are bounded, and a few lines.
 */
import { LineStream } from '../../procfs/lineStream.ts';
import { note, type Note } from '../../contract/note.ts';
import { asPid } from '../../contract/units.ts';
import { longestRow, undecorated, withoutColours } from './decorations.ts';
import { LeftOut } from './leftOut.ts';
import { TableBuilder, type ProcessTable } from './tableBuilder.ts';
import type { ProcessMark } from './tableFormat.ts';
import { tableFormats } from './tableFormats.ts';

/** Bytes that are searched for a first table; the longest crash logs have a tenth of it. */
const searchLimit = 64 * 2 ** 20;
/** Tables of one text; a machine runs some thousands of processes. */
const tableLimit = 10_000;
/** Lines that are kept for a table to find the process in. */
const linesKept = 8;
/** Lines that are kept to say what a text without tables looks like. */
const firstLinesKept = 40;
/** Of a longer line only this much is kept. */
const lineKept = 4096;

/** What a text holds. */
export interface FoundTables {
  readonly tables: readonly ProcessTable[];
  /** Lines around the tables; empty without tables. */
  readonly notes: readonly Note[];
  /** What a table without rows told. */
  readonly emptyNotes: readonly Note[];
  /** The first lines of the text that are not blank. */
  readonly firstLines: readonly string[];
  /** The search was given up: the text has no table within the bound, or it is no text. */
  readonly gaveUp?: 'too long' | 'binary';
}

/** Reads a text as it arrives. */
export class TextTables {
  private readonly lines = new LineStream((bytes, start, end) => {
    this.takeLines(bytes, start, end);
  });
  private readonly tables: TableBuilder[] = [];
  private readonly outside = new LeftOut();
  private readonly firstLines: string[] = [];
  /** Lines that were not understood since the last row: part of a table only if it has a row after them. */
  private readonly pending = new LeftOut();
  /** The last of them, not counted yet: the next table may begin with them. */
  private recent: string[] = [];
  /** A mark that stands before a table. */
  private title: ProcessMark | undefined;
  private lastTitle = '';
  private lineNumber = 0;
  private finished = 0;
  private finishedText = 0;
  private bytes = 0;
  private gaveUp: 'too long' | 'binary' | undefined;

  /** Mappings so far. */
  get rows(): number {
    return this.finished + (this.current?.rows ?? 0);
  }

  /** Bytes of their different names and flags. */
  get textBytes(): number {
    return this.finishedText + (this.current?.textBytes ?? 0);
  }

  /** Takes the next bytes; false when no more are wanted. */
  push(chunk: Uint8Array): boolean {
    if (this.gaveUp) return false;
    this.bytes += chunk.length;
    this.lines.push(chunk);
    this.current?.flush();
    if (this.tables.length > 0) return true;
    if (chunk.includes(0)) this.gaveUp = 'binary';
    else if (this.bytes > searchLimit) this.gaveUp = 'too long';
    return !this.gaveUp;
  }

  finish(): FoundTables {
    if (!this.gaveUp) this.lines.finish();
    this.settle(this.outside);
    const tables = this.tables.flatMap((builder) => builder.finish());
    return {
      tables,
      notes:
        tables.length > 0
          ? this.outside.notes((counted) => note('lines-around', { tables: tables.length, ...counted }))
          : [],
      emptyNotes: tables.length > 0 ? [] : this.tables.flatMap((builder) => builder.emptyNotes),
      firstLines: this.firstLines,
      ...(this.gaveUp ? { gaveUp: this.gaveUp } : {}),
    };
  }

  private get current(): TableBuilder | undefined {
    return this.tables.at(-1);
  }

  /** Lines of the kernel's own text pass on in one piece; all others are looked at one by one. */
  private takeLines(bytes: Uint8Array, start: number, end: number): void {
    let from = start;
    for (let at = start; at < end;) {
      const next = bytes.indexOf(newline, at) + 1;
      this.lineNumber += 1;
      if (this.current?.isKernelText(bytes, at, next) === true) this.settle(this.current.strange);
      else {
        if (at > from) this.current?.pushKernelText(bytes.subarray(from, at));
        from = next;
        this.takeLine(Buffer.from(bytes.buffer, bytes.byteOffset + at, next - 1 - at).toString('latin1'));
      }
      at = next;
    }
    if (end > from) this.current?.pushKernelText(bytes.subarray(from, end));
  }

  private takeLine(printed: string): void {
    const { mark, line } = fileMark(withoutColours(printed));
    if (this.firstLines.length < firstLinesKept && printed.trim() !== '')
      this.firstLines.push(printed.slice(0, lineKept));
    // grep names the file on each of its lines.
    if (mark && (line === undefined || mark.title !== this.lastTitle)) {
      this.current?.mark(mark);
      this.title = mark;
      this.lastTitle = mark.title;
    }
    if (line === undefined) return;
    const { current } = this;
    const own = current?.strip ? current.strip(line) : line;
    if (current && own !== undefined && this.taken(current, own)) return;
    if ((line.length <= longestRow && this.begin(line)) || line.trim() === '') return;
    this.recent.push(line.slice(0, lineKept));
    if (this.recent.length > linesKept) this.pending.add(this.recent.shift() ?? '');
  }

  /** Hands a line to a table; a row makes the lines before it a part of the table. */
  private taken(table: TableBuilder, text: string): boolean {
    const { rows } = table;
    const taken = table.take(text);
    if (table.rows > rows) {
      this.settle(table.strange);
      this.title = undefined;
    }
    return taken;
  }

  /** Counts the lines since the last row as what they have turned out to be. */
  private settle(as: LeftOut): void {
    as.take(this.pending);
    for (const line of this.recent) as.add(line);
    this.recent = [];
  }

  /** Begins a table if the line can only be of one. */
  private begin(line: string): boolean {
    for (const { text, strip } of undecorated(line)) {
      const format = tableFormats.find((one) => one.begins(text));
      if (!format) continue;
      const { current } = this;
      if (current?.format === format) {
        // The same table, with another decoration from here on.
        current.strip = strip;
        return this.taken(current, text);
      }
      if (this.tables.length === tableLimit) return false;
      this.open(new TableBuilder(format, strip, this.lineNumber));
      return this.current !== undefined && this.taken(this.current, text);
    }
    return false;
  }

  private open(builder: TableBuilder): void {
    this.finished += this.current?.rows ?? 0;
    this.finishedText += this.current?.textBytes ?? 0;
    const { recent } = this;
    const before = recent.map((line) => (builder.strip ? (builder.strip(line) ?? line) : line));
    this.tables.push(builder);
    if (this.title) builder.mark(this.title);
    const { lines, strange } = builder.takeBefore(before);
    this.recent = recent.slice(0, recent.length - lines);
    this.settle(this.outside);
    this.recent = [...strange];
    this.title = undefined;
  }
}

const newline = 10;

/** `==> /proc/1/maps <==` of tail and head, `/proc/1/maps:` by itself, or before each line as grep prints it. */
function fileMark(line: string): { readonly mark?: ProcessMark; readonly line?: string } {
  if (!/^[=#>:]{0,3} ?\//.test(line)) return { line };
  const heading = /^==> (.{1,4096}) <==$/.exec(line)?.[1];
  const named = /^[=#>: ]{0,4}(\/proc\/\d{1,9}\/(?:task\/\d{1,9}\/)?s?maps)(?::(.*)|[ =<#]{0,4})$/.exec(line);
  const path = heading ?? named?.[1];
  if (path === undefined) return { line };
  const pid = Number(/^\/proc\/(\d{1,9})\//.exec(path)?.[1] ?? 0);
  const mark: ProcessMark = {
    title: Buffer.from(path, 'latin1').toString(),
    facts: pid > 0 ? { pid: asPid(pid) } : {},
  };
  const rest = named?.[2];
  return rest === undefined || rest === '' ? { mark } : { mark, line: rest };
}
