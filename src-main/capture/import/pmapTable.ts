/**
 * The output of pmap in its short formats: default, -x and -d of procps and what other systems print instead of them.
 * A row is an address, figures, a mode and a name; the heading tells the figures, and without one their number does.
 */
import type { SourceFormat, UnknownFact } from '../../contract/capture.ts';
import { note } from '../../contract/note.ts';
import { summedDirty } from '../../contract/smapsKeys.ts';
import { longestRow } from './decorations.ts';
import { pmapBefore, pmapColumns, pmapFurniture, pmapProcess, type PmapColumns } from './pmapHeading.ts';
import { PmapNames } from './pmapNames.ts';
import {
  boundsOfBytes,
  type ForeignRow,
  type LineMeaning,
  type TableFacts,
  type TableFormat,
  type TableReader,
} from './tableFormat.ts';

const mode = '[r-][w-][x-][sp-][R-]?';
const figure = '(?:[0-9a-f]{1,20}(?:\\.\\d{1,2})?[KBP]?|-)';
const row = new RegExp(`^([0-9a-f]{8,16})((?:\\s+${figure}){1,8})\\s+(${mode})(?:\\s(.*))?$`);
const device = /^\s*([0-9a-f]{1,16})\s+([0-9a-f]{2,8}):([0-9a-f]{2,8})(?:\s(.*))?$/;
/** A figure by itself, with the unit that stands behind it. */
const sized = /^(\d{1,18})(?:\.(\d{1,2}))?([KBP])?$/;
const suffixes: Readonly<Record<string, bigint>> = { K: 1024n, B: 1n, P: 4096n };
const pageBytes = 4096n;

/** The short formats of pmap. */
export const pmapTable: TableFormat = {
  source: 'pmap',
  begins: (line) => pmapColumns(line) !== undefined || isPlainRow(line),
  reader: () => new PmapReader(),
};

/** A row that needs no heading to be known as one: its mode is pmap's own, or its one figure has a unit. */
function isPlainRow(line: string): boolean {
  if (line.length > longestRow || !/^[0-9a-f]{8,16}\s/.test(line)) return false;
  const match = row.exec(line);
  if (!match) return false;
  const words = wordsOf(match[2] ?? '');
  if (words.length === 1) return /[KBP]$/.test(words[0] ?? '') || device.test(match[4] ?? '');
  return words.length <= 6 && words.every((word) => sized.test(word) || word === '-');
}

const wordsOf = (figures: string): string[] => figures.trim().split(/\s+/);

class PmapReader implements TableReader {
  private columns: PmapColumns | undefined;
  private headless = false;
  private readonly names = new PmapNames();
  private device = false;
  private offsets = false;
  private figures = false;
  private rows = 0;
  /** Rows whose size is 0, which no mapping has. */
  private empty = 0;
  /** Rows that are parts of a page: our own -l prints regions. */
  private parts = 0;
  /** Rows whose figures nobody can name without their heading. */
  private unnamed = 0;

  line(text: string): LineMeaning {
    const columns = pmapColumns(text);
    if (columns) {
      this.columns = columns;
      return 'nothing';
    }
    const mark = pmapProcess(text);
    if (mark) return { mark };
    if (pmapFurniture.test(text)) return 'nothing';
    const match = text.length <= longestRow ? row.exec(text) : null;
    if (!match) return 'strange';
    const [, start = '', figures = '', letters = '', rest = ''] = match;
    // The heading tells what its figures are and in which unit.
    if (!this.columns && !this.headless && !/^\s*\S+[KBP]$/.test(figures)) return 'waits';
    const found =
      this.columns?.hexadecimal === true
        ? this.hexadecimal(start, wordsOf(figures))
        : this.decimal(start, wordsOf(figures));
    if (!found) return 'damaged';
    const perms = letters.slice(0, 3) + (letters[3] === 's' ? 's' : 'p');
    const placed = (this.columns?.device ?? wordsOf(figures).length === 1) ? device.exec(rest) : null;
    if (!placed) return this.taken({ ...found, perms, name: this.names.nameOf(rest) });
    this.device = true;
    const [, offset = '', major = '', minor = '', name = ''] = placed;
    const number = `${major}:${minor}`.replace(/\b0+(?=[0-9a-f])/g, '');
    // Our -A has the offset before the mode.
    return this.taken({ offset, ...found, perms, device: number, name: this.names.nameOf(name) });
  }

  get isHeaded(): boolean {
    return this.columns !== undefined;
  }

  goOn(): void {
    this.headless = true;
  }

  takeBefore = pmapBefore;

  facts(): TableFacts {
    const unknown: UnknownFact[] = ['inode', ...this.names.unknown()];
    if (!this.device && !this.offsets) unknown.push('offset');
    if (!this.device) unknown.push('device');
    const notes = [...this.names.notes()];
    if (this.empty > 0) {
      notes.push(note('pmap-sizes-zero', { count: this.empty }));
    }
    if (this.parts > 0) {
      notes.push(note('pmap-regions'));
    }
    if (this.unnamed > 0) {
      notes.push(note('pmap-nameless-figures', { count: this.unnamed }));
    }
    const format: SourceFormat = this.device ? 'pmap -d' : this.figures ? 'pmap -x' : 'pmap';
    return { format, unknown, notes, ...(this.parts > 0 ? { parts: true } : {}) };
  }

  private taken(found: ForeignRow): LineMeaning {
    this.rows += 1;
    if (found.offset !== undefined) this.offsets = true;
    return { row: found };
  }

  private decimal(start: string, words: readonly string[]): Pick<ForeignRow, 'start' | 'end' | 'figures'> | undefined {
    const [size = '', ...others] = words;
    const bytes = this.bytesOf(size);
    if (bytes === undefined) return undefined;
    if (bytes === 0n) this.empty += 1;
    const at = BigInt(`0x${start}`);
    if (at % pageBytes !== 0n || (at + bytes) % pageBytes !== 0n) this.parts += 1;
    const bounds = boundsOfBytes(start, bytes);
    if (!bounds) return undefined;
    if (others.length === 0) return bounds;
    this.figures = true;
    const figures = this.figuresOf(others);
    return { ...bounds, figures: bytes % 1024n === 0n ? [['Size', String(bytes / 1024n)], ...figures] : figures };
  }

  /** Our own -A: end, size and offset in hexadecimal. */
  private hexadecimal(
    start: string,
    words: readonly string[],
  ): Pick<ForeignRow, 'start' | 'end' | 'offset' | 'figures'> | undefined {
    const [end = '', size = '', offset = '', ...others] = words;
    if (![end, size, offset].every((word) => /^[0-9a-f]{1,16}$/.test(word))) return undefined;
    const bytes = BigInt(`0x${end}`) - BigInt(`0x${start}`);
    if (bytes <= 0n || bytes !== BigInt(`0x${size}`)) return undefined;
    if (others.length === 0) return { start, end, offset };
    this.figures = true;
    return { start, end, offset, figures: [['Size', String(bytes / 1024n)], ...this.figuresOf(others, 1024n)] };
  }

  private figuresOf(words: readonly string[], unit = this.columns?.unit): (readonly [string, string])[] {
    // procps -x without its heading; four and more figures are another system’s, and each has its own.
    const keys = this.columns?.figures ?? (words.length === 2 ? ['Rss', summedDirty] : []);
    if (keys.length < words.length) this.unnamed += 1;
    return keys.flatMap((key, index) => {
      const bytes = this.bytesOf(words[index] ?? '-', unit);
      // Of a fraction of a KiB nothing is kept: figures of the kernel are whole.
      return key === '' || bytes === undefined || bytes % 1024n !== 0n ? [] : [[key, String(bytes / 1024n)] as const];
    });
  }

  private bytesOf(word: string, unit: bigint = this.columns?.unit ?? 1024n): bigint | undefined {
    const match = sized.exec(word);
    if (!match) return undefined;
    const [, whole = '', fraction = '', suffix] = match;
    const of = suffix === undefined ? unit : (suffixes[suffix] ?? unit);
    return BigInt(whole) * of + (BigInt(fraction.padEnd(2, '0')) * of) / 100n;
  }
}
