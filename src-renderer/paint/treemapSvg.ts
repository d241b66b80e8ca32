/** Treemap frames as SVG: the same rectangles and texts as on the screen, and a whole document around them. */
import { smapsTotal } from '@contract/rows.ts';
import { formatBytes, formatKibibytes, formatPlural } from '../format/bytes.ts';
import { captureName, knows } from '../format/knows.ts';
import { hexOf, type MapPalette } from '../layout/colours.ts';
import type { Viewport } from '../layout/columns.ts';
import type { Label, LabelFont } from '../layout/drawList.ts';
import { fitted } from '../layout/labels.ts';
import { hatches } from '../layout/regionColours.ts';
import { treemapFrame, type TreemapFrame } from '../layout/treemap/frame.ts';
import type { TreemapScene } from '../layout/treemap/scene.ts';
import { totalCost } from '../layout/treemap/figures.ts';
import { measureWords } from '../layout/treemap/measures.ts';
import { nodeName, pathTo } from '../layout/treemap/nodes.ts';
import { cellFill } from './looks.ts';
import { rectangle, svgLabels, svgPatterns, type SvgPatterns } from './svg.ts';
import { drawnText, xmlText } from './xmlText.ts';

/** The shapes and texts of a frame. Neighbours of one colour share a path: viewers crawl over single elements. */
function treemapSvgFrame(
  { width, height, tiles, labels }: TreemapFrame,
  palette: MapPalette,
  textScale: number,
  patterns: SvgPatterns,
): string {
  const parts: string[] = [];
  let fill = '';
  let path = '';
  const close = (): void => {
    if (path !== '') parts.push(`<path d="${path}" fill="${fill}"/>`);
    path = '';
  };
  for (let i = 0; i < tiles.count; i++) {
    const wanted = patterns.paint(cellFill(tiles.fill[i] ?? 0, hatches[tiles.hatch[i] ?? 0] ?? 'none', palette));
    if (wanted !== fill) close();
    fill = wanted;
    const wide = tiles.width[i] ?? 0;
    path += `M${tiles.x[i] ?? 0} ${tiles.y[i] ?? 0}h${wide}v${tiles.height[i] ?? 0}h${-wide}z`;
  }
  close();
  return [
    '<g shape-rendering="crispEdges">',
    rectangle({ x: 0, y: 0, width, height }, hexOf(palette.surface)),
    ...parts,
    '</g>',
    svgLabels(labels, textScale),
  ].join('');
}

const margin = 12;
const titleHeight = 24;

const heightAbove = (textScale: number): number => Math.round(margin + titleHeight * textScale);

/** The room for the treemap in a picture of this size. */
export const treemapRoom = ({ width, height, textScale }: Viewport): Viewport => ({
  width: width - 2 * margin,
  height: Math.max(1, height - heightAbove(textScale) - margin),
  textScale,
});

/** The treemap on screen as an SVG document of its own. */
export function treemapSvg(scene: TreemapScene): string {
  const { layout, palette, measure } = scene;
  const { tree, viewport } = layout;
  const { textScale } = viewport;
  const { capture, options } = tree;
  const above = heightAbove(textScale);
  const width = viewport.width + 2 * margin;
  const height = viewport.height + above + margin;
  const title = drawnText(captureName(capture));
  const resident = smapsTotal(capture, 'Rss');
  const withoutReservations = options.measure === 'size' && !options.reservations ? ' without reservations' : '';
  const facts = [
    `area is ${measureWords[options.measure].name}${withoutReservations}, ${formatBytes(totalCost(tree).sum)} in all`,
    pathTo(tree, layout.root)
      .map((node) => nodeName(tree, node))
      .join(' › '),
    formatPlural(capture.mappings.length, 'mapping'),
    ...(resident === undefined ? [] : [`${formatKibibytes(resident)} resident`]),
    ...(knows(capture, 'time')
      ? [`${new Date(capture.takenAt).toISOString().slice(0, 19).replace('T', ' ')} UTC`]
      : []),
  ].join(', ');
  const line = (x: number, text: string, font: LabelFont, colour: number): Label => ({
    x,
    y: margin + (titleHeight * textScale) / 2 - 3,
    width: measure(text, font),
    height: 15 * textScale,
    text,
    font,
    colour,
  });
  const shownTitle = fitted(title, 'strong', viewport.width, measure) ?? '';
  const factsX = margin + measure(shownTitle, 'strong') + 14 * textScale;
  const shownFacts = fitted(facts, 'name', margin + viewport.width - factsX, measure);
  const patterns = svgPatterns('procatlas-treemap');
  const picture = treemapSvgFrame(treemapFrame(scene), palette, textScale, patterns);
  const size = `width="${width}" height="${height}"`;
  return [
    `<?xml version="1.0" encoding="UTF-8"?>\n<svg xmlns="http://www.w3.org/2000/svg" ${size} viewBox="0 0 ${width} ${height}" role="img">\n`,
    `<title>${xmlText(title)}</title>\n<desc>${xmlText(`${facts}. Treemap made by Procatlas.`)}</desc>\n`,
    `<defs>${patterns.definitions()}</defs>\n<rect ${size} fill="${hexOf(palette.surface)}"/>\n`,
    svgLabels(
      [
        line(margin, shownTitle, 'strong', palette.text),
        ...(shownFacts === undefined ? [] : [line(factsX, shownFacts, 'name', palette.muted)]),
      ],
      textScale,
    ),
    `\n<svg x="${margin}" y="${above}" width="${viewport.width}" height="${viewport.height}" overflow="hidden">${picture}</svg>\n</svg>\n`,
  ].join('');
}
