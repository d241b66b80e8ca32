/** Whether figures changed because of the process itself, or because others share its pages more or less than before. */
import type { Capture, MappingIndex, SmapsColumns } from '../contract/capture.ts';
import { smapsFigureReader } from '../contract/rows.ts';
import type { Strand } from './spans.ts';

/**
 * `own`: what is in memory or in swap changed. `sharing`: the same pages are there, but PSS, Shared_* or Private_*
 * tell that another process took or gave up its share. That is others' doing, and never highlighted: an idle Python
 * shows seven such rows a second and nothing else.
 */
export type FigureChange = 'none' | 'own' | 'sharing';

const ownKeys = ['Rss', 'Anonymous', 'Swap'];
const sharedKeys = ['Pss', 'Shared_Clean', 'Shared_Dirty', 'Private_Clean', 'Private_Dirty'];

/** Judges strands of the two captures one by one; without figures at both moments nothing can be told. */
export function figureChanges(before: Capture, after: Capture, strands: readonly Strand[]): FigureChange[] {
  const [old, now] = [before.smaps, after.smaps];
  if (!old || !now) return strands.map(() => 'none');
  const differs = (keys: readonly string[]): ((strand: Strand) => boolean) => {
    const pairs = keys
      .filter((key) => old.keys.includes(key) && now.keys.includes(key))
      .map((key) => [sumOf(old, key), sumOf(now, key)] as const);
    // A row that has come or changed since smaps was read tells nothing yet: the difference is NaN then, and claims nothing.
    return (strand) => pairs.some(([was, is]) => Math.abs(is(strand.after) - was(strand.before)) > 0);
  };
  const own = differs(ownKeys);
  const shared = differs(sharedKeys);
  return strands.map((strand) => (own(strand) ? 'own' : shared(strand) ? 'sharing' : 'none'));
}

function sumOf(smaps: SmapsColumns, key: string): (rows: readonly MappingIndex[]) => number {
  const read = smapsFigureReader(smaps, key);
  return (rows) => rows.reduce((sum, row) => sum + (read(row) ?? NaN), 0);
}
