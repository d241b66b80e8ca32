/** Sections and symbols of a mapped file, drawn in the region column once there is room for them. Pure. */
import { asPageNumber } from '@contract/units.ts';
import { mixed, type Rgb } from './colours.ts';
import type { Box, Label } from './drawList.ts';
import { cellLabels, lineHeight } from './labels.ts';
import type { InsideSpan } from './lookups.ts';
import type { Geometry, Scene } from './scene.ts';
import { entry, type SegmentIndex } from './segments.ts';
import { pagesText } from './sizeText.ts';
import { heightOf, spanOfView } from './view.ts';

/** What is added to a region's cell, and how much of its width is left for its own labels. */
export interface InsideCells {
  readonly boxes: readonly Box[];
  readonly labels: readonly Label[];
  readonly roomLeft: number;
}

/** Least height of a region with sections in it, in text lines: in a lower one they would only crowd its name. */
const leastLines = 14;
/** Least height of a cell that is drawn by itself, in CSS pixels. */
const leastCell = 3;
/** Share of the column's width that the region keeps for its own name. */
const ownShare = 0.42;
/** With symbols beside them, sections get this share of the rest. */
const sectionShare = 0.4;
/** Cells of the region's colour, every other one paler, so that neighbours differ. */
const tints = [0.72, 0.58] as const;

/** The sections, and where they are tall enough the symbols, of the part of a region that is on screen. */
export function insideCells(
  scene: Scene,
  geometry: Geometry,
  region: Box,
  segment: SegmentIndex,
): InsideCells | undefined {
  const { inside, viewport, scale, view } = scene;
  const line = lineHeight * viewport.textScale;
  const top = Math.max(0, region.y);
  const bottom = Math.min(viewport.height, region.y + region.height);
  if (!inside || bottom - top < leastLines * line) return undefined;
  const seen = spanOfView(scale, view);
  const [first, last] = [entry(scale.segments.start, segment), entry(scale.segments.end, segment)];
  const start = Math.max(first, seen.start);
  const end = Math.min(last, seen.end);
  const yOf = (page: number): number =>
    geometry.toY(heightOf(scale, view, asPageNumber(Math.min(last, Math.max(first, page))), segment));
  const onScreen = (span: InsideSpan): boolean => {
    const edges = [yOf(span.start), yOf(span.end)] as const;
    return Math.max(...edges) > top && Math.min(...edges) < bottom;
  };
  const sections = inside.sections(start, end).filter(onScreen);
  const symbols = inside.symbols(start, end).filter(onScreen);
  if (sections.length === 0 && symbols.length === 0) return undefined;
  const tall = symbols.some((symbol) => Math.abs(yOf(symbol.end) - yOf(symbol.start)) >= line);
  const roomLeft = Math.round(region.width * ownShare);
  const rest = region.width - roomLeft;
  const wide = tall && sections.length > 0 ? Math.round(rest * sectionShare) : rest;
  const boxes: Box[] = [];
  const labels: Label[] = [];
  const put = (spans: readonly InsideSpan[], x: number, width: number): void => {
    spans.forEach((span, index) => {
      const [a, b] = [yOf(span.start), yOf(span.end)];
      const y = Math.max(region.y, Math.round(Math.min(a, b)));
      const height = Math.min(region.y + region.height, Math.round(Math.max(a, b))) - y;
      // Chunks follow upon one another without a gap: leaving out the low ones would draw holes that are not there.
      if (height < (span.fill ? 1 : leastCell)) return;
      const fill: Rgb =
        span.fill?.[scene.palette.theme] ?? mixed(region.fill, scene.palette.surface, tints[index % 2] ?? 1);
      const cell = { x, y, width, height };
      const edge = height < leastCell + 2 && span.fill ? fill : mixed(region.fill, scene.palette.text, 0.6);
      boxes.push({ ...region, ...cell, fill, edge, glow: false });
      const text = { names: [span.name], nameFont: 'small', size: pagesText(span.end - span.start) } as const;
      labels.push(...cellLabels(cell, viewport.height, text, fill, viewport.textScale, scene.measure));
    });
  };
  const x = region.x + roomLeft;
  if (tall) {
    if (sections.length > 0) put(sections, x, wide);
    put(symbols, x + (sections.length > 0 ? wide : 0), sections.length > 0 ? rest - wide : rest);
  } else put(sections, x, rest);
  return { boxes, labels, roomLeft };
}
