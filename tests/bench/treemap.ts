/** Laying out the treemap of everything, against the same hierarchy through d3-hierarchy in the same minute. */
import { hierarchy, treemap, treemapSquarify } from 'd3-hierarchy';
import type { Capture } from '@contract/capture.ts';
import { asPid, pageBytes } from '@contract/units.ts';
import { openContext } from '@main/capture/context.ts';
import { captureNow } from '@main/capture/once.ts';
import { groupOfKind, groupOfObject } from '@renderer/layout/treemap/groups.ts';
import { treemapLayout } from '@renderer/layout/treemap/layout.ts';
import { treemapTree, wholeTree } from '@renderer/layout/treemap/tree.ts';
import { paired } from './pairing.ts';
import type { Row } from './table.ts';

const viewport = { width: 1200, height: 800, textScale: 1 };

interface Branch {
  readonly size?: number;
  readonly children?: readonly Branch[];
}

/** Nest, sum, sort, and squarify three levels: what one would write with d3. */
function plain({ regions, objects }: Capture): number {
  const groups = new Map<number, Map<number, Branch[]>>();
  for (let row = 0; row < regions.length; row++) {
    const index = regions.object[row]!;
    const object = objects[index];
    const key = object ? groupOfObject(object) : groupOfKind(regions.kind[row]!);
    const group = groups.get(key) ?? new Map<number, Branch[]>();
    groups.set(key, group);
    const leaves = group.get(index) ?? [];
    group.set(index, leaves);
    leaves.push({ size: (regions.end[row]! - regions.start[row]!) * pageBytes });
  }
  const data: Branch = {
    children: [...groups.values()].map((group) => ({
      children: [...group.values()].map((children): Branch => ({ children })),
    })),
  };
  const root = hierarchy(data, (branch) => branch.children)
    .sum((branch) => branch.size ?? 0)
    .sort((a, b) => b.value! - a.value!);
  const laid = treemap<Branch>()
    .tile(treemapSquarify)
    .size([viewport.width, viewport.height])
    .paddingTop(17)
    .round(true);
  return laid(root).x1;
}

/** Arranging and laying out every region by its size, afresh and with the rows of the layout before. */
export function measureTreemap(pid: number, mappings: number, rounds: number): Promise<Row[]> {
  const outcome = captureNow(openContext(), asPid(pid));
  if (!outcome.ok) throw new Error(outcome.message);
  const capture = outcome.value;
  const arrange = () => treemapTree(capture, { measure: 'size', reservations: true })!;
  const lay = () => treemapLayout(arrange(), wholeTree, viewport);
  const before = lay();
  return rowsOf(mappings, capture, rounds, [
    ['treemap', lay],
    ['treemap, rows kept', () => treemapLayout(arrange(), wholeTree, viewport, before)],
  ]);
}

async function rowsOf(
  mappings: number,
  capture: Capture,
  rounds: number,
  runs: readonly (readonly [what: string, run: () => unknown])[],
): Promise<Row[]> {
  const rows: Row[] = [];
  for (const [what, run] of runs) {
    const timing = await paired(() => plain(capture), run, rounds);
    const aimed = what === 'treemap' && mappings > 50_000 ? { target: { ratio: 0.25 } } : {};
    rows.push({ what, mappings, timing, against: 'd3-hierarchy', ...aimed });
  }
  return rows;
}
