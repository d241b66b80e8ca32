/** Names on the curve: of regions that have room for one, else of the object that its neighbours belong to as well. */
import type { Capture } from '@contract/capture.ts';
import { kindIds } from '@contract/kinds.ts';
import { kindNameForms } from '@words/kinds.ts';
import { objectLabel, objectLabelForms, regionLabelForms } from '@words/labels.ts';
import type { Curve, CurveSize, CurveView } from '../../layout/pages/curve.ts';
import { curveLabels, type CurveLabel } from '../../layout/pages/curveLabels.ts';
import { lineRuns, type LineRun } from '../../layout/pages/lineRegions.ts';
import type { Measure } from '../../layout/labels.ts';

/** The runs of a line by region and by object. */
export interface NamedRuns {
  readonly regions: readonly LineRun[];
  readonly objects: readonly LineRun[];
}

/** Runs of a line, whose regions are given place by place. */
export function namedRuns({ regions }: Capture, regionsOfLine: Uint32Array): NamedRuns {
  return {
    regions: lineRuns(regionsOfLine),
    objects: lineRuns(regionsOfLine.map((region) => regions.object[region] ?? 0)),
  };
}

/** The names on screen. */
export function placeLabels(
  capture: Capture,
  runs: NamedRuns,
  { curve, view, size }: { readonly curve: Curve; readonly view: CurveView; readonly size: CurveSize },
  text: { readonly measure: Measure; readonly scale: number },
): CurveLabel[] {
  const objectOf = (region: number): number => capture.regions.object[region] ?? -1;
  const own = curveLabels(curve, runs.regions, view, size, {
    ...text,
    forms: (region) => regionForms(capture, region),
  });
  const named = new Set(own.map(({ region }) => objectOf(region)));
  // What belongs to no object has no name beside that of its region.
  const others = runs.objects.filter(({ region: object }) => capture.objects[object] && !named.has(object));
  const forms = (object: number): readonly string[] => objectLabelForms(capture, object);
  return [...own, ...curveLabels(curve, others, view, size, { ...text, forms })];
}

/** Names of a region from long to short: a file's with the file's name, others down to what they are. */
function regionForms(capture: Capture, region: number): readonly string[] {
  const own = regionLabelForms(capture, region);
  const object = capture.regions.object[region] ?? -1;
  const whose = objectLabel(capture, object);
  if (capture.objects[object]?.path !== undefined && whose !== own[0]) {
    return [...own.map((form) => `${whose} › ${form}`), ...objectLabelForms(capture, object)];
  }
  const kind = kindIds[capture.regions.kind[region] ?? 0];
  return [...own.slice(0, 1), ...(kind ? kindNameForms(kind) : [])].filter((form) => form !== '');
}
