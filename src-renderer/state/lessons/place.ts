/** Where a step of a lesson wants the picture: the span to fly to, the regions in the light, the marks. Pure. */
import { pageNumberOf, parseAddress } from '@contract/address.ts';
import type { Capture } from '@contract/capture.ts';
import { kindIndex, kinds, type KindId } from '@contract/kinds.ts';
import type { LessonLabel, LessonLook } from '@contract/lesson.ts';
import type { PageNumber } from '@contract/units.ts';
import { rowAt } from '@contract/rows.ts';
import type { StackMark } from '../../layout/stackMarks.ts';
import type { RegionMask, ViewSpan } from '../model.ts';

/** Rows of the regions that a word means: `kind:heap`, or a label of the program. */
function regionsOf(capture: Capture, word: string, labels: readonly LessonLabel[]): number[] {
  const { regions } = capture;
  if (word.startsWith('kind:')) {
    const kind = word.slice('kind:'.length);
    if (!isKind(kind)) return [];
    return [...regions.kind.keys()].filter((row) => regions.kind[row] === kindIndex[kind]);
  }
  const page = pageOfLabel(labels.find(({ label }) => label === word));
  const row = page === undefined ? -1 : rowAt(regions, page);
  return row < 0 ? [] : [row];
}

const isKind = (word: string): word is KindId => Object.hasOwn(kinds, word);

function pageOfLabel(label: LessonLabel | undefined): PageNumber | undefined {
  const address = label && parseAddress(label.address);
  return address === undefined ? undefined : pageNumberOf(address);
}

/** The span to fly to; `home` for the whole, undefined while what is meant is not in the capture. */
export function spanOfLook(
  capture: Capture,
  look: LessonLook | undefined,
  labels: readonly LessonLabel[],
): ViewSpan | 'home' | undefined {
  if (look?.zoom === undefined || look.zoom === 'whole') return 'home';
  const rows = regionsOf(capture, look.zoom, labels);
  const [first] = rows;
  const last = rows.at(-1);
  if (first === undefined || last === undefined) return undefined;
  const { start, end } = capture.regions;
  return { start: start[first] as PageNumber, end: end[last] as PageNumber };
}

/** Which regions stay bright: those of the spotlight, or all but the kinds that the lesson leaves out. */
export function maskOfLook(
  capture: Capture,
  look: LessonLook | undefined,
  labels: readonly LessonLabel[],
  hide: readonly KindId[],
  spotlight: boolean,
): RegionMask {
  const { regions } = capture;
  const lit = spotlight ? (look?.spotlight ?? []).flatMap((word) => regionsOf(capture, word, labels)) : [];
  if (lit.length === 0 && hide.length === 0) return undefined;
  const mask = new Uint8Array(regions.length).fill(lit.length > 0 ? 0 : 1);
  for (const row of lit) mask[row] = 1;
  const hidden = new Set(hide.map((kind) => kindIndex[kind]));
  for (let row = 0; row < mask.length; row++) if (hidden.has(regions.kind[row] ?? -1)) mask[row] = 0;
  return mask;
}

/** A mark for every label of the program that lies in a mapped region. */
export function marksOfLabels(capture: Capture, labels: readonly LessonLabel[]): readonly StackMark[] {
  return labels.flatMap((label) => {
    const page = pageOfLabel(label);
    const region = page === undefined ? -1 : rowAt(capture.regions, page);
    return page === undefined || region < 0
      ? []
      : [{ region, page, label: label.label.replaceAll('-', ' '), mark: 'named' as const }];
  });
}

/** Line of the source, from 0, at which the program waits in a step: where it says so, else where it is told the name. */
export function waitingLine(source: string, step: string): number | undefined {
  const lines = source.split('\n');
  const said = lines.findIndex((line) => line.includes(`step("${step}")`));
  const at = said < 0 ? lines.findIndex((line) => line.includes(`"${step}"`)) : said;
  return at < 0 ? undefined : at;
}
