/** What a process holds at one moment, added up by kind and by what the memory rests on. */
import type { Capture, MappingColumns, RegionColumns } from '../contract/capture.ts';
import { kindIds } from '../contract/kinds.ts';
import { backings, seriesMetrics, type SeriesOwner } from '../contract/recording.ts';
import type { RowFigures } from './rowFigures.ts';

/** Whose sums these are, in the order in which {@link sumsOf} tells them. */
export const seriesOwners: readonly SeriesOwner[] = [
  'process',
  ...backings.map((backing): SeriesOwner => `backing:${backing}`),
  ...kindIds.map((kind): SeriesOwner => `kind:${kind}`),
];

const width = seriesMetrics.length;
const firstKind = 1 + backings.length;

/**
 * Sums in bytes: metric m of owner o stands at `o * seriesMetrics.length + m`; NaN where no row tells the metric.
 * A row with regions of several kinds gives each its share by size. Rows whose figures are not read
 * yet carry over in the figures. O(rows + regions).
 */
export function sumsOf({ mappings, regions }: Capture, { values, backing }: RowFigures): Float64Array {
  const sums = new Float64Array(seriesOwners.length * width);
  const shares = sharesOf(mappings, regions);
  values.forEach((column, metric) => {
    if (!column) for (let at = metric; at < sums.length; at += width) sums[at] = NaN;
    else {
      addRows(sums, metric, column, backing);
      addRegions(sums, metric, column, regions, shares);
    }
  });
  return sums;
}

/** The share of each region in its row, by size. */
function sharesOf({ start, end }: MappingColumns, regions: RegionColumns): Float64Array {
  const shares = new Float64Array(regions.length);
  for (let region = 0; region < shares.length; region++) {
    const row = regions.mapping[region] ?? 0;
    const pages = (end[row] ?? 0) - (start[row] ?? 0);
    shares[region] = ((regions.end[region] ?? 0) - (regions.start[region] ?? 0)) / pages;
  }
  return shares;
}

function addRows(sums: Float64Array, metric: number, column: Float64Array, backing: Uint8Array): void {
  let total = 0;
  for (let row = 0; row < column.length; row++) {
    const value = column[row] ?? 0;
    const at = (backing[row] ?? 0) * width + metric;
    total += value;
    sums[at] = (sums[at] ?? 0) + value;
  }
  sums[metric] = total;
}

function addRegions(
  sums: Float64Array,
  metric: number,
  column: Float64Array,
  { mapping, kind, length }: RegionColumns,
  shares: Float64Array,
): void {
  for (let region = 0; region < length; region++) {
    const value = column[mapping[region] ?? 0] ?? 0;
    if (value === 0) continue;
    const at = (firstKind + (kind[region] ?? 0)) * width + metric;
    sums[at] = (sums[at] ?? 0) + value * (shares[region] ?? 0);
  }
}

/** The name of a curve by its place in the sums: `kind:heap rss`. */
export const curveName = (at: number): string =>
  `${seriesOwners[Math.floor(at / width)] ?? ''} ${seriesMetrics[at % width] ?? ''}`;

/** Sums by the names of their curves, without those that are 0; null: not known, told of the process only. */
export function namedSums(sums: Float64Array): Record<string, number | null> {
  const named: Record<string, number | null> = {};
  sums.forEach((value, at) => {
    if (Number.isNaN(value) ? at < width : value !== 0) named[curveName(at)] = Number.isNaN(value) ? null : value;
  });
  return named;
}

const places = new Map(Array.from({ length: seriesOwners.length * width }, (_, at) => [curveName(at), at]));

/** The way back. Curves that this version does not know are passed over. */
export function sumsFrom(named: Readonly<Record<string, number | null>>): Float64Array {
  const sums = new Float64Array(places.size);
  for (const [name, value] of Object.entries(named)) {
    const at = places.get(name);
    if (at === undefined) continue;
    if (value !== null) sums[at] = value;
    else for (let other = at % width; other < sums.length; other += width) sums[other] = NaN;
  }
  return sums;
}
