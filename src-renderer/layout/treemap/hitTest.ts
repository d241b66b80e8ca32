/** From a point to what stands there, and from one thing to the next in a direction. */
import { entry } from '../segments.ts';
import { states, type Rest, type TreemapLayout } from './layout.ts';
import { isLeaf } from './nodes.ts';
import type { TreemapNode } from './tree.ts';

/** What is under a point: the innermost node that is drawn there, and the merged members if it is those. */
export interface TreemapHit {
  readonly node: TreemapNode;
  readonly rest?: Rest;
}

/** What stands at a point in CSS pixels; undefined outside. */
export function treemapHit(layout: TreemapLayout, x: number, y: number): TreemapHit | undefined {
  if (!covers(layout, layout.root, x, y)) return undefined;
  let node = layout.root;
  for (;;) {
    const below = layout.laid.get(node)?.nodes.find((child) => covers(layout, child, x, y));
    if (below === undefined) break;
    node = below;
  }
  const rest = layout.rests.find(
    ({ parent, x0, y0, x1, y1 }) => parent === node && x >= x0 && x < x1 && y >= y0 && y < y1,
  );
  return rest ? { node, rest } : { node };
}

const covers = ({ x0, y0, x1, y1 }: TreemapLayout, node: TreemapNode, x: number, y: number): boolean =>
  x >= entry(x0, node) && x < entry(x1, node) && y >= entry(y0, node) && y < entry(y1, node);

export const sameHit = (a: TreemapHit | undefined, b: TreemapHit | undefined): boolean =>
  a?.node === b?.node && (a?.rest === undefined) === (b?.rest === undefined);

/** A node that cannot be seen by itself is seen as the nearest thing around it that is drawn. */
export function drawnNode(layout: TreemapLayout, node: TreemapNode): TreemapNode | undefined {
  for (let at = node; at >= 0; at = entry(layout.tree.parent, at)) {
    if (at === layout.root) return undefined;
    if (layout.state[at] !== states.hidden) return at;
  }
  return undefined;
}

/** What Enter goes into and the wheel drills to: the child of the root on the way to a node, unless it is a leaf. */
export function branchTowards({ tree, root }: TreemapLayout, node: TreemapNode): TreemapNode | undefined {
  let at = node;
  while (at >= 0 && tree.parent[at] !== root) at = entry(tree.parent, at);
  if (at < 0) return undefined;
  return insideOf(tree, at);
}

type Tree = TreemapLayout['tree'];

/** The node itself, or, where it has but one child, the first thing inside that has a choice to offer. */
export function insideOf(tree: Tree, node: TreemapNode): TreemapNode | undefined {
  let at = node;
  while (entry(tree.childCount, at) === 1) at = entry(tree.children, entry(tree.firstChild, at));
  return isLeaf(tree, at) ? undefined : at;
}

/** The next node further out that shows more than this one. */
export function outsideOf(tree: Tree, node: TreemapNode): TreemapNode {
  let at = entry(tree.parent, node);
  while (at > 0 && entry(tree.childCount, at) === 1) at = entry(tree.parent, at);
  return Math.max(0, at);
}

/** A direction of the arrow keys. */
export type Direction = 'left' | 'right' | 'up' | 'down';

/** The sibling that lies next in a direction, by its middle; undefined at the edge. */
export function siblingTowards(
  layout: TreemapLayout,
  node: TreemapNode,
  direction: Direction,
): TreemapNode | undefined {
  const across = direction === 'left' || direction === 'right';
  const forth = direction === 'right' || direction === 'down' ? 1 : -1;
  const middle = (at: TreemapNode): { readonly along: number; readonly aside: number } => {
    const x = (entry(layout.x0, at) + entry(layout.x1, at)) / 2;
    const y = (entry(layout.y0, at) + entry(layout.y1, at)) / 2;
    return across ? { along: x, aside: y } : { along: y, aside: x };
  };
  const edges = across ? ([layout.x0, layout.x1] as const) : ([layout.y0, layout.y1] as const);
  const from = middle(node);
  let best: TreemapNode | undefined;
  let least = Infinity;
  for (const other of layout.laid.get(entry(layout.tree.parent, node))?.nodes ?? []) {
    if (other === node) continue;
    const beyond =
      forth > 0 ? entry(edges[0], other) >= entry(edges[1], node) : entry(edges[1], other) <= entry(edges[0], node);
    if (!beyond) continue;
    const to = middle(other);
    // What lies straight ahead comes before what is a little nearer but aside.
    const distance = Math.abs(to.along - from.along) + 2 * Math.abs(to.aside - from.aside);
    if (distance < least) {
      least = distance;
      best = other;
    }
  }
  return best;
}
