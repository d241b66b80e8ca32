/** What a node of the treemap is: its key from capture to capture, its name, what it selects. */
import { kindIds } from '@contract/kinds.ts';
import { kindName, kindNameForms } from '@words/kinds.ts';
import { asPageNumber, type PageNumber } from '@contract/units.ts';
import type { Located } from '../../state/located.ts';
import type { Selection } from '../../state/model.ts';
import { objectLabel, objectLabelForms, regionLabel, regionLabelForms } from '@words/labels.ts';
import { entry } from '../segments.ts';
import { treemapGroups } from './groups.ts';
import { wholeTree, type TreemapNode, type TreemapTree } from './tree.ts';

/** What sort of node it is. */
export const isLeaf = (tree: TreemapTree, node: TreemapNode): boolean => node >= tree.firstLeaf;
export const isObject = (tree: TreemapTree, node: TreemapNode): boolean =>
  node >= tree.firstObject && node < tree.firstLeaf;

/** Names a node from capture to capture: a leaf by its first page, anything else by a text. */
export function nodeKey(tree: TreemapTree, node: TreemapNode): string | number {
  const row = entry(tree.row, node);
  if (isLeaf(tree, node)) return entry(tree.capture.regions.start, row);
  if (isObject(tree, node)) return tree.capture.objects[row]?.key ?? '';
  return node === wholeTree ? '' : (treemapGroups[row]?.key ?? '');
}

/** The nodes of a tree that are not leaves, by their keys. */
export function branchesByKey(tree: TreemapTree): ReadonlyMap<string | number, TreemapNode> {
  const found = new Map<string | number, TreemapNode>();
  for (let node = 0; node < tree.firstLeaf; node++) found.set(nodeKey(tree, node), node);
  return found;
}

/** What a node is called. A part of a loaded file or of a thread is called by what it is: whose it is stands above. */
export function nodeName(tree: TreemapTree, node: TreemapNode): string {
  const { capture } = tree;
  const row = entry(tree.row, node);
  if (node === wholeTree) return 'All';
  if (isObject(tree, node)) return objectLabel(capture, row);
  if (!isLeaf(tree, node)) return treemapGroups[row]?.name ?? '';
  const many = entry(tree.regions, node);
  if (many > 1) return `${many} regions together`;
  const object = capture.objects[entry(capture.regions.object, row)];
  const kind = kindIds[entry(capture.regions.kind, row)];
  const byKind = object?.kind === 'module' || object?.kind === 'thread';
  return byKind && kind ? kindName(kind) : regionLabel(capture, row);
}

/** The same from long to short. */
export function nodeNameForms(tree: TreemapTree, node: TreemapNode): readonly string[] {
  const { capture } = tree;
  const row = entry(tree.row, node);
  const many = entry(tree.regions, node);
  if (node === wholeTree || many > 1 || (!isLeaf(tree, node) && !isObject(tree, node))) {
    return [nodeName(tree, node)];
  }
  if (isObject(tree, node)) return objectLabelForms(capture, row);
  const object = capture.objects[entry(capture.regions.object, row)];
  const kind = kindIds[entry(capture.regions.kind, row)];
  const byKind = object?.kind === 'module' || object?.kind === 'thread';
  return byKind && kind ? kindNameForms(kind) : regionLabelForms(capture, row);
}

/** From the whole to the node itself. */
export function pathTo(tree: TreemapTree, node: TreemapNode): readonly TreemapNode[] {
  const path: TreemapNode[] = [];
  for (let at = node; at >= 0; at = entry(tree.parent, at)) path.push(at);
  return path.reverse();
}

/** The first and the last region of a leaf. */
export const leafRegions = (
  tree: TreemapTree,
  leaf: TreemapNode,
): { readonly first: number; readonly last: number } => {
  const first = entry(tree.row, leaf);
  return { first, last: first + entry(tree.regions, leaf) - 1 };
};

/** Calls back for every leaf of a node. */
export function eachLeaf(tree: TreemapTree, node: TreemapNode, visit: (leaf: TreemapNode) => void): void {
  const open = [node];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (isLeaf(tree, next)) visit(next);
    else for (let i = 0; i < entry(tree.childCount, next); i++) open.push(childOf(tree, next, i));
  }
}

/** The i-th largest child. */
export const childOf = (tree: TreemapTree, node: TreemapNode, i: number): TreemapNode =>
  entry(tree.children, entry(tree.firstChild, node) + i);

/** What a node selects in every view; nothing for a group. */
export function nodeSelection(tree: TreemapTree, node: TreemapNode): Selection | undefined {
  const { regions, objects } = tree.capture;
  const page = (column: Float64Array, row: number): PageNumber => asPageNumber(entry(column, row));
  if (isLeaf(tree, node)) {
    const { first, last } = leafRegions(tree, node);
    return {
      level: first === last ? 'region' : 'mapping',
      start: page(regions.start, first),
      end: page(regions.end, last),
    };
  }
  const index = entry(tree.row, node);
  const object = objects[index];
  if (!isObject(tree, node) || !object) return undefined;
  const first = regions.object.indexOf(index);
  const last = regions.object.lastIndexOf(index);
  return { level: 'object', start: page(regions.start, first), end: page(regions.end, last), key: object.key };
}

/** The nodes that stand for what is selected; none where it has no area. */
export function selectedNodes(tree: TreemapTree, located: Located | undefined): readonly TreemapNode[] {
  switch (located?.level) {
    case 'region':
    case 'page':
      return leavesOfRegions(tree, [located.region]);
    case 'mapping':
      return leavesOfRegions(tree, located.regions);
    case 'object':
      for (let node = tree.firstObject; node < tree.firstLeaf; node++) {
        if (tree.row[node] === located.object) return [node];
      }
      return leavesOfRegions(tree, located.regions);
    case 'gap':
    case 'gone':
    case undefined:
      return [];
  }
}

const leavesOfRegions = (tree: TreemapTree, regions: readonly number[]): readonly TreemapNode[] => [
  ...new Set(regions.map((region) => entry(tree.leafOfRegion, region)).filter((leaf) => leaf >= 0)),
];
