/**
 * The address map: scene in, draw list out. Columns stand side by side; every column is walked once from the top of
 * the screen to its bottom, and cells too low to be seen are mixed into pixel rows.
 */
import { formatAddress } from '@contract/address.ts';
import { knownPermissions, unknownText } from '../format/knows.ts';
import { asPageNumber } from '@contract/units.ts';
import { mixed, type Rgb } from './colours.ts';
import { contentDrawer, contentTint } from './contentColumn.ts';
import type { Box, DrawList, GapMark, Label, MergedRows } from './drawList.ts';
import { gapLabel } from './gaps.ts';
import { guardCollector } from './guards.ts';
import { regionNameForms, runLabelForms } from './hierarchy.ts';
import { insideCells } from './insideSpans.ts';
import { cellLabels, stackedLabels } from './labels.ts';
import { palerRows, rowMixer } from './mergedRows.ts';
import { pageCollector } from './pageCells.ts';
import { hatches, isDimmed, isHighlighted } from './regionColours.ts';
import { geometryOf, type Geometry, type Scene } from './scene.ts';
import { entry } from './segments.ts';
import { pagesText, sizeText } from '@words/sizes.ts';
import { stackShapes } from './stackShapes.ts';
import { placeAt } from './view.ts';

/** Cells lower than this are mixed into pixel rows. */
const leastBox = 3;

/** Share of a region's colour in the cell of its object. */
const objectTint = { light: 0.26, dark: 0.34 } as const;

/** Lays one frame out. The scene must hold at least one region. */
export function addressMapFrame(scene: Scene): DrawList {
  const geometry = geometryOf(scene);
  const { viewport, scale, view } = scene;
  const low = placeAt(scale, view, 0).segment;
  const high = placeAt(scale, view, view.extent).segment;
  const labels: Label[] = [];
  const boxes: Box[] = [];
  const areas = areaCells(scene, geometry, low, high, labels, boxes);
  const objects = objectCells(scene, geometry, low, high, labels, boxes);
  const regions = regionCells(scene, geometry, low, high, labels, boxes);
  const { area, object, region, content, gutter } = geometry.columns;
  const stacks = stackShapes(scene, { labels });
  return {
    width: viewport.width,
    height: viewport.height,
    columns: { area, object, region, content },
    gutter,
    rows: [areas, objects, regions.rows, { x: content.x, width: content.width, pixels: regions.contentPixels }],
    boxes,
    gaps: regions.gaps,
    guards: regions.guards,
    pages: regions.pages,
    bands: regions.bands,
    bars: regions.bars,
    stacks: stacks.shapes,
    labels: [...labels, ...stacks.labels],
  };
}

/** Pixel edges of a cell, rounded and brought near the screen so that they stay small numbers. */
function snapped(top: number, bottom: number, height: number): readonly [number, number] {
  return [Math.max(-2, Math.round(top)), Math.min(height + 2, Math.round(bottom))];
}

function areaCells(
  scene: Scene,
  geometry: Geometry,
  low: number,
  high: number,
  labels: Label[],
  boxes: Box[],
): MergedRows {
  const { structure, palette, viewport } = scene;
  const { area: column } = geometry.columns;
  const fill = palette.raised;
  const mixer = rowMixer(viewport.height, palette.surface);
  const length = column.width > 0 ? structure.areas.length : 0;
  for (let step = 0; step < length; step++) {
    const index = scene.highAddressesOnTop ? length - 1 - step : step;
    const area = structure.areas[index];
    if (!area || area.last < low || area.first > high) continue;
    const edges = geometry.edges(area.first, area.last);
    if (edges[1] - edges[0] < leastBox) {
      mixer.add(edges[0], edges[1], mixed(palette.muted, palette.surface, 0.4));
      continue;
    }
    const [y, bottom] = snapped(edges[0], edges[1], viewport.height);
    const box: Box = {
      column: 'area',
      x: column.x,
      y,
      width: column.width,
      height: bottom - y,
      fill,
      edge: palette.line,
      hatch: 'none',
      glow: false,
      first: area.first,
      last: area.last,
    };
    boxes.push(box);
    const text = {
      headings: area.names,
      lines: [`${sizeText(structure.sums.ofArea[index] ?? 0)} mapped`],
      ...edgeAddresses(scene, area.first, area.last),
    };
    labels.push(...stackedLabels(box, viewport.height, text, palette, viewport.textScale, scene.measure));
  }
  return { x: column.x, width: column.width, pixels: mixer.pixels() };
}

function objectCells(
  scene: Scene,
  geometry: Geometry,
  low: number,
  high: number,
  labels: Label[],
  boxes: Box[],
): MergedRows {
  const { structure, palette, viewport, colours } = scene;
  const { runs } = structure;
  const { object: column } = geometry.columns;
  const mixer = rowMixer(viewport.height, palette.surface);
  const tint = objectTint[palette.theme];
  const up = scene.highAddressesOnTop;
  const lowest = runAtOrAbove(runs.last, runs.count, low);
  const highest = runAtOrAbove(runs.first, runs.count, high + 1) - 1;
  for (let step = 0; step <= highest - lowest; step++) {
    const run = up ? highest - step : lowest + step;
    const first = entry(runs.first, run);
    const last = entry(runs.last, run);
    const above = geometry.boundary(up ? last + 1 : first);
    const below = geometry.boundary(up ? first : last + 1);
    const strong = entry(colours.fill, entry(runs.main, run));
    if (below - above < leastBox) {
      mixer.add(above, below, strong);
      continue;
    }
    const fill: Rgb = mixed(strong, palette.surface, tint);
    const [y, bottom] = snapped(above, below, viewport.height);
    const box: Box = {
      column: 'object',
      x: column.x,
      y,
      width: column.width,
      height: bottom - y,
      fill,
      edge: strong,
      hatch: 'none',
      glow: false,
      first,
      last,
    };
    boxes.push(box);
    const text = {
      names: runLabelForms(structure, run),
      nameFont: 'strong',
      size: pagesText(entry(runs.pages, run)),
    } as const;
    labels.push(...cellLabels(box, viewport.height, text, fill, viewport.textScale, scene.measure));
  }
  return { x: column.x, width: column.width, pixels: palerRows(mixer.pixels(), palette.surface, tint) };
}

/** Addresses of the upper and lower edge of a run of segments, in the order of the screen. */
function edgeAddresses(scene: Scene, first: number, last: number): { readonly top: string; readonly bottom: string } {
  const { segments } = scene.structure;
  const start = formatAddress(asPageNumber(entry(segments.start, first)));
  const end = formatAddress(asPageNumber(entry(segments.end, last)));
  return scene.highAddressesOnTop ? { top: end, bottom: start } : { top: start, bottom: end };
}

/** The first run whose edge, first or last, is at or above a segment. */
function runAtOrAbove(edges: Int32Array, count: number, segment: number): number {
  let from = 0;
  let to = count;
  while (from < to) {
    const middle = (from + to) >> 1;
    if (entry(edges, middle) < segment) from = middle + 1;
    else to = middle;
  }
  return from;
}

type RegionParts = Pick<DrawList, 'gaps' | 'guards' | 'pages' | 'bands' | 'bars'> & {
  readonly rows: MergedRows;
  readonly contentPixels: Uint32Array;
};

function regionCells(
  scene: Scene,
  geometry: Geometry,
  low: number,
  high: number,
  labels: Label[],
  boxes: Box[],
): RegionParts {
  const { structure, palette, viewport, colours } = scene;
  const { segments, capture } = structure;
  const { region: column } = geometry.columns;
  const mixer = rowMixer(viewport.height, palette.surface);
  const guards = guardCollector(geometry.columns, viewport.height);
  const gaps: GapMark[] = [];
  const sink = { pages: pageCollector(), bands: [], bars: [], labels, boxes };
  const drawContent = contentDrawer(scene, geometry, sink);
  const up = scene.highAddressesOnTop;
  let reached = geometry.boundary(up ? high + 1 : low);
  for (let step = 0; step <= high - low; step++) {
    const row = up ? high - step : low + step;
    const top = reached;
    const bottom = geometry.boundary(up ? row : row + 1);
    reached = bottom;
    const region = entry(segments.region, row);
    if (region < 0) {
      const gap = gapMark(scene, geometry, row, top, bottom);
      if (!gap) continue;
      const label = gapLabel(gap, segments, column, scene);
      if (label) labels.push(label);
      gaps.push(label ? { ...gap, free: { from: label.x - 8, to: label.x + label.width + 8 } } : gap);
      continue;
    }
    const fill = entry(colours.fill, region);
    const guard = entry(colours.guard, region) === 1;
    if (guard) guards.add(row, top, bottom, isDimmed(colours, region));
    if (Math.round(bottom) - Math.round(top) < leastBox) {
      // A low guard is drawn by its mark; mixing its ink in as well would darken its neighbours.
      if (guard) continue;
      mixer.add(top, bottom, fill);
      continue;
    }
    const [y, end] = snapped(top, bottom, viewport.height);
    const box: Box = {
      column: 'region',
      x: column.x,
      y,
      width: column.width,
      height: end - y,
      fill,
      hatch: hatches[entry(colours.hatch, region)] ?? 'none',
      glow: isHighlighted(colours, region),
      first: row,
      last: row,
    };
    boxes.push(box);
    const perms = knownPermissions(capture, entry(capture.regions.mapping, region)) ?? unknownText;
    const text = {
      names: regionNameForms(capture, region),
      nameFont: 'name',
      size: pagesText(entry(segments.end, row) - entry(segments.start, row)),
      note: perms,
      edges: edgeAddresses(scene, row, row),
    } as const;
    // No text is legible on hatching: there it gets a plain plate of the surface.
    const plate = box.hatch === 'none' ? undefined : palette.surface;
    const inside = box.hatch === 'none' ? insideCells(scene, geometry, box, row) : undefined;
    if (inside) boxes.push(...inside.boxes);
    const cell = inside ? { ...box, width: inside.roomLeft } : box;
    const own = cellLabels(cell, viewport.height, text, plate ?? fill, viewport.textScale, scene.measure);
    if (inside) labels.push(...inside.labels);
    labels.push(...(plate === undefined ? own : own.map((label) => ({ ...label, plate }))));
    drawContent(box, region);
  }
  const pixels = mixer.pixels();
  return {
    gaps,
    guards: guards.marks(),
    pages: sink.pages.cells(),
    bands: sink.bands,
    bars: sink.bars,
    rows: { x: column.x, width: column.width, pixels },
    contentPixels: palerRows(pixels, palette.surface, contentTint),
  };
}

function gapMark(scene: Scene, geometry: Geometry, segment: number, top: number, low: number): GapMark | undefined {
  if (low - top < leastBox) return undefined;
  const { structure, viewport } = scene;
  const { segments, runs } = structure;
  const { area, object, region } = geometry.columns;
  const huge = entry(segments.separates, segment) === 1;
  const x = huge ? area.x : entry(runs.ofSegment, segment) >= 0 ? region.x : object.x;
  const [y, bottom] = snapped(top, low, viewport.height);
  return { segment, huge, x, y, width: viewport.width - x, height: bottom - y };
}
