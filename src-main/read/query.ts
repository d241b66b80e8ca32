/**
 * The language of the "Go to" box and of `pmap --filter`: terms separated by spaces, all of which must hold.
 *
 *   7f12a000, 0x7f12a000      an address            libc, "my file"      part of a name or path
 *   7f12a000-7f12b000         a span of addresses   heap, stack          all kinds of the sort
 *                                                   tls, kind:heap       one kind, by id or name
 *   sym:malloc (alone, in the box only) a symbol of a mapped file
 *   rw-p, rwx, w+x, wx        permissions           rss > 1 MiB, size>=64k   a comparison
 */
import { parseAddress } from '../contract/address.ts';
import { permissionBits } from '../contract/capture.ts';
import { kindIds, kinds, type KindId } from '../contract/kinds.ts';
import { kindName } from '../words/kinds.ts';
import type { Address } from '../contract/units.ts';
import { comparisonPattern, parseComparison } from '../contract/comparison.ts';
import type { Comparison } from '../contract/comparison.ts';

/** One condition of a query. */
export type QueryTerm =
  | Comparison
  | {
      readonly type: 'address';
      readonly address: Address;
      /** Given when the text had no `0x` and may be meant as part of a name. */
      readonly orName?: string;
    }
  | { readonly type: 'span'; readonly start: Address; readonly end: Address }
  | { readonly type: 'kind'; readonly kinds: readonly KindId[] }
  | { readonly type: 'permission'; readonly mask: number; readonly bits: number }
  | { readonly type: 'name'; readonly text: string };

/** A parsed query, or a sentence about what is wrong with it. */
export type ParsedQuery =
  { readonly ok: true; readonly terms: readonly QueryTerm[] } | { readonly ok: false; readonly message: string };

const bad = (message: string): { ok: false; message: string } => ({ ok: false, message });

/** The kind that has this id or name, whatever the case. */
function kindNamed(text: string): KindId | undefined {
  const wanted = text.toLowerCase();
  return kindIds.find((id) => id === wanted || kindName(id).toLowerCase() === wanted);
}

/** Words that stand for all kinds of their sort: nobody who asks for the stacks means the main thread's alone. */
const sorts: Readonly<Record<string, readonly KindId[]>> = {
  stack: kindIds.filter((id) => id.endsWith('stack')),
  heap: kindIds.filter((id) => kinds[id].family === 'heap' || id.endsWith('heap')),
};

/** The kinds that a word alone stands for; empty when it is none. */
function kindsNamed(text: string): readonly KindId[] {
  const sort = text.toLowerCase().replace(/s$/, '');
  if (Object.hasOwn(sorts, sort)) return sorts[sort] ?? [];
  const kind = kindNamed(text);
  return kind ? [kind] : [];
}

/** Blanks inside a comparison are taken out: `rss > 1 MiB` is one word. */
const withoutBlanks = (text: string): string =>
  text.replace(/\s*(>=|<=|>|<|=)\s*/g, '$1').replace(/([<>=]\d[\d.]*)\s+((?:[kmgt](?:i?b)?|b)(?=\s|$))/gi, '$1$2');

/** Cuts at spaces outside double quotes. Undefined when a quote is left open. */
function words(text: string): readonly { readonly text: string; readonly quoted: boolean }[] | undefined {
  const found: { text: string; quoted: boolean }[] = [];
  const pattern = /"([^"]*)"|[^\s"]+|(")/g;
  for (const match of text.matchAll(pattern)) {
    if (match[2] !== undefined) return undefined;
    if (match[1] !== undefined) found.push({ text: match[1], quoted: true });
    else found.push({ text: match[0], quoted: false });
  }
  return found;
}

/** `rw-p`, `r-x` (all letters count), or `w+x`, `wx` (these at least). */
function parsePermission(word: string): QueryTerm | undefined {
  if (/^[r-][w-][x-][ps]?$/.test(word)) {
    const { read, write, execute, shared } = permissionBits;
    const bits =
      (word.startsWith('r') ? read : 0) |
      (word[1] === 'w' ? write : 0) |
      (word[2] === 'x' ? execute : 0) |
      (word[3] === 's' ? shared : 0);
    return { type: 'permission', mask: read | write | execute | (word.length === 4 ? shared : 0), bits };
  }
  if (/^[rwxs](\+[rwxs])+$/.test(word) || /^(?:rw|rx|wx|xw)$/.test(word)) {
    const letters = {
      r: permissionBits.read,
      w: permissionBits.write,
      x: permissionBits.execute,
      s: permissionBits.shared,
    };
    let bits = 0;
    for (const letter of word.replaceAll('+', '')) bits |= letters[letter as keyof typeof letters];
    return { type: 'permission', mask: bits, bits };
  }
  return undefined;
}

/** An address or a span of addresses; an error when `0x` promises one and none follows. */
function parsePlace(word: string): QueryTerm | { ok: false; message: string } | undefined {
  const span = /^(?:0x)?([0-9a-f]{3,16})-(?:0x)?([0-9a-f]{3,16})$/i.exec(word);
  if (span) {
    const start = parseAddress(span[1] ?? '');
    const end = parseAddress(span[2] ?? '');
    if (start === undefined || end === undefined) return undefined;
    return start < end ? { type: 'span', start, end } : bad(`The span ${word} ends before it begins.`);
  }
  if (/^0x/i.test(word)) {
    const address = parseAddress(word);
    if (address !== undefined) return { type: 'address', address };
    return bad(`“${word}” is not an address: after 0x come 1 to 16 hexadecimal digits (0–9, a–f).`);
  }
  // Without 0x a word counts as an address only if it has a digit, so that "face" and "dead" can be names.
  const digits = word.replace(/[_'`]/g, '');
  const address = /^[0-9a-f]{4,16}$/i.test(digits) && /\d/.test(digits) ? parseAddress(word) : undefined;
  return address === undefined ? undefined : { type: 'address', address, orName: word };
}

function parseWord(word: string): QueryTerm | { ok: false; message: string } {
  if (/^sym:/i.test(word)) {
    return bad('Symbols can be visited, not filtered by: write sym: and a name, alone, into the “Go to” box.');
  }
  const prefixed = /^(kind|name|perm|address):(.+)$/i.exec(word);
  if (prefixed) {
    const value = prefixed[2] ?? '';
    switch ((prefixed[1] ?? '').toLowerCase()) {
      case 'kind': {
        const kind = kindNamed(value);
        return kind
          ? { type: 'kind', kinds: [kind] }
          : bad(`There is no kind “${value}”. The kinds are: ${kindIds.join(', ')}.`);
      }
      case 'perm':
        return parsePermission(value) ?? bad(`“${value}” is not a permission. Write it as rw-p, r-x or w+x.`);
      case 'address':
        return parsePlace(/^0x/i.test(value) ? value : `0x${value}`) ?? bad(`“${value}” is not an address.`);
      default:
        return { type: 'name', text: value };
    }
  }
  if (comparisonPattern.test(word)) return parseComparison(word);
  const named = kindsNamed(word);
  if (named.length > 0) return { type: 'kind', kinds: named };
  return parsePermission(word) ?? parsePlace(word) ?? { type: 'name', text: word };
}

/** Reads a query. An empty one has no terms and matches nothing. */
export function parseQuery(text: string): ParsedQuery {
  const whole = text.trim();
  if (whole === '') return { ok: true, terms: [] };
  // Kind names may have spaces in them: "Thread stack".
  const named = kindsNamed(whole);
  if (named.length > 0) return { ok: true, terms: [{ type: 'kind', kinds: named }] };
  const found = words(withoutBlanks(whole));
  if (!found) return bad('A double quote is not closed.');
  const terms: QueryTerm[] = [];
  for (const word of found) {
    const term: QueryTerm | { ok: false; message: string } = word.quoted
      ? { type: 'name', text: word.text }
      : parseWord(word.text);
    if ('ok' in term) return term;
    terms.push(term);
  }
  return { ok: true, terms };
}
