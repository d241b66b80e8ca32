/**
 * What takes most of the memory: sets of a kind (all malloc arenas together, all threads), opened to their parts. They are
 * the first two levels of the treemap, from the same tree, so that picture and list never tell two figures.
 */
import { objectLabel } from '@words/labels.ts';
import type { Capture } from '@contract/capture.ts';
import { asBytes, type Bytes } from '@contract/units.ts';
import { treemapGroups } from '../layout/treemap/groups.ts';
import { treemapTree, wholeTree, type TreemapNode, type TreemapTree } from '../layout/treemap/tree.ts';
import { hasFigure } from './figures.ts';
import { selectObject, selectRegion } from './located.ts';
import type { Selection } from './model.ts';
import { regionTitle } from '@words/regionTitle.ts';

/** An object, or a region that belongs to none. */
export interface PartSummary {
  readonly key: string;
  readonly label: string;
  readonly selection: Selection;
  readonly value: Bytes;
}

/** All parts of one kind. */
export interface SetSummary {
  readonly key: string;
  readonly label: string;
  readonly value: Bytes;
  /** How many parts there are in all; the largest of them follow. */
  readonly count: number;
  readonly parts: readonly PartSummary[];
}

/** What the sets are ranked by: resident memory where it is known, else size. */
export const rankedBy = (capture: Capture): 'rss' | 'size' => (hasFigure(capture, 'Rss') ? 'rss' : 'size');

/** The largest sets, the largest first, each with its largest parts. */
export function largestSets(capture: Capture, atMost: number, partsAtMost: number): readonly SetSummary[] {
  const tree = treemapTree(capture, { measure: rankedBy(capture), reservations: true });
  if (!tree) return [];
  return childrenOf(tree, wholeTree, atMost).flatMap((group) => {
    const known = treemapGroups[tree.row[group] ?? 0];
    if (!known) return [];
    const count = tree.childCount[group] ?? 0;
    const parts = childrenOf(tree, group, partsAtMost).flatMap((node) => partOf(tree, node));
    return [{ key: known.key, label: known.name, value: valueOf(tree, group), count, parts }];
  });
}

const valueOf = (tree: TreemapTree, node: TreemapNode): Bytes => asBytes(Math.round(tree.value[node] ?? 0));

function childrenOf(tree: TreemapTree, node: TreemapNode, atMost: number): TreemapNode[] {
  const first = tree.firstChild[node] ?? 0;
  const count = Math.min(atMost, tree.childCount[node] ?? 0);
  return [...tree.children.subarray(first, first + count)].filter((child) => (tree.value[child] ?? 0) > 0);
}

function partOf(tree: TreemapTree, node: TreemapNode): PartSummary[] {
  const { capture } = tree;
  const value = valueOf(tree, node);
  const row = tree.row[node] ?? 0;
  if (node >= tree.firstLeaf) {
    const selection = selectRegion(capture, row);
    return [{ key: `region ${selection.start}`, label: regionTitle(capture, row), selection, value }];
  }
  const object = capture.objects[row];
  const selection = selectObject(capture, row);
  return object && selection ? [{ key: object.key, label: objectLabel(capture, row), selection, value }] : [];
}
