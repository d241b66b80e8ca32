/** The strip of colour before a row of a list: the same colours as in the picture. Pure. */
import type { RegionIndex } from '@contract/capture.ts';
import { hexOf } from '../layout/colours.ts';
import type { RegionColours } from '../layout/regionColours.ts';

/** More bands than this cannot be told apart on a strip half a rem wide and a line tall. */
const mostBands = 6;

/** CSS of the strip of a row that shows these regions, a band for each, the first on top. */
export function rowStrip({ fill }: Pick<RegionColours, 'fill'>, regions: readonly RegionIndex[]): string {
  const shown = regions.slice(0, mostBands);
  const bands = shown.map((region, place) => {
    const edges = `${(place / shown.length) * 100}% ${((place + 1) / shown.length) * 100}%`;
    return `${hexOf(fill[region] ?? 0)} ${edges}`;
  });
  return bands.length === 0 ? 'none' : `linear-gradient(${bands.join(', ')})`;
}
