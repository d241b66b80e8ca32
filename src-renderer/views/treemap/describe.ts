/** A node of the treemap in one sentence, for those who hear it. */
import { formatBytes, formatPlural, formatShare } from '../../format/bytes.ts';
import { shareOfWhole } from '../../layout/treemap/figures.ts';
import { boundWord, measureWords } from '../../layout/treemap/measures.ts';
import { isLeaf, nodeName } from '../../layout/treemap/nodes.ts';
import type { TreemapNode, TreemapTree } from '../../layout/treemap/tree.ts';
import { asBytes } from '@contract/units.ts';

/** "Libraries, 12.4 MiB of RSS, 41 % of all, 12 parts". */
export function describeNode(tree: TreemapTree, node: TreemapNode): string {
  const { measure } = tree.options;
  const value = formatBytes(asBytes(tree.value[node] ?? 0));
  const parts = isLeaf(tree, node) ? '' : `, ${formatPlural(tree.childCount[node] ?? 0, 'part')}`;
  return `${nodeName(tree, node)}, ${boundWord(measure)}${value} of ${measureWords[measure].name}, ${formatShare(shareOfWhole(tree, node))} of all${parts}`;
}
