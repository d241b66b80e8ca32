/** The heads of a comparison's lists, and a list as a table for other programs. */
import type { ExportTable } from '../../format/exportTable.ts';
import type { RoleLine, RoleList } from '../../state/roleLines.ts';
import type { SidesCompared } from '../../state/sideBySide.svelte.ts';

/** On their buttons. */
export const listNames: Readonly<Record<RoleList, string>> = {
  growth: 'Growth',
  objects: 'Objects',
  matched: 'Matched',
  before: 'Only in A',
  after: 'Only in B',
  distances: 'Kept distances',
};

/** Over what is said of a line besides its figures. */
export const noteHeads: Readonly<Record<RoleList, string>> = {
  growth: 'Of',
  objects: 'Regions',
  matched: 'Found',
  before: 'Why',
  after: 'Why',
  distances: 'Moved by',
};

export const figureNames = { rss: 'RSS', size: 'Size' } as const;

/** The list that is shown. Sizes are bytes. */
export function roleTable(
  { before, after }: SidesCompared,
  rows: readonly RoleLine[],
  figure: 'rss' | 'size',
): ExportTable {
  const head = figureNames[figure];
  return {
    columns: [
      'What',
      `${head} of ${before.name}, bytes`,
      `${head} of ${after.name}, bytes`,
      'Change, bytes',
      'Certainty',
      'Regions A',
      'Regions B',
      'Note',
    ],
    rows: rows.map(({ name, figures, certainty, note, ...regions }) => [
      name,
      figures.before ?? null,
      figures.after ?? null,
      figures.change ?? null,
      certainty ?? null,
      regions.before.length,
      regions.after.length,
      note,
    ]),
  };
}
