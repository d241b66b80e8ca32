/** What is remembered of the table view: columns, their widths, units and grouping. Pure. */

/** pmap's sets of columns, ours, and the person's own. */
export const presetIds = ['overview', 'default', 'extended', 'device', 'more', 'most', 'numa', 'own'] as const;
export type PresetId = (typeof presetIds)[number];

/** How sizes are written. `kB` is the kernel's: 1024 bytes. */
export const sizeStyles = ['kB', 'pages', 'bytes', 'human'] as const;
export type SizeStyle = (typeof sizeStyles)[number];

/** What rows are gathered under. */
export const groupings = ['none', 'kind', 'object'] as const;
export type Grouping = (typeof groupings)[number];

export interface TableChoices {
  readonly preset: PresetId;
  /** Ids of the columns in order; used with the preset `own`. */
  readonly columns: readonly string[];
  /** Widths in rem by column id, of the columns that somebody resized. */
  readonly widths: Readonly<Record<string, number>>;
  readonly sizes: SizeStyle;
  /** Whether addresses are filled up with leading zeros. */
  readonly zeros: boolean;
  readonly groupBy: Grouping;
}

/** Narrowest and widest column, in rem. */
export const columnWidths = { least: 2, most: 60 } as const;
/** More columns than any kernel prints keys for. */
const mostColumns = 200;

export const defaultTableChoices: TableChoices = {
  preset: 'overview',
  columns: [],
  widths: {},
  sizes: 'kB',
  zeros: false,
  groupBy: 'none',
};

const isOneOf = <T>(allowed: readonly T[], value: unknown): value is T =>
  (allowed as readonly unknown[]).includes(value);

/** `rss`, `smaps:Pss_Dirty`: what an id of a column may look like, known or not. */
const isColumnId = (value: unknown): value is string => typeof value === 'string' && /^[\w:.-]{1,80}$/.test(value);

const isWidth = (value: unknown): value is number =>
  typeof value === 'number' && value >= columnWidths.least && value <= columnWidths.most;

/** Checks what storage gives back: whatever is missing or wrong takes its default, nothing else is kept. */
export function readTableChoices(value: unknown): TableChoices {
  if (typeof value !== 'object' || value === null) return defaultTableChoices;
  const given = value as Readonly<Record<string, unknown>>;
  const columns = Array.isArray(given.columns) ? [...new Set(given.columns.filter(isColumnId))] : [];
  const widths = Object.entries(typeof given.widths === 'object' && given.widths !== null ? given.widths : {}).filter(
    (pair): pair is [string, number] => isColumnId(pair[0]) && isWidth(pair[1]),
  );
  const preset = isOneOf(presetIds, given.preset) ? given.preset : defaultTableChoices.preset;
  return {
    preset: preset === 'own' && columns.length === 0 ? defaultTableChoices.preset : preset,
    columns: columns.slice(0, mostColumns),
    widths: Object.fromEntries(widths.slice(0, mostColumns)),
    sizes: isOneOf(sizeStyles, given.sizes) ? given.sizes : defaultTableChoices.sizes,
    zeros: typeof given.zeros === 'boolean' ? given.zeros : defaultTableChoices.zeros,
    groupBy: isOneOf(groupings, given.groupBy) ? given.groupBy : defaultTableChoices.groupBy,
  };
}
