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
  /** Whether owners were found again by their address, and not by their role. */
  readonly byAddress: boolean;
  /** By the wall clock; missing where a source does not tell its time. */
  readonly elapsed?: Milliseconds;
  readonly totals: ReturnType<typeof growthInAll>;
  /** The figure that owners are ranked by: resident memory where both moments tell it. */
  readonly rank: GrowthKey;
  readonly owners: readonly OwnerGrowth[];
  /** Missing when owners were found by role. */
  readonly spans?: SpanDifference;
  readonly regions?: RegionChanges;
  /** Rows that only others share differently; 0 without `spans`. */
  readonly sharing: number;
}

/**
 * Compares two captures. O(rows + regions) of both. Without `byAddress` addresses are compared in one life alone; those
 * of a process and its fork may be as well, and two moments of one life by role.
 */
export function differenceOf(
  before: Capture,
  after: Capture,
  byAddress: boolean = sameLife(before, after),
): Difference {
  const rank = before.smaps && after.smaps ? 'rss' : 'size';
  const timed = [before, after].every(({ source }) => source?.unknown.includes('time') !== true);
  const common = {
    before,
    after,
    oneLife: sameLife(before, after),
    byAddress,
    ...(timed ? { elapsed: asMilliseconds(Math.abs(after.takenAt - before.takenAt)) } : {}),
    totals: growthInAll(before, after),
    rank,
    owners: growthByOwner(before, after, byAddress, rank),
  } as const;
  if (!byAddress) return { ...common, sharing: 0 };
  const spans = spanDifference(before.mappings, after.mappings);
  const figures = figureChanges(before, after, spans.strands);
  return {
    ...common,
    spans,
    regions: regionChanges(before, after, spans, figures),
    sharing: figures.filter((change) => change === 'sharing').length,
  };
}
