/** The extended format, -x: size, resident and dirty memory of each mapping, and their totals. */
import type { ByteText } from './byteText.ts';
import { addresses, numbers, writeRows } from './cells.ts';
import { decimalText } from './digits.ts';
import { blank, figuresOf, modeCells, nameCells, rowSizes, type PmapTable, type TextStyle } from './table.ts';

/** The smaps keys whose sum each figure is. */
export const extendedKeys = { rss: ['Rss'], dirty: ['Shared_Dirty', 'Private_Dirty'] } as const;

/** Whether a key of smaps is one of them. */
export const isExtendedKey = (key: string): boolean =>
  Object.values(extendedKeys)
    .flat()
    .some((other) => other === key);

/** Writes titles, rows and totals. Totals are those of the rows printed, also with -A. */
export function writeExtended(out: ByteText, table: PmapTable, { titles, unit }: TextStyle): void {
  const { rows } = table;
  const figures = [
    rowSizes(rows, unit.perKibibyte),
    figuresOf(table, extendedKeys.rss, unit.perKibibyte),
    figuresOf(table, extendedKeys.dirty, unit.perKibibyte),
  ];
  if (titles) out.left('Address', 17).right(unit.title, 7).text('     RSS   Dirty Mode  Mapping\n');
  writeRows(out, rows.length, [
    addresses(rows.start, 16),
    ...figures.flatMap((figure) => [blank, numbers(figure, 7)]),
    blank,
    modeCells(table),
    blank,
    nameCells(table),
  ]);
  if (!titles) return;
  out.text('---------------- ------- ------- ------- \n').left(unit.total, 16);
  for (const { total } of figures) out.text(' ').right(decimalText(total), 7);
  out.newline();
}
