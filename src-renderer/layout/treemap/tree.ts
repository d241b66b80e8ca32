/**
 * The hierarchy of the treemap as columns: group → object → leaf. Areas stand for one measure.
 *
 * smaps counts per mapping. Where a mapping holds several regions nothing says how its figure divides among them, so
 * it is not divided: the mapping becomes one leaf ("3 regions together") of the innermost thing to which all of them
 * belong. Only sizes are known for every region.
 */
import type { Capture } from '@contract/capture.ts';
import { pageBytes } from '@contract/units.ts';
import { groupOfKind, groupOfObject, mixedGroup, treemapGroups } from './groups.ts';
import { mappingMeasure, reservationTest, type TreemapMeasure } from './measures.ts';
import { largestFirst } from './radix.ts';

/** Row of {@link TreemapTree}; 0 is the whole. */
export type TreemapNode = number;
export const wholeTree: TreemapNode = 0;

/** What the areas stand for. */
export interface TreeOptions {
  readonly measure: TreemapMeasure;
  /** Under `size`: whether mappings that only keep addresses take part. */
  readonly reservations: boolean;
}

/** Nodes in the order whole, groups, objects, leaves. Only what has an area is in it. */
export interface TreemapTree {
  readonly capture: Capture;
  readonly options: TreeOptions;
  readonly count: number;
  readonly firstObject: TreemapNode;
  readonly firstLeaf: TreemapNode;
  readonly parent: Int32Array;
  /** The measure, in bytes. */
  readonly value: Float64Array;
  /** Leaves below a node; 1 for a leaf. */
  readonly leaves: Int32Array;
  /** The children of a node stand in `children` from here on, the largest first. */
  readonly firstChild: Int32Array;
  readonly childCount: Int32Array;
  readonly children: Int32Array;
  /** Of groups: index into {@link treemapGroups}; of objects: into the capture's; of leaves: the first region. */
  readonly row: Int32Array;
  /** Of leaves: how many regions they stand for. */
  readonly regions: Int32Array;
  /** The leaf of a region, or -1 where it has no area. */
  readonly leafOfRegion: Int32Array;
  /** Mappings for which the kernel printed no figure. */
  readonly unknown: number;
}

interface Leaves {
  count: number;
  readonly value: Float64Array;
  readonly row: Int32Array;
  readonly regions: Int32Array;
  /** Object index, or -1 - group. */
  readonly owner: Int32Array;
  unknown: number;
}

/** Arranges a capture by a measure; undefined where the measure is not known. */
export function treemapTree(capture: Capture, options: TreeOptions): TreemapTree | undefined {
  const leaves = leavesOf(capture, options);
  if (!leaves) return undefined;
  const { objects } = capture;
  const used = { groups: new Uint8Array(treemapGroups.length), objects: new Uint8Array(objects.length) };
  const groupOf = Int32Array.from(objects, groupOfObject);
  for (let leaf = 0; leaf < leaves.count; leaf++) {
    const owner = leaves.owner[leaf] ?? 0;
    if (owner >= 0) used.objects[owner] = 1;
    used.groups[owner >= 0 ? (groupOf[owner] ?? 0) : -1 - owner] = 1;
  }
  const groups = rowsOf(used.groups);
  const owners = rowsOf(used.objects);
  const firstObject = 1 + groups.length;
  const firstLeaf = firstObject + owners.length;
  const count = firstLeaf + leaves.count;
  const nodeOfGroup = new Int32Array(treemapGroups.length);
  groups.forEach((group, index) => (nodeOfGroup[group] = 1 + index));
  const nodeOfObject = new Int32Array(objects.length);
  owners.forEach((object, index) => (nodeOfObject[object] = firstObject + index));

  const parent = new Int32Array(count);
  const row = new Int32Array(count);
  parent[wholeTree] = -1;
  groups.forEach((group, index) => (row[1 + index] = group));
  owners.forEach((object, index) => {
    row[firstObject + index] = object;
    parent[firstObject + index] = nodeOfGroup[groupOf[object] ?? 0] ?? 0;
  });
  const value = new Float64Array(count);
  const regions = new Int32Array(count);
  const leafOfRegion = new Int32Array(capture.regions.length).fill(-1);
  for (let leaf = 0; leaf < leaves.count; leaf++) {
    const node = firstLeaf + leaf;
    const owner = leaves.owner[leaf] ?? 0;
    parent[node] = owner >= 0 ? (nodeOfObject[owner] ?? 0) : (nodeOfGroup[-1 - owner] ?? 0);
    value[node] = leaves.value[leaf] ?? 0;
    const first = leaves.row[leaf] ?? 0;
    const many = leaves.regions[leaf] ?? 0;
    row[node] = first;
    regions[node] = many;
    leafOfRegion.fill(node, first, first + many);
  }
  const below = { parent, value, leaves: new Int32Array(count).fill(1, firstLeaf) };
  addUp(below);
  return {
    capture,
    options,
    count,
    firstObject,
    firstLeaf,
    ...below,
    ...childrenOf(parent, value),
    row,
    regions,
    leafOfRegion,
    unknown: leaves.unknown,
  };
}

function leavesOf(capture: Capture, { measure, reservations }: TreeOptions): Leaves | undefined {
  const figures = mappingMeasure(capture, measure);
  if (!figures.known) return undefined;
  const { regions } = capture;
  const bySize = measure === 'size';
  const isReservation = bySize && !reservations ? reservationTest(capture) : undefined;
  const leaves: Leaves = {
    count: 0,
    value: new Float64Array(regions.length),
    row: new Int32Array(regions.length),
    regions: new Int32Array(regions.length),
    owner: new Int32Array(regions.length),
    unknown: 0,
  };
  let row = 0;
  while (row < regions.length) {
    const mapping = regions.mapping[row] ?? 0;
    let next = row + 1;
    if (!bySize) while (next < regions.length && regions.mapping[next] === mapping) next++;
    const value = bySize ? ((regions.end[row] ?? 0) - (regions.start[row] ?? 0)) * pageBytes : figures.bytesOf(mapping);
    if (Number.isNaN(value)) leaves.unknown++;
    else if (value > 0 && !isReservation?.(mapping)) {
      const leaf = leaves.count++;
      leaves.value[leaf] = value;
      leaves.row[leaf] = row;
      leaves.regions[leaf] = next - row;
      leaves.owner[leaf] = commonOwner(capture, row, next);
    }
    row = next;
  }
  return leaves;
}

/** The object of all these regions, else -1 - the group of all of them. */
function commonOwner(capture: Capture, from: number, to: number): number {
  const { regions, objects } = capture;
  const first = regions.object[from] ?? 0;
  let oneObject = first >= 0;
  let group = -1;
  for (let row = from; row < to; row++) {
    const index = regions.object[row] ?? 0;
    if (index !== first) oneObject = false;
    const object = objects[index];
    const own = object ? groupOfObject(object) : groupOfKind(regions.kind[row] ?? 0);
    group = group === -1 || group === own ? own : mixedGroup;
    if (to - from === 1) break;
  }
  return oneObject && objects[first] ? first : -1 - group;
}

/** The rows that are marked. */
function rowsOf(marks: Uint8Array): number[] {
  const rows: number[] = [];
  marks.forEach((mark, row) => {
    if (mark === 1) rows.push(row);
  });
  return rows;
}

/** Parents stand before their children, so one pass from the end adds everything up. */
function addUp({ parent, value, leaves }: Pick<TreemapTree, 'parent' | 'value' | 'leaves'>): void {
  for (let node = parent.length - 1; node > 0; node--) {
    const above = parent[node] ?? 0;
    value[above] = (value[above] ?? 0) + (value[node] ?? 0);
    leaves[above] = (leaves[above] ?? 0) + (leaves[node] ?? 0);
  }
}

/** One sort of all nodes, then a stable sharing out to the parents. */
function childrenOf(
  parent: Int32Array,
  value: Float64Array,
): Pick<TreemapTree, 'firstChild' | 'childCount' | 'children'> {
  const count = parent.length;
  const childCount = new Int32Array(count);
  for (let node = 1; node < count; node++) {
    const above = parent[node] ?? 0;
    childCount[above] = (childCount[above] ?? 0) + 1;
  }
  const firstChild = new Int32Array(count);
  for (let node = 1; node < count; node++) firstChild[node] = (firstChild[node - 1] ?? 0) + (childCount[node - 1] ?? 0);
  const free = firstChild.slice();
  const children = new Int32Array(Math.max(0, count - 1));
  for (const node of largestFirst(value, 1)) {
    const above = parent[node] ?? 0;
    const place = free[above] ?? 0;
    children[place] = node;
    free[above] = place + 1;
  }
  return { firstChild, childCount, children };
}
