/** Where one is, in words: Whole address space › Libraries › libc.so.6 › Code. */
import { formatAddress } from '@contract/address.ts';
import { kindIds } from '@contract/kinds.ts';
import { kindNameForms } from '@words/kinds.ts';
import { regionLabelForms } from '@words/labels.ts';
import { asPageNumber, type PageNumber } from '@contract/units.ts';
import { areaOf, runLabelForms } from './hierarchy.ts';
import type { Scene } from './scene.ts';
import { entry, regionOf, type SegmentIndex } from './segments.ts';
import { edgeFinder, isHome, placeAt } from './view.ts';

/** One step of the path; without a span it stands for the whole. */
export interface Crumb {
  readonly text: string;
  /** What may stand for it in a long path. */
  readonly short?: string;
  readonly span?: { readonly start: PageNumber; readonly end: PageNumber };
}

/** A thing names the view when it fills at least this share of the screen. */
const filling = 0.6;

/** The path to what fills the screen. */
export function breadcrumb(scene: Pick<Scene, 'structure' | 'scale' | 'view'>): Crumb[] {
  const { structure, scale, view } = scene;
  const { segments, runs, capture } = structure;
  const crumbs: Crumb[] = [{ text: 'Whole address space' }];
  if (isHome(scale, view)) return crumbs;
  const centre = placeAt(scale, view, view.extent / 2);
  const edge = edgeFinder(scale, view);
  const fills = (first: SegmentIndex, last: SegmentIndex): boolean =>
    Math.min(view.extent, edge(last + 1)) - Math.max(0, edge(first)) >= view.extent * filling;
  const span = (first: SegmentIndex, last: SegmentIndex): Crumb['span'] => ({
    start: asPageNumber(entry(segments.start, first)),
    end: asPageNumber(entry(segments.end, last)),
  });
  const add = ([text = '', short]: readonly string[], first: SegmentIndex, last: SegmentIndex): void => {
    const where = span(first, last);
    crumbs.push({ text, ...(short === undefined ? {} : { short }), ...(where ? { span: where } : {}) });
  };
  const area = areaOf(structure, centre.segment);
  if (area && fills(area.first, area.last)) add([area.name], area.first, area.last);
  const run = entry(runs.ofSegment, centre.segment);
  const inObject = run >= 0 && entry(runs.object, run) >= 0 && fills(entry(runs.first, run), entry(runs.last, run));
  if (inObject) add(runLabelForms(structure, run), entry(runs.first, run), entry(runs.last, run));
  const region = regionOf(segments, centre.segment);
  if (region === undefined || !fills(centre.segment, centre.segment)) return crumbs;
  const kind = kindIds[entry(capture.regions.kind, region)];
  add(inObject && kind ? kindNameForms(kind) : regionLabelForms(capture, region), centre.segment, centre.segment);
  const onePage = entry(scale.rate, centre.segment);
  if (onePage >= view.extent * filling) {
    const page = centre.page;
    crumbs.push({ text: `page ${formatAddress(page)}`, span: { start: page, end: asPageNumber(page + 1) } });
  }
  return crumbs;
}

/** A path of more steps than this is told in short names. */
const longPath = 3;

/** The steps in words as short as they must be; two in a row are never told alike for being shortened. */
export function crumbTexts(crumbs: readonly Crumb[]): readonly string[] {
  if (crumbs.length <= longPath) return crumbs.map(({ text }) => text);
  return crumbs.map(({ text, short: own = text }, index) => {
    const short = index === 0 ? 'Whole' : own;
    const alike = [crumbs[index - 1], crumbs[index + 1]].some((beside) => beside?.text === short);
    return alike ? text : short;
  });
}
