/** Which parts of the picture must be tall enough for their name when the whole is on screen. */
import { kindIndex } from '@contract/kinds.ts';
import type { Structure } from './hierarchy.ts';
import { lineHeight } from './labels.ts';
import { entry } from './segments.ts';
import type { Need } from './verticalScale.ts';

/** Lines of text, with the space around them. */
const oneLine = 1.2;
const twoLines = 2.2;
/** No more than these shares of the picture are given to the areas' names, and to all names; later ones go without. */
const mostOfPicture = { areas: 0.7, all: 0.55 } as const;
/** Many lines are rounded down to this, so that a window that is resized does not change the scale at every line. */
const step = 4;

/** The needs of a picture of this height (CSS pixels), the most important first. */
export function roomForNames(structure: Structure, height: number, textScale: number): readonly Need[] {
  const fitting = Math.max(1, Math.floor(height / (lineHeight * textScale)));
  const lines = fitting > 4 * step ? Math.floor(fitting / step) * step : fitting;
  const needs: Need[] = [];
  let given = 0;
  const add = (first: number, last: number, wanted: number, most: number = mostOfPicture.all): void => {
    if (given + wanted > lines * most) return;
    given += wanted;
    needs.push({ first, last, share: wanted / lines });
  };
  const { segments, areas, runs, capture } = structure;
  const kindOf = (segment: number): number => {
    const region = entry(segments.region, segment);
    return region < 0 ? -1 : entry(capture.regions.kind, region);
  };
  const landmarks = areas.filter((area) => area.landmark);
  const roomy = landmarks.length * twoLines < lines / 3;
  const beside = new Set(landmarks.flatMap(({ first, last }) => [first - 1, last + 1]));
  for (const { first, last } of landmarks) {
    add(first, last, roomy && last - first >= 2 ? twoLines : oneLine, mostOfPicture.areas);
  }
  for (let row = 0; row < segments.count; row++) {
    if (entry(segments.prominent, row) === 1) add(row, row, oneLine);
  }
  const guard = largest(segments.count, (row) =>
    kindOf(row) === kindIndex.guard ? entry(segments.end, row) - entry(segments.start, row) : 0,
  );
  if (guard !== undefined) add(guard, guard, oneLine);
  for (let row = 0; row < segments.count; row++) {
    // Of many gaps only those beside a landmark are worth their line.
    if (entry(segments.separates, row) === 1 && beside.has(row)) add(row, row, 1);
  }
  const modules: number[] = [];
  for (let run = 0; run < runs.count; run++) {
    if (capture.objects[entry(runs.object, run)]?.kind === 'module') modules.push(run);
  }
  // A module's largest run stands for it; small remains of it go unnamed.
  modules.sort((a, b) => entry(runs.pages, b) - entry(runs.pages, a));
  const seen = new Set<number>();
  for (const run of modules) {
    if (seen.has(entry(runs.object, run))) continue;
    seen.add(entry(runs.object, run));
    add(entry(runs.first, run), entry(runs.last, run), oneLine);
  }
  // A runtime may scatter its heap over dozens of areas; they come last, and only where there are few of them.
  const others = areas.filter((area) => !area.landmark);
  if (given + others.length * oneLine <= lines * mostOfPicture.areas) {
    for (const { first, last } of others) add(first, last, oneLine, mostOfPicture.areas);
  }
  return needs;
}

/** The row of the largest value above nothing. */
function largest(count: number, valueOf: (row: number) => number): number | undefined {
  let best: number | undefined;
  let most = 0;
  for (let row = 0; row < count; row++) {
    const value = valueOf(row);
    if (value <= most) continue;
    most = value;
    best = row;
  }
  return best;
}
