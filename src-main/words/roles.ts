/** Two runs of a program side by side: how a region was found again, what has a partner, and what stayed in its place. */
import { formatAddress } from '../contract/address.ts';
import type { AloneBy, PairedBy } from '../contract/rolePairs.ts';
import { asPageNumber } from '../contract/units.ts';
import { language } from './current.ts';
import { fill, type Filled } from './fill.ts';
import type { RoleForm } from './language.ts';
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

/** `124 of 125 regions matched, 99.9 % of resident memory`; of the addresses where resident memory is not told. */
export function matchedText({ regions, matched, size, matchedSize, rss, matchedRss }: MatchedTold): string {
  const told = rss !== undefined && matchedRss !== undefined;
  const [whole, part] = told ? [rss, matchedRss] : [size, matchedSize];
  const share = whole === 0 ? '100' : ((part / whole) * 100).toFixed(1);
  return said(told ? 'of-rss' : 'of-size', { matched: count(matched), regions: count(regions), share: text(share) });
}

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
