import type { MapPalette } from '../colours.ts';
import type { Measure } from '../labels.ts';
import type { RegionColours } from '../regionColours.ts';
import type { TreemapLayout } from './layout.ts';

/** What a frame of the treemap is made of. */
export interface TreemapScene {
  readonly layout: TreemapLayout;
  readonly colours: RegionColours;
  readonly palette: MapPalette;
  readonly measure: Measure;
}
