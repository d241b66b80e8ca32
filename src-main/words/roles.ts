/** Two runs of a program side by side: how a region was found again, what has a partner, and what stayed in its place. */
import { formatAddress } from '../contract/address.ts';
import type { AloneBy, PairedBy } from '../contract/rolePairs.ts';
import { asPageNumber } from '../contract/units.ts';
import { language } from './current.ts';
import { fill, type Filled } from './fill.ts';
import type { RoleForm } from './language.ts';
import { changeText } from './growth.ts';
import { sizeText } from './sizes.ts';

const said = (form: RoleForm, values: Readonly<Record<string, Filled>> = {}): string =>
  fill(language().roles[form], (name) => values[name]);
const text = (words: string): Filled => ({ text: () => words });
const count = (number: number): Filled => ({ text: () => number.toLocaleString('en-GB'), count: number });

/**
 * `by name`, or why there is no partner; `part`: of a heap that is there too, in other parts; `moved`: what is said besides
 * where a pair lies otherwise among the others than it did.
 */
export const foundText = (by: PairedBy | AloneBy | 'part' | 'moved'): string => said(by);

/** How much of one side has a partner; figures in bytes. */
export interface MatchedTold {
  readonly regions: number;
  readonly matched: number;
  readonly size: number;
  readonly matchedSize: number;
  readonly rss?: number;
  readonly matchedRss?: number;
}

/** One of two captures. */
export type SideLetter = 'A' | 'B';

/** `124 of 125 regions matched, 99.9 % of resident memory; 1 only in A`; of the addresses where that is not told. */
export function matchedText(
  { regions, matched, size, matchedSize, rss, matchedRss }: MatchedTold,
  side: SideLetter,
): string {
  const told = rss !== undefined && matchedRss !== undefined;
  const [whole, part] = told ? [rss, matchedRss] : [size, matchedSize];
  const share = whole === 0 ? '100' : ((part / whole) * 100).toFixed(1);
  return said(told ? 'of-rss' : 'of-size', {
    matched: count(matched),
    regions: count(regions),
    share: text(share),
    alone: count(regions - matched),
    side: text(side),
  });
}

/** How the regions of one thing differ between the two, and by how many bytes. */
export interface PiecesTold {
  /** Regions in B less those in A. */
  readonly more: number;
  /** Missing where a side does not tell its bytes. */
  readonly change?: number;
  /** Regions without a partner. */
  readonly alone: Readonly<Record<SideLetter, number>>;
}

/** `24 more regions in B, +6 MiB`; where there are as many, those that have no partner; empty where each has one. */
export function piecesText({ more, change, alone }: PiecesTold): string {
  if (more !== 0) {
    const form = more > 0 ? 'more-regions' : 'fewer-regions';
    const regions = said(form, { regions: count(Math.abs(more)) });
    return change === undefined || change === 0 ? regions : `${regions}, ${changeText(change)}`;
  }
  return (['A', 'B'] as const)
    .flatMap((side) => (alone[side] === 0 ? [] : said('alone-in', { regions: count(alone[side]), side: text(side) })))
    .join(', ');
}

/** `only in A`. */
export const onlyText = (side: SideLetter): string => said('only-in', { side: text(side) });

/** What stands on one side where its partner lies elsewhere among the others on the other: `elsewhere in B`. */
export const elsewhereText = (side: SideLetter): string => said('elsewhere', { side: text(side) });

/** `312 smaller objects are left out: …`: what a picture of many has no room for; bytes of each side. */
export const leftOutText = (left: { readonly rows: number; readonly before: number; readonly after: number }): string =>
  said('left-out', {
    objects: count(left.rows),
    before: text(sizeText(left.before)),
    after: text(sizeText(left.after)),
  });

/** `malloc arenas of worker-2: 150 MiB more in B.`: whose memory differs most, by how many bytes. */
export function sidesSentence(most: { readonly name: string; readonly change: number } | undefined): string {
  if (!most || most.change === 0) return said('alike');
  const { name, change } = most;
  return said(change > 0 ? 'more' : 'less', { what: text(name), size: text(sizeText(Math.abs(change))) });
}

/** Whether what has a partner lies in the same order on both sides. */
export const orderText = (moved: number): string =>
  moved === 0 ? said('same-order') : said('other-order', { regions: count(moved) });

/** How far something lies from where it lay: `+0x1f000`, `-0x2000`, `0`. */
export const shiftText = (pages: number): string =>
  pages === 0 ? '0' : `${pages < 0 ? '-' : '+'}${formatAddress(asPageNumber(Math.abs(pages)))}`;
