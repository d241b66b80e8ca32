/**
 * Two captures side by side by role, despite ASLR: two runs, two processes, two machines. Figures by owner are those of
 * time/difference.ts; here is which region is which, how sure that is, and what of the picture stayed as it was.
 */
import type { Capture, RegionIndex } from '../contract/capture.ts';
import { smapsFigureReader } from '../contract/rows.ts';
import { pairCertainty } from '../contract/rolePairs.ts';
import { asBytes, pageBytes, type Bytes } from '../contract/units.ts';
import { longestAscending } from './align.ts';
import { identitiesOf } from './identity.ts';
import { aloneOn, pairRegions, partnered, type Alone, type RegionPair } from './pairs.ts';

/** Regions that lie as far from each other as they did: one distance of theirs tells all others. */
export interface Frame {
  /** How far all of it moved, in pages; negative: down. */
  readonly shift: number;
  /** Indexes into {@link RoleComparison.pairs}, in address order. */
  readonly pairs: readonly number[];
}

/** What one side has in all, and what of it has a partner. */
export interface Matched {
  readonly regions: number;
  readonly matched: number;
  readonly size: Bytes;
  readonly matchedSize: Bytes;
  /** Missing where the capture tells no resident memory. */
  readonly rss?: Bytes;
  readonly matchedRss?: Bytes;
}

/** Two captures by role. */
export interface RoleComparison {
  readonly before: Capture;
  readonly after: Capture;
  /** In the address order of `before`. */
  readonly pairs: readonly RegionPair[];
  /** What has no partner. Parts of a heap that the other side has too, in more or fewer parts, are none of these. */
  readonly onlyBefore: readonly Alone[];
  readonly onlyAfter: readonly Alone[];
  readonly matched: { readonly before: Matched; readonly after: Matched };
  /** Frames of at least two regions, the one of most regions first. Pairs of size alone are in none. */
  readonly frames: readonly Frame[];
  /** Pairs that lie otherwise among the others than they did: indexes into `pairs`. Pairs of size alone are not told. */
  readonly moved: readonly number[];
}

/** Compares two captures of any lives. O(regions · log), and at most 4,000,000 steps for each stretch without names. */
export function compareByRole(before: Capture, after: Capture): RoleComparison {
  const [oldIdentities, nowIdentities] = [identitiesOf(before), identitiesOf(after)];
  const pairs = pairRegions(oldIdentities, nowIdentities);
  const old = partnered(new Set(pairs.map((pair) => pair.before)), oldIdentities, nowIdentities);
  const now = partnered(new Set(pairs.map((pair) => pair.after)), nowIdentities, oldIdentities);
  const placed = pairs.flatMap(({ by }, index) => (pairCertainty[by] === 'perhaps' ? [] : [index]));
  const ordered = new Set(longestAscending(placed.map((index) => pairs[index]?.after ?? 0)));
  return {
    before,
    after,
    pairs,
    onlyBefore: aloneOn(oldIdentities, nowIdentities, old),
    onlyAfter: aloneOn(nowIdentities, oldIdentities, now),
    matched: { before: matchedOf(before, old), after: matchedOf(after, now) },
    frames: framesOf(before, after, pairs, placed),
    moved: placed.filter((_, place) => !ordered.has(place)),
  };
}

/**
 * Resident bytes of each region; NaN where they are not told. A row with several regions gives each its share by size,
 * as the legend does, since smaps tells figures by row only.
 */
export function residentOf({ regions, mappings, smaps }: Capture): Float64Array {
  const read = smaps?.keys.includes('Rss') ? smapsFigureReader(smaps, 'Rss') : undefined;
  return Float64Array.from({ length: regions.length }, (_, region) => {
    const row = regions.mapping[region] ?? 0;
    const pages = (mappings.end[row] ?? 0) - (mappings.start[row] ?? 0);
    const share = ((regions.end[region] ?? 0) - (regions.start[region] ?? 0)) / pages;
    return (read?.(row) ?? NaN) * 1024 * share;
  });
}

function matchedOf(capture: Capture, paired: ReadonlySet<RegionIndex>): Matched {
  const { regions } = capture;
  const resident = residentOf(capture);
  const sums = { size: 0, matchedSize: 0, rss: 0, matchedRss: 0 };
  for (let region = 0; region < regions.length; region++) {
    const size = ((regions.end[region] ?? 0) - (regions.start[region] ?? 0)) * pageBytes;
    const rss = resident[region] ?? 0;
    sums.size += size;
    sums.rss += rss;
    if (!paired.has(region)) continue;
    sums.matchedSize += size;
    sums.matchedRss += rss;
  }
  const told = !Number.isNaN(sums.rss);
  return {
    regions: regions.length,
    matched: paired.size,
    size: asBytes(sums.size),
    matchedSize: asBytes(sums.matchedSize),
    ...(told ? { rss: asBytes(Math.round(sums.rss)), matchedRss: asBytes(Math.round(sums.matchedRss)) } : {}),
  };
}

function framesOf(before: Capture, after: Capture, pairs: readonly RegionPair[], placed: readonly number[]): Frame[] {
  const frames = new Map<number, number[]>();
  for (const index of placed) {
    const pair = pairs[index];
    if (!pair) continue;
    const shift = (after.regions.start[pair.after] ?? 0) - (before.regions.start[pair.before] ?? 0);
    const known = frames.get(shift);
    if (known) known.push(index);
    else frames.set(shift, [index]);
  }
  return [...frames]
    .filter(([, members]) => members.length > 1)
    .map(([shift, members]) => ({ shift, pairs: members }))
    .sort((a, b) => b.pairs.length - a.pairs.length || a.shift - b.shift);
}
