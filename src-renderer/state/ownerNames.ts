/** How a line of "where the growth went" is called, and what it selects. Pure. */
import type { Capture } from '@contract/capture.ts';
import { kindIndex } from '@contract/kinds.ts';
import type { Difference } from '@time/difference.ts';
import type { OwnerGrowth } from '@time/growth.ts';
import { ownerSets, type OwnerSet } from '@time/ownerSets.ts';
import { arenasName, growthSentence } from '@words/growth.ts';
import { ownerName as nameOfOwner } from '@words/owners.ts';
import { selectObject, selectRegion } from './located.ts';
import type { Selection } from './model.ts';

const sideOf = ({ before, after }: Difference, { owner }: OwnerGrowth): Capture =>
  owner.of === 'before' ? before : after;

/** An owner's name. */
export const ownerName = (difference: Difference, growth: OwnerGrowth): string =>
  nameOfOwner(sideOf(difference, growth), growth.owner.objects, growth.owner.kinds);

/** The name of a set: that of its only owner, or what glibc's arenas are together. */
export const setName = (difference: Difference, { what, members }: OwnerSet): string =>
  what.type === 'arenas' && (members.length > 1 || what.thread !== undefined)
    ? arenasName(sideOf(difference, members[0]), what.thread)
    : ownerName(difference, members[0]);

/** What an owner selects in the capture that is shown; undefined for what is not there any more. */
export function ownerSelection(difference: Difference, growth: OwnerGrowth): Selection | undefined {
  if (growth.owner.of === 'before') return undefined;
  const { after } = difference;
  const [object] = growth.owner.objects;
  if (object !== undefined) return selectObject(after, object);
  const wanted = new Set(growth.owner.kinds.map((kind) => kindIndex[kind]));
  let best = -1;
  let most = -1;
  for (let row = 0; row < after.regions.length; row++) {
    if ((after.regions.object[row] ?? -1) >= 0 || !wanted.has(after.regions.kind[row] ?? -1)) continue;
    const change = difference.regions?.ofRow(after.regions.mapping[row] ?? 0);
    const weight = Math.abs(change?.rss ?? change?.size ?? 0);
    if (weight > most) [best, most] = [row, weight];
  }
  return best < 0 ? undefined : selectRegion(after, best);
}

/** The sentence of the day: what changed most, by how much, in what time. */
export function differenceSentence(difference: Difference): string {
  const [most] = ownerSets(difference);
  const { elapsed, sharing, rank, totals } = difference;
  const told = most?.figures[rank].change;
  const change = most && (told ?? most.figures.size.change ?? 0);
  const heaps = most?.what.type === 'arenas';
  return growthSentence({
    ...(most && change !== undefined
      ? {
          most: {
            name: setName(difference, most),
            change,
            unread: told === undefined,
            added: heaps ? most.added : 0,
            gone: heaps ? most.gone : 0,
          },
        }
      : {}),
    ...(elapsed === undefined ? {} : { elapsed }),
    sharing,
    unread: totals[rank].change === undefined,
    twoLives: !difference.oneLife,
  });
}
