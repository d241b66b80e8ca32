/** The default format: `0000555a045b3000      8K r---- sleep`, and the total. */
import type { ByteText } from './byteText.ts';
import { addresses, constant, numbers, writeRows } from './cells.ts';
import { decimalText } from './digits.ts';
import { blank, modeCells, nameCells, rowSizes, type PmapTable, type TextStyle } from './table.ts';

/** Writes the rows and, unless -q, the total. */
export function writeDefault(out: ByteText, table: PmapTable, { titles, unit }: TextStyle): void {
  const { rows } = table;
  const sizes = rowSizes(rows, unit.perKibibyte);
  writeRows(out, rows.length, [
    addresses(rows.start, 16),
    blank,
    numbers(sizes, 6),
    constant(unit.suffix),
    blank,
    modeCells(table),
    blank,
    nameCells(table),
  ]);
  if (titles) out.text(' total ').right(decimalText(sizes.total), 16).text(unit.suffix).newline();
}
