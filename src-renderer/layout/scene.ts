/** Everything one frame is made from, and the way between heights and pixels. */
import type { ByteLookup } from './lookups.ts';
import type { MapPalette } from './colours.ts';
import { columnsOf, type Columns, type Viewport } from './columns.ts';
import { structureOf, type Structure } from './hierarchy.ts';
import type { InsideLookup } from './lookups.ts';
import type { Measure } from './labels.ts';
import type { PageLookup } from './pageLookup.ts';
import { regionColours, type RegionColours } from './regionColours.ts';
import { roomForNames } from './roomForNames.ts';
import type { SegmentIndex } from './segments.ts';
import type { StackMark } from './stackMarks.ts';
import { verticalScale, type VerticalScale } from './verticalScale.ts';
import { edgeFinder, homeView, type View } from './view.ts';

/** The input of a frame. */
export interface Scene {
  readonly structure: Structure;
  readonly scale: VerticalScale;
  readonly colours: RegionColours;
  readonly palette: MapPalette;
  readonly view: View;
  readonly viewport: Viewport;
  readonly highAddressesOnTop: boolean;
  readonly measure: Measure;
  /** States of pages, as far as they have been read. */
  readonly pages?: PageLookup;
  /** True when no page can ever be read, for there is no process: bars of smaps are drawn however near one is. */
  readonly pageless?: boolean;
  /** Marks on stacks. */
  readonly stacks?: readonly StackMark[];
  /** Bytes of the pages that fill the screen. */
  readonly bytes?: ByteLookup;
  /** Sections and symbols, where somebody looked closely. */
  readonly inside?: InsideLookup;
}

/** True when two scenes are drawn the same: marks over the picture may then change without laying it out again. */
export const sameScene = (a: Scene, b: Scene): boolean =>
  a.structure === b.structure &&
  a.scale === b.scale &&
  a.colours === b.colours &&
  a.palette === b.palette &&
  a.view === b.view &&
  a.viewport.width === b.viewport.width &&
  a.viewport.height === b.viewport.height &&
  a.viewport.textScale === b.viewport.textScale &&
  a.highAddressesOnTop === b.highAddressesOnTop &&
  a.measure === b.measure &&
  a.inside === b.inside &&
  a.bytes === b.bytes &&
  a.stacks === b.stacks &&
  a.pageless === b.pageless &&
  a.pages === b.pages;

/** A scene's geometry: columns, and pixels of segments. */
export interface Geometry {
  readonly columns: Columns;
  /** CSS pixels per layout unit. */
  readonly factor: number;
  /** Vertical pixel of a height above the lower edge of the screen. */
  readonly toY: (height: number) => number;
  /** Height above the lower edge of the screen of a vertical pixel. */
  readonly toHeight: (y: number) => number;
  /** Vertical pixel of a segment's lower edge (the one with the lower address); exact, not rounded. */
  readonly boundary: (segment: SegmentIndex) => number;
  /** Upper and lower pixel edge of a run of segments; exact, not rounded. */
  readonly edges: (first: SegmentIndex, last: SegmentIndex) => readonly [top: number, bottom: number];
}

/** The geometry of a scene. */
export function geometryOf(scene: Pick<Scene, 'scale' | 'view' | 'viewport' | 'highAddressesOnTop'>): Geometry {
  const { height } = scene.viewport;
  const factor = height / scene.view.extent;
  const edge = edgeFinder(scene.scale, scene.view);
  const up = scene.highAddressesOnTop;
  const toY = (units: number): number => (up ? height - units * factor : units * factor);
  const boundary = (segment: SegmentIndex): number => toY(edge(segment));
  return {
    columns: columnsOf(scene.viewport),
    factor,
    toY,
    toHeight: (y) => (up ? height - y : y) / factor,
    boundary,
    edges: (first, last) => {
      const low = boundary(first);
      const high = boundary(last + 1);
      return up ? [high, low] : [low, high];
    },
  };
}

/** A scene of a whole capture with plain choices: the start for tests and for pictures made without a window. */
export function wholeScene(
  capture: Structure['capture'],
  options: Pick<Scene, 'palette' | 'viewport' | 'measure' | 'highAddressesOnTop'> & { readonly scalePower: number },
): Scene {
  const structure = structureOf(capture);
  const scale = verticalScale(
    structure.segments,
    options.scalePower,
    roomForNames(structure, options.viewport.height, options.viewport.textScale),
  );
  const colours = regionColours(capture, { colourMode: 'kind' }, undefined, options.palette);
  return {
    structure,
    scale,
    colours,
    palette: options.palette,
    view: homeView(scale),
    viewport: options.viewport,
    highAddressesOnTop: options.highAddressesOnTop,
    measure: options.measure,
  };
}
