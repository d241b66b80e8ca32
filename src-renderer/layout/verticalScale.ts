/**
 * The piecewise vertical scale: each region gets a length by its size to a power (0: all equal, 1: true scale), gaps
 * are folded, and inside one segment the scale is linear. Lengths are in "layout units"; what a unit is in pixels is
 * the view's business.
 */
import { entry, hugeGapPages, type SegmentIndex, type Segments } from './segments.ts';

/** Where every segment lies, in layout units from the lowest address upwards. */
export interface VerticalScale {
  readonly segments: Segments;
  /** Lower edge of each segment; one entry more than segments, the last is the total. */
  readonly at: Float64Array;
  /** Layout units per page inside each segment. */
  readonly rate: Float64Array;
  readonly total: number;
}

/** A region shorter than this share of the mean is lengthened to it, so that guards keep a place of their own. */
const leastShare = 1 / 20;
/**
 * The main stack and the heap get at least this multiple of the mean, times p(1 − p): enough for a name at the default
 * power of 1/4 (1.9 means), and nothing at the two honest ends, all equal and true scale.
 */
const prominence = 10;
/**
 * Folds, as shares of the mean; a gap between areas gets room for its size at the default power. A huge gap inside an
 * area lies between parts of one scattered object, which must read as one thing: a thin line.
 */
const gapShare = 0.35;
const separatingShare = 1.6;
const scatteredShare = 0.1;
/** Pieces of a page (TLS, bss) count as at least this much of one. */
const leastPages = 1 / 8;

/**
 * A reserve's size says nothing of memory: its power p becomes p·(1 − 2.4·p·(1 − p)), less in between and the same at
 * the honest ends; with 2.4 it still rises wherever p rises. At 0.35 an arena's 64 MiB take 5 units rather than 30.
 */
const reserveRelief = 2.4;

/** Segments that want at least a share of the whole picture, so that their name has room. */
export interface Need {
  readonly first: SegmentIndex;
  readonly last: SegmentIndex;
  /** 0 … 1; the shares of all needs together must stay well below 1. */
  readonly share: number;
}
/** Needs count in full where p(1 − p) is at least 1/5 (p from 0.28 to 0.72), and not at all at the two ends. */
const needRate = 5;
/** Giving to one need takes from the others; after this many rounds what is missing is less than a pixel. */
const rounds = 8;

/** Rounds to a power of √2, so that small changes of the capture do not move every fold of the picture. */
const settle = (value: number): number => 2 ** (Math.round(Math.log2(value) * 2) / 2);

/** Lays the segments out. `power` outside 0…1 is brought into it. */
export function verticalScale(segments: Segments, power: number, needs: readonly Need[] = []): VerticalScale {
  const exponent = Math.min(1, Math.max(0, power));
  const at = new Float64Array(segments.count + 1);
  const rate = new Float64Array(segments.count);
  let sum = 0;
  let regions = 0;
  for (let row = 0; row < segments.count; row++) {
    const pages = Math.max(entry(segments.end, row) - entry(segments.start, row), leastPages);
    const reserved = entry(segments.reserve, row) === 1;
    const own = reserved ? exponent * (1 - reserveRelief * exponent * (1 - exponent)) : exponent;
    const length = own === 0 ? 1 : pages ** own;
    rate[row] = length;
    if (entry(segments.region, row) >= 0) {
      sum += length;
      regions++;
    }
  }
  const unit = regions === 0 ? 1 : settle(sum / regions);
  const raised = prominence * exponent * (1 - exponent);
  for (let row = 0; row < segments.count; row++) {
    const pages = entry(segments.end, row) - entry(segments.start, row);
    const wanted = entry(rate, row);
    rate[row] =
      entry(segments.region, row) >= 0
        ? Math.max(wanted, unit * (entry(segments.prominent, row) === 1 ? Math.max(raised, leastShare) : leastShare))
        : Math.min(
            wanted,
            unit *
              (entry(segments.separates, row) === 1
                ? separatingShare
                : pages >= hugeGapPages
                  ? scatteredShare
                  : gapShare),
          );
  }
  giveRoom(rate, needs, Math.min(1, needRate * exponent * (1 - exponent)));
  let reached = 0;
  for (let row = 0; row < segments.count; row++) {
    const pages = entry(segments.end, row) - entry(segments.start, row);
    const length = entry(rate, row);
    at[row] = reached;
    reached += length;
    rate[row] = pages > 0 ? length / pages : 0;
  }
  at[segments.count] = reached;
  return { segments, at, rate, total: reached };
}

/** Lengthens what is too short for its name, each by one factor over all its segments. */
function giveRoom(lengths: Float64Array, needs: readonly Need[], strength: number): void {
  if (strength <= 0 || needs.length === 0) return;
  const sum = (first: SegmentIndex, last: SegmentIndex): number => {
    let total = 0;
    for (let row = first; row <= last; row++) total += entry(lengths, row);
    return total;
  };
  let total = sum(0, lengths.length - 1);
  for (let round = 0; round < rounds; round++) {
    let given = false;
    for (const { first, last, share } of needs) {
      const has = sum(first, last);
      const wanted = share * strength * total;
      if (has <= 0 || has >= wanted * 0.999) continue;
      for (let row = first; row <= last; row++) lengths[row] = (entry(lengths, row) * wanted) / has;
      total += wanted - has;
      given = true;
    }
    if (!given) return;
  }
}

/** The segment at a height in layout units; heights beyond the ends belong to the first and last segment. */
export function segmentAtHeight(scale: VerticalScale, height: number): SegmentIndex {
  let low = 0;
  let high = scale.segments.count - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (entry(scale.at, middle) <= height) low = middle;
    else high = middle - 1;
  }
  return low;
}
