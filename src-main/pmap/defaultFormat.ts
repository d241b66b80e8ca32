/** The default format: `0000555a045b3000      8K r---- sleep`, and the total. */
import type { ByteText } from './byteText.ts';
import { rowKibibytes } from './printedRows.ts';
import { modes, totalSizes, type PmapTable, type TextStyle } from './table.ts';

/** Writes the rows and, unless -q, the total. */
export function writeDefault(out: ByteText, table: PmapTable, { titles, unit }: TextStyle): void {
  const { mappings, rows, name } = table;
  for (let row = 0; row < rows.length; row++) {
    out
      .address(rows.start[row] ?? 0, 16)
      .text(' ')
      .number(rowKibibytes(rows, row) * unit.perKibibyte, 6)
      .text(unit.suffix)
      .text(' ')
      .text(modes[mappings.perms[rows.mapping[row] ?? 0] ?? 0] ?? '')
      .text(' ')
      .text(name(row))
      .newline();
  }
  if (!titles) return;
  out
    .text(' total ')
    .number(totalSizes(table).mapped * unit.perKibibyte, 16)
    .text(unit.suffix)
    .newline();
}
