/**
 * Where every node of the treemap stands: nested rectangles with a strip for the name of what is open. Siblings share
 * their parent's room in proportion to their values; strips and margins take room from what is below them.
 */
import type { Viewport } from '../columns.ts';
import { branchesByKey, isLeaf, isObject, nodeKey } from './nodes.ts';
import { squarify, type Edges, type Row, type Span } from './squarify.ts';
import type { TreemapNode, TreemapTree } from './tree.ts';

/** Members of a node that are too small to be seen one by one, as one rectangle. */
export interface Rest extends Span {
  readonly parent: TreemapNode;
  readonly count: number;
  readonly value: number;
}

/** How the children of a node were laid out; the next layout keeps it. */
interface Laid {
  /** Nodes in the order of their rows; what is in the rest is not among them. */
  readonly nodes: Int32Array;
  readonly rows: readonly Row[];
}

/** How a node is drawn. `joined`: an only child has its whole room, and its name stands with the child's. */
export const states = { hidden: 0, cell: 1, open: 2, titled: 3, joined: 4 } as const;

/** Edges are whole pixels. */
export interface TreemapLayout extends Edges {
  readonly tree: TreemapTree;
  readonly root: TreemapNode;
  readonly viewport: Viewport;
  /** One of {@link states} for each node. */
  readonly state: Uint8Array;
  /** What is to be drawn, parents before their children. */
  readonly drawn: Int32Array;
  readonly rests: readonly Rest[];
  readonly laid: ReadonlyMap<TreemapNode, Laid>;
}

/** Members with less room than this, 2 px by 2 px, are merged. */
const leastArea = 4;
/** What is lower or narrower is drawn as one cell, without what it holds. */
const leastOpen = 9;
/** Height of a name's strip at text scale 1. */
export const stripHeight = { group: 20, object: 17 } as const;
const leastTitled = { width: 64, below: 16 } as const;
const margins = { group: 2, object: 1 } as const;

/** Lays out what is under `root`. With the layout before, what was there already keeps its place in its row. */
export function treemapLayout(
  tree: TreemapTree,
  root: TreemapNode,
  viewport: Viewport,
  before?: TreemapLayout,
): TreemapLayout {
  const { count } = tree;
  const edges: Edges = {
    x0: new Float64Array(count),
    y0: new Float64Array(count),
    x1: new Float64Array(count),
    y1: new Float64Array(count),
  };
  const state = new Uint8Array(count);
  const drawn = new Int32Array(count);
  const rests: Rest[] = [];
  const laid = new Map<TreemapNode, Laid>();
  const branches = before ? branchesByKey(before.tree) : undefined;
  let drawnCount = 0;
  edges.x1[root] = viewport.width;
  edges.y1[root] = viewport.height;
  const open: TreemapNode[] = [root];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    round(edges, node);
    drawn[drawnCount++] = node;
    if (isLeaf(tree, node)) {
      state[node] = states.cell;
      continue;
    }
    const inner = innerSpan(tree, root, node, edges, viewport.textScale, state);
    if (!inner) continue;
    const nodeBefore = branches?.get(nodeKey(tree, node));
    const total = tree.value[node] ?? 0;
    const lay = (from: TreemapLayout | undefined): readonly [Arrangement, ReturnType<typeof squarify>] => {
      const next = arrangement(tree, node, inner, from, nodeBefore);
      return [next, squarify(edges, { ...next, values: tree.value, from: 0, total }, inner)];
    };
    let [arranged, result] = lay(before);
    if (arranged.rows.length > 0 && isWorn(edges, arranged)) [arranged, result] = lay(undefined);
    const nodes = arranged.nodes.subarray(0, arranged.to);
    laid.set(node, { nodes, rows: result.rows });
    if (arranged.restCount > 0) {
      const rest = { parent: node, count: arranged.restCount, value: arranged.restValue, ...rounded(result.rest) };
      if (rest.x1 > rest.x0 && rest.y1 > rest.y0) rests.push(rest);
    }
    for (let i = nodes.length - 1; i >= 0; i--) open.push(nodes[i] ?? 0);
  }
  return { tree, root, viewport, ...edges, state, drawn: drawn.subarray(0, drawnCount), rests, laid };
}

/** Rows that are kept while values change a lot end as slivers: from this ratio of sides on, and this share of the area. */
const sliver = { ratio: 8, share: 0.25 } as const;

/** Whether so much has become slivers that the rows are better laid anew. */
function isWorn({ x0, y0, x1, y1 }: Edges, { nodes, to }: Arrangement): boolean {
  let whole = 0;
  let slivers = 0;
  for (let i = 0; i < to; i++) {
    const node = nodes[i] ?? 0;
    const wide = (x1[node] ?? 0) - (x0[node] ?? 0);
    const high = (y1[node] ?? 0) - (y0[node] ?? 0);
    whole += wide * high;
    if (wide > high * sliver.ratio || high > wide * sliver.ratio) slivers += wide * high;
  }
  return slivers > whole * sliver.share;
}

function round({ x0, y0, x1, y1 }: Edges, node: TreemapNode): void {
  x0[node] = Math.round(x0[node] ?? 0);
  y0[node] = Math.round(y0[node] ?? 0);
  x1[node] = Math.round(x1[node] ?? 0);
  y1[node] = Math.round(y1[node] ?? 0);
}

const rounded = ({ x0, y0, x1, y1 }: Span): Span => ({
  x0: Math.round(x0),
  y0: Math.round(y0),
  x1: Math.round(x1),
  y1: Math.round(y1),
});

/** The room for a node's children; undefined where it is so small that it is one cell. Notes its state. */
function innerSpan(
  tree: TreemapTree,
  root: TreemapNode,
  node: TreemapNode,
  edges: Edges,
  textScale: number,
  state: Uint8Array,
): Span | undefined {
  const x0 = edges.x0[node] ?? 0;
  const y0 = edges.y0[node] ?? 0;
  const x1 = edges.x1[node] ?? 0;
  const y1 = edges.y1[node] ?? 0;
  if ((tree.childCount[node] ?? 0) === 1 || node === root) {
    state[node] = states.joined;
    return { x0, y0, x1, y1 };
  }
  if (x1 - x0 < leastOpen || y1 - y0 < leastOpen) {
    state[node] = states.cell;
    return undefined;
  }
  const level = isObject(tree, node) ? 'object' : 'group';
  const strip = Math.round(stripHeight[level] * textScale);
  const margin = margins[level];
  const titled = x1 - x0 >= leastTitled.width * textScale && y1 - y0 >= strip + leastTitled.below;
  state[node] = titled ? states.titled : states.open;
  return { x0: x0 + margin, y0: y0 + (titled ? strip : margin), x1: x1 - margin, y1: y1 - margin };
}

interface Arrangement extends Laid {
  /** Nodes before this one are laid out, those behind it are the rest. */
  readonly to: number;
  readonly restCount: number;
  readonly restValue: number;
}

/** The children in the order they are laid out in: rows kept from before, then the largest first, then the rest. */
function arrangement(
  tree: TreemapTree,
  node: TreemapNode,
  inner: Span,
  before: TreemapLayout | undefined,
  nodeBefore: TreemapNode | undefined,
): Arrangement {
  const first = tree.firstChild[node] ?? 0;
  const children = tree.children.subarray(first, first + (tree.childCount[node] ?? 0));
  const area = (inner.x1 - inner.x0) * (inner.y1 - inner.y0);
  const least = ((tree.value[node] ?? 0) * leastArea) / area;
  // Children fall in size: those that are too small stand together at the end.
  let to = children.length;
  let restValue = 0;
  while (to > 0 && (tree.value[children[to - 1] ?? 0] ?? 0) < least) restValue += tree.value[children[--to] ?? 0] ?? 0;
  const restCount = children.length - to;
  const laid = nodeBefore === undefined ? undefined : before?.laid.get(nodeBefore);
  const kept = laid && before ? keptRows(tree, children.subarray(0, to), before.tree, laid) : undefined;
  return { nodes: kept?.nodes ?? children, rows: kept?.rows ?? [], to, restCount, restValue };
}

/** Those that were there before, row by row, and behind them those that are new. */
function keptRows(tree: TreemapTree, children: Int32Array, treeBefore: TreemapTree, laid: Laid): Laid {
  const present = new Map<string | number, TreemapNode>();
  for (const child of children) present.set(nodeKey(tree, child), child);
  const nodes = new Int32Array(children.length);
  const rows: Row[] = [];
  let count = 0;
  let at = 0;
  for (const row of laid.rows) {
    const begin = count;
    for (const end = at + row.members; at < end; at++) {
      const key = nodeKey(treeBefore, laid.nodes[at] ?? 0);
      const child = present.get(key);
      if (child === undefined) continue;
      present.delete(key);
      nodes[count++] = child;
    }
    if (count > begin) rows.push({ members: count - begin, lies: row.lies });
  }
  for (const child of present.values()) nodes[count++] = child;
  return { nodes, rows };
}
