/**
 * The default, -x and -d formats with everything that is an address or a size in hexadecimal (-A with a process and no
 * range): start, end, size in bytes and offset, so that ends and offsets need not be worked out by hand.
 */
import { addressWidth, type ByteText } from './byteText.ts';
import { deviceText } from './deviceFormat.ts';
import { extendedKeys } from './extendedFormat.ts';
import { rowKibibytes } from './printedRows.ts';
import { figuresOf, modes, rowOffset, totalSizes, unknown, type PmapTable, type TextStyle } from './table.ts';

/** Which columns stand beside the common ones. */
export type HexVariant = 'default' | 'extended' | 'device';

/** Width of sizes and offsets: 64 GiB fit; larger ones shift the columns behind them, as in all of pmap's formats. */
const width = 9;

/** Writes titles, rows and totals. */
export function writeHex(out: ByteText, table: PmapTable, { titles, unit }: TextStyle, variant: HexVariant): void {
  const { mappings, rows, name } = table;
  const extended = variant === 'extended';
  const rss = figuresOf(table, extendedKeys.rss);
  const dirty = figuresOf(table, extendedKeys.dirty);
  const hex = (page: number): ByteText =>
    out
      .text(' ')
      .blanks(width - addressWidth(page, 1))
      .address(page, 1);
  const figure = (kibibytes: number): void => {
    out.text(' ');
    if (Number.isNaN(kibibytes)) out.right(unknown, 7);
    else out.number(kibibytes * unit.perKibibyte, 7);
  };
  if (titles) {
    out.left('Start', 17).left('End', 17).text('     Size    Offset ');
    out.text(extended ? '    RSS   Dirty ' : '').text('Mode  ');
    out.text(variant === 'device' ? 'Device    ' : '').text('Mapping\n');
  }
  for (let row = 0; row < rows.length; row++) {
    const mapping = rows.mapping[row] ?? 0;
    out
      .address(rows.start[row] ?? 0, 16)
      .text(' ')
      .address(rows.end[row] ?? 0, 16);
    hex(rowKibibytes(rows, row) / 4);
    hex(rowOffset(table, row));
    if (extended) {
      figure(rss.values[row] ?? NaN);
      figure(dirty.values[row] ?? NaN);
    }
    out
      .text(' ')
      .text(modes[mappings.perms[mapping] ?? 0] ?? '')
      .text(' ');
    if (variant === 'device')
      out.text(deviceText(mappings.major[mapping] ?? 0, mappings.minor[mapping] ?? 0)).text(' ');
    out.text(name(row)).newline();
  }
  if (!titles) return;
  out.left('total', 33);
  hex(totalSizes(table).mapped / 4);
  if (extended) {
    out.blanks(width + 1);
    figure(rss.total);
    figure(dirty.total);
  }
  out.newline();
}
