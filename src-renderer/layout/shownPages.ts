/** Which pages are on screen in a form that wants their states. Pure. */
import { countedPagesLimit, countsLimit, statesLimit } from '@contract/pages.ts';
import { bytesPerRow } from './byteRows.ts';
import type { DrawList } from './drawList.ts';
import { bandHeight } from './pageBands.ts';
import { mappingShare } from './regionColours.ts';
import { geometryOf, type Scene } from './scene.ts';
import { entry } from './segments.ts';
import { placeAt } from './view.ts';

/** Least height of a region whose pages are drawn, in CSS pixels. */
export const leastContent = 22;
/** Pages of one region on screen up to which each is asked for: 2 MiB of pagemap, 1 GiB of addresses. */
const statesPerRegion = 2 ** 18;

/** Pages whose bytes are wanted at once: more do not fit on a screen. */
const nearLimit = 3;

/** Equal cells of pages, one for each band or less, that are to be counted. */
export interface CountedSpan {
  readonly start: number;
  readonly cells: number;
  readonly pagesPerCell: number;
}

/** What a frame wants to know of pages. */
export interface ShownPages {
  /** Pages whose single states are wanted: `[start, end, …]`, sorted whole pages. */
  readonly spans: Float64Array;
  /** Parts of regions of which more pages are on screen than are worth asking for one by one. */
  readonly counted: readonly CountedSpan[];
  /** Pages that are so high that there is room for their bytes; at most {@link nearLimit}. */
  readonly near: readonly number[];
  /** True when cells or bands of pages are drawn. */
  readonly drawn: boolean;
}

/**
 * The pages drawn in this frame's content column. Of a region with too many of them on screen only counts are wanted;
 * of one that holds nothing, or has more than counts may be read of, nothing: there its bar says enough.
 */
export function shownPages(scene: Scene, drawn: DrawList): ShownPages {
  const { scale, view, viewport, structure } = scene;
  const geometry = geometryOf(scene);
  const held = mappingShare(structure.capture, ['Rss', 'Swap']);
  const found: (readonly [start: number, end: number])[] = [];
  const counted: CountedSpan[] = [];
  const near: number[] = [];
  const { width } = geometry.columns.content;
  let total = 0;
  let counting = 0;
  for (const box of drawn.boxes) {
    if (box.column !== 'content' || box.height < leastContent || box.hatch === 'guard') continue;
    const start = Math.floor(entry(scale.segments.start, box.first));
    const end = Math.ceil(entry(scale.segments.end, box.first));
    const heights = [Math.max(0, box.y), Math.min(viewport.height, box.y + box.height)].map(geometry.toHeight);
    const low = placeAt(scale, view, Math.min(...heights));
    const high = placeAt(scale, view, Math.max(...heights));
    // Regions may begin and end inside a page.
    const from = low.segment < box.first ? start : Math.floor(low.page);
    const to = high.segment > box.first ? end : Math.min(end, Math.ceil(high.page + 1));
    if (to <= from) continue;
    const pageHeight = entry(scale.rate, box.first) * geometry.factor;
    if (bytesPerRow(pageHeight, width, viewport.textScale, scene.measure) !== undefined) {
      for (let page = from; page < to && near.length < nearLimit; page++) near.push(page);
    }
    if (to - from <= statesPerRegion) {
      if (total + to - from > statesLimit) continue;
      total += to - from;
      found.push([from, to]);
      continue;
    }
    const region = entry(scale.segments.region, box.first);
    if (held(entry(structure.capture.regions.mapping, region)) === 0) continue;
    const span = countedSpan(start, end, from, to, bandHeight / pageHeight);
    const pages = span.cells * span.pagesPerCell;
    if (span.cells < 1 || span.cells > countsLimit || counting + pages > countedPagesLimit) continue;
    counting += pages;
    counted.push(span);
  }
  found.sort((a, b) => a[0] - b[0]);
  const spans: number[] = [];
  for (const [start, end] of found) {
    const last = spans.length - 1;
    if (last > 0 && start <= (spans[last] ?? 0)) spans[last] = Math.max(spans[last] ?? 0, end);
    else spans.push(start, end);
  }
  return { spans: Float64Array.from(spans), counted, near, drawn: drawn.pages.count > 0 || drawn.bands.length > 0 };
}

/**
 * The cells of a region that cover what is on screen of it, as far as whole cells fit into the region: a cell beyond its
 * end would count its neighbour's pages. Cells are a power of two of pages, no more than a band has, and begin at
 * multiples of that from the region's start, so that a view that moves asks for the same ones.
 */
function countedSpan(start: number, end: number, from: number, to: number, bandPages: number): CountedSpan {
  const pagesPerCell = 2 ** Math.max(0, Math.floor(Math.log2(bandPages)));
  const first = Math.floor((from - start) / pagesPerCell);
  const last = Math.min(Math.ceil((to - start) / pagesPerCell), Math.floor((end - start) / pagesPerCell));
  return { start: start + first * pagesPerCell, cells: Math.max(0, last - first), pagesPerCell };
}

/** What of some sorted spans is not covered by others. */
export function withoutSpans(spans: Float64Array, covered: Float64Array): Float64Array {
  const rest: number[] = [];
  let other = 0;
  for (let at = 0; at + 1 < spans.length; at += 2) {
    let start = spans[at] ?? 0;
    const end = spans[at + 1] ?? 0;
    while (other + 1 < covered.length && (covered[other + 1] ?? 0) <= start) other += 2;
    for (let next = other; next + 1 < covered.length && (covered[next] ?? 0) < end; next += 2) {
      const from = covered[next] ?? 0;
      if (from > start) rest.push(start, from);
      start = Math.max(start, covered[next + 1] ?? 0);
    }
    if (start < end) rest.push(start, end);
  }
  return Float64Array.from(rest);
}

/** Both lists of sorted spans as one. */
export function unitedSpans(a: Float64Array, b: Float64Array): Float64Array {
  const pairs = [a, b].flatMap((spans) =>
    Array.from({ length: spans.length / 2 }, (_, pair) => [spans[2 * pair] ?? 0, spans[2 * pair + 1] ?? 0] as const),
  );
  pairs.sort((first, second) => first[0] - second[0]);
  const united: number[] = [];
  for (const [start, end] of pairs) {
    const last = united.length - 1;
    if (last > 0 && start <= (united[last] ?? 0)) united[last] = Math.max(united[last] ?? 0, end);
    else united.push(start, end);
  }
  return Float64Array.from(united);
}
