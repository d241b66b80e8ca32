/**
 * The formats that show every figure of smaps: -X, -XX, and a choice of columns from an rc file. Each column is as wide
 * as its widest value, its title or its total; the keys stand in the kernel's order.
 */
import { mappingDevice, mappingInode, permissionText } from '../contract/rows.ts';
import { missingFigure, type MappingColumns, type SmapsColumn } from '../contract/capture.ts';
import { addressWidth, decimalWidth, type ByteText } from './byteText.ts';
import { completeMappings, isWhole, rowKibibytes } from './printedRows.ts';
import { plainNumbers } from './sizeUnit.ts';
import { rowOffset, unknown, type PmapTable, type TextStyle } from './table.ts';

/** What -X leaves out and -XX shows. */
const unimportant: ReadonlySet<string> = new Set([
  'AnonHugePages',
  'KernelPageSize',
  'MMUPageSize',
  'Shared_Dirty',
  'Private_Dirty',
  'Shared_Clean',
  'Private_Clean',
  'VmFlags',
]);

/** Says of a column, by its title, whether it is shown. Address always is. */
export type ColumnChoice = (title: string) => boolean;

/** The columns of -X. */
export const moreColumns: ColumnChoice = (title) => !unimportant.has(title);
/** The columns of -XX: all. */
export const mostColumns: ColumnChoice = () => true;

/** How these formats look. */
export interface MoreStyle extends TextStyle {
  readonly shows: ColumnChoice;
  /** An End column besides, and sizes as bytes in hexadecimal. */
  readonly hex: boolean;
}

/**
 * Widths of the smaps columns so far. With several processes procps keeps them, so that a column never gets narrower
 * from one process to the next.
 */
export type KeptWidths = Map<string, number>;

interface Column {
  readonly title: string;
  readonly width: number;
  readonly write: (row: number) => void;
}

/** A column of figures: one number a row, -1 where unknown, already in the unit asked for. */
interface FigureColumn {
  readonly title: string;
  readonly width: number;
  readonly values: Float64Array;
  readonly total: number;
  /** Values are page numbers, printed as that many bytes in hexadecimal. */
  readonly hex: boolean;
}

/** Writes titles, rows and totals; nothing at all for a process without mappings. */
export function writeMore(out: ByteText, table: PmapTable, style: MoreStyle, kept: KeptWidths): void {
  if (table.mappings.length === 0) return;
  const { rows, name } = table;
  const { titles, unit, shows } = style;
  const places = placeColumns(out, table, style);
  const figures = figureColumns(table, style, kept);
  const flags = flagColumn(out, table, style);
  const named = shows('Mapping');
  if (titles) {
    for (const { title, width } of [...places, ...figures, ...flags]) out.right(title, width).text(' ');
    out.text(named ? 'Mapping\n' : '\n');
  }
  for (let row = 0; row < rows.length; row++) {
    for (let place = 0; place < places.length; place++) {
      if (place > 0) out.text(' ');
      places[place]?.write(row);
    }
    for (const figure of figures) writeFigure(out.text(' '), figure, figure.values[row] ?? -1);
    for (const flag of flags) {
      out.text(' ');
      flag.write(row);
    }
    if (named) out.text(' ').text(name(row));
    out.newline();
  }
  if (!titles || figures.length === 0) return;
  const gap = places.reduce((sum, { width }) => sum + width + 1, 0);
  out.blanks(gap);
  for (const { width } of figures) out.repeat(equals, width).text(' ');
  out.newline().blanks(gap);
  for (const figure of figures) {
    writeFigure(out, figure, figure.total);
    out.text(' ');
  }
  out.text(unit.footer).text(' \n');
}

function writeFigure(out: ByteText, { width, hex }: FigureColumn, value: number): void {
  if (value < 0) out.right(unknown, width);
  else if (hex) out.blanks(width - addressWidth(value, 1)).address(value, 1);
  else out.number(value, width);
}

const equals = 61;

/** Address, Perm, Offset, Device and Inode, written as maps has them. */
function placeColumns(out: ByteText, table: PmapTable, { titles, shows, hex }: MoreStyle): Column[] {
  const { mappings, rows } = table;
  const column = (title: string, length: (row: number) => number, write: (row: number) => void): Column => {
    let width = titles ? title.length : 0;
    for (let row = 0; row < rows.length; row++) width = Math.max(width, length(row));
    return {
      title,
      width,
      write: (row) => {
        out.blanks(width - length(row));
        write(row);
      },
    };
  };
  const address = (title: string, at: (row: number) => number): Column =>
    column(
      title,
      (row) => addressWidth(at(row), 8),
      (row) => out.address(at(row), 8),
    );
  const text = (title: string, at: (mapping: number) => string): Column =>
    column(
      title,
      (row) => at(rows.mapping[row] ?? 0).length,
      (row) => out.text(at(rows.mapping[row] ?? 0)),
    );
  const columns = [
    text('Perm', (mapping) => permissions[mappings.perms[mapping] ?? 0] ?? ''),
    address('Offset', (row) => rowOffset(table, row)),
    text('Device', deviceTexts(mappings)),
    column(
      'Inode',
      (row) => inodeWidth(mappings, rows.mapping[row] ?? 0),
      (row) => {
        writeInode(out, mappings, rows.mapping[row] ?? 0);
      },
    ),
  ];
  return [
    address('Address', (row) => rows.start[row] ?? 0),
    ...(hex ? [address('End', (row) => rows.end[row] ?? 0)] : []),
    ...columns.filter(({ title }) => shows(title)),
  ];
}

/** An inode that a double holds exactly; undefined for the rare larger one. */
function plainInode({ inodeLow, inodeHigh }: MappingColumns, mapping: number): number | undefined {
  const high = inodeHigh[mapping] ?? 0;
  return high < 0x20_0000 ? high * 0x1_0000_0000 + (inodeLow[mapping] ?? 0) : undefined;
}

function inodeWidth(mappings: MappingColumns, mapping: number): number {
  const plain = plainInode(mappings, mapping);
  return plain === undefined ? mappingInode(mappings, mapping).toString().length : decimalWidth(plain);
}

function writeInode(out: ByteText, mappings: MappingColumns, mapping: number): void {
  const plain = plainInode(mappings, mapping);
  if (plain === undefined) out.text(mappingInode(mappings, mapping).toString());
  else out.number(plain);
}

/** Permission letters by {@link MappingColumns.perms}. */
const permissions: readonly string[] = Array.from({ length: 16 }, (_, bits) => permissionText(bits));

/** `fe:00`; the text of each device is made once. */
function deviceTexts(mappings: MappingColumns): (mapping: number) => string {
  const texts = new Map<number, string>();
  return (mapping) => {
    const device = (mappings.major[mapping] ?? 0) * 0x1_0000_0000 + (mappings.minor[mapping] ?? 0);
    let text = texts.get(device);
    if (text === undefined) texts.set(device, (text = mappingDevice(mappings, mapping)));
    return text;
  };
}

/** One column for each key of smaps that is shown. */
function figureColumns(table: PmapTable, { shows, titles, unit, hex }: MoreStyle, kept: KeptWidths): FigureColumn[] {
  const { smaps, rows } = table;
  if (!smaps) return [];
  const complete = completeMappings(rows);
  return smaps.keys.flatMap((key, index) => {
    const column = smaps.columns[index];
    if (!column || !shows(key)) return [];
    const hexadecimal = hex && key === 'Size';
    const factor = hexadecimal ? 1 / 4 : plainNumbers.has(key) ? 1 : unit.perKibibyte;
    // A part of a mapping has a size of its own, if nothing else.
    const { values, total } = key === 'Size' ? ownSizes(table, factor) : figuresOf(table, column, complete, factor);
    const digits = hexadecimal ? (value: number) => addressWidth(value, 1) : decimalWidth;
    const width = Math.max(
      widest(values, digits),
      titles ? Math.max(digits(total), key.length) : 0,
      kept.get(key) ?? 0,
    );
    kept.set(key, width);
    return [{ title: key, width, values, total, hex: hexadecimal }];
  });
}

interface Figures {
  readonly values: Float64Array;
  readonly total: number;
}

function figuresOf({ rows }: PmapTable, column: SmapsColumn, complete: Uint32Array, factor: number): Figures {
  const { length } = rows;
  const wide = column instanceof Float64Array;
  const values = new Float64Array(length);
  for (let row = 0; row < length; row++) {
    const value = column[rows.mapping[row] ?? 0] ?? NaN;
    const known = wide ? !Number.isNaN(value) : value !== missingFigure;
    values[row] = known && isWhole(rows, row) ? value * factor : -1;
  }
  let total = 0;
  for (const mapping of complete) {
    const value = column[mapping] ?? NaN;
    if (wide ? !Number.isNaN(value) : value !== missingFigure) total += value;
  }
  return { values, total: total * factor };
}

function ownSizes({ rows }: PmapTable, factor: number): Figures {
  const values = Float64Array.from(rows.start, (_, row) => rowKibibytes(rows, row) * factor);
  let total = 0;
  for (const value of values) total += value;
  return { values, total };
}

/** Width of the widest value. Of whole numbers that is the largest; a fraction may be longer than a larger number. */
function widest(values: Float64Array, digits: (value: number) => number): number {
  let width = 0;
  let largest = -1;
  for (const value of values) {
    if (!Number.isInteger(value)) width = Math.max(width, digits(value));
    else if (value > largest) largest = value;
  }
  return Math.max(width, largest < 0 ? unknown.length : digits(largest));
}

function flagColumn(out: ByteText, { smaps, rows }: PmapTable, { titles, shows }: MoreStyle): Column[] {
  const title = 'VmFlags';
  if (!smaps || !shows(title) || smaps.vmFlagSets.length < 2) return [];
  const flags = (row: number): string => smaps.vmFlagSets[smaps.vmFlags[rows.mapping[row] ?? 0] ?? 0] ?? '';
  let width = titles ? title.length : 0;
  for (let row = 0; row < rows.length; row++) width = Math.max(width, flags(row).length);
  return [{ title, width, write: (row) => out.right(flags(row), width) }];
}
