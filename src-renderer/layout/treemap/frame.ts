/** One frame of the treemap: shapes with their colours and texts that fit, for the canvas and for SVG. */
import { mixed, textOn, type MapPalette, type Rgb } from '../colours.ts';
import type { Label, Rectangle } from '../drawList.ts';
import { lineHeight } from '../labels.ts';
import { hatches, type HatchName } from '../regionColours.ts';
import { entry } from '../segments.ts';
import { cellTexts, stripTexts } from './labels.ts';
import { states, stripHeight, type TreemapLayout } from './layout.ts';
import { childOf, isLeaf, isObject, leafRegions } from './nodes.ts';
import type { TreemapScene } from './scene.ts';
import type { TreemapNode, TreemapTree } from './tree.ts';

/** Rectangles of one colour each, as columns; whole pixels. Later ones stand on earlier ones. */
interface Tiles {
  readonly count: number;
  readonly x: Int32Array;
  readonly y: Int32Array;
  readonly width: Int32Array;
  readonly height: Int32Array;
  readonly fill: Uint32Array;
  /** Index into {@link hatches}. */
  readonly hatch: Uint8Array;
}

export interface TreemapFrame {
  readonly width: number;
  readonly height: number;
  readonly tiles: Tiles;
  readonly labels: readonly Label[];
}

/** Makes the frame of a scene. */
export function treemapFrame(scene: TreemapScene): TreemapFrame {
  const { layout, colours, palette } = scene;
  const { drawn, rests, state, tree, viewport } = layout;
  const most = drawn.length + rests.length;
  const tiles = {
    x: new Int32Array(most),
    y: new Int32Array(most),
    width: new Int32Array(most),
    height: new Int32Array(most),
    fill: new Uint32Array(most),
    hatch: new Uint8Array(most),
  };
  const labels: Label[] = [];
  let count = 0;
  const put = ({ x, y, width, height }: Rectangle, fill: Rgb, hatch: number): void => {
    if (width <= 0 || height <= 0) return;
    tiles.x[count] = x;
    tiles.y[count] = y;
    tiles.width[count] = width;
    tiles.height[count] = height;
    tiles.fill[count] = fill;
    tiles.hatch[count++] = hatch;
  };
  const main = mainRegions(tree);
  for (const node of drawn) {
    const own = entry(state, node);
    if (own === states.joined) continue;
    const box = rectangleOf(layout, node);
    const region = main(node);
    const fill = entry(colours.fill, region);
    if (own === states.cell) {
      const hatch = entry(colours.hatch, region);
      put(separated(box), fill, hatch);
      if (box.width >= leastLabelled && box.height >= lineHeight * viewport.textScale) {
        labels.push(...cellTexts(scene, node, box, grounds(fill, hatches[hatch] ?? 'none', palette)));
      }
      continue;
    }
    const ground = isObject(tree, node)
      ? mixed(fill, palette.surface, 0.3)
      : mixed(palette.text, palette.surface, 0.13);
    put(separated(box), ground, 0);
    if (own === states.titled) {
      const level = isObject(tree, node) ? 'object' : 'group';
      const height = Math.round(stripHeight[level] * viewport.textScale);
      labels.push(...stripTexts(scene, node, { ...box, height }, textOn(ground)));
    }
  }
  for (const { parent, x0, y0, x1, y1 } of rests) {
    const box = { x: x0, y: y0, width: x1 - x0, height: y1 - y0 };
    put(separated(box), mixed(entry(colours.fill, main(parent)), palette.surface, 0.6), 0);
  }
  return { width: viewport.width, height: viewport.height, tiles: { count, ...tiles }, labels };
}

const leastLabelled = 30;

/** What stands under a cell's text: the fill itself, or a plate where it is hatched. */
function grounds(fill: Rgb, hatch: HatchName, palette: MapPalette): { readonly ink: Rgb; readonly plate?: Rgb } {
  if (hatch === 'none') return { ink: textOn(fill) };
  const plate = hatch === 'guard' ? palette.surface : mixed(fill, palette.surface, 0.4);
  return { ink: textOn(plate), plate };
}

/** Where a node stands. */
export function rectangleOf({ x0, y0, x1, y1 }: TreemapLayout, node: TreemapNode): Rectangle {
  const x = entry(x0, node);
  const y = entry(y0, node);
  return { x, y, width: entry(x1, node) - x, height: entry(y1, node) - y };
}

/** One pixel between neighbours, as soon as that leaves most of the cell. */
const separated = ({ x, y, width, height }: Rectangle): Rectangle => ({
  x,
  y,
  width: width >= 5 ? width - 1 : width,
  height: height >= 5 ? height - 1 : height,
});

/** The region that lends a node its colour: of a leaf its longest, of anything else that of its largest leaf. */
function mainRegions(tree: TreemapTree): (node: TreemapNode) => number {
  const { start, end } = tree.capture.regions;
  return (node) => {
    let at = node;
    while (!isLeaf(tree, at) && entry(tree.childCount, at) > 0) at = childOf(tree, at, 0);
    const { first, last } = leafRegions(tree, at);
    let longest = first;
    for (let row = first + 1; row <= last; row++) {
      if (entry(end, row) - entry(start, row) > entry(end, longest) - entry(start, longest)) longest = row;
    }
    return longest;
  };
}
