/** What moves between two pictures of the treemap: the way into a part and back out, or small changes of live data. */
import type { Rectangle } from '../../layout/drawList.ts';
import { blended } from '../../layout/treemap/blend.ts';
import { rectangleOf } from '../../layout/treemap/frame.ts';
import { drawnNode } from '../../layout/treemap/hitTest.ts';
import type { TreemapLayout } from '../../layout/treemap/layout.ts';
import { branchesByKey, nodeKey } from '../../layout/treemap/nodes.ts';
import { alike } from './memory.ts';

/** Milliseconds from one picture to the next. */
const motionTime = 300;

/** A motion that has begun. */
export type Motion =
  /** `inward`: the part at `part` of the old picture grows until it is the new one; else the old one shrinks to it. */
  | { readonly kind: 'zoom'; readonly since: number; readonly inward: boolean; readonly part: Rectangle }
  | { readonly kind: 'shift'; readonly since: number; readonly layoutAt: (share: number) => TreemapLayout };

/** The motion from one layout to another; undefined where the new one simply appears. */
export function motionBetween(before: TreemapLayout, after: TreemapLayout, since: number): Motion | undefined {
  if (before.viewport.width !== after.viewport.width || before.viewport.height !== after.viewport.height)
    return undefined;
  const oldRoot = nodeKey(before.tree, before.root);
  const newRoot = nodeKey(after.tree, after.root);
  if (oldRoot === newRoot) {
    const layoutAt = alike(before.tree, after.tree) ? blended(before, after) : undefined;
    return layoutAt && { kind: 'shift', since, layoutAt };
  }
  const inward = partOf(before, newRoot);
  if (inward) return { kind: 'zoom', since, inward: true, part: inward };
  const outward = partOf(after, oldRoot);
  return outward && { kind: 'zoom', since, inward: false, part: outward };
}

function partOf(layout: TreemapLayout, key: string | number): Rectangle | undefined {
  const node = branchesByKey(layout.tree).get(key);
  const drawn = node === undefined ? undefined : drawnNode(layout, node);
  const part = drawn === undefined ? undefined : rectangleOf(layout, drawn);
  return part && part.width > 0 && part.height > 0 ? part : undefined;
}

/** How far a motion is, 0 … 1, slow at both ends. */
export function shareOf(motion: Motion, now: number): number {
  const share = Math.min(1, Math.max(0, (now - motion.since) / motionTime));
  return share < 0.5 ? 4 * share ** 3 : 1 - (2 - 2 * share) ** 3 / 2;
}

/** Paints a moment of a zoom from two finished pictures, in CSS pixels. */
export function paintZoom(
  context: CanvasRenderingContext2D,
  before: CanvasImageSource,
  after: CanvasImageSource,
  { inward, part }: Extract<Motion, { kind: 'zoom' }>,
  share: number,
  { width, height }: { readonly width: number; readonly height: number },
): void {
  const wide = inward ? share : 1 - share;
  const moving = {
    x: part.x * (1 - wide),
    y: part.y * (1 - wide),
    width: part.width + (width - part.width) * wide,
    height: part.height + (height - part.height) * wide,
  };
  const across = moving.width / part.width;
  const down = moving.height / part.height;
  const [outer, inner] = inward ? [before, after] : [after, before];
  context.imageSmoothingEnabled = true;
  context.drawImage(outer, moving.x - part.x * across, moving.y - part.y * down, width * across, height * down);
  context.globalAlpha = wide;
  context.drawImage(inner, moving.x, moving.y, moving.width, moving.height);
  context.globalAlpha = 1;
}
