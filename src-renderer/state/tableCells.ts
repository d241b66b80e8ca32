/** Cells of the table as text: on screen, and as tab-separated values for the clipboard. Pure. */
import { formatHex } from '@contract/address.ts';
import type { Capture } from '@contract/capture.ts';
import { asBytes, asKibibytes, asPageNumber, type Bytes } from '@contract/units.ts';
import { formatBytes, formatColumn, formatCount } from '../format/bytes.ts';
import type { Cell } from '../format/exportTable.ts';
import { unknownText } from '../format/knows.ts';
import { visibleText } from '../format/visibleText.ts';
import type { SizeStyle } from './tableChoices.ts';
import type { TableColumn } from './tableColumn.ts';
import { rowOfCode } from './tableGroups.ts';

/** How numbers are written. */
export interface CellStyle {
  readonly sizes: SizeStyle;
  /** Addresses with leading zeros: 16 digits, as pmap prints them. */
  readonly zeros: boolean;
  /** The kernel's page size, for sizes in pages. */
  readonly pageSize: Bytes;
}

/** What a size is called in the head of a column: `Size kB`. Human sizes carry their unit themselves. */
export const sizeUnitName: Readonly<Record<SizeStyle, string>> = {
  kB: 'kB',
  pages: 'pages',
  bytes: 'bytes',
  human: '',
};

/** A size in KiB as text, digits grouped. */
export function sizeText(kibibytes: number, { sizes, pageSize }: CellStyle): string {
  if (Number.isNaN(kibibytes)) return unknownText;
  switch (sizes) {
    case 'kB':
      return formatColumn(asKibibytes(kibibytes));
    case 'pages':
      return formatColumn(asKibibytes((kibibytes * 1024) / pageSize));
    case 'bytes':
      return formatCount(kibibytes * 1024);
    case 'human':
      return formatBytes(asBytes(kibibytes * 1024));
  }
}

/** An address as text, given as a page number. */
export const addressText = (page: number, { zeros }: Pick<CellStyle, 'zeros'>): string =>
  formatHex(asPageNumber(page)).padStart(zeros ? 16 : 0, '0');

/** One cell on screen. */
export function cellText(capture: Capture, column: TableColumn, code: number, style: CellStyle): string {
  const row = rowOfCode(capture, code);
  if (!('number' in column)) return column.text(row);
  const value = column.number(row);
  // The figures of a part of a mapping are its mapping's, which stands above it: a dash would look like a fault.
  if (Number.isNaN(value)) return row.part ? '' : unknownText;
  if (column.type === 'size') return sizeText(value, style);
  if (column.type === 'address') return addressText(value, style);
  return column.type === 'count' ? formatCount(value) : String(value);
}

/** Titles of columns for other programs; of sizes with the unit, unless they carry it themselves. */
export function plainTitles(columns: readonly TableColumn[], { sizes }: CellStyle): string[] {
  const unit = sizeUnitName[sizes];
  return columns.map(({ title, type }) => (type === 'size' && unit !== '' ? `${title} (${unit})` : title));
}

/** One cell for other programs: sizes are numbers in the unit shown, human ones are texts. Names stay exact. */
export function plainCell(capture: Capture, column: TableColumn, code: number, style: CellStyle): Cell {
  const row = rowOfCode(capture, code);
  if (!('number' in column)) return column.text(row);
  const value = column.number(row);
  if (Number.isNaN(value)) return null;
  if (column.type === 'address') return `0x${addressText(value, style)}`;
  if (column.type === 'count' || column.type === 'identifier') return value;
  switch (style.sizes) {
    case 'human':
      return sizeText(value, style);
    case 'kB':
      return value;
    case 'bytes':
      return value * 1024;
    case 'pages':
      return (value * 1024) / style.pageSize;
  }
}

/** Rows as tab-separated values with a line of titles, for a spreadsheet; no name can break a line. */
export function tabSeparated(
  capture: Capture,
  columns: readonly TableColumn[],
  codes: Int32Array,
  style: CellStyle,
): string {
  const lines = Array.from(codes, (code) =>
    columns.map((column) => visibleText(String(plainCell(capture, column, code, style) ?? ''))).join('\t'),
  );
  return [plainTitles(columns, style).join('\t'), ...lines].map((line) => `${line}\n`).join('');
}
