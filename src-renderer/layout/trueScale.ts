/** The true-scale bar: the whole of user space to scale, which is nearly all empty. */
import { scaleLinear } from 'd3-scale';
import { asPageNumber, pageBytes, type PageNumber } from '@contract/units.ts';
import type { Rgb } from './colours.ts';
import type { Structure } from './hierarchy.ts';
import type { RegionColours } from './regionColours.ts';
import { entry } from './segments.ts';
import { sizeText } from '@words/sizes.ts';
import { userSpaceOf } from './userSpace.ts';

/** One stretch of an area on the bar; at least a pixel wide. */
interface Sliver {
  readonly x: number;
  readonly width: number;
  readonly fill: Rgb;
  readonly name: string;
  readonly start: PageNumber;
  readonly end: PageNumber;
}

export interface TrueScale {
  readonly slivers: readonly Sliver[];
  /** The current view. */
  readonly window: { readonly x: number; readonly width: number };
  /** What the bar stands for: `128 TiB to scale; 1.2 GiB mapped, one part in 109,000`. */
  readonly text: string;
}

/** Lays the bar out in a width. */
export function trueScale(
  structure: Structure,
  colours: RegionColours,
  view: { readonly start: PageNumber; readonly end: PageNumber },
  width: number,
): TrueScale {
  const { areas, segments, runs } = structure;
  const { pages: limit, assumed } = userSpaceOf(structure.capture);
  const x = scaleLinear().domain([0, limit]).range([0, width]).clamp(true);
  const slivers = areas.flatMap((area) =>
    area.stretches.map(({ first, last }): Sliver => {
      const start = entry(segments.start, first);
      const end = entry(segments.end, last);
      const left = Math.min(width - 1, x(start));
      const region = entry(runs.main, entry(runs.ofSegment, first));
      return {
        x: left,
        width: Math.max(1, x(end) - left),
        fill: entry(colours.fill, region),
        name: area.name,
        start: asPageNumber(start),
        end: asPageNumber(end),
      };
    }),
  );
  const left = Math.min(width - 2, x(view.start));
  const share = structure.sums.total > 0 ? Math.round((limit * pageBytes) / structure.sums.total) : 0;
  const part = share > 1 ? `, one part in ${share.toLocaleString('en-GB')}` : '';
  return {
    slivers,
    window: { x: left, width: Math.max(2, x(view.end) - left) },
    text: assumed
      ? `${sizeText(structure.sums.total)} mapped; how large user space is, the source does not tell (drawn: ${sizeText(limit * pageBytes)})`
      : `${sizeText(limit * pageBytes)} to scale: ${sizeText(structure.sums.total)} mapped${part}`,
  };
}
