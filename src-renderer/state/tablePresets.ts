/** Sets of columns: those of pmap's formats, our own, and what somebody chose. Pure. */
import { unimportantFigures } from '@contract/smapsKeys.ts';
import { numaPreset } from './numaColumns.ts';
import { smapsColumnId } from './tableColumns.ts';
import type { TableColumn } from './tableColumn.ts';
import { columnWidths, type PresetId, type TableChoices } from './tableChoices.ts';

/** What each preset is called. */
export const presetNames: Readonly<Record<PresetId, string>> = {
  overview: 'Overview',
  default: 'pmap',
  extended: 'pmap -x',
  device: 'pmap -d',
  more: 'pmap -X',
  most: 'pmap -XX',
  numa: 'NUMA nodes',
  own: 'My columns',
};

/** Columns that -X leaves out and -XX shows. */
const unimportant: ReadonlySet<string> = new Set([...unimportantFigures].map(smapsColumnId));

const fixed: Readonly<Record<Exclude<PresetId, 'more' | 'most' | 'numa' | 'own'>, readonly string[]>> = {
  // What a row is comes before what it costs: both are then seen in a window of ordinary width.
  overview: [
    ...['start', 'perms', 'kind', 'certainty', 'label'],
    ...['size', 'rss', 'since-rss', 'since-size', 'pss', 'private', 'dirty', 'swap', 'object'],
  ],
  default: ['start', 'size', 'perms', 'mapping'],
  extended: ['start', 'size', 'rss', 'dirty', 'perms', 'mapping'],
  device: ['start', 'size', 'perms', 'offset', 'device', 'mapping'],
};

/** The ids that a preset shows of the columns there are: -X and -XX show what the kernel printed, new keys included. */
export function presetColumns(preset: Exclude<PresetId, 'own'>, columns: readonly TableColumn[]): readonly string[] {
  if (preset === 'numa') return ['start', 'size', 'perms', 'rss', ...numaPreset(columns), 'label'];
  if (preset !== 'more' && preset !== 'most') return fixed[preset];
  const keys = columns.map(({ id }) => id).filter((id) => id.startsWith(smapsColumnId('')));
  const shown = preset === 'most' ? [...keys, 'vmFlags'] : keys.filter((id) => !unimportant.has(id));
  return ['start', 'perms', 'offset', 'device', 'inode', 'size', ...shown, 'mapping'];
}

/** The columns on screen, in order; those that this capture does not have are passed over. Never none. */
export function shownColumns(choices: TableChoices, columns: readonly TableColumn[]): readonly TableColumn[] {
  const ids = choices.preset === 'own' ? choices.columns : presetColumns(choices.preset, columns);
  const byId = new Map(columns.map((column) => [column.id, column]));
  const shown = ids.map((id) => byId.get(id)).filter((column) => column !== undefined);
  return shown.length > 0 ? shown : columns.slice(0, 1);
}

/** Width of a column in rem. */
export const widthOf = (choices: TableChoices, column: TableColumn): number =>
  (Object.hasOwn(choices.widths, column.id) ? choices.widths[column.id] : undefined) ?? column.width;

/** Another order or choice of columns makes the preset the person's own. */
const own = (columns: readonly string[]): Partial<TableChoices> => ({ preset: 'own', columns });

/** Shows a column at the end, or hides it; the last one stays. */
export function toggled(shown: readonly TableColumn[], id: string): Partial<TableChoices> {
  const ids = shown.map((column) => column.id);
  if (!ids.includes(id)) return own([...ids, id]);
  return ids.length === 1 ? {} : own(ids.filter((other) => other !== id));
}

/** Moves a column to another place, counted among those shown. */
export function moved(shown: readonly TableColumn[], id: string, to: number): Partial<TableChoices> {
  const ids = shown.map((column) => column.id);
  const from = ids.indexOf(id);
  const place = Math.min(ids.length - 1, Math.max(0, to));
  if (from < 0 || from === place) return {};
  ids.splice(from, 1);
  ids.splice(place, 0, id);
  return own(ids);
}

/** Gives a column its ordinary width again. */
export const unsized = ({ widths }: TableChoices, id: string): Partial<TableChoices> => ({
  widths: Object.fromEntries(Object.entries(widths).filter(([key]) => key !== id)),
});

/** Makes a column so many rem wide, within what can be used. */
export const resized = (choices: TableChoices, id: string, width: number): Partial<TableChoices> => ({
  widths: { ...choices.widths, [id]: Math.min(columnWidths.most, Math.max(columnWidths.least, width)) },
});
