/** The content column of one region: page cells when there is room for pages, otherwise how full it is. */
import { pageLabels } from './byteRows.ts';
import { mixed } from './colours.ts';
import type { Box, Label, PageBand, ShareBar } from './drawList.ts';
import { cellLabels, lineHeight } from './labels.ts';
import { pageBands } from './pageBands.ts';
import { pageGrid, type PageCollector } from './pageCells.ts';
import { mappingShare } from './regionColours.ts';
import { type Geometry, type Scene } from './scene.ts';
import { entry } from './segments.ts';
import { leastContent } from './shownPages.ts';
import { pagesText } from '@words/sizes.ts';
import { heightOf, placeAt } from './view.ts';

/** Where the parts of the content column go. */
export interface ContentSink {
  readonly pages: PageCollector;
  readonly bands: PageBand[];
  readonly bars: ShareBar[];
  readonly labels: Label[];
  readonly boxes: Box[];
}

/** Share of a region's colour behind its content. */
export const contentTint = 0.14;

/** Draws what a region holds, beside its box; what it finds is added to the sink. */
export function contentDrawer(scene: Scene, geometry: Geometry, sink: ContentSink): (box: Box, region: number) => void {
  const { capture } = scene.structure;
  const resident = mappingShare(capture, ['Rss']);
  const dirty = mappingShare(capture, ['Private_Dirty', 'Shared_Dirty']);
  const { content } = geometry.columns;
  return (box, region) => {
    if (content.width < 24) return;
    const segment = box.first;
    const pageHeight = entry(scene.scale.rate, segment) * geometry.factor;
    const tint = mixed(box.fill, scene.palette.surface, contentTint);
    sink.boxes.push({ ...box, column: 'content', x: content.x, width: content.width, fill: tint, glow: false });
    // Below two rows a grid says less than a bar.
    const cells = scene.pageless !== true && box.hatch !== 'guard' && box.height >= leastContent;
    const grid = cells ? pageGrid(pageHeight, content.width) : undefined;
    if (grid) {
      pageRows(scene, geometry, sink, box, segment);
      return;
    }
    const banded = box.hatch !== 'guard' && box.height >= leastContent && pageBands(scene, geometry, sink, box);
    const mapping = entry(capture.regions.mapping, region);
    const share = resident(mapping);
    const room = Math.min(scene.viewport.height, box.y + box.height) - Math.max(0, box.y);
    if (share === undefined || room < 8 || box.hatch === 'guard') return;
    const dirtyShare = dirty(mapping) ?? 0;
    const middle = Math.round((Math.max(0, box.y) + Math.min(scene.viewport.height, box.y + box.height)) / 2);
    const line = lineHeight * scene.viewport.textScale;
    const texts = room >= line * 2 + 8;
    const bar = {
      x: content.x + 7,
      y: texts ? middle - 8 : middle - 3,
      width: Math.max(8, Math.round((content.width - 14) * (texts ? 1 : 0.35))),
      height: 6,
      resident: share,
      dirty: dirtyShare,
    };
    if (!banded) sink.bars.push(bar);
    const size = entry(capture.mappings.end, mapping) - entry(capture.mappings.start, mapping);
    const held = pagesText(share * size);
    const names = texts
      ? [`${held} of ${pagesText(size)} resident`, `${held} of ${pagesText(size)}`, held]
      : [`${held} resident`, held];
    const strip = texts
      ? { x: content.x, y: middle, width: content.width, height: line }
      : {
          x: bar.x + bar.width,
          y: middle - line / 2,
          width: content.x + content.width - bar.x - bar.width,
          height: line,
        };
    if (texts || room >= line) {
      const text = { names, nameFont: 'small' } as const;
      sink.labels.push(
        ...cellLabels(strip, scene.viewport.height, text, tint, scene.viewport.textScale, scene.measure).map(
          (label) => ({
            ...label,
            colour: scene.palette.text,
            ...(banded ? { plate: tint } : {}),
          }),
        ),
      );
    }
  };
}

function pageRows(scene: Scene, geometry: Geometry, sink: ContentSink, box: Box, segment: number): void {
  const { content } = geometry.columns;
  const { scale, view, viewport } = scene;
  const pageHeight = entry(scale.rate, segment) * geometry.factor;
  const grid = pageGrid(pageHeight, content.width);
  if (!grid) return;
  const start = entry(scale.segments.start, segment);
  const end = entry(scale.segments.end, segment);
  const bounds = [
    geometry.toHeight(Math.max(0, box.y)),
    geometry.toHeight(Math.min(viewport.height, box.y + box.height)),
  ];
  const low = placeAt(scale, view, Math.min(...bounds));
  const high = placeAt(scale, view, Math.max(...bounds));
  const from = low.segment < segment ? Math.floor(start) : low.page;
  const to = high.segment > segment ? end : high.page + 1;
  const line = lineHeight * viewport.textScale;
  for (let row = Math.floor(from / grid.perRow) * grid.perRow; row < to; row += grid.perRow) {
    const a = geometry.toY(heightOf(scale, view, Math.max(row, start), segment));
    const b = geometry.toY(heightOf(scale, view, Math.min(row + grid.perRow, end), segment));
    const top = Math.max(box.y, Math.round(Math.min(a, b)));
    const bottom = Math.min(box.y + box.height, Math.round(Math.max(a, b)));
    for (let column = 0; column < grid.perRow; column++) {
      const page = row + column;
      if (page + 1 <= start || page >= end) continue;
      const x = content.x + Math.round(column * grid.cellWidth);
      const width = content.x + Math.round((column + 1) * grid.cellWidth) - x;
      sink.pages.add({
        x,
        y: top,
        width,
        height: bottom - top,
        page,
        fill: box.fill,
        state: scene.pages?.stateOf(page) ?? 0,
      });
    }
    // By the height of all rows, not of this one after rounding: else some of the rows would be named, and some not.
    if (grid.perRow === 1 && grid.rowHeight >= line + 1) {
      const page = Math.max(row, start);
      const place = { x: content.x, y: top, width: content.width, height: bottom - top };
      const cell = { ...place, page, segment, fill: box.fill, pageHeight };
      sink.labels.push(...pageLabels(scene, geometry, cell));
    }
  }
}
