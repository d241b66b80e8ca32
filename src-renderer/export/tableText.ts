/** Tables as text for other programs: CSV, JSON, Markdown. */
import { csvField } from '@words/csv.ts';
import type { Cell, ExportTable } from '../format/exportTable.ts';
import { visibleText } from '../format/visibleText.ts';

/** Formats a table can be written in. */
export type TableFormat = 'csv' | 'json' | 'markdown';

/** Raised when a reader of the old JSON would misread the new one; new columns do not raise it. */
const tableVersion = 1;

/** The table as text that ends with a newline. */
export function tableText(table: ExportTable, format: TableFormat): string {
  switch (format) {
    case 'csv':
      return csv(table);
    case 'json':
      return json(table);
    case 'markdown':
      return markdown(table);
  }
}

/** RFC 4180: a header line, lines end with CR LF, unknown is empty. Names stay exact unless they would be formulas. */
function csv({ columns, rows }: ExportTable): string {
  const field = (cell: Cell): string => (typeof cell === 'string' ? csvField(cell) : cell === null ? '' : String(cell));
  return [columns, ...rows].map((cells) => `${cells.map(field).join(',')}\r\n`).join('');
}

/** An object that names its format, with one object for each row; unknown is null. One row a line. */
function json({ columns, rows }: ExportTable): string {
  // A list of pairs rather than assignment: a column could be called `__proto__`.
  const objects = rows.map((cells) =>
    JSON.stringify(Object.fromEntries(columns.map((column, index) => [column, cells[index] ?? null]))),
  );
  const head = `{"format":"procatlas-table","version":${tableVersion},"columns":${JSON.stringify(columns)},"rows":[`;
  return `${head}${objects.map((text) => `\n${text}`).join(',')}\n]}\n`;
}

/** A GitHub-flavoured table: numbers to the right, unknown is a dash, and no name can become markup. */
function markdown({ columns, rows }: ExportTable): string {
  const text = (cell: Cell): string =>
    cell === null
      ? '—'
      : typeof cell === 'number'
        ? String(cell)
        : visibleText(cell)
            .replace(/[\\`*_[\]|~#]/g, (character) => `\\${character}`)
            .replaceAll('&', '&amp;')
            .replaceAll('<', '&lt;');
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |\n`;
  const right = columns.map((_, index) => rows.some((cells) => typeof cells[index] === 'number'));
  return [
    line(columns.map((column) => text(column))),
    line(right.map((numeric) => (numeric ? '--:' : '---'))),
    ...rows.map((cells) => line(cells.map(text))),
  ].join('');
}
