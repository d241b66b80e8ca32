/** The words of `procatlas diff`. Pure: prints nothing, reads nothing. */
import { parseArgs } from 'node:util';
import { compares, parseComparison, type Comparison } from '../contract/comparison.ts';
import { asBytes } from '../contract/units.ts';
import { growthKeys, type GrowthKey } from '../time/growth.ts';

/** A bound on how much a figure of the whole process may change, as it was written. */
export interface GrowthBound {
  readonly text: string;
  readonly key: GrowthKey;
  /** Whether a change in bytes is one that is to fail. */
  readonly exceeded: (change: number) => boolean;
}

/** What to compare. */
export interface DiffOptions {
  readonly before: string;
  readonly after: string;
  readonly json: boolean;
  readonly bounds: readonly GrowthBound[];
}

/** Reads the words, or tells in one sentence what is wrong with them. Unknown options throw what parseArgs throws. */
export function parseDiff(
  words: readonly string[],
): DiffOptions | { readonly help: true } | { readonly wrong: string } {
  const { values, positionals } = parseArgs({
    args: [...words],
    options: {
      help: { type: 'boolean', short: 'h' },
      json: { type: 'boolean' },
      'fail-on': { type: 'string', multiple: true },
    },
    allowPositionals: true,
    strict: true,
  });
  if (values.help) return { help: true };
  const [before, after, surplus] = positionals;
  if (!before || !after) return { wrong: 'diff needs two moments: procatlas diff A B [--json] [--fail-on BOUND].' };
  if (surplus !== undefined) return { wrong: `diff compares two moments: “${surplus}” is one too many.` };
  const bounds: GrowthBound[] = [];
  for (const text of values['fail-on'] ?? []) {
    const bound = parseBound(text);
    if ('wrong' in bound) return bound;
    bounds.push(bound);
  }
  return { before, after, json: values.json ?? false, bounds };
}

const isGrowthKey = (key: string): key is GrowthKey => (growthKeys as readonly string[]).includes(key);

/** `rss>+10M`, `size<-1G`: a figure, an operator, a change in bytes; a sign is optional. */
function parseBound(text: string): GrowthBound | { readonly wrong: string } {
  const [, key = '', operator = '', sign = '', size = ''] =
    /^([a-z]+)\s*(>=|<=|>|<|=)\s*([+-]?)(.*)$/i.exec(text) ?? [];
  if (!isGrowthKey(key.toLowerCase())) {
    return {
      wrong: `“${text}” is no bound: write a figure (${growthKeys.join(', ')}) and a change, such as rss>+10M.`,
    };
  }
  const comparison = parseComparison(`${key}${operator}${size}`);
  if ('ok' in comparison) return { wrong: comparison.message };
  return bound(text, comparison, sign === '-' ? -1 : 1);
}

const bound = (text: string, comparison: Comparison, sign: 1 | -1): GrowthBound => ({
  text,
  key: comparison.key as GrowthKey,
  exceeded: (change) => compares(change, { ...comparison, value: asBytes(sign * comparison.value) }),
});
