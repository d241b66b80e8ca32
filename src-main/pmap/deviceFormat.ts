/** The device format, -d: `0000555a045b5000      20 r-x-- 0000000000002000 0fe:00000 sleep`, and three totals. */
import type { ByteText } from './byteText.ts';
import { addresses, distinct, numbers, texts, writeRows, type Cells } from './cells.ts';
import { decimalText } from './digits.ts';
import {
  blank,
  modeCells,
  nameCells,
  rowOffsets,
  rowSizes,
  totalSizes,
  type PmapTable,
  type TextStyle,
} from './table.ts';

/** `0fe:00000`: more digits than maps has, as procps prints it here. */
const deviceText = (major: number, minor: number): string =>
  `${major.toString(16).padStart(3, '0')}:${minor.toString(16).padStart(5, '0')}`;

/** The Device column. */
export const deviceCells = ({ mappings, rows }: PmapTable): Cells =>
  texts(
    distinct(rows.length, (row) => {
      const mapping = rows.mapping[row] ?? 0;
      return deviceText(mappings.major[mapping] ?? 0, mappings.minor[mapping] ?? 0);
    }),
  );

/** Writes titles, rows and totals. */
export function writeDevice(out: ByteText, table: PmapTable, { titles, unit }: TextStyle): void {
  const { rows } = table;
  if (titles) {
    out
      .left('Address', 17)
      .right(unit.title, 7)
      .text(' Mode  ')
      .left('Offset', 17)
      .left('Device', 10)
      .text('Mapping\n');
  }
  writeRows(out, rows.length, [
    addresses(rows.start, 16),
    blank,
    numbers(rowSizes(rows, unit.perKibibyte), 7),
    blank,
    modeCells(table),
    blank,
    addresses(rowOffsets(table), 16),
    blank,
    deviceCells(table),
    blank,
    nameCells(table),
  ]);
  if (!titles) return;
  const sizes = totalSizes(table);
  const size = (kibibytes: number): string => decimalText(kibibytes * unit.perKibibyte) + unit.suffix;
  // "writeable" is procps's own spelling.
  out
    .text(`mapped: ${size(sizes.mapped)}    writeable/private: ${size(sizes.writablePrivate)}    `)
    .text(`shared: ${size(sizes.shared)}\n`);
}
