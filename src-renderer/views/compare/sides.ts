/** What the lists of a comparison are in its pictures: which regions are bright, how each is coloured, whose line it is. Pure. */
import type { RegionIndex } from '@contract/capture.ts';
import { regionChangeTypes, type RegionChangeType } from '@time/regionChanges.ts';
import type { RegionMask } from '../../state/model.ts';
import type { RoleLine, RoleList } from '../../state/roleLines.ts';

type Side = 'before' | 'after';
type Lines = Readonly<Record<RoleList, readonly RoleLine[]>>;

/** The lists in which each region is in one line at most. */
const regionLists = ['matched', 'before', 'after'] as const satisfies readonly RoleList[];

/** The line of a region, and the list it is in. */
export function regionLine(
  lines: Lines,
  side: Side,
  region: RegionIndex,
): { readonly list: RoleList; readonly line: RoleLine } | undefined {
  for (const list of regionLists) {
    const line = lines[list].find((one) => one[side].includes(region));
    if (line) return { list, line };
  }
  return undefined;
}

/**
 * What is bright in one map: the regions of a line that stands for many, or those of one side where the list is of them;
 * otherwise everything.
 */
export function maskOfLines(
  list: RoleList,
  rows: readonly RoleLine[],
  active: RoleLine | undefined,
  side: Side,
  regions: number,
): RegionMask {
  const many = active && active.before.length + active.after.length > 2;
  const shown = many ? [active] : list === 'before' || list === 'after' ? rows : undefined;
  if (!shown) return undefined;
  const mask = new Uint8Array(regions);
  for (const line of shown) for (const region of line[side]) mask[region] = 1;
  return mask;
}

/** What the change colours say here: a region is coloured by B against A, in both maps. */
export const sideChanges = [
  { type: 'more', words: 'more of it in B' },
  { type: 'less', words: 'less of it in B' },
  { type: 'born', words: 'only on this side' },
] as const satisfies readonly { readonly type: RegionChangeType; readonly words: string }[];

/** Indexes into `regionChangeTypes` of all regions of a side, for the change colour mode. */
export function changesOfSide(lines: Lines, side: Side, regions: number): Uint8Array {
  const changes = new Uint8Array(regions);
  for (const list of regionLists) {
    for (const line of lines[list]) {
      const type = regionChangeTypes.indexOf(list === 'matched' ? matchedType(line) : 'born');
      for (const region of line[side]) changes[region] = type;
    }
  }
  return changes;
}

/** The rows of the aligned picture that a line is of. */
export function rowsOfLine(
  line: RoleLine | undefined,
  rowOf: Readonly<Record<Side, ReadonlyMap<RegionIndex, number>>>,
): ReadonlySet<number> {
  const rows = (['before', 'after'] as const).flatMap((side) =>
    (line?.[side] ?? []).flatMap((region) => rowOf[side].get(region) ?? []),
  );
  return new Set(rows);
}

/** What became of a whole line. */
export const lineChange = (line: RoleLine): RegionChangeType =>
  line.before.length > 0 && line.after.length > 0 ? matchedType(line) : 'born';

const matchedType = ({ figures: { change = 0 } }: RoleLine): RegionChangeType =>
  change > 0 ? 'more' : change < 0 ? 'less' : 'same';
