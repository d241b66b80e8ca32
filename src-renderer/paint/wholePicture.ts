/** The address map of a whole capture, where none is on screen: for the command line, and from views without a map. */
import type { Capture } from '@contract/capture.ts';
import type { PageNumber } from '@contract/units.ts';
import type { MapPalette } from '../layout/colours.ts';
import { regionColours } from '../layout/regionColours.ts';
import { wholeScene } from '../layout/scene.ts';
import { viewOfSpan } from '../layout/view.ts';
import type { GoneSpan } from '../state/model.ts';
import { mapRoom, pictureSvg } from './picture.ts';
import { tableMeasure } from './tableMeasure.ts';

/** In CSS pixels, where nobody asks for another size. */
export const usualPictureSize = { width: 1280, height: 900 } as const;

/** The exponent of the vertical scale that the page begins with. */
const scalePower = 0.35;
/** Below this the map has no room beside its heading and key. */
const leastMapHeight = 120;

/** The SVG, or how high the picture must be at least at that width. `span` is the part to show; missing: all of it. */
export function wholePicture(
  capture: Capture,
  {
    palette,
    width,
    height,
    span,
    changes,
    gone,
  }: {
    readonly palette: MapPalette;
    readonly width: number;
    readonly height: number;
    readonly span?: { readonly start: PageNumber; readonly end: PageNumber } | undefined;
    /** What became of each region since an earlier moment; missing: coloured by kind. */
    readonly changes?: Uint8Array | undefined;
    /** What was there at that moment and is no more. */
    readonly gone?: readonly GoneSpan[] | undefined;
  },
): { readonly svg: string } | { readonly leastHeight: number } {
  const measure = tableMeasure(1);
  const colourMode = changes ? 'change' : 'kind';
  const viewport = mapRoom(capture, { palette, colourMode, gone }, { width, height, textScale: 1 }, measure);
  if (viewport.height < leastMapHeight) return { leastHeight: height + leastMapHeight - viewport.height };
  const whole = wholeScene(capture, { palette, viewport, measure, highAddressesOnTop: true, scalePower });
  const colours = changes ? regionColours(capture, { colourMode, changes }, undefined, palette) : whole.colours;
  const view = span ? viewOfSpan(whole.scale, span.start, span.end) : whole.view;
  // Nothing has been read of single pages here.
  return { svg: pictureSvg({ ...whole, colours, view, pageless: true }, colourMode, gone) };
}
