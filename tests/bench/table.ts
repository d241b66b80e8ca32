/** What the benchmark prints and writes. */
import type { Timing } from './pairing.ts';

/** One row. */
export interface Row {
  readonly what: string;
  /** Mappings of the target; missing where it does not matter. */
  readonly mappings?: number;
  readonly timing?: Timing;
  /** What the ratio is to. */
  readonly against?: string;
  /** A measured figure that is not a time, such as bytes. */
  readonly figure?: { readonly value: number; readonly unit: string };
  readonly target?: Target;
}

/** What is aimed at (docs of the project's performance targets): a ratio or a figure that must not be exceeded. */
export type Target = { readonly ratio: number } | { readonly ms: number } | { readonly figure: number };

/** Whether a row reaches its target; undefined when it has none. */
export function reached({ timing, figure, target }: Row): boolean | undefined {
  if (!target) return undefined;
  if ('ratio' in target) return timing?.ratio === undefined ? undefined : timing.ratio <= target.ratio;
  if ('ms' in target) return timing ? timing.median <= target.ms : undefined;
  return figure ? figure.value <= target.figure : undefined;
}

const decimals = (value: number): string => value.toFixed(value < 10 ? 2 : value < 100 ? 1 : 0);
const grouped = (value: number): string => Math.round(value).toLocaleString('en-GB');

function cells(row: Row): string[] {
  const { what, mappings, timing, against, figure, target } = row;
  const met = reached(row);
  return [
    what,
    mappings === undefined ? '' : grouped(mappings),
    timing ? decimals(timing.best) : '',
    timing ? decimals(timing.median) : '',
    timing?.ratio === undefined ? '' : `${decimals(timing.ratio)}x`,
    timing?.ratio === undefined ? '' : `${against ?? ''} (${timing.kept ?? 0}/${timing.rounds})`,
    figure ? `${figure.value < 100 ? decimals(figure.value) : grouped(figure.value)} ${figure.unit}` : '',
    target === undefined
      ? ''
      : 'ratio' in target
        ? `<= ${target.ratio}x`
        : 'ms' in target
          ? `<= ${target.ms} ms`
          : `<= ${grouped(target.figure)} ${figure?.unit ?? ''}`,
    met === undefined ? '' : met ? 'reached' : 'MISSED',
  ];
}

/** The rows as an aligned table. */
export function tableText(rows: readonly Row[]): string {
  const head = ['what', 'mappings', 'best ms', 'median ms', 'ratio', 'to (pairs kept)', 'figure', 'target', ''];
  const lines = [head, ...rows.map(cells)];
  const widths = head.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)));
  const left = new Set([0, 5, 8]);
  return lines
    .map((line) =>
      line
        .map((cell, column) => (left.has(column) ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!)))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
