/** What nodes cost by every measure, and the objects that cost most. smaps counts per mapping: nothing is divided. */
import type { Capture } from '@contract/capture.ts';
import { asBytes, asKibibytes, pageBytes, type Bytes } from '@contract/units.ts';
import { entry } from '../segments.ts';
import { mappingMeasure, measureWords, treemapMeasures, type TreemapMeasure } from './measures.ts';
import { childOf, eachLeaf, isLeaf, leafRegions } from './nodes.ts';
import { wholeTree, type TreemapNode, type TreemapTree } from './tree.ts';

/** One measure of a node. */
export interface NodeFigure {
  readonly measure: TreemapMeasure;
  /** undefined: not known, or known only for a mapping that holds more than this node. */
  readonly bytes: Bytes | undefined;
  /** True when mappings that lie only partly in the node are not counted: the true figure may be larger. */
  readonly partial: boolean;
}

/** Every measure of a node. */
export function nodeFigures(tree: TreemapTree, node: TreemapNode): readonly NodeFigure[] {
  const { capture } = tree;
  const { whole, pages, partial } = mappingsOf(tree, node);
  return treemapMeasures.map((measure) => {
    if (measure === 'size') return { measure, bytes: asBytes(pages * pageBytes), partial: false };
    const figures = mappingMeasure(capture, measure);
    if (!figures.known || whole.length === 0) return { measure, bytes: undefined, partial: false };
    const bytes = whole.reduce((sum, mapping) => sum + (figures.bytesOf(mapping) || 0), 0);
    return { measure, bytes: asBytes(bytes), partial };
  });
}

interface Mappings {
  /** Those whose regions all belong to the node. */
  readonly whole: readonly number[];
  readonly pages: number;
  readonly partial: boolean;
}

function mappingsOf(tree: TreemapTree, node: TreemapNode): Mappings {
  const { regions, mappings } = tree.capture;
  const covered = new Map<number, number>();
  let pages = 0;
  eachLeaf(tree, node, (leaf) => {
    const { first, last } = leafRegions(tree, leaf);
    const mapping = entry(regions.mapping, first);
    const size = entry(regions.end, last) - entry(regions.start, first);
    covered.set(mapping, (covered.get(mapping) ?? 0) + size);
    pages += size;
  });
  const whole = [...covered].flatMap(([mapping, size]) =>
    size >= entry(mappings.end, mapping) - entry(mappings.start, mapping) ? [mapping] : [],
  );
  return { whole, pages, partial: whole.length < covered.size };
}

/** One of the things that cost most. */
export interface Cost {
  readonly node: TreemapNode;
  readonly value: Bytes;
  /** What no other process maps; missing where the measure does not tell. */
  readonly alone?: Bytes;
}

/**
 * The objects with the largest values, at most `most` of them; a region that belongs to no object stands for itself,
 * or a gigabyte that the program mapped would be missing.
 */
export function costliest(tree: TreemapTree, most: number): readonly Cost[] {
  const { measure } = tree.options;
  const alone = measure === 'rss' || measure === 'pss' ? mappingMeasure(tree.capture, 'private') : undefined;
  // Children of a group are its objects and its loose regions, the largest first.
  return Array.from({ length: tree.firstObject - 1 }, (_, group) => group + 1)
    .flatMap((group) =>
      Array.from({ length: Math.min(most, entry(tree.childCount, group)) }, (_, index) => childOf(tree, group, index)),
    )
    .sort((a, b) => entry(tree.value, b) - entry(tree.value, a))
    .slice(0, most)
    .map((node) => {
      const value = asBytes(entry(tree.value, node));
      if (!alone?.known) return { node, value };
      let own = 0;
      eachLeaf(tree, node, (leaf) => {
        const { first } = leafRegions(tree, leaf);
        own += alone.bytesOf(entry(tree.capture.regions.mapping, first)) || 0;
      });
      return { node, value, alone: asBytes(Math.min(own, value)) };
    });
}

/** The sum of the measure beside what the kernel counts for the whole process. */
export interface TotalCost {
  readonly sum: Bytes;
  readonly status?: { readonly key: string; readonly bytes: Bytes };
}

/** The total of a tree. */
export function totalCost(tree: TreemapTree): TotalCost {
  const { status: key } = measureWords[tree.options.measure];
  const figure = key === undefined ? undefined : statusFigure(tree.capture, key);
  return {
    sum: asBytes(entry(tree.value, wholeTree)),
    ...(key === undefined || figure === undefined ? {} : { status: { key, bytes: figure } }),
  };
}

function statusFigure({ process }: Capture, key: string): Bytes | undefined {
  const kibibytes = process.statusFigures[key];
  return kibibytes === undefined ? undefined : asBytes(asKibibytes(kibibytes) * 1024);
}

/** What part of the whole a node is, 0 … 1. */
export function shareOfWhole(tree: TreemapTree, node: TreemapNode): number {
  const all = entry(tree.value, wholeTree);
  return all > 0 ? entry(tree.value, node) / all : 0;
}

/** The kind of a leaf's regions as an index into `kindIds`; undefined where they differ, and for what is no leaf. */
export function kindOfLeaf(tree: TreemapTree, node: TreemapNode): number | undefined {
  if (!isLeaf(tree, node)) return undefined;
  const { kind } = tree.capture.regions;
  const { first, last } = leafRegions(tree, node);
  for (let row = first + 1; row <= last; row++) if (kind[row] !== kind[first]) return undefined;
  return entry(kind, first);
}
