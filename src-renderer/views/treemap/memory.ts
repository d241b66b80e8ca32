/** Remembers how each part was laid out, so that live data, going in and coming back find everything where it was. */
import type { Viewport } from '../../layout/columns.ts';
import { treemapLayout, type TreemapLayout } from '../../layout/treemap/layout.ts';
import { nodeKey } from '../../layout/treemap/nodes.ts';
import type { TreemapNode, TreemapTree } from '../../layout/treemap/tree.ts';

const sameRoom = (a: Viewport, b: Viewport): boolean =>
  a.width === b.width && a.height === b.height && a.textScale === b.textScale;

/** Whether two trees show the same process by the same measure. */
export const alike = (a: TreemapTree, b: TreemapTree): boolean =>
  a.options.measure === b.options.measure &&
  a.options.reservations === b.options.reservations &&
  a.capture.process.identity.pid === b.capture.process.identity.pid &&
  a.capture.process.identity.startTime === b.capture.process.identity.startTime;

export class LayoutMemory {
  readonly #known = new Map<string | number, TreemapLayout>();

  /** The layout of a part; another measure, process or window begins afresh. */
  layout(tree: TreemapTree, root: TreemapNode, viewport: Viewport): TreemapLayout {
    const key = nodeKey(tree, root);
    const before = this.#known.get(key);
    const usable = before && alike(before.tree, tree) && sameRoom(before.viewport, viewport);
    const layout =
      usable && before.tree === tree ? before : treemapLayout(tree, root, viewport, usable ? before : undefined);
    this.#known.set(key, layout);
    return layout;
  }
}
