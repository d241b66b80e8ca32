/**
 * What grew every time: of a leak that an action makes, repeated several times, the owner grows between each two marks,
 * whereas caches fill once. Pure.
 */
import type { Capture } from '../contract/capture.ts';
import { differenceOf } from './difference.ts';
import { ownerSets } from './ownerSets.ts';

/** Keys of the owner sets that grew between each capture and the next; empty for fewer than three captures. */
export function grewEachTime(captures: readonly Capture[]): ReadonlySet<string> {
  if (captures.length < 3) return new Set();
  const steps = captures.slice(1).map((after, index) => {
    const difference = differenceOf(captures[index] ?? after, after);
    return new Set(
      ownerSets(difference)
        .filter(({ figures }) => (figures[difference.rank].change ?? figures.size.change ?? 0) > 0)
        .map(({ key }) => key),
    );
  });
  const [first = new Set<string>(), ...others] = steps;
  return new Set([...first].filter((key) => others.every((step) => step.has(key))));
}
