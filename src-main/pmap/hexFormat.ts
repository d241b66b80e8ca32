/**
 * The default, -x and -d formats with everything that is an address or a size in hexadecimal (-A with a process and no
 * range): start, end, size in bytes and offset, so that ends and offsets need not be worked out by hand.
 */
import type { ByteText } from './byteText.ts';
import { addresses, numbers, writeRows, type Cells } from './cells.ts';
import { deviceCells } from './deviceFormat.ts';
import { addressText, decimalText } from './digits.ts';
import { extendedKeys } from './extendedFormat.ts';
import {
  blank,
  figuresOf,
  modeCells,
  nameCells,
  rowOffsets,
  rowPages,
  totalSizes,
  type PmapTable,
  type TextStyle,
} from './table.ts';

/** Which columns stand beside the common ones. */
export type HexVariant = 'default' | 'extended' | 'device';

/** Width of sizes and offsets: 64 GiB fit; larger ones shift the columns behind them, as in all of pmap's formats. */
const width = 9;

/** Writes titles, rows and totals. */
export function writeHex(out: ByteText, table: PmapTable, { titles, unit }: TextStyle, variant: HexVariant): void {
  const { rows } = table;
  const keys = variant === 'extended' ? [extendedKeys.rss, extendedKeys.dirty] : [];
  const figures = keys.map((summed) => figuresOf(table, summed, unit.perKibibyte));
  if (titles) {
    out.left('Start', 17).left('End', 17).text('     Size    Offset ');
    out.text(variant === 'extended' ? '    RSS   Dirty ' : '').text('Mode  ');
    out.text(variant === 'device' ? 'Device    ' : '').text('Mapping\n');
  }
  const columns: Cells[] = [
    addresses(rows.end, 16),
    addresses(rowPages(rows), 1, width),
    addresses(rowOffsets(table), 1, width),
    ...figures.map((figure) => numbers(figure, 7)),
    modeCells(table),
    ...(variant === 'device' ? [deviceCells(table)] : []),
    nameCells(table),
  ];
  writeRows(out, rows.length, [addresses(rows.start, 16), ...columns.flatMap((column) => [blank, column])]);
  if (!titles) return;
  out.left('total', 34).right(addressText(totalSizes(table).mapped / 4, 1), width);
  if (figures.length > 0) out.blanks(width + 1);
  for (const { total } of figures) out.text(' ').right(decimalText(total), 7);
  out.newline();
}
