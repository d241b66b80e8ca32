/** The difference of two captures as a whole: owners, spans, regions. By address in one life, otherwise by role. */
import type { Capture } from '../contract/capture.ts';
import { asMilliseconds, type Milliseconds } from '../contract/units.ts';
import { growthByOwner, growthInAll, type GrowthKey, type OwnerGrowth } from './growth.ts';
import { sameLife } from './life.ts';
import { regionChanges, type RegionChanges } from './regionChanges.ts';
import { spanDifference, type SpanDifference } from './spans.ts';
import { figureChanges } from './strandFigures.ts';

/** What lies between two moments. */
export interface Difference {
  readonly before: Capture;
  readonly after: Capture;
  readonly oneLife: boolean;
  /** By the wall clock; missing where a source does not tell its time. */
  readonly elapsed?: Milliseconds;
  readonly totals: ReturnType<typeof growthInAll>;
  /** The figure that owners are ranked by: resident memory where both moments tell it. */
  readonly rank: GrowthKey;
  readonly owners: readonly OwnerGrowth[];
  /** Missing when the two are not one life. */
  readonly spans?: SpanDifference;
  readonly regions?: RegionChanges;
  /** Rows that only others share differently; 0 without `spans`. */
  readonly sharing: number;
}

/** Compares two captures. O(rows + regions) of both. */
export function differenceOf(before: Capture, after: Capture): Difference {
  const oneLife = sameLife(before, after);
  const rank = before.smaps && after.smaps ? 'rss' : 'size';
  const timed = [before, after].every(({ source }) => source?.unknown.includes('time') !== true);
  const common = {
    before,
    after,
    oneLife,
    ...(timed ? { elapsed: asMilliseconds(Math.abs(after.takenAt - before.takenAt)) } : {}),
    totals: growthInAll(before, after),
    rank,
    owners: growthByOwner(before, after, oneLife, rank),
  } as const;
  if (!oneLife) return { ...common, sharing: 0 };
  const spans = spanDifference(before.mappings, after.mappings);
  const figures = figureChanges(before, after, spans.strands);
  return {
    ...common,
    spans,
    regions: regionChanges(before, after, spans, figures),
    sharing: figures.filter((change) => change === 'sharing').length,
  };
}
