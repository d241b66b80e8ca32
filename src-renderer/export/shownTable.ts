/** The table view as it is shown: its columns, order, filter, groups and units. */
import type { Capture } from '@contract/capture.ts';
import type { Cell, ExportTable } from '../format/exportTable.ts';
import { addressText, sizeText, sizeUnitName, type CellStyle } from '../state/tableCells.ts';
import type { TableColumn } from '../state/tableColumns.ts';
import { rowOfCode, type TableContent } from '../state/tableGroups.ts';

/**
 * One row for each row that passes the filter, those of folded groups too. Sizes are numbers in the unit shown, which
 * the title names; human ones are texts. A group is told in a first column. Names stay exact.
 */
export function shownTable(
  capture: Capture,
  { rows, groups }: TableContent,
  columns: readonly TableColumn[],
  style: CellStyle,
): ExportTable {
  const unit = sizeUnitName[style.sizes];
  const titles = columns.map(({ title, type }) => (type === 'size' && unit !== '' ? `${title} (${unit})` : title));
  const cellsOf = (code: number): Cell[] => columns.map((column) => cellOf(capture, column, code, style));
  if (groups.length === 0) return { columns: titles, rows: Array.from(rows, cellsOf) };
  return {
    columns: ['Group', ...titles],
    rows: groups.flatMap(({ title, members }) => Array.from(members, (code) => [title, ...cellsOf(code)])),
  };
}

function cellOf(capture: Capture, column: TableColumn, code: number, style: CellStyle): Cell {
  const row = rowOfCode(capture, code);
  if (!('number' in column)) return column.text(row);
  const value = column.number(row);
  if (Number.isNaN(value)) return null;
  if (column.type === 'address') return `0x${addressText(value, style)}`;
  if (column.type === 'count') return value;
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
