/**
 * Which part of the picture is on screen. A view hangs on an anchor page rather than on a height: differences to a
 * page nearby are exact, so one page of a 15 TiB region and the vsyscall page at 2^64 are drawn where they are.
 */
import { asPageNumber, type PageNumber } from '@contract/units.ts';
import { entry, segmentAt, type SegmentIndex } from './segments.ts';
import { segmentAtHeight, type VerticalScale } from './verticalScale.ts';

/** A visible stretch of the vertical scale. */
export interface View {
  /** A page on or near the screen. */
  readonly anchor: PageNumber;
  /** Layout units from the lower edge of the screen up to the anchor. */
  readonly lead: number;
  /** Layout units from the lower to the upper edge of the screen. */
  readonly extent: number;
}

/** A place in the scale; the fraction is kept apart because pages near 2^52 have no bits left for it. */
export interface Place {
  readonly segment: SegmentIndex;
  readonly page: PageNumber;
  /** Pages above `page`, 0 ≤ fraction < 1. */
  readonly fraction: number;
}

/** Room left free above and below the whole picture, as a share of it. */
const margin = 0.01;

/** The whole picture. */
export function homeView(scale: VerticalScale): View {
  return {
    anchor: asPageNumber(entry(scale.segments.start, 0)),
    lead: scale.total * margin,
    extent: scale.total * (1 + 2 * margin),
  };
}

/** Heights of segments' lower edges above the lower edge of the screen, in layout units; one view, many segments. */
export function edgeFinder(scale: VerticalScale, view: View): (segment: SegmentIndex) => number {
  const home = segmentAt(scale.segments, view.anchor);
  const rate = entry(scale.rate, home);
  // From the nearer edge of the anchor's segment, so that the large distance never enters the sum.
  const above = view.lead + (entry(scale.segments.end, home) - view.anchor) * rate;
  const below = view.lead - (view.anchor - entry(scale.segments.start, home)) * rate;
  const upper = entry(scale.at, home + 1);
  const lower = entry(scale.at, home);
  return (segment) =>
    segment > home ? above + (entry(scale.at, segment) - upper) : below - (lower - entry(scale.at, segment));
}

/** Height of one segment's lower edge above the lower edge of the screen, in layout units. */
export const lowerEdge = (scale: VerticalScale, view: View, segment: SegmentIndex): number =>
  edgeFinder(scale, view)(segment);

/** Height of a page above the lower edge of the screen, in layout units. */
export function heightOf(scale: VerticalScale, view: View, page: number, segment?: SegmentIndex): number {
  const home = segmentAt(scale.segments, view.anchor);
  const row = segment ?? segmentAt(scale.segments, page);
  if (row === home) return view.lead + (page - view.anchor) * entry(scale.rate, row);
  if (row > home) {
    return lowerEdge(scale, view, row) + (page - entry(scale.segments.start, row)) * entry(scale.rate, row);
  }
  return lowerEdge(scale, view, row + 1) - (entry(scale.segments.end, row) - page) * entry(scale.rate, row);
}

/** What lies at a height above the lower edge of the screen. */
export function placeAt(scale: VerticalScale, view: View, height: number): Place {
  const { segments } = scale;
  const home = segmentAt(segments, view.anchor);
  const rate = entry(scale.rate, home);
  const below = (view.anchor - entry(segments.start, home)) * rate;
  const above = (entry(segments.end, home) - view.anchor) * rate;
  const distance = height - view.lead;
  if (distance >= -below && distance < above) return place(scale, home, view.anchor, distance);
  const absolute =
    distance < 0 ? entry(scale.at, home) + distance + below : entry(scale.at, home + 1) + (distance - above);
  const segment = segmentAtHeight(scale, absolute);
  return place(scale, segment, entry(segments.start, segment), absolute - entry(scale.at, segment));
}

function place(scale: VerticalScale, segment: SegmentIndex, from: number, distance: number): Place {
  const rate = entry(scale.rate, segment);
  const start = entry(scale.segments.start, segment);
  const end = entry(scale.segments.end, segment);
  const pages = rate > 0 ? distance / rate : 0;
  const whole = Math.floor(pages);
  const page = from + whole;
  if (page < start) return { segment, page: asPageNumber(start), fraction: 0 };
  if (page >= end)
    return { segment, page: asPageNumber(Math.max(start, Math.ceil(end) - 1)), fraction: 1 - Number.EPSILON };
  return { segment, page: asPageNumber(page), fraction: pages - whole };
}

/** Bytes from edge to edge at the deepest zoom, as a share of a page: 64. */
const leastPages = 64 / 4096;

/** Keeps a view inside the picture, and no deeper than 64 bytes from edge to edge. */
function clampView(scale: VerticalScale, view: View): View {
  const most = scale.total * (1 + 2 * margin);
  const middle = placeAt(scale, view, view.extent / 2);
  const least = Math.min(most, entry(scale.rate, middle.segment) * leastPages);
  const sized =
    view.extent > most
      ? about(scale, view, view.extent / 2, view.extent / most)
      : view.extent < least
        ? about(scale, view, view.extent / 2, view.extent / least)
        : view;
  const room = scale.total * margin;
  const below = lowerEdge(scale, sized, 0) - room;
  const above = lowerEdge(scale, sized, scale.segments.count) + room - sized.extent;
  if (below > 0) return rebased(scale, { ...sized, lead: sized.lead - below });
  if (above < 0) return rebased(scale, { ...sized, lead: sized.lead - above });
  return rebased(scale, sized);
}

/** Hangs a view on the page in the middle of the screen. */
function rebased(scale: VerticalScale, view: View): View {
  const centre = view.extent / 2;
  const found = placeAt(scale, view, centre);
  const height = heightOf(scale, view, found.page, found.segment);
  return { anchor: found.page, lead: height, extent: view.extent };
}

function about(scale: VerticalScale, view: View, height: number, factor: number): View {
  const found = placeAt(scale, view, height);
  const rest = height - heightOf(scale, view, found.page, found.segment);
  return { anchor: found.page, lead: height / factor - rest, extent: view.extent / factor };
}

/** Zooms by a factor about a height on the screen, which stays where it is. */
export function zoomAbout(scale: VerticalScale, view: View, height: number, factor: number): View {
  const found = placeAt(scale, view, height);
  const least = entry(scale.rate, found.segment) * leastPages;
  const most = scale.total * (1 + 2 * margin);
  const extent = Math.min(most, Math.max(Math.min(least, most), view.extent / factor));
  return clampView(scale, about(scale, view, height, view.extent / extent));
}

/** Moves the view up by layout units (towards higher addresses). */
export const moveView = (scale: VerticalScale, view: View, units: number): View =>
  clampView(scale, { ...view, lead: view.lead - units });

/** The view that shows a span of addresses with some room around it. */
export function viewOfSpan(scale: VerticalScale, start: PageNumber, end: PageNumber, room = 0.08): View {
  // Nothing is drawn below the first mapping and above the last one.
  if (end <= entry(scale.segments.start, 0)) return homeView(scale);
  const first = segmentAt(scale.segments, start);
  const anchored: View = {
    anchor: asPageNumber(Math.max(start, entry(scale.segments.start, first))),
    lead: 0,
    extent: 1,
  };
  const last = segmentAt(scale.segments, Math.max(start, end - leastStep(end)));
  const length = Math.max(heightOf(scale, anchored, end, last), entry(scale.rate, first) * 0.5);
  return clampView(scale, { anchor: anchored.anchor, lead: length * room, extent: length * (1 + 2 * room) });
}

/** A step that still changes a page number of this size. */
const leastStep = (page: number): number => (page > 2 ** 40 ? 1 : 1 / 4096);

/** The span of addresses on the screen. */
export function spanOfView(scale: VerticalScale, view: View): { readonly start: PageNumber; readonly end: PageNumber } {
  const low = placeAt(scale, view, 0);
  const high = placeAt(scale, view, view.extent);
  return { start: low.page, end: asPageNumber(high.page + 1) };
}

/** True when the whole picture is on screen. */
export const isHome = (scale: VerticalScale, view: View): boolean => view.extent >= scale.total * (1 + margin);

/**
 * The view after a new capture or another scale: what was in the middle stays in the middle, at the same size; the
 * whole picture stays the whole picture.
 */
export function carriedView(before: VerticalScale, view: View, after: VerticalScale): View {
  if (isHome(before, view)) return homeView(after);
  const middle = placeAt(before, view, view.extent / 2);
  const segment = segmentAt(after.segments, middle.page);
  const ratio = entry(after.rate, segment) / entry(before.rate, middle.segment);
  const same = regionSize(before, middle.segment) === regionSize(after, segment);
  const factor = same && Number.isFinite(ratio) && ratio > 0 ? ratio : after.total / before.total;
  const rest = middle.fraction * entry(after.rate, segment);
  const extent = view.extent * factor;
  return clampView(after, { anchor: middle.page, lead: extent / 2 - rest, extent });
}

const regionSize = (scale: VerticalScale, segment: SegmentIndex): number =>
  entry(scale.segments.end, segment) - entry(scale.segments.start, segment);
