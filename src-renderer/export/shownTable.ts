/** The table view as it is shown: its columns, order, filter, groups and units. */
import type { Capture } from '@contract/capture.ts';
import type { Cell, ExportTable } from '../format/exportTable.ts';
import { plainCell, plainTitles, type CellStyle } from '../state/tableCells.ts';
import type { TableColumn } from '../state/tableColumn.ts';
import type { TableContent } from '../state/tableGroups.ts';

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
  const titles = plainTitles(columns, style);
  const cellsOf = (code: number): Cell[] => columns.map((column) => plainCell(capture, column, code, style));
  if (groups.length === 0) return { columns: titles, rows: Array.from(rows, cellsOf) };
  return {
    columns: ['Group', ...titles],
    rows: groups.flatMap(({ title, members }) => Array.from(members, (code) => [title, ...cellsOf(code)])),
  };
}
