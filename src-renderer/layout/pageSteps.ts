/**
 * Walking over page cells with the keys: into a region, along rows and columns, and out again. Cells are arranged as
 * they are drawn; where they are too small to be drawn, as they would be in the view that shows them. Pure.
 */
import { asPageNumber } from '@contract/units.ts';
import type { Selection } from '../state/model.ts';
import { segmentSelection } from './hitTest.ts';
import { pageGrid } from './pageCells.ts';
import { geometryOf, type Scene } from './scene.ts';
import { entry, regionOf, segmentAt, type SegmentIndex } from './segments.ts';
import { placeAt, spanOfView, viewOfSpan, type View } from './view.ts';

/** Pages on screen when the keys first come to the cells of a region. */
const pagesShown = 64;

export type Direction = 'up' | 'down' | 'left' | 'right';

/** The pages of a segment, the ones it begins and ends within among them; undefined where no cells are drawn. */
function pagesOf(scene: Scene, segment: SegmentIndex): { readonly first: number; readonly end: number } | undefined {
  const { segments } = scene.structure;
  const region = regionOf(segments, segment);
  // A guard is hatched as a whole: nothing of it can ever be in memory.
  if (scene.pageless || region === undefined || entry(scene.colours.guard, region) === 1) return undefined;
  return { first: Math.floor(entry(segments.start, segment)), end: Math.ceil(entry(segments.end, segment)) };
}

/** Pages side by side, where cells of a segment are drawn in a view. */
function perRowIn(scene: Scene, view: View, segment: SegmentIndex): number | undefined {
  const geometry = geometryOf({ ...scene, view });
  return pageGrid(entry(scene.scale.rate, segment) * geometry.factor, geometry.columns.content.width)?.perRow;
}

const selectionOf = (page: number): Selection => ({
  level: 'page',
  start: asPageNumber(page),
  end: asPageNumber(page + 1),
});

/**
 * From a region to one of its pages: the one in the middle of the screen when its cells are there, otherwise the first
 * that is read, at the upper end of the region on screen. Undefined for what has no cells.
 */
export function pageInto(scene: Scene, selection: Selection): Selection | undefined {
  const segment = segmentAt(scene.structure.segments, selection.start);
  const pages = selection.level === 'region' ? pagesOf(scene, segment) : undefined;
  if (!pages) return undefined;
  const shown = spanOfView(scene.scale, scene.view);
  const drawn = perRowIn(scene, scene.view, segment) !== undefined;
  if (drawn && shown.start < pages.end && shown.end > pages.first) {
    const middle = placeAt(scene.scale, scene.view, scene.view.extent / 2).page;
    return selectionOf(Math.min(pages.end - 1, Math.max(pages.first, Math.floor(middle))));
  }
  return selectionOf(scene.highAddressesOnTop ? pages.end - 1 : pages.first);
}

/**
 * The cell beside a page's: in its row, or in its column one row on. From the left end of a row it goes back to the
 * region; undefined where there is nothing in that direction.
 */
export function pageBeside(scene: Scene, { start: page }: Selection, direction: Direction): Selection | undefined {
  const { segments } = scene.structure;
  const segment = segmentAt(segments, page);
  const pages = pagesOf(scene, segment);
  if (!pages) return direction === 'left' ? segmentSelection(scene.structure, segment) : undefined;
  const perRow = perRowIn(scene, scene.view, segment) ?? perRowIn(scene, viewOfCells(scene, page), segment) ?? 1;
  const column = page % perRow;
  const least = Math.max(pages.first, page - column);
  const most = Math.min(pages.end, page - column + perRow) - 1;
  switch (direction) {
    case 'left':
      return page > least ? selectionOf(page - 1) : segmentSelection(scene.structure, segment);
    case 'right':
      return page < most ? selectionOf(page + 1) : undefined;
    case 'up':
    case 'down': {
      const upward = (direction === 'up') === scene.highAddressesOnTop;
      if (upward) return most + 1 < pages.end ? selectionOf(Math.min(page + perRow, pages.end - 1)) : undefined;
      return least > pages.first ? selectionOf(Math.max(page - perRow, pages.first)) : undefined;
    }
  }
}

/** From a page to the region that holds it. */
export const regionOfPage = ({ structure }: Scene, { start }: Selection): Selection =>
  segmentSelection(structure, segmentAt(structure.segments, start));

/** True when single pages are drawn where a page lies. */
export const cellsDrawn = (scene: Scene, page: number): boolean =>
  perRowIn(scene, scene.view, segmentAt(scene.structure.segments, page)) !== undefined;

/** The view that shows a page's cell among its neighbours of the same region. */
export function viewOfCells(scene: Scene, page: number): View {
  const { segments } = scene.structure;
  const segment = segmentAt(segments, page);
  const low = Math.max(entry(segments.start, segment), page - pagesShown / 2);
  const high = Math.min(entry(segments.end, segment), low + pagesShown);
  return viewOfSpan(
    scene.scale,
    asPageNumber(Math.max(entry(segments.start, segment), high - pagesShown)),
    asPageNumber(high),
  );
}
