/** What of a comparison the aligned picture is laid out of: bytes by object, side and kind. Pure. */
import type { RoleComparison } from '@compare/comparison.ts';
import type { ObjectPair, RegionGroup } from '@compare/objects.ts';
import type { RegionIndex } from '@contract/capture.ts';
import { kindIds, type KindId } from '@contract/kinds.ts';
import type { AlignedPart, AlignedRow, AlignedSide } from '../layout/compare/aligned.ts';
import { weightsOf } from './roleLines.ts';

/** One row for each pair of objects, with the figure that the lists tell. O(regions). */
export function alignedRows(roles: RoleComparison, objects: readonly ObjectPair[]): AlignedRow[] {
  const weights = weightsOf(roles);
  const part = (side: AlignedSide, group: RegionGroup, alone: boolean): AlignedPart => {
    const { kind } = roles[side].regions;
    const weightOf = (region: RegionIndex): number => weights[side][region] ?? NaN;
    const kinds = new Map<KindId, number>();
    let bytes = 0;
    for (const region of group.regions) {
      const id = kindIds[kind[region] ?? 0] ?? 'anon';
      const weight = weightOf(region);
      bytes += weight;
      kinds.set(id, (kinds.get(id) ?? 0) + (Number.isNaN(weight) ? 0 : weight));
    }
    return {
      ...(Number.isNaN(bytes) ? {} : { bytes }),
      aloneBytes: group.alone.reduce((sum, region) => sum + (weightOf(region) || 0), 0),
      alone,
      // The order of the legend, so that the same part stands at the same place on both sides.
      kinds: [...kinds]
        .sort(([a], [b]) => kindIds.indexOf(a) - kindIds.indexOf(b))
        .map(([id, weight]) => ({ kind: id, bytes: weight })),
    };
  };
  return objects.map(({ before, after }) => ({
    ...(before ? { before: part('before', before, !after) } : {}),
    ...(after ? { after: part('after', after, !before) } : {}),
  }));
}

/** The row of each region of a side. */
export function rowsOfRegions(objects: readonly ObjectPair[], side: AlignedSide): ReadonlyMap<RegionIndex, number> {
  return new Map(objects.flatMap((pair, row) => (pair[side]?.regions ?? []).map((region) => [region, row] as const)));
}
