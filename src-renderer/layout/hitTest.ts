/** What lies under the pointer, and where a selection lies on the screen: the two directions of one geometry. */
import { asPageNumber, type PageNumber } from '@contract/units.ts';
import { selectRegion } from '../state/located.ts';
import type { Selection } from '../state/model.ts';
import { columnAt } from './columns.ts';
import type { ColumnName, DrawList, PageCells, Rectangle } from './drawList.ts';
import { areaOf, type Structure } from './hierarchy.ts';
import { pageGrid } from './pageCells.ts';
import { geometryOf, type Scene } from './scene.ts';
import { entry, regionOf, segmentAt, type SegmentIndex } from './segments.ts';
import { heightOf, placeAt } from './view.ts';

/** One thing under the pointer. */
export interface Hit {
  readonly column: ColumnName;
  readonly segment: SegmentIndex;
  /** The region, unless the pointer is over a gap. */
  readonly region?: number;
  /** The page under the pointer. */
  readonly page: PageNumber;
  /** What a click selects; an area is only flown to. */
  readonly selection?: Selection;
  /** What a double click flies to. */
  readonly span: { readonly start: PageNumber; readonly end: PageNumber };
}

/** Finds what is drawn at a point. Guard marks win, because they are drawn last. */
export function hitTest(scene: Scene, drawn: DrawList, x: number, y: number): Hit | undefined {
  const { structure, scale, view } = scene;
  const { segments, runs, areas } = structure;
  const geometry = geometryOf(scene);
  if (x < 0 || y < 0 || x >= drawn.width || y >= drawn.height) return undefined;
  const column = columnAt(geometry.columns, x);
  const height = geometry.toHeight(y);
  const total = geometry.edges(0, segments.count - 1);
  if (y < total[0] || y >= total[1]) return undefined;
  if (column === 'gutter' || column === 'region') {
    const mark = drawn.guards.find(
      (guard) =>
        y >= guard.y && y < guard.y + guard.height && (column === 'gutter' || x < guard.bar.x + guard.bar.width),
    );
    if (mark) {
      const segment = nearestGuard(scene, mark.first, mark.last, y);
      return regionHit(structure, 'region', segment, asPageNumber(entry(segments.start, segment)));
    }
  }
  const place = placeAt(scale, view, height);
  const region = regionOf(segments, place.segment);
  if (column === 'area') {
    const area = areaOf(structure, place.segment);
    if (area) {
      return {
        column,
        segment: place.segment,
        page: place.page,
        span: spanOf(structure, area.first, area.last),
        ...(region === undefined ? {} : { region }),
      };
    }
  }
  const run = entry(runs.ofSegment, place.segment);
  if (column === 'object' && run >= 0 && areas.length > 0) {
    const selection = runSelection(structure, run);
    return {
      column,
      segment: place.segment,
      page: place.page,
      selection,
      span: spanOf(structure, entry(runs.first, run), entry(runs.last, run)),
      ...(region === undefined ? {} : { region }),
    };
  }
  const hit = regionHit(structure, column === 'content' ? 'content' : 'region', place.segment, place.page);
  const cell = column === 'content' ? cellAt(drawn.pages, x, y) : undefined;
  if (cell === undefined) return hit;
  const page = asPageNumber(cell);
  return { ...hit, page, selection: { level: 'page', start: page, end: asPageNumber(page + 1) } };
}

/** The page whose cell is at a point, where single pages are drawn. */
function cellAt(pages: PageCells, x: number, y: number): number | undefined {
  for (let cell = 0; cell < pages.count; cell++) {
    const left = pages.x[cell] ?? 0;
    const top = pages.y[cell] ?? 0;
    const inside = x >= left && y >= top && x < left + (pages.width[cell] ?? 0) && y < top + (pages.height[cell] ?? 0);
    if (inside) return pages.page[cell];
  }
  return undefined;
}

/** True when two hits are of the same page in the same column of the same picture. */
export const sameHit = (a: Hit | undefined, b: Hit | undefined): boolean =>
  a === b ||
  (a?.column === b?.column &&
    a?.page === b?.page &&
    a?.region === b?.region &&
    a?.span.start === b?.span.start &&
    a?.span.end === b?.span.end);

/** Of the guards that share a mark, the one nearest to the pointer. */
function nearestGuard(scene: Scene, first: SegmentIndex, last: SegmentIndex, y: number): SegmentIndex {
  const geometry = geometryOf(scene);
  let best = first;
  let least = Infinity;
  for (let segment = first; segment <= last; segment++) {
    const region = regionOf(scene.structure.segments, segment);
    if (region === undefined || entry(scene.colours.guard, region) !== 1) continue;
    const [top, bottom] = geometry.edges(segment, segment);
    const distance = Math.abs((top + bottom) / 2 - y);
    if (distance < least) {
      least = distance;
      best = segment;
    }
  }
  return best;
}

function regionHit(structure: Structure, column: ColumnName, segment: SegmentIndex, page: PageNumber): Hit {
  const region = regionOf(structure.segments, segment);
  const selection = segmentSelection(structure, segment);
  return {
    column,
    segment,
    page,
    selection,
    span: { start: selection.start, end: selection.end },
    ...(region === undefined ? {} : { region }),
  };
}

const spanOf = (structure: Structure, first: SegmentIndex, last: SegmentIndex): Hit['span'] => ({
  start: asPageNumber(entry(structure.segments.start, first)),
  end: asPageNumber(entry(structure.segments.end, last)),
});

/** The selection of one region or gap. */
export function segmentSelection(structure: Structure, segment: SegmentIndex): Selection {
  const region = regionOf(structure.segments, segment);
  return region === undefined
    ? { level: 'gap', ...spanOf(structure, segment, segment) }
    : selectRegion(structure.capture, region);
}

/** The selection of an object, from its lowest to its highest region; of a loose region, that region. */
export function runSelection(structure: Structure, run: number): Selection {
  const { runs, capture } = structure;
  const owner = entry(runs.object, run);
  const object = capture.objects[owner];
  if (!object) return { level: 'region', ...spanOf(structure, entry(runs.first, run), entry(runs.last, run)) };
  let first = run;
  let last = run;
  for (let other = 0; other < runs.count; other++) {
    if (runs.object[other] !== owner) continue;
    first = Math.min(first, other);
    last = Math.max(last, other);
  }
  return {
    level: 'object',
    key: object.key,
    ...spanOf(structure, entry(runs.first, first), entry(runs.last, last)),
  };
}

/** Where a selection is drawn: one rectangle, or one for each cell of an interleaved object. */
export function outlinesOf(scene: Scene, selection: Selection): Rectangle[] {
  const { structure, scale, view, viewport } = scene;
  const geometry = geometryOf(scene);
  const { object, gutter, region, content } = geometry.columns;
  const clip = (x: number, width: number, a: number, b: number): Rectangle[] => {
    const top = Math.max(-4, Math.round(Math.min(a, b)));
    const bottom = Math.min(viewport.height + 4, Math.max(Math.round(Math.max(a, b)), Math.round(Math.min(a, b)) + 3));
    return bottom < 0 || top > viewport.height ? [] : [{ x, y: top, width, height: bottom - top }];
  };
  if (selection.level === 'object') {
    const { runs, capture } = structure;
    const rectangles: Rectangle[] = [];
    const owner = capture.objects.findIndex((candidate) => candidate.key === selection.key);
    if (owner < 0) return rectangles;
    for (let run = 0; run < runs.count; run++) {
      if (runs.object[run] !== owner) continue;
      const [top, bottom] = geometry.edges(entry(runs.first, run), entry(runs.last, run));
      rectangles.push(...clip(object.x, object.width, top, bottom));
    }
    return rectangles;
  }
  const { segments } = structure;
  const first = segmentAt(segments, selection.start);
  // The end belongs to the segment before the one it begins.
  let last = segmentAt(segments, selection.end);
  if (last > first && entry(segments.start, last) >= selection.end) last--;
  const a = geometry.toY(heightOf(scale, view, Math.max(selection.start, entry(segments.start, first)), first));
  const b = geometry.toY(heightOf(scale, view, Math.min(selection.end, entry(segments.end, last)), last));
  const grid =
    selection.level === 'page' && !scene.pageless
      ? pageGrid(entry(scale.rate, first) * geometry.factor, content.width)
      : undefined;
  if (!grid) return clip(gutter.x, region.x + region.width - gutter.x, a, b);
  const row = Math.floor(selection.start / grid.perRow) * grid.perRow;
  const edge = (page: number): number =>
    geometry.toY(
      heightOf(scale, view, Math.min(Math.max(page, entry(segments.start, first)), entry(segments.end, first)), first),
    );
  const x = content.x + Math.round((selection.start - row) * grid.cellWidth);
  return clip(x, Math.max(4, Math.round(grid.cellWidth)), edge(row), edge(row + grid.perRow));
}
