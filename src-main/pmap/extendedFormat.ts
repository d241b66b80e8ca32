/** The extended format, -x: size, resident and dirty memory of each mapping, and their totals. */
import { summedDirty } from '../contract/smapsKeys.ts';
import type { ByteText } from './byteText.ts';
import { addresses, numbers, writeRows } from './cells.ts';
import { decimalText } from './digits.ts';
import type { SizeUnit } from './sizeUnit.ts';
import { blank, figuresOf, modeCells, nameCells, rowSizes, type PmapTable, type TextStyle } from './table.ts';

/** The smaps keys whose sum each figure is. */
export const extendedKeys = { rss: ['Rss'], dirty: ['Shared_Dirty', 'Private_Dirty'] } as const;

/** Whether a key of smaps is one of them. */
export const isExtendedKey = (key: string): boolean =>
  Object.values(extendedKeys)
    .flat()
    .some((other) => other === key);

/** The kernel's two keys; where neither is there, their sum under pmap's name. */
function dirtyKeys({ smaps }: PmapTable): readonly string[] {
  const { dirty } = extendedKeys;
  return smaps?.keys.includes(summedDirty) === true && !dirty.some((key) => smaps.keys.includes(key))
    ? [summedDirty]
    : dirty;
}

/** Writes the titles. */
export function writeExtendedTitles(out: ByteText, unit: SizeUnit): void {
  out.left('Address', 17).right(unit.title, 7).text('     RSS   Dirty Mode  Mapping\n');
}

/** Totals in the unit of the table. */
export interface ExtendedTotals {
  readonly size: number;
  readonly rss: number;
  readonly dirty: number;
}

/** Writes the totals. */
export function writeExtendedTotals(out: ByteText, unit: SizeUnit, { size, rss, dirty }: ExtendedTotals): void {
  out.text('---------------- ------- ------- ------- \n').left(unit.total, 16);
  for (const total of [size, rss, dirty]) out.text(' ').right(decimalText(total), 7);
  out.newline();
}

/** Writes titles, rows and totals. Totals are those of the rows printed, also with -A. */
export function writeExtended(out: ByteText, table: PmapTable, { titles, unit }: TextStyle): void {
  const { rows } = table;
  const size = rowSizes(rows, unit.perKibibyte);
  const rss = figuresOf(table, extendedKeys.rss, unit.perKibibyte);
  const dirty = figuresOf(table, dirtyKeys(table), unit.perKibibyte);
  if (titles) writeExtendedTitles(out, unit);
  writeRows(out, rows.length, [
    addresses(rows.start, 16),
    ...[size, rss, dirty].flatMap((figure) => [blank, numbers(figure, 7)]),
    blank,
    modeCells(table),
    blank,
    nameCells(table),
  ]);
  if (titles) writeExtendedTotals(out, unit, { size: size.total, rss: rss.total, dirty: dirty.total });
}
