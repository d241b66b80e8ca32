/** Moving the selection with the arrow keys: up and down along addresses, left and right between columns. */
import type { Selection } from '../state/model.ts';
import { runSelection, segmentSelection } from './hitTest.ts';
import type { Structure } from './hierarchy.ts';
import { entry, regionOf, segmentAt, type SegmentIndex } from './segments.ts';

/** The next region (or, from an object, the next object cell) towards higher (1) or lower (-1) addresses. */
export function neighbour(structure: Structure, selection: Selection, direction: 1 | -1): Selection | undefined {
  const { segments, runs } = structure;
  if (selection.level === 'object') {
    const edge = segmentAt(segments, direction === 1 ? selection.end - 1 : selection.start);
    const run = entry(runs.ofSegment, edge) + direction;
    return run >= 0 && run < runs.count ? runSelection(structure, run) : undefined;
  }
  let segment = segmentAt(segments, selection.start) + direction;
  while (segment >= 0 && segment < segments.count && regionOf(segments, segment) === undefined) segment += direction;
  return segment >= 0 && segment < segments.count ? segmentSelection(structure, segment) : undefined;
}

/** From a region to its object. Undefined where there is nothing further out. */
export function outward(structure: Structure, selection: Selection): Selection | undefined {
  if (selection.level === 'object') return undefined;
  const run = entry(structure.runs.ofSegment, segmentAt(structure.segments, selection.start));
  if (run < 0 || entry(structure.runs.object, run) < 0) return undefined;
  return runSelection(structure, run);
}

/** From an object to its lowest region. */
export function inward(structure: Structure, selection: Selection): Selection | undefined {
  return selection.level === 'object'
    ? segmentSelection(structure, segmentAt(structure.segments, selection.start))
    : undefined;
}

/** The region nearest to a segment: where the keyboard begins when nothing is selected. */
export function regionNear(structure: Structure, segment: SegmentIndex): Selection | undefined {
  for (let distance = 0; distance <= structure.segments.count; distance++) {
    for (const candidate of [segment + distance, segment - distance]) {
      if (candidate < 0 || candidate >= structure.segments.count) continue;
      if (regionOf(structure.segments, candidate) !== undefined) return segmentSelection(structure, candidate);
    }
  }
  return undefined;
}
