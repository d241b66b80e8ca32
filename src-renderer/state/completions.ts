/** What may be typed into the "Go to" box next, with how much it would find. Pure. */
import type { Capture } from '@contract/capture.ts';
import { kindIds, type KindId } from '@contract/kinds.ts';
import { kindName } from '@words/kinds.ts';
import { objectLabel } from '@words/labels.ts';
import { comparedKeys } from '@contract/comparison.ts';
import { permissionText } from '@contract/rows.ts';
import { parseQuery } from '@read/query.ts';
import { matchingRegions } from './search.ts';

/** One line of the list. */
export interface Completion {
  /** The whole query once it has been taken. */
  readonly query: string;
  /** The word that it puts in. */
  readonly word: string;
  readonly says: string;
  /** Regions that the query would find; undefined where that is not known before it is asked. */
  readonly count?: number;
}

/** Lines shown at most. */
const most = 9;

interface Candidate {
  readonly word: string;
  readonly says: string;
  /** True for what is asked of the main side, and cannot be counted here. */
  readonly uncounted?: boolean;
}

/** The completions of a query's last word; of an empty query what was asked before, and what can be asked. */
export function completionsOf(capture: Capture, query: string, before: readonly string[]): readonly Completion[] {
  const [word = ''] = /\S*$/.exec(query) ?? [];
  const head = query.slice(0, query.length - word.length);
  const candidates = word === '' && head === '' ? [...asked(before), ...openings] : beginningWith(capture, word);
  const found: Completion[] = [];
  for (const { word: put, says, uncounted } of candidates) {
    if (found.length === most) break;
    if (put === word || found.some((other) => other.word === put)) continue;
    const whole = `${head}${put}`;
    const count = uncounted ? undefined : countOf(capture, whole);
    if (count === 0) continue;
    found.push({ query: whole, word: put, says, ...(count === undefined ? {} : { count }) });
  }
  return found;
}

const asked = (before: readonly string[]): readonly Candidate[] =>
  before.slice(0, 4).map((word) => ({ word, says: 'asked before', uncounted: true }));

/** What can be asked at all: the words of the language by example. */
const openings: readonly Candidate[] = [
  { word: 'stack', says: 'every stack' },
  { word: 'heap', says: 'every heap' },
  { word: 'w+x', says: 'writable and executable' },
  { word: 'rss>1M', says: 'more than 1 MiB in memory' },
  { word: 'size>=64k', says: 'at least 64 KiB large' },
  { word: 'kind:guard', says: 'one kind' },
  { word: 'sym:malloc', says: 'a symbol by its name', uncounted: true },
  { word: '0x', says: 'an address, a log line, the stack of a crash', uncounted: true },
];

function beginningWith(capture: Capture, word: string): readonly Candidate[] {
  const wanted = word.toLowerCase();
  if (wanted === '') return [];
  const bare = wanted.replace(/^kind:/, '');
  const prefixed = bare !== wanted;
  const kindsFound = presentKinds(capture)
    .filter((id) => id.includes(bare) || kindName(id).toLowerCase().includes(bare))
    .map((id) => ({ word: `kind:${id}`, says: kindName(id) }));
  if (prefixed) return kindsFound;
  const sorts = openings.filter(({ word: opening }) => opening.startsWith(wanted));
  const keys = Object.keys(comparedKeys)
    .filter((key) => key.startsWith(wanted))
    .map((key) => ({ word: `${key}>1M`, says: 'compared with a size' }));
  return [...sorts, ...kindsFound, ...permissionsOf(capture, wanted), ...keys, ...files(capture, wanted)];
}

function presentKinds({ regions }: Capture): readonly KindId[] {
  const present = new Uint8Array(256);
  for (let row = 0; row < regions.length; row++) present[regions.kind[row] ?? 0] = 1;
  return kindIds.filter((_, index) => present[index] === 1);
}

function permissionsOf({ mappings }: Capture, wanted: string): readonly Candidate[] {
  if (!/^[r-]/.test(wanted)) return [];
  const texts = new Set(Array.from(mappings.perms, permissionText));
  return [...texts].filter((text) => text.startsWith(wanted)).map((word) => ({ word, says: 'these permissions' }));
}

/** Files and other objects by a part of their names; names with blanks are quoted. */
function files(capture: Capture, wanted: string): readonly Candidate[] {
  if (wanted.length < 2) return [];
  const names = new Set(capture.objects.map((_, index) => objectLabel(capture, index)));
  return [...names]
    .filter((name) => name.toLowerCase().includes(wanted) && !name.includes('"'))
    .slice(0, most)
    .map((name) => ({ word: /\s/.test(name) ? `"${name}"` : name, says: 'by name' }));
}

function countOf(capture: Capture, query: string): number {
  const parsed = parseQuery(query);
  if (!parsed.ok) return 0;
  const rows = matchingRegions(capture, parsed.terms);
  return typeof rows === 'string' ? 0 : rows.length;
}
