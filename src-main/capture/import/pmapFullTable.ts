/**
 * The output of pmap -X and -XX: a heading with the keys of smaps, a row with each figure in its column. Its unit is
 * told behind the totals, if at all: KiB, or with our own options bytes or pages.
 */
import type { UnknownFact } from '../../contract/capture.ts';
import { pmapBefore, pmapFurniture, pmapProcess } from './pmapHeading.ts';
import { plainFigures } from './scaledRows.ts';
import {
  boundsOfSize,
  sizeFits,
  type ForeignRow,
  type LineMeaning,
  type TableFacts,
  type TableFormat,
  type TableReader,
} from './tableFormat.ts';

const row =
  /^ *([0-9a-f]{1,16})(?: +([0-9a-f]{1,16}))? ([r-][w-][x-][sp]) +([0-9a-f]{8,16}) +([0-9a-f]{1,8}:[0-9a-f]{1,8}) +(\d{1,19}) ?(.*)$/;
/** Longer lines have more columns than the kernel has figures. */
const longestHeading = 4096;
/** Figures stand here in quarters of their unit: our --pages prints 1.75 pages for 7 KiB. */
const quarters = 4;

/** pmap -X and -XX with their heading. */
export const pmapFullTable: TableFormat = {
  source: 'pmap',
  begins: (line) => headingOf(line) !== undefined,
  reader: () => new FullReader(),
};

/** Whether a line is a row of -X or -XX: without its heading nobody can tell which figures it has. */
export const isFullRow = (line: string): boolean =>
  line.length <= longestHeading && /^ *\d+(?: |$)/.test(row.exec(line)?.[7] ?? '');

interface Heading {
  readonly keys: readonly string[];
  /** Our own -A: the end stands behind the start, the size is hexadecimal. */
  readonly hexadecimal: boolean;
  /** Column after the last one of VmFlags, which is right-aligned; missing without that column. */
  readonly flagsEnd?: number;
}

/** The smaps keys of the heading, and where VmFlags ends; undefined for every other line. */
function headingOf(line: string): Heading | undefined {
  if (line.length > longestHeading || !/^ *Address +(?:End +)?Perm /.test(line)) return undefined;
  const words = line.trim().split(/ +/);
  const hexadecimal = words[1] === 'End';
  const first = hexadecimal ? 2 : 1;
  if (words.slice(first, first + 4).join(' ') !== 'Perm Offset Device Inode' || words.at(-1) !== 'Mapping')
    return undefined;
  const flags = words.at(-2) === 'VmFlags';
  const keys = words.slice(first + 4, flags ? -2 : -1);
  if (!keys.includes('Size') || !keys.every((key) => /^[A-Z][A-Za-z0-9_]*$/.test(key))) return undefined;
  return { keys, hexadecimal, ...(flags ? { flagsEnd: line.indexOf(' VmFlags') + ' VmFlags'.length } : {}) };
}

class FullReader implements TableReader {
  private heading: Heading | undefined;
  /** One figure for each key, then the rest of the row. */
  private figures: RegExp | undefined;
  private wholePaths = 0;
  /** The size of each row, in the table’s unit. */
  private readonly sizes: number[] = [];
  /** Rows begin inside pages: our own -l prints regions. */
  private parts = false;
  /** KiB that one of the table’s units is. */
  private unit = 1;

  line(text: string): LineMeaning {
    const heading = headingOf(text);
    if (heading) {
      this.heading = heading;
      this.figures = new RegExp(`^ *((?:(?:[0-9a-f.]+|-) +){${heading.keys.length - 1}}(?:[0-9a-f.]+|-))(?: (.*))?$`);
      return 'nothing';
    }
    const mark = pmapProcess(text);
    if (mark) return { mark };
    const told = /^[ \d.-]+(KB|bytes|pages) *$/.exec(text)?.[1];
    if (told !== undefined) this.unit = told === 'bytes' ? 1 / 1024 : told === 'pages' ? 4 : 1;
    if (pmapFurniture.test(text) || /^[ =]*$/.test(text)) return 'nothing';
    const found = this.row(text);
    return found ? { row: found } : 'strange';
  }

  takeBefore = pmapBefore;

  facts(): TableFacts {
    const unknown: UnknownFact[] = this.wholePaths === 0 ? ['path'] : [];
    return {
      format: this.heading?.flagsEnd === undefined ? 'pmap -X' : 'pmap -XX',
      unknown,
      ...(this.heading?.hexadecimal === true
        ? { scale: { sizes: this.sizes, kibibytes: 1, figures: 1 / quarters } }
        : { scale: { sizes: this.sizes, kibibytes: this.unit, figures: this.unit / quarters } }),
      ...(this.parts ? { parts: true } : {}),
    };
  }

  private row(text: string): ForeignRow | undefined {
    const match = row.exec(text);
    const cells = match && this.figures?.exec(match[7] ?? '');
    if (!cells || !this.heading) return undefined;
    const { keys, hexadecimal } = this.heading;
    const [, start = '', told, perms = '', offset = '', device = '', inode = ''] = match;
    const [, words = '', after = ''] = cells;
    const digits = words.split(/ +/);
    const size = digits[keys.indexOf('Size')] ?? '';
    const sized = hexadecimal ? hexadecimalSize(start, told, size) : decimalSize(told, size);
    const bounds = boundsOfSize(start, '4');
    if (sized === undefined || !bounds) return undefined;
    this.sizes.push(sized);
    if (!start.endsWith('000') || !Number.isInteger(sized)) this.parts = true;
    const { flags, name } = this.flagsAndName(text, after);
    if (name.startsWith('/')) this.wholePaths += 1;
    return {
      ...bounds,
      perms,
      offset,
      device,
      inode,
      name,
      figures: keys.flatMap((key, index) => figureOf(key, digits[index] ?? '', hexadecimal)),
      ...(flags === undefined ? {} : { vmFlags: flags }),
    };
  }

  /** The place of the heading says where the flags end: a file may well be called "rd". */
  private flagsAndName(text: string, after: string): { flags?: string; name: string } {
    const end = this.heading?.flagsEnd;
    if (end === undefined) return { name: after };
    const place = after.length - (text.length - end);
    const aligned = place >= 0 && /^( *[a-z?]{2})* *$/.test(after.slice(0, place));
    const length = aligned ? place : (/^ *([a-z?]{2} )*/.exec(after)?.[0].length ?? 0);
    return { flags: after.slice(0, length).trim(), name: after.slice(length).replace(/^ /, '') };
  }
}

const decimalSize = (end: string | undefined, size: string): number | undefined =>
  end === undefined && /^\d{1,15}(?:\.\d{1,2})?$/.test(size) && Number(size) > 0 ? Number(size) : undefined;

/** In KiB. */
const hexadecimalSize = (start: string, end: string | undefined, size: string): number | undefined =>
  end !== undefined && /^[0-9a-f]{1,16}$/.test(size) && sizeFits(start, end, size)
    ? Number(`0x${size}`) / 1024
    : undefined;

/** A figure in quarters of its unit; nothing for `-`. Of all figures our -A prints only the size in hexadecimal. */
function figureOf(key: string, printed: string, hexadecimal: boolean): (readonly [string, string])[] {
  const value = hexadecimal && key === 'Size' ? Number(`0x${printed}`) / 1024 : Number(printed);
  if (!/^[0-9a-f.]{1,14}$/.test(printed) || Number.isNaN(value)) return [];
  const kept = plainFigures.has(key) ? value : value * quarters;
  return Number.isInteger(kept) ? [[key, String(kept)]] : [];
}
