/**
 * The language of facts: sums of references compared with each other, nothing else. No loop, no call of anything
 * outside a capture and a bounded length, so that a hostile lesson can do no harm by its facts.
 *
 *     fact      = sum op sum [tolerance]          op = == != < <= > >= ~ (equal within the tolerance)
 *     sum       = term { ("+" | "-") term }       with blanks around + and -, since labels hold hyphens
 *     term      = number[K|M|G] | word | permissions | reference["@" step]
 *     reference = [process "."] (function "(" argument {"," argument} ")" | label | figure)
 */

/** What a term stands for. `scale` has been applied to numbers: 8K is 8192. */
export type Term =
  | { readonly type: 'number'; readonly value: bigint }
  | { readonly type: 'word'; readonly word: string }
  | {
      readonly type: 'reference';
      /** The process that a line `@process NAME PID` named; undefined is the lesson's own program. */
      readonly process?: string;
      readonly function: FactFunction;
      readonly arguments: readonly Argument[];
      /** The step whose moment is meant; undefined is the step that the fact belongs to. */
      readonly step?: string;
    };

/** What stands between the parentheses: a label of the program, or all regions of a kind. */
export type Argument =
  | { readonly type: 'label'; readonly label: string }
  | { readonly type: 'kind'; readonly kind: string }
  | { readonly type: 'guard'; readonly label: string };

export interface Sum {
  readonly terms: readonly { readonly sign: 1 | -1; readonly term: Term }[];
}

export const operators = ['==', '!=', '<=', '>=', '<', '>', '~'] as const;
export type Operator = (typeof operators)[number];

/** One comparison. `text` is what the author wrote, blanks made one. */
export interface Expression {
  readonly text: string;
  readonly left: Sum;
  readonly operator: Operator;
  readonly right: Sum;
  /** For `~`: how far the sides may lie apart. */
  readonly tolerance?: bigint;
}

/** Functions of a label's span. */
const ofLabel = [
  'mapped',
  'kind',
  'certainty',
  'perms',
  'file',
  'inode',
  'offset',
  'present',
  'exclusive',
  'filepages',
  'swapped',
  'pss',
  'private',
  'dirty',
  'anon',
  'thp',
  'span',
  'guard',
  'frame',
  'value',
  'address',
] as const;
/** Functions of a label's mapping, or of all regions of a kind. */
const ofEither = ['size', 'rss', 'count'] as const;
const ofTwo = ['same', 'distance'] as const;
/** Figures of the whole process; they take no argument. */
const ofProcess = ['vmsize', 'vmrss', 'vmpte', 'threads', 'mappings'] as const;

export type FactFunction =
  (typeof ofLabel)[number] | (typeof ofEither)[number] | (typeof ofTwo)[number] | (typeof ofProcess)[number];

const all: readonly string[] = [...ofLabel, ...ofEither, ...ofTwo, ...ofProcess];
const isFunction = (name: string): name is FactFunction => all.includes(name);
const isFigure = (name: string): name is FactFunction => (ofProcess as readonly string[]).includes(name);

/** How labels, steps and processes may be called (the lines that a program prints obey the same). */
export const namePattern = /^[a-z][a-z0-9-]{0,31}$/;

/** Longest fact in characters; the longest of the shipped lessons has 70. */
const longest = 300;

/** An expression, or one sentence that says what is wrong with the text. */
export type Parsed = { readonly ok: true; readonly value: Expression } | { readonly ok: false; readonly why: string };

class Misfit extends Error {}

/** Reads one fact. Blanks at both ends do not matter. */
export function parseExpression(source: string): Parsed {
  const text = source.trim().replace(/\s+/g, ' ');
  if (text.length > longest) return { ok: false, why: `it is longer than ${longest} characters` };
  try {
    return { ok: true, value: comparison(text) };
  } catch (error) {
    if (error instanceof Misfit) return { ok: false, why: error.message };
    throw error;
  }
}

/** Reads a sum without a comparison: what `{…}` in the text of a step may hold. */
export function parseSum(
  source: string,
): { readonly ok: true; readonly value: Sum } | { readonly ok: false; readonly why: string } {
  try {
    return { ok: true, value: sum(source.trim().replace(/\s+/g, ' ')) };
  } catch (error) {
    if (error instanceof Misfit) return { ok: false, why: error.message };
    throw error;
  }
}

function comparison(text: string): Expression {
  const found = / (==|!=|<=|>=|<|>|~) /.exec(text);
  if (!found) throw new Misfit('there is no comparison in it: one of == != < <= > >= ~ between blanks');
  const operator = found[1] as Operator;
  const left = sum(text.slice(0, found.index));
  let rest = text.slice(found.index + found[0].length);
  let tolerance: bigint | undefined;
  if (operator === '~') {
    const last = rest.lastIndexOf(' ');
    const term = last < 0 ? undefined : number(rest.slice(last + 1));
    if (term === undefined) throw new Misfit('~ needs a tolerance at its end: “rss(block) ~ 8M 64K”');
    tolerance = term;
    rest = rest.slice(0, last);
  }
  const right = sum(rest);
  return { text, left, operator, right, ...(tolerance === undefined ? {} : { tolerance }) };
}

function sum(text: string): Sum {
  const parts = text.trim().split(/ ([+-]) /);
  const terms = parts.flatMap((part, index) =>
    index % 2 === 1 ? [] : [{ sign: parts[index - 1] === '-' ? (-1 as const) : (1 as const), term: term(part) }],
  );
  return { terms };
}

const scales: Readonly<Record<string, bigint>> = { '': 1n, K: 1024n, M: 1024n ** 2n, G: 1024n ** 3n };

function number(text: string): bigint | undefined {
  const found = /^(\d{1,15})([KMG]?)$/.exec(text) ?? undefined;
  return found && BigInt(found[1] ?? '') * (scales[found[2] ?? ''] ?? 1n);
}

function term(text: string): Term {
  if (text === '') throw new Misfit('one side of it is empty');
  const value = number(text);
  if (value !== undefined) return { type: 'number', value };
  const found =
    /^(?:([a-z][a-z0-9-]*)\.)?([a-z][a-z0-9-]*)(?:\(([^()]*(?:\([^()]*\))?)\))?(?:@([a-z][a-z0-9-]*))?$/.exec(text);
  if (!found) return { type: 'word', word: text };
  const [, process, name = '', inside, step] = found;
  const at = { ...(process === undefined ? {} : { process }), ...(step === undefined ? {} : { step }) };
  if (inside === undefined) {
    if (isFigure(name)) return { type: 'reference', function: name, arguments: [], ...at };
    // A bare word is a kind, "yes", "no" or a label: which one is decided against the program's labels.
    if (process === undefined && step === undefined) return { type: 'word', word: name };
    return { type: 'reference', function: 'address', arguments: [{ type: 'label', label: name }], ...at };
  }
  if (!isFunction(name)) throw new Misfit(`“${name}” is not known; ${suggestion(name)}`);
  const given = inside
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== '')
    .map(argument);
  const wanted = isFigure(name) ? 0 : (ofTwo as readonly string[]).includes(name) ? 2 : 1;
  if (given.length !== wanted) throw new Misfit(`${name} takes ${wanted} argument${wanted === 1 ? '' : 's'}`);
  const kinds = given.some(({ type }) => type === 'kind');
  if (kinds && !(ofEither as readonly string[]).includes(name)) throw new Misfit(`${name} takes a label, not a kind`);
  if (name === 'count' && !kinds) throw new Misfit('count takes a kind: count(kind:guard)');
  return { type: 'reference', function: name, arguments: given, ...at };
}

function argument(text: string): Argument {
  if (text.startsWith('kind:')) return { type: 'kind', kind: text.slice(5) };
  const guard = /^guard\(([a-z][a-z0-9-]*)\)$/.exec(text);
  if (guard) return { type: 'guard', label: guard[1] ?? '' };
  if (!namePattern.test(text)) throw new Misfit(`“${text}” is no label`);
  return { type: 'label', label: text };
}

/** The nearest known word, when one is near. */
function suggestion(name: string): string {
  const nearest = all
    .map((word) => ({ word, distance: editDistance(name, word) }))
    .sort((a, b) => a.distance - b.distance)[0];
  return nearest && nearest.distance <= 2 ? `did you mean ${nearest.word}?` : `known are ${all.join(' ')}`;
}

/** Levenshtein's distance; the words here have at most 32 letters. */
export function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const swap = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, swap));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}

/** Every label, process and step that an expression names, for the check of a lesson. */
export function namesIn({ left, right }: Pick<Expression, 'left' | 'right'>): {
  readonly labels: readonly string[];
  readonly kinds: readonly string[];
  readonly processes: readonly string[];
  readonly steps: readonly string[];
} {
  const terms = [...left.terms, ...right.terms].map(({ term: one }) => one);
  const references = terms.filter((one) => one.type === 'reference');
  const given = references.flatMap((one) => one.arguments);
  return {
    labels: given.flatMap((one) => (one.type === 'kind' ? [] : [one.label])),
    kinds: given.flatMap((one) => (one.type === 'kind' ? [one.kind] : [])),
    processes: references.flatMap((one) => (one.process === undefined ? [] : [one.process])),
    steps: references.flatMap((one) => (one.step === undefined ? [] : [one.step])),
  };
}

/** The comparisons that a condition joins with "and": all of them must hold. */
export const conditions = (when: string): string[] => when.split(/\s+and\s+/);
