/** The extended format, -x: size, resident and dirty memory of each mapping, and their totals. */
import type { ByteText } from './byteText.ts';
import { rowKibibytes } from './printedRows.ts';
import { figuresOf, modes, totalSizes, unknown, type PmapTable, type TextStyle } from './table.ts';

/** The smaps keys whose sum each figure is. */
export const extendedKeys = { rss: ['Rss'], dirty: ['Shared_Dirty', 'Private_Dirty'] } as const;

/** What the sum of both kinds of dirty memory is called where only it is known: in text that pmap -x printed. */
export const summedDirty = 'Dirty';

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

/** Writes titles, rows and totals. Totals are those of the rows printed, also with -A. */
export function writeExtended(out: ByteText, table: PmapTable, { titles, unit }: TextStyle): void {
  const { mappings, rows, name } = table;
  const rss = figuresOf(table, extendedKeys.rss);
  const dirty = figuresOf(table, dirtyKeys(table));
  const figure = (kibibytes: number): void => {
    if (Number.isNaN(kibibytes)) out.right(unknown, 7);
    else out.number(kibibytes * unit.perKibibyte, 7);
  };
  if (titles) {
    out.left('Address', 17).right(unit.title, 7).text('     RSS   Dirty Mode  Mapping\n');
  }
  for (let row = 0; row < rows.length; row++) {
    out.address(rows.start[row] ?? 0, 16).text(' ');
    out.number(rowKibibytes(rows, row) * unit.perKibibyte, 7).text(' ');
    figure(rss.values[row] ?? NaN);
    out.text(' ');
    figure(dirty.values[row] ?? NaN);
    out
      .text(' ')
      .text(modes[mappings.perms[rows.mapping[row] ?? 0] ?? 0] ?? '')
      .text(' ')
      .text(name(row))
      .newline();
  }
  if (!titles) return;
  out.text('---------------- ------- ------- ------- \n').left(unit.total, 17);
  out.number(totalSizes(table).mapped * unit.perKibibyte, 7).text(' ');
  figure(rss.total);
  out.text(' ');
  figure(dirty.total);
  out.newline();
}
