/** Paints the draw list of the address map as SVG. It decides nothing: all is in the list, the palette and the looks. */
import { hexOf, type MapPalette, type Rgb } from '../layout/colours.ts';
import type { DrawList, Label, LabelFont, MergedRows, PageCells, Rectangle } from '../layout/drawList.ts';
import { fontParts } from './fonts.ts';
import {
  barTiles,
  boxFill,
  boxHeight,
  foldColour,
  foldLines,
  guardInk,
  guardOutline,
  hatchShape,
  hatchTile,
  objectStrip,
  stackInk,
  stackLine,
  stackOutline,
  type Fill,
  type Hatching,
  type Point,
  type Tile,
} from './looks.ts';
import { bandTiles, pageTiles, type PageTile } from './pageLooks.ts';
import { xmlText } from './xmlText.ts';

/** Hatch patterns of one document, each written once. */
export interface SvgPatterns {
  /** A value for `fill`. */
  readonly paint: (fill: Fill) => string;
  /** The `<pattern>` elements of all fills so far. */
  readonly definitions: () => string;
}

/** An empty set; `prefix` keeps ids apart when several documents are put into one page. */
export function svgPatterns(prefix: string): SvgPatterns {
  const known = new Map<string, string>();
  const definitions: string[] = [];
  return {
    paint: (fill) => {
      if (typeof fill === 'number') return hexOf(fill);
      const key = `${fill.hatch} ${fill.ink} ${fill.ground}`;
      const id = known.get(key) ?? `${prefix}-${known.size}`;
      if (!known.has(key)) {
        known.set(key, id);
        definitions.push(pattern(id, fill.hatch, fill.ink, fill.ground));
      }
      return `url(#${id})`;
    },
    definitions: () => definitions.join(''),
  };
}

function pattern(id: string, hatch: Hatching, ink: Rgb, ground: Rgb): string {
  const { stroke, lines, dots } = hatchShape(hatch);
  const scaled = (share: number): string => short(share * hatchTile);
  const strokes = lines.map(([x1, y1, x2, y2]) => `M${scaled(x1)} ${scaled(y1)}L${scaled(x2)} ${scaled(y2)}`).join('');
  return (
    `<pattern id="${id}" width="${hatchTile}" height="${hatchTile}" patternUnits="userSpaceOnUse">` +
    rectangle({ x: 0, y: 0, width: hatchTile, height: hatchTile }, hexOf(ground)) +
    (strokes === '' ? '' : `<path d="${strokes}" stroke="${hexOf(ink)}" stroke-width="${scaled(stroke)}"/>`) +
    dots
      .map(([x, y, edge]) =>
        rectangle(
          { x: x * hatchTile, y: y * hatchTile, width: edge * hatchTile, height: edge * hatchTile },
          hexOf(ink),
        ),
      )
      .join('') +
    '</pattern>'
  );
}

/** At most two digits after the point. */
const short = (value: number): string => String(Math.round(value * 100) / 100);

/** A filled rectangle; `fill` is a value of the attribute. */
export const rectangle = ({ x, y, width, height }: Rectangle, fill: string): string =>
  `<rect x="${short(x)}" y="${short(y)}" width="${short(width)}" height="${short(height)}" fill="${fill}"/>`;

/** The outline of a rectangle, drawn inside its edges. */
export const outline = ({ x, y, width, height }: Rectangle, colour: Rgb, stroke: number): string =>
  `<rect x="${short(x + stroke / 2)}" y="${short(y + stroke / 2)}" width="${short(Math.max(0, width - stroke))}" height="${short(Math.max(0, height - stroke))}" fill="none" stroke="${hexOf(colour)}" stroke-width="${stroke}"/>`;

/** The shapes and texts of one frame, to be put into an `<svg>` of the frame's size that clips what sticks out. */
export function svgFrame(frame: DrawList, palette: MapPalette, textScale: number, patterns: SvgPatterns): string {
  return [
    // Cells share their edges: without crisp edges a scaled picture would show hairlines between them.
    '<g shape-rendering="crispEdges">',
    rectangle({ x: 0, y: 0, width: frame.width, height: frame.height }, hexOf(palette.surface)),
    ...frame.rows.map(rowsOf),
    ...boxesOf(frame, palette, patterns),
    '</g>',
    ...frame.gaps.map((gap) => polylines(foldLines(gap), foldColour(gap, palette))),
    '<g shape-rendering="crispEdges">',
    ...frame.bands.flatMap((band) =>
      bandTiles(band, palette).map((part) => rectangle(part, patterns.paint(part.fill))),
    ),
    ...pagesOf(frame.pages, palette, patterns),
    ...frame.bars.flatMap((bar) => barTiles(bar, palette).map(tile)),
    '</g>',
    ...frame.guards.map((guard) => {
      const ink = guardInk(guard, palette);
      const bar = rectangle(guard.bar, patterns.paint({ hatch: 'guard', ink, ground: palette.surface }));
      return `${bar}<path d="${path(guardOutline(guard))}Z" fill="${hexOf(ink)}"/>`;
    }),
    ...frame.stacks.map((stack) => {
      const ink = hexOf(stackInk(stack, palette));
      const line = stackLine(stack).map((part) => rectangle(part, ink));
      return `${line.join('')}<path d="${path(stackOutline(stack))}Z" fill="${ink}"/>`;
    }),
    svgLabels(frame.labels, textScale),
  ].join('');
}

const tile = (shape: Tile): string => rectangle(shape, hexOf(shape.fill));

const path = (points: readonly Point[]): string =>
  points.map(([x, y], index) => `${index === 0 ? 'M' : 'L'}${short(x)} ${short(y)}`).join('');

function polylines(lines: readonly (readonly Point[])[], colour: Rgb): string {
  if (lines.length === 0) return '';
  return `<path d="${lines.map(path).join('')}" fill="none" stroke="${hexOf(colour)}"/>`;
}

/** Equal rows below each other become one rectangle. */
function rowsOf({ x, width, pixels }: MergedRows): string {
  if (width <= 0) return '';
  const parts: string[] = [];
  let from = 0;
  for (let row = 1; row <= pixels.length; row++) {
    if (row < pixels.length && pixels[row] === pixels[from]) continue;
    const pixel = pixels[from] ?? 0;
    // 0xAABBGGRR; 0 where nothing lies.
    const colour = ((pixel & 0xff) << 16) | (pixel & 0xff00) | ((pixel >> 16) & 0xff);
    if (pixel !== 0) parts.push(rectangle({ x, y: from, width, height: row - from }, hexOf(colour)));
    from = row;
  }
  return parts.join('');
}

function* boxesOf(frame: DrawList, palette: MapPalette, patterns: SvgPatterns): Generator<string> {
  for (const box of frame.boxes) {
    const shape = { x: box.x, y: box.y, width: box.width, height: boxHeight(box) };
    yield rectangle(shape, patterns.paint(boxFill(box, palette)));
    if (box.edge !== undefined && box.column === 'object') {
      yield rectangle({ ...shape, width: objectStrip }, hexOf(box.edge));
    }
    if (box.edge !== undefined && box.column === 'area' && shape.height > 3) yield outline(shape, box.edge, 1);
    if (box.glow) yield outline(shape, palette.text, 2);
  }
}

/** One path for each colour: tens of thousands of cells as elements of their own would make viewers crawl. */
function* pagesOf(pages: PageCells, palette: MapPalette, patterns: SvgPatterns): Generator<string> {
  const grounds = new Map<string, string[]>();
  const inners = new Map<string, string[]>();
  const add = (layer: Map<string, string[]>, { x, y, width, height, fill }: PageTile): void => {
    const paint = patterns.paint(fill);
    const paths = layer.get(paint) ?? [];
    if (paths.length === 0) layer.set(paint, paths);
    paths.push(`M${short(x)} ${short(y)}h${short(width)}v${short(height)}h${short(-width)}z`);
  };
  for (let cell = 0; cell < pages.count; cell++) {
    const [ground, inner] = pageTiles(pages, cell, palette);
    if (ground) add(grounds, ground);
    if (inner) add(inners, inner);
  }
  for (const layer of [grounds, inners]) {
    for (const [paint, paths] of layer) yield `<path d="${paths.join('')}" fill="${paint}"/>`;
  }
}

/**
 * From the middle of a line down to the letters' baseline, in parts of the font size: what Chromium's canvas makes of
 * `textBaseline = 'middle'`. (`dominant-baseline` would say the same, but few other programs know it.)
 */
const baseline = 0.255;

/** Texts, gathered by font so that the font is named once. */
export function svgLabels(labels: readonly Label[], textScale: number): string {
  const plates = labels.flatMap(({ x, y, width, height, plate }) =>
    plate === undefined
      ? []
      : [rectangle({ x: x - 4, y: y - height / 2 + 1, width: width + 8, height: height - 2 }, hexOf(plate))],
  );
  const byFont = new Map<LabelFont, string[]>();
  for (const label of labels) {
    const { size } = fontParts(label.font);
    const texts = byFont.get(label.font) ?? [];
    if (texts.length === 0) byFont.set(label.font, texts);
    const y = label.y + 0.5 + baseline * size * textScale;
    texts.push(
      `<text x="${short(label.x)}" y="${short(y)}" fill="${hexOf(label.colour)}">${xmlText(label.text)}</text>`,
    );
  }
  const groups = [...byFont].map(([font, texts]) => {
    const { family, size, weight } = fontParts(font);
    return `<g font-family="${xmlText(family)}" font-size="${short(size * textScale)}" font-weight="${weight}">${texts.join('')}</g>`;
  });
  return [...plates, ...groups].join('');
}
