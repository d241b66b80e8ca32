/** Aligned columns of plain text. */

/** One column: its heading and the side it leans to. */
export interface TableColumn {
  readonly heading: string;
  readonly align: 'left' | 'right';
}

/** Lines of a table, headings first, without trailing blanks; each ends with a newline. */
export function formatTable(columns: readonly TableColumn[], rows: readonly (readonly string[])[]): string {
  const lines = [columns.map(({ heading }) => heading), ...rows];
  const widths = columns.map((_, column) =>
    lines.reduce((width, cells) => Math.max(width, (cells[column] ?? '').length), 0),
  );
  return lines
    .map((cells) =>
      columns
        .map(({ align }, column) => {
          const cell = cells[column] ?? '';
          return align === 'right' ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0);
        })
        .join('  ')
        .trimEnd(),
    )
    .map((line) => `${line}\n`)
    .join('');
}
