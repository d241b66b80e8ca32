/**
 * How pages look. The hue stays that of the region; the state is told by lightness and form, so that it can be read in
 * any colour vision: full for pages of the process's own, paler for those of files, hollow for what is not there.
 */
import { mixed, rgbOf, type MapPalette, type Rgb } from '../layout/colours.ts';
import type { PageBand, PageCells, Rectangle } from '../layout/drawList.ts';
import { pageStates, type PageState } from '../layout/pageState.ts';
import { cellFill, type Fill } from './looks.ts';

/** A filled rectangle of a page. */
export interface PageTile extends Rectangle {
  readonly fill: Fill;
}

/** The ground of a page's cell, and what is drawn in its middle. */
export interface PageLook {
  readonly ground: Fill;
  /** `ring`: the ground shows as a frame around it; `core`: a smaller square. */
  readonly inner?: { readonly form: 'ring' | 'core'; readonly fill: Rgb };
}

/** The look of a state in a region of one colour. */
export function pageLook(state: PageState, fill: Rgb, palette: MapPalette): PageLook {
  const { surface } = palette;
  switch (state) {
    case 'private':
      return { ground: fill };
    case 'shared':
      return { ground: fill, inner: { form: 'core', fill: mixed(fill, surface, 0.25) } };
    case 'file':
      return { ground: mixed(fill, surface, 0.5) };
    case 'swapped':
      return { ground: cellFill(fill, 'unknown', palette) };
    case 'guard':
      return { ground: cellFill(guardInk(palette), 'guard', palette) };
    case 'untouched':
      return { ground: mixed(fill, surface, 0.3), inner: { form: 'ring', fill: surface } };
    case 'unknown':
      return { ground: mixed(fill, surface, 0.14) };
  }
}

const guardInk = (palette: MapPalette): Rgb => rgbOf(palette.theme === 'light' ? '#1f1f24' : '#f4f4f6');

/** The tiles of one page's cell, from back to front. */
export function pageTiles(pages: PageCells, cell: number, palette: MapPalette): readonly PageTile[] {
  const shape = {
    x: pages.x[cell] ?? 0,
    y: pages.y[cell] ?? 0,
    width: Math.max(1, (pages.width[cell] ?? 0) - 1),
    height: Math.max(1, (pages.height[cell] ?? 0) - 1),
  };
  return lookTiles(shape, pageLook(pageStates[pages.state[cell] ?? 0] ?? 'unknown', pages.fill[cell] ?? 0, palette));
}

/** Size of a sample in a key, in CSS pixels. */
export const sampleSize = { width: 18, height: 12 } as const;

/** A sample of a state for a key: a cell in a colour that is no region's. */
export const pageSample = (state: PageState, palette: MapPalette): readonly PageTile[] =>
  lookTiles({ x: 0, y: 0, ...sampleSize }, pageLook(state, palette.muted, palette));

function lookTiles(shape: Rectangle, { ground, inner }: PageLook): readonly PageTile[] {
  const tile = { ...shape, fill: ground };
  if (!inner) return [tile];
  const least = Math.min(shape.width, shape.height);
  const edge = inner.form === 'ring' ? 1 : Math.max(1, Math.min(4, Math.round(least * 0.3)));
  if (least <= 2 * edge) return [tile];
  return [
    tile,
    {
      x: shape.x + edge,
      y: shape.y + edge,
      width: shape.width - 2 * edge,
      height: shape.height - 2 * edge,
      fill: inner.fill,
    },
  ];
}

/** States that a band shows from left to right; the rest of it is left empty. */
const bandStates: readonly PageState[] = ['private', 'shared', 'file', 'swapped', 'guard'];

/** The tiles of a band: one for each state that occurs in it. */
export function bandTiles(band: PageBand, palette: MapPalette): readonly PageTile[] {
  const tiles: PageTile[] = [];
  let { x } = band;
  for (const state of bandStates) {
    const share = band.shares[pageStates.indexOf(state)] ?? 0;
    if (share <= 0) continue;
    const width = Math.min(band.x + band.width - x, Math.max(1, share * band.width));
    tiles.push({ x, y: band.y, width, height: band.height, fill: bandFill(state, band.fill, palette) });
    x += width;
  }
  return tiles;
}

/** Bands are too low for hatching: what is hatched in a cell has a grey of its own here. */
function bandFill(state: PageState, fill: Rgb, palette: MapPalette): Rgb {
  switch (state) {
    case 'private':
      return fill;
    case 'shared':
      return mixed(fill, palette.surface, 0.75);
    case 'file':
      return mixed(fill, palette.surface, 0.5);
    case 'swapped':
      return mixed(palette.text, palette.surface, 0.4);
    case 'guard':
      return guardInk(palette);
    case 'untouched':
    case 'unknown':
      return palette.surface;
  }
}
