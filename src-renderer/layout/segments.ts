/** The vertical order of the picture: every region and every gap between regions, from low to high addresses. */
import type { RegionColumns, RegionIndex } from '@contract/capture.ts';
import { kindIndex } from '@contract/kinds.ts';

/** Row of {@link Segments}. */
export type SegmentIndex = number;

/** Regions and gaps in address order, as columns. Segments touch: each begins where the one before ends. */
export interface Segments {
  readonly count: number;
  /** First page of each segment. */
  readonly start: Float64Array;
  /** Page after the last one. */
  readonly end: Float64Array;
  /** The region a segment is, or -1 for a gap. */
  readonly region: Int32Array;
  /** 1 for what a picture of a process is looked at for first: the main stack and the heap. */
  readonly prominent: Uint8Array;
  /** 1 for addresses that are only set aside: their size says nothing of memory. */
  readonly reserve: Uint8Array;
  /** 1 for a gap that ends an area: huge, and not between parts of one scattered object. */
  readonly separates: Uint8Array;
}

/** Gaps from here on separate areas and are drawn with a larger fold: 1 GiB in pages. */
export const hugeGapPages = 262_144;

/** A page number column's entry; rows are trusted to be in range. */
export const entry = (column: ArrayLike<number>, row: number): number => column[row] ?? NaN;

const reserveKinds: ReadonlySet<number> = new Set([
  kindIndex['arena-reserve'],
  kindIndex.reserve,
  kindIndex['module-gap'],
]);

/** What of regions their order is made of. */
export type SegmentedColumns = Pick<RegionColumns, 'length' | 'start' | 'end' | 'kind' | 'object'>;

/** Lines up the regions of a capture with the gaps between them. */
export function segmentsOf(regions: SegmentedColumns): Segments {
  const most = regions.length * 2;
  const start = new Float64Array(most);
  const end = new Float64Array(most);
  const region = new Int32Array(most);
  const prominent = new Uint8Array(most);
  const reserve = new Uint8Array(most);
  let count = 0;
  let reached = 0;
  for (let row = 0; row < regions.length; row++) {
    // A capture taken while mappings moved may overlap by a few pages: the lower region keeps them.
    const from = Math.max(entry(regions.start, row), reached);
    const to = Math.max(entry(regions.end, row), from);
    if (row > 0 && from > reached) {
      start[count] = reached;
      end[count] = from;
      region[count++] = -1;
    }
    start[count] = from;
    end[count] = to;
    const kind = entry(regions.kind, row);
    prominent[count] = kind === kindIndex.stack || kind === kindIndex.heap ? 1 : 0;
    reserve[count] = reserveKinds.has(kind) ? 1 : 0;
    region[count++] = row;
    reached = to;
  }
  return {
    count,
    start: start.subarray(0, count),
    end: end.subarray(0, count),
    region: region.subarray(0, count),
    prominent: prominent.subarray(0, count),
    reserve: reserve.subarray(0, count),
    separates: separators(regions, count, start, end, region),
  };
}

/** The owner of a stretch whose regions are of several objects, or of none. */
const manyOwners = -1;

/**
 * Marks huge gaps. A runtime scatters its heap over dozens of places that hold nothing else (V8 lays each of its
 * chunks at a random address): between two stretches of the same single object a gap separates nothing.
 */
function separators(
  regions: SegmentedColumns,
  count: number,
  start: Float64Array,
  end: Float64Array,
  region: Int32Array,
): Uint8Array {
  const separates = new Uint8Array(count);
  let before = manyOwners;
  let owner: number | undefined;
  let open = -1;
  const close = (): void => {
    if (open >= 0 && (owner === manyOwners || owner !== before)) separates[open] = 1;
  };
  for (let row = 0; row < count; row++) {
    const own = entry(region, row);
    if (own >= 0) {
      const found = entry(regions.object, own);
      owner = owner === undefined || owner === found ? found : manyOwners;
    } else if (entry(end, row) - entry(start, row) >= hugeGapPages) {
      close();
      before = owner ?? manyOwners;
      owner = undefined;
      open = row;
    }
  }
  close();
  return separates;
}

/** The segment that holds a page; pages below the first or above the last segment belong to these. */
export function segmentAt(segments: Segments, page: number): SegmentIndex {
  let low = 0;
  let high = segments.count - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (entry(segments.start, middle) <= page) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** The region of a segment, or undefined for a gap. */
export function regionOf(segments: Segments, segment: SegmentIndex): RegionIndex | undefined {
  const region = segments.region[segment];
  return region === undefined || region < 0 ? undefined : region;
}
