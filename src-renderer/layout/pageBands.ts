/** How full a region is from one end to the other, where its pages are too small to be drawn one by one. */
import type { Box, PageBand } from './drawList.ts';
import { pageStates } from './pageState.ts';
import type { Geometry, Scene } from './scene.ts';
import { entry } from './segments.ts';
import { placeAt } from './view.ts';

/** Height of a band in CSS pixels: two bands differ where their pages do, and a screen has no more than 300. */
export const bandHeight = 3;

/** Adds the bands of the part of a region that is on screen. False when too little of it has been read to draw them. */
export function pageBands(scene: Scene, geometry: Geometry, sink: { readonly bands: PageBand[] }, box: Box): boolean {
  const { pages, scale, view, viewport } = scene;
  if (!pages) return false;
  const segment = box.first;
  const top = Math.max(0, box.y);
  const bottom = Math.min(viewport.height, box.y + box.height - 1);
  const first = Math.floor(entry(scale.segments.start, segment));
  const end = Math.ceil(entry(scale.segments.end, segment));
  const pageAt = (y: number): number => {
    const place = placeAt(scale, view, geometry.toHeight(y));
    return place.segment < segment ? first : place.segment > segment ? end : place.page;
  };
  const bands: PageBand[] = [];
  let known = 0;
  let total = 0;
  const { x, width } = geometry.columns.content;
  for (let y = top; y < bottom; y += bandHeight) {
    const edges = [pageAt(y), pageAt(Math.min(bottom, y + bandHeight))];
    const from = Math.min(...edges);
    const to = Math.max(from + 1, Math.max(...edges));
    const sums = new Float64Array(pageStates.length);
    pages.addSums(from, Math.min(end, to), sums);
    const count = Math.min(end, to) - from;
    known += count - (sums[0] ?? 0);
    total += count;
    bands.push({
      x,
      y,
      width,
      height: Math.min(bandHeight, bottom - y),
      fill: box.fill,
      // Of what is known: the last pages of a region may be less than a counted cell.
      shares: Array.from(sums, (sum, state) => (state === 0 ? 0 : sum / Math.max(1, count - (sums[0] ?? 0)))),
    });
  }
  // Half a picture would look like half a memory.
  if (known < total * 0.9 || total === 0) return false;
  sink.bands.push(...bands);
  return true;
}
