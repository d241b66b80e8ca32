/**
 * One order for two captures, so that what belongs together stands side by side: the order of the first, with what only
 * the second has inserted before the neighbour that follows it there. What lies elsewhere among the others than it did
 * has two places, one on each side. Pure.
 */
import { longestAscending } from './align.ts';
import type { ObjectPair } from './objects.ts';

/** A place in the common order. */
export interface CommonPlace {
  /** Index into the pairs. */
  readonly pair: number;
  /** `before` and `after`: the other side has nothing here. */
  readonly side: 'both' | 'before' | 'after';
  /** It has another place on the other side. */
  readonly moved: boolean;
}

/**
 * The places of pairs, from low to high addresses; `pairs` as {@link ./objects.ts} gives them, those of the first side in
 * the order of its addresses. Of pairs that lie in one place on both sides a longest row keeps its order and the others
 * have moved; what is scattered, or has no name, stands at its first place on the first side. O(pairs · log).
 */
export function commonOrder(pairs: readonly ObjectPair[]): CommonPlace[] {
  const at = (pair: number): number => pairs[pair]?.after?.regions[0] ?? -1;
  const placed = pairs.flatMap(({ before, after }, pair) => (before?.placed && after?.placed ? [pair] : []));
  const anchors = longestAscending(placed.map(at)).flatMap((place) => placed[place] ?? []);
  const staying = new Set(anchors);
  const moved = new Set(placed.filter((pair) => !staying.has(pair)));
  const extras = pairs
    .flatMap(({ before, after }, pair) => (after && (!before || moved.has(pair)) ? [pair] : []))
    .sort((a, b) => at(a) - at(b));
  const places: CommonPlace[] = [];
  let next = 0;
  const insertBelow = (limit: number): void => {
    for (let pair = extras[next]; pair !== undefined && at(pair) < limit; pair = extras[++next]) {
      places.push({ pair, side: 'after', moved: moved.has(pair) });
    }
  };
  pairs.forEach(({ before, after }, pair) => {
    if (!before) return;
    if (staying.has(pair)) insertBelow(at(pair));
    const there = after !== undefined && !moved.has(pair);
    places.push({ pair, side: there ? 'both' : 'before', moved: moved.has(pair) });
  });
  insertBelow(Infinity);
  return places;
}
