/** The words of `procatlas diff`. Pure: prints nothing, reads nothing. */
import { compares, parseComparison, type Comparison } from '../contract/comparison.ts';
import { asBytes } from '../contract/units.ts';
import { growthKeys, type GrowthKey } from '../time/growth.ts';
import { ownCommand } from '../procfs/remedies.ts';
import { diffUsage } from './usage/diff.ts';
import { readCommand, UsageError } from './usage/words.ts';

/** A bound on how much a figure of the whole process may change, as it was written. */
interface GrowthBound {
  readonly text: string;
  readonly key: GrowthKey;
  /** Whether a change in bytes is one that is to fail. */
  readonly exceeded: (change: number) => boolean;
}

/** What to compare. */
export interface DiffOptions {
  readonly before: string;
  readonly after: string;
  /** What rows are found by; without it by address in one life, and by role otherwise. */
  readonly by?: 'address' | 'role';
  readonly json: boolean;
  readonly bounds: readonly GrowthBound[];
}

/** Reads the words; throws UsageError with one sentence when they make no sense. */
export function parseDiff(words: readonly string[]): DiffOptions | { readonly help: true } {
  const { has, value, values, others } = readCommand(diffUsage, words);
  if (has('help')) return { help: true };
  const [before, after, surplus] = others;
  if (!before || !after)
    throw new UsageError(`diff needs two moments, each a PID, a NAME or a FILE: ${ownCommand('diff A B')}.`);
  if (surplus !== undefined) throw new UsageError(`diff compares two moments: “${surplus}” is one too many.`);
  const by = value('by');
  if (by !== undefined && by !== 'address' && by !== 'role') {
    throw new UsageError(`“${by}” is no way to compare: write --by address or --by role.`);
  }
  return {
    before,
    after,
    ...(by === undefined ? {} : { by }),
    json: has('json'),
    bounds: values('fail-on').map(parseBound),
  };
}

const isGrowthKey = (key: string): key is GrowthKey => (growthKeys as readonly string[]).includes(key);

/** `rss>+10M`, `size<-1G`: a figure, an operator, a change in bytes; a sign is optional. */
function parseBound(text: string): GrowthBound {
  const [, key = '', operator = '', sign = '', size = ''] =
    /^([a-z]+)\s*(>=|<=|>|<|=)\s*([+-]?)(.*)$/i.exec(text) ?? [];
  if (!isGrowthKey(key.toLowerCase())) {
    throw new UsageError(
      `“${text}” is no bound: write a figure (${growthKeys.join(', ')}) and a change, such as rss>+10M.`,
    );
  }
  const comparison = parseComparison(`${key}${operator}${size}`);
  if ('ok' in comparison) throw new UsageError(comparison.message);
  return bound(text, comparison, sign === '-' ? -1 : 1);
}

const bound = (text: string, comparison: Comparison, sign: 1 | -1): GrowthBound => ({
  text,
  key: comparison.key as GrowthKey,
  exceeded: (change) => compares(change, { ...comparison, value: asBytes(sign * comparison.value) }),
});
