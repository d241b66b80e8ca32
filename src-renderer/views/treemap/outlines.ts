/** The outlines over the treemap: what is selected here or elsewhere, what is pointed at, where the keyboard stands. */
import type { Rectangle } from '../../layout/drawList.ts';
import { rectangleOf } from '../../layout/treemap/frame.ts';
import type { TreemapScene } from '../../layout/treemap/scene.ts';
import { drawnNode, type TreemapHit } from '../../layout/treemap/hitTest.ts';
import { selectedNodes } from '../../layout/treemap/nodes.ts';
import type { TreemapNode } from '../../layout/treemap/tree.ts';
import type { Located } from '../../state/located.ts';

/** What there is to outline. */
export interface Outlined {
  readonly hit: TreemapHit | undefined;
  readonly cursor: TreemapNode | undefined;
  readonly pointed: Located | undefined;
  readonly selected: Located | undefined;
}

export interface Outline {
  readonly rectangle: Rectangle;
  readonly colour: number;
  readonly thick: boolean;
}

/** Outlines in the order they are painted, the selection last. */
export function treemapOutlines({ layout, palette }: TreemapScene, outlined: Outlined): readonly Outline[] {
  const around = (nodes: readonly TreemapNode[], colour: number, thick: boolean): Outline[] =>
    [...new Set(nodes.map((node) => drawnNode(layout, node)))].flatMap((node) =>
      node === undefined ? [] : [{ rectangle: rectangleOf(layout, node), colour, thick }],
    );
  const { hit, cursor, pointed, selected } = outlined;
  const rest = hit?.rest;
  return [
    ...around(hit && !rest ? [hit.node] : selectedNodes(layout.tree, pointed), palette.text, false),
    ...(rest
      ? [
          {
            rectangle: { x: rest.x0, y: rest.y0, width: rest.x1 - rest.x0, height: rest.y1 - rest.y0 },
            colour: palette.text,
            thick: false,
          },
        ]
      : []),
    ...around(cursor === undefined ? [] : [cursor], palette.text, true),
    ...around(selectedNodes(layout.tree, selected), palette.accent, true),
  ];
}
