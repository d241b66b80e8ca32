/**
 * Area → object → region. Consecutive regions of one object share a cell (a "run") with the gaps between them; an
 * object whose regions are interleaved with others gets several. Regions of no object are cells of their own.
 */
import { hierarchy, type HierarchyNode } from 'd3-hierarchy';
import type { Capture, ObjectIndex } from '@contract/capture.ts';
import { kindIds } from '@contract/kinds.ts';
import { kindNameForms } from '@words/kinds.ts';
import { pageBytes } from '@contract/units.ts';
import { areasOf, type Area } from './areas.ts';
import { objectLabel, objectLabelForms, regionLabel, regionLabelForms } from '@words/labels.ts';
import { entry, segmentsOf, type SegmentIndex, type Segments } from './segments.ts';

/** Object cells in address order, as columns. */
export interface Runs {
  readonly count: number;
  readonly first: Int32Array;
  readonly last: Int32Array;
  /** The object of a run, or -1 for a loose region. */
  readonly object: Int32Array;
  /** The region that takes most of the run: it lends the cell its colour. */
  readonly main: Int32Array;
  /** Mapped pages, gaps not counted. */
  readonly pages: Float64Array;
  /** The run of each segment, or -1 for a gap between runs. */
  readonly ofSegment: Int32Array;
}

/** The parts of a capture in the order of the picture; independent of any scale. */
export interface Structure {
  readonly capture: Capture;
  readonly segments: Segments;
  readonly areas: readonly Area[];
  readonly runs: Runs;
  /** Mapped bytes of each area, and of all of them at the root. */
  readonly sums: AreaSums;
}

interface AreaSums {
  readonly total: number;
  readonly ofArea: readonly number[];
}

/** True when two captures have the same arrangement: only figures differ. */
const arrangedAlike = (a: Capture, b: Capture): boolean => a.regions === b.regions && a.objects === b.objects;

/** Arranges a capture for the picture. */
export function structureOf(capture: Capture): Structure {
  const segments = segmentsOf(capture.regions);
  const areas = areasOf(capture, segments);
  const runs = runsOf(capture, segments, areas);
  return { capture, segments, areas, runs, sums: sumsOf(areas, runs) };
}

function runsOf(capture: Capture, segments: Segments, areas: readonly Area[]): Runs {
  const first = new Int32Array(segments.count);
  const last = new Int32Array(segments.count);
  const object = new Int32Array(segments.count);
  const main = new Int32Array(segments.count);
  const pages = new Float64Array(segments.count);
  const ofSegment = new Int32Array(segments.count).fill(-1);
  let count = 0;
  for (const area of areas) {
    let open = -1;
    let largest = 0;
    for (let row = area.first; row <= area.last; row++) {
      const region = entry(segments.region, row);
      if (region < 0) continue;
      const owner: ObjectIndex = entry(capture.regions.object, region);
      const size = entry(segments.end, row) - entry(segments.start, row);
      if (open >= 0 && owner >= 0 && entry(object, open) === owner) {
        ofSegment.fill(open, entry(last, open) + 1, row + 1);
        last[open] = row;
        pages[open] = entry(pages, open) + size;
        if (size > largest) {
          largest = size;
          main[open] = region;
        }
        continue;
      }
      open = count++;
      largest = size;
      first[open] = row;
      last[open] = row;
      object[open] = owner;
      main[open] = region;
      pages[open] = size;
      ofSegment[row] = open;
    }
  }
  return { count, first, last, object, main, pages, ofSegment };
}

interface Branch {
  readonly bytes?: number;
  readonly children?: readonly Branch[];
}

/** Runs stay columns: a node for each of 60,000 would cost more than the whole arrangement. */
function sumsOf(areas: readonly Area[], runs: Runs): AreaSums {
  let run = 0;
  const branches = areas.map((area): Branch => {
    let pages = 0;
    for (; run < runs.count && entry(runs.first, run) <= area.last; run++) pages += entry(runs.pages, run);
    return { bytes: pages * pageBytes };
  });
  const root: HierarchyNode<Branch> = hierarchy<Branch>({ children: branches }, (branch) => branch.children);
  root.sum((branch) => branch.bytes ?? 0);
  return { total: root.value ?? 0, ofArea: (root.children ?? []).map((node) => node.value ?? 0) };
}

/** The area of a segment, or undefined for a huge gap between areas. */
export const areaOf = (structure: Structure, segment: SegmentIndex): Area | undefined =>
  structure.areas.find((area) => area.first <= segment && segment <= area.last);

/** What an object cell is called: its object's label, or that of the loose region. */
export function runLabel(structure: Structure, run: number): string {
  const { capture, runs } = structure;
  const object = entry(runs.object, run);
  return object >= 0 ? objectLabel(capture, object) : regionLabel(capture, entry(runs.main, run));
}

/** The same from long to short. */
export function runLabelForms(structure: Structure, run: number): readonly string[] {
  const { capture, runs } = structure;
  const object = entry(runs.object, run);
  return object >= 0 ? objectLabelForms(capture, object) : regionLabelForms(capture, entry(runs.main, run));
}

/**
 * What a region cell is called, from long to short: parts of a loaded file by what they are, because the cell beside names
 * the file.
 */
export function regionNameForms(capture: Capture, region: number): readonly string[] {
  const { regions } = capture;
  const kind = kindIds[entry(regions.kind, region)];
  const object = capture.objects[entry(regions.object, region)];
  return object?.kind === 'module' && kind !== undefined ? kindNameForms(kind) : regionLabelForms(capture, region);
}

/** A function that gives the structure of a capture, and the same object again while nothing but figures changes. */
export function structureKeeper(): (capture: Capture) => Structure {
  let last: Structure | undefined;
  return (capture) => {
    if (!last || !arrangedAlike(last.capture, capture)) last = structureOf(capture);
    return last;
  };
}
