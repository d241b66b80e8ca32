/** Between two layouts of the same root: what is in both moves from one place to the other, what is new stands still. */
import { entry } from '../segments.ts';
import type { TreemapLayout } from './layout.ts';
import { nodeKey } from './nodes.ts';
import type { TreemapNode } from './tree.ts';

/** A layout with more than this on screen changes at once: a frame of it takes longer than a frame should. */
const mostMoving = 4000;

/** Gives the layout at a moment, 0 … 1; undefined where nothing moves or too much would. */
export function blended(before: TreemapLayout, after: TreemapLayout): ((share: number) => TreemapLayout) | undefined {
  if (after.drawn.length > mostMoving || before.drawn.length > mostMoving) return undefined;
  const old = new Map<string | number, TreemapNode>();
  for (const node of before.drawn) old.set(keyOf(before, node), node);
  const pairs: { readonly node: TreemapNode; readonly from: TreemapNode }[] = [];
  let moved = false;
  for (const node of after.drawn) {
    const from = old.get(keyOf(after, node));
    if (from === undefined) continue;
    pairs.push({ node, from });
    moved ||= edges.some((edge) => entry(before[edge], from) !== entry(after[edge], node));
  }
  if (!moved) return undefined;
  return (share) => {
    const moving = {
      x0: after.x0.slice(),
      y0: after.y0.slice(),
      x1: after.x1.slice(),
      y1: after.y1.slice(),
    };
    for (const { node, from } of pairs) {
      for (const edge of edges) {
        const start = entry(before[edge], from);
        moving[edge][node] = Math.round(start + (entry(after[edge], node) - start) * share);
      }
    }
    return { ...after, ...moving };
  };
}

const edges = ['x0', 'y0', 'x1', 'y1'] as const;

const keyOf = ({ tree }: TreemapLayout, node: TreemapNode): string | number => nodeKey(tree, node);
