/**
 * One table of a text while its lines arrive. Rows become the kernel's own text and one parser reads them all: rows,
 * figures, wide numbers and odd names are then treated as in smaps itself.
 */
import type { MappingColumns, MappingIndex } from '../../contract/capture.ts';
import { note, type Note } from '../../contract/note.ts';
import { SmapsParser } from '../../procfs/smaps.ts';
import type { Strip } from './decorations.ts';
import type { ForeignRows } from './foreign.ts';
import { LeftOut } from './leftOut.ts';
import { joinedParts, pickedMappings, pickedSmaps } from './rowSets.ts';
import { scaledFigures, scaledSizes } from './scaledRows.ts';
import { processStarts } from './splitRows.ts';
import type { ForeignRow, ProcessMark, TableFormat, TableReader } from './tableFormat.ts';

/** The rows of one process that a text holds. */
export interface ProcessTable {
  /** What it is called: the text's own words, or its program's path. */
  readonly name: string;
  readonly rows: ForeignRows;
  /** Lines of the table that were not understood; told only of the table that is shown. */
  readonly notes: readonly Note[];
}

/** A mark and the row it stands before. */
interface PlacedMark {
  readonly row: number;
  readonly mark: ProcessMark;
}

/** Bytes of rows that wait for a heading behind them: those of some 200,000. */
const heldLimit = 16 * 2 ** 20;

export class TableBuilder {
  readonly format: TableFormat;
  /** The line of the text that the table begins with, from 1. */
  readonly line: number;
  strip: Strip | undefined;
  private readonly reader: TableReader;
  private readonly parser = new SmapsParser();
  private readonly marks: PlacedMark[] = [];
  /** Rows that do not tell their permissions. */
  private readonly silent: number[] = [];
  /** Lines between its rows that were not understood. */
  readonly strange = new LeftOut();
  private waiting: string[] = [];
  /** Lines that only a heading explains, as long as none has come: rows, and at most one that names their process. */
  private held: string[] = [];
  private heldBytes = 0;
  private heldMark = false;

  constructor(format: TableFormat, strip: Strip | undefined, line: number) {
    this.format = format;
    this.strip = strip;
    this.line = line;
    this.reader = format.reader();
  }

  /** Rows so far. */
  get rows(): number {
    return this.parser.rows + this.waiting.length + this.held.length;
  }

  /** Bytes of their different names and flags. */
  get textBytes(): number {
    return this.parser.textBytes + this.heldBytes;
  }

  /** Whether the parser takes the line as it is. */
  isKernelText(bytes: Uint8Array, from: number, end: number): boolean {
    return this.strip === undefined && this.reader.isKernelText?.(bytes, from, end) === true;
  }

  /** Takes lines of the kernel's own text. */
  pushKernelText(bytes: Uint8Array): void {
    this.flush();
    this.parser.push(bytes);
  }

  /** How many of the lines before the first one, counted from their end, are part of the table; and which it cannot use. */
  takeBefore(lines: readonly string[]): { readonly lines: number; readonly strange: readonly string[] } {
    const taken = this.reader.takeBefore?.(lines) ?? { lines: 0 };
    if (taken.mark) this.mark(taken.mark);
    const own = taken.lines > 0 ? lines.slice(-taken.lines) : [];
    return { lines: own.length, strange: own.filter((line) => this.reader.line(line) === 'strange') };
  }

  /** Takes one line without its decoration. Returns false when the table cannot use it. */
  take(text: string): boolean {
    const meaning = this.reader.line(text);
    if (meaning === 'strange') return false;
    if (meaning === 'waits') {
      this.hold(text);
      return true;
    }
    if (this.held.length > 0) {
      // Sorting may have put the one process among its rows; a second one begins where it stands.
      if (typeof meaning === 'object' && 'mark' in meaning && this.marks.length === 0 && !this.heldMark) {
        this.heldMark = true;
        this.hold(text);
        return true;
      }
      if (this.reader.isHeaded === true || (typeof meaning === 'object' && 'mark' in meaning)) this.release();
    }
    if (meaning === 'damaged') this.strange.add(text);
    if (meaning === 'nothing' || meaning === 'damaged') return true;
    if ('mark' in meaning) this.mark(meaning.mark);
    if ('kernelText' in meaning) this.pushKernelText(Buffer.from(meaning.kernelText, 'latin1'));
    if ('row' in meaning) this.add(meaning.row);
    return true;
  }

  private hold(text: string): void {
    this.held.push(text);
    this.heldBytes += text.length;
    if (this.heldBytes > heldLimit) this.release();
  }

  /** Takes the lines that waited, now that a heading has come or none will. */
  private release(): void {
    const lines = this.held;
    this.held = [];
    this.heldBytes = 0;
    this.reader.goOn?.();
    for (const line of lines) this.take(line);
  }

  /** The text names the process whose rows follow. */
  mark(mark: ProcessMark): void {
    if (this.held.length > 0) this.release();
    this.flush();
    const row = this.parser.rows;
    if (this.marks.at(-1)?.row === row) this.marks.pop();
    this.marks.push({ row, mark });
  }

  /** Hands the rows that came to the parser. */
  flush(): void {
    if (this.waiting.length === 0) return;
    this.parser.push(Buffer.from(this.waiting.join(''), 'latin1'));
    this.waiting = [];
  }

  /** What the reader has to say where it has no rows. */
  get emptyNotes(): readonly Note[] {
    return this.reader.facts().notes ?? [];
  }

  /** The processes of the table, in the order of the text. */
  finish(): ProcessTable[] {
    this.release();
    this.flush();
    const parsed = this.parser.finish();
    const facts = this.reader.facts();
    const { scale, parts } = facts;
    const all = {
      mappings: scale ? scaledSizes(parsed.mappings, scale.sizes, scale.kibibytes) : parsed.mappings,
      smaps: parsed.smaps.keys.length === 0 ? undefined : scaledFigures(parsed.smaps, scale?.figures ?? 1),
    };
    const { mappings, smaps } = all;
    const starts = processStarts(
      mappings,
      this.marks.map(({ row }) => row),
    );
    const silent = new Set(this.silent);
    return starts.flatMap((from, index): ProcessTable[] => {
      const to = starts[index + 1] ?? mappings.length;
      if (to === from) return [];
      const rows = Uint32Array.from({ length: to - from }, (_, row) => from + row);
      const whole = starts.length === 1;
      const own = whole ? mappings : pickedMappings(mappings, rows);
      const figures = whole ? smaps : smaps && pickedSmaps(smaps, rows);
      const joined: Pick<ForeignRows, 'mappings' | 'smaps'> = parts
        ? joinedParts(own, figures)
        : { mappings: own, ...(figures ? { smaps: figures } : {}) };
      const silentRows: MappingIndex[] = [];
      for (let row = from; row < to; row++) if (silent.has(row)) silentRows.push(row - from);
      const untold = !parts && !facts.unknown.includes('permissions') && silentRows.length > 0;
      const format = facts.format === 'maps' && figures ? 'smaps' : facts.format;
      const mark = this.markOf(from, to, whole);
      return [
        {
          name: mark?.title ?? this.nameOf(joined.mappings, from),
          rows: {
            format,
            ...joined,
            notes: facts.notes ?? [],
            facts: mark?.facts ?? {},
            unknown: facts.unknown,
            ...(untold ? { unknownPermissions: silentRows } : {}),
            ...(facts.architecture === undefined ? {} : { architecture: facts.architecture }),
          },
          notes: [
            ...this.strange.notes((counted) =>
              note('strange-lines', { source: format === 'smaps' ? 'smaps' : this.format.source, ...counted }),
            ),
            ...parsed.notes,
          ],
        },
      ];
    });
  }

  /** Sorting moves the only process line of a text anywhere; of several, each stands before its rows. */
  private markOf(from: number, to: number, whole: boolean): ProcessMark | undefined {
    const own = this.marks.findLast(({ row }) => row >= from && row < to)?.mark;
    return own ?? (whole ? this.marks.at(-1)?.mark : undefined);
  }

  private nameOf({ name, names }: MappingColumns, row: number): string {
    const path = names[name.find((one) => names[one]?.startsWith('/') === true) ?? 0] ?? '';
    const where = row === 0 ? `line ${this.line}` : `row ${row + 1} of the table from line ${this.line}`;
    return path === '' ? `table at ${where}` : `${path}, ${where}`;
  }

  private add(row: ForeignRow): void {
    if (row.perms !== undefined) {
      this.waiting.push(kernelTextOf(row, row.perms));
      return;
    }
    this.flush();
    const index = this.parser.rows;
    this.parser.push(Buffer.from(kernelTextOf(row, '---p'), 'latin1'));
    if (this.parser.rows > index) this.silent.push(index);
  }
}

/** The row as smaps would print it. */
function kernelTextOf(
  { start, end, offset, device, inode, name, figures, vmFlags }: ForeignRow,
  perms: string,
): string {
  const line = `${start}-${end} ${perms} ${offset ?? '0'} ${device ?? '0:0'} ${inode ?? '0'} ${name}\n`;
  const keys = (figures ?? []).map(([key, digits]) => `${key}:`.padEnd(16) + digits.padStart(8) + ' kB\n');
  return line + keys.join('') + (vmFlags === undefined ? '' : `VmFlags: ${vmFlags}\n`);
}
