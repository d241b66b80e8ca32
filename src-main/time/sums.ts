/** What a process holds at one moment, added up by kind and by what the memory rests on. */
import type { Capture } from '../contract/capture.ts';
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
  let region = 0;
  for (let row = 0; row < mappings.length; row++) {
    const pages = (mappings.end[row] ?? 0) - (mappings.start[row] ?? 0);
    let last = region;
    while (last < regions.length && regions.mapping[last] === row) last++;
    for (let metric = 0; metric < width; metric++) {
      const value = values[metric]?.[row] ?? 0;
      if (value === 0) continue;
      add(sums, metric, value);
      add(sums, (backing[row] ?? 0) * width + metric, value);
      for (let part = region; part < last; part++) {
        const share = last - region === 1 ? 1 : ((regions.end[part] ?? 0) - (regions.start[part] ?? 0)) / pages;
        add(sums, (firstKind + (regions.kind[part] ?? 0)) * width + metric, value * share);
      }
    }
    region = last;
  }
  values.forEach((column, metric) => {
    if (column) return;
    for (let at = metric; at < sums.length; at += width) sums[at] = NaN;
  });
  return sums;
}

const add = (sums: Float64Array, at: number, value: number): void => {
  sums[at] = (sums[at] ?? 0) + value;
};

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
