/**
 * The formats that show every figure of smaps: -X, -XX, and a choice of columns from an rc file. Each column is as wide
 * as its widest value, its title or its total; the keys stand in the kernel's order.
 */
import { mappingDevice, mappingInode, permissionText } from '../contract/rows.ts';
import type { MappingColumns } from '../contract/capture.ts';
import { unimportantFigures } from '../contract/smapsKeys.ts';
import type { ByteText } from './byteText.ts';
import { addresses, distinct, measured, numbers, paddedTexts, widestAddress, writeRows, type Cells } from './cells.ts';
import { addressText, decimalText } from './digits.ts';
import type { PrintedRows } from './printedRows.ts';
import { plainNumbers } from './sizeUnit.ts';
import {
  blank,
  known,
  nameCells,
  ofRows,
  rowOffsets,
  rowPages,
  rowSizes,
  type PmapTable,
  type TextStyle,
} from './table.ts';

/** Says of a column, by its title, whether it is shown. Address always is. */
export type ColumnChoice = (title: string) => boolean;

/** The columns of -X. */
export const moreColumns: ColumnChoice = (title) => title !== 'VmFlags' && !unimportantFigures.has(title);
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

/** A column with its title, as wide as the widest of both. */
interface Column {
  readonly title: string;
  readonly cells: Cells;
  /** The text below the column; missing where nothing is summed up. */
  readonly total?: string;
}

/** Writes titles, rows and totals; nothing at all for a process without mappings. */
export function writeMore(out: ByteText, table: PmapTable, style: MoreStyle, kept: KeptWidths): void {
  if (table.mappings.length === 0) return;
  const { rows } = table;
  const { titles, unit, shows } = style;
  const places = placeColumns(table, style);
  const figures = figureColumns(table, style, kept);
  const columns = [...places, ...figures, ...flagColumn(table, style)];
  const named = shows('Mapping');
  if (titles) {
    for (const { title, cells } of columns) out.right(title, cells.width).text(' ');
    out.text(named ? 'Mapping\n' : '\n');
  }
  const cells = [...columns.map((column) => column.cells), ...(named ? [nameCells(table)] : [])];
  writeRows(out, rows.length, cells.flatMap((column) => [blank, column]).slice(1));
  if (!titles || figures.length === 0) return;
  const gap = places.reduce((sum, column) => sum + column.cells.width + 1, 0);
  out.blanks(gap);
  for (const figure of figures) out.repeat(equals, figure.cells.width).text(' ');
  out.newline().blanks(gap);
  for (const { cells: own, total = '' } of figures) out.right(total, own.width).text(' ');
  out.text(unit.footer).text(' \n');
}

const equals = 61;

/** Address, Perm, Offset, Device and Inode, written as maps has them. */
function placeColumns(table: PmapTable, { titles, shows, hex }: MoreStyle): Column[] {
  const { mappings, rows } = table;
  const titled = (title: string): number => (titles ? title.length : 0);
  const place = (title: string, pages: Float64Array): Column => ({
    title,
    cells: addresses(pages, 8, Math.max(widestAddress(pages, 8), titled(title))),
  });
  const text = (title: string, of: (mapping: number) => string): Column => ({
    title,
    cells: paddedTexts(
      distinct(rows.length, (row) => of(rows.mapping[row] ?? 0)),
      titled(title),
    ),
  });
  const columns = [
    text('Perm', (mapping) => permissions[mappings.perms[mapping] ?? 0] ?? ''),
    place('Offset', rowOffsets(table)),
    text('Device', deviceTexts(mappings)),
    inodeColumn(table, titled('Inode')),
  ];
  return [
    place('Address', rows.start),
    ...(hex ? [place('End', rows.end)] : []),
    ...columns.filter(({ title }) => shows(title)),
  ];
}

/** The Inode column: numbers where doubles hold all of them exactly, texts for the rare larger ones. */
function inodeColumn({ mappings, rows }: PmapTable, least: number): Column {
  const { inodeLow, inodeHigh } = mappings;
  const values = new Float64Array(rows.length);
  for (let row = 0; row < rows.length; row++) {
    const mapping = rows.mapping[row] ?? 0;
    values[row] = (inodeHigh[mapping] ?? 0) * 0x1_0000_0000 + (inodeLow[mapping] ?? 0);
  }
  const inodes = measured(values);
  const exact = inodes.widest < String(Number.MAX_SAFE_INTEGER).length;
  return {
    title: 'Inode',
    cells: exact
      ? numbers(inodes, Math.max(inodes.widest, least))
      : paddedTexts(
          distinct(rows.length, (row) => mappingInode(mappings, rows.mapping[row] ?? 0).toString()),
          least,
        ),
  };
}

/** Permission letters by {@link MappingColumns.perms}. */
const permissions: readonly string[] = Array.from({ length: 16 }, (_, bits) => permissionText(bits));

/** `fe:00`; the text of each device is made once. */
function deviceTexts(mappings: MappingColumns): (mapping: number) => string {
  const known = new Map<number, string>();
  return (mapping) => {
    const device = (mappings.major[mapping] ?? 0) * 0x1_0000_0000 + (mappings.minor[mapping] ?? 0);
    let text = known.get(device);
    if (text === undefined) known.set(device, (text = mappingDevice(mappings, mapping)));
    return text;
  };
}

/** One column for each key of smaps that is shown. */
function figureColumns(table: PmapTable, { shows, titles, unit, hex }: MoreStyle, kept: KeptWidths): Column[] {
  const { smaps, rows } = table;
  return (smaps?.keys ?? []).flatMap((key, index) => {
    const column = smaps?.columns[index];
    if (!column || !shows(key)) return [];
    const hexadecimal = hex && key === 'Size';
    if (hexadecimal) return [figureColumn(key, hexadecimalSizes(rows), titles, kept)];
    // A part of a mapping has a size of its own, if nothing else.
    const figures =
      key === 'Size'
        ? rowSizes(rows, unit.perKibibyte)
        : ofRows(rows, known(column), plainNumbers.has(key) ? 1 : unit.perKibibyte);
    const total = decimalText(figures.total);
    return [
      figureColumn(key, { total, widest: figures.widest, cells: (width) => numbers(figures, width) }, titles, kept),
    ];
  });
}

/** Figures whose width is still to be settled. */
interface FigureCells {
  readonly total: string;
  readonly widest: number;
  readonly cells: (width: number) => Cells;
}

function hexadecimalSizes(rows: PrintedRows): FigureCells {
  const pages = rowPages(rows);
  return {
    total: addressText(measured(pages).total, 1),
    widest: widestAddress(pages, 1),
    cells: (width) => addresses(pages, 1, width),
  };
}

function figureColumn(title: string, figures: FigureCells, titles: boolean, kept: KeptWidths): Column {
  const { total, widest, cells } = figures;
  const width = Math.max(widest, titles ? Math.max(total.length, title.length) : 0, kept.get(title) ?? 0);
  kept.set(title, width);
  return { title, cells: cells(width), total };
}

function flagColumn({ smaps, rows }: PmapTable, { titles, shows }: MoreStyle): Column[] {
  const title = 'VmFlags';
  if (!smaps || !shows(title) || smaps.vmFlagSets.length < 2) return [];
  const flags = (row: number): string => smaps.vmFlagSets[smaps.vmFlags[rows.mapping[row] ?? 0] ?? 0] ?? '';
  return [{ title, cells: paddedTexts(distinct(rows.length, flags), titles ? title.length : 0) }];
}
