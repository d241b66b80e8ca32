/**
 * Owners that are one thing to a person: the heaps of a malloc arena are separate objects of 64 MiB each, and a list that
 * names 28 of them one by one hides that they are one arena that grew. Pure.
 */
import type { MappedObject } from '../contract/capture.ts';
import { asBytes, type Tid } from '../contract/units.ts';
import type { Difference } from './difference.ts';
import { growthKeys, type FigureGrowth, type GrowthKey, type OwnerGrowth } from './growth.ts';

/** One line of "where the growth went". */
export interface OwnerSet {
  /** Equal for the same owners in the next difference. */
  readonly key: string;
  /** `arenas`: heaps of glibc's arenas, of the thread whose they are where that is known. */
  readonly what: { readonly type: 'owner' } | { readonly type: 'arenas'; readonly thread?: Tid };
  /** The greatest change first; never empty. */
  readonly members: readonly [OwnerGrowth, ...OwnerGrowth[]];
  readonly figures: Readonly<Record<GrowthKey, FigureGrowth>>;
  /** Members that were not there before, and that are there no more. */
  readonly added: number;
  readonly gone: number;
}

/** The sets of a difference, the greatest change of its rank first. */
export function ownerSets(difference: Difference): readonly OwnerSet[] {
  const groups = new Map<string, { what: OwnerSet['what']; members: OwnerGrowth[] }>();
  for (const growth of difference.owners) {
    const objects = objectsOf(difference, growth);
    const heaps =
      objects.length > 0 && growth.owner.kinds.length === 0 && objects.every(({ kind }) => kind === 'arena');
    const [first] = objects;
    const what: OwnerSet['what'] = heaps
      ? { type: 'arenas', ...(first?.tid === undefined ? {} : { thread: first.tid }) }
      : { type: 'owner' };
    const key =
      what.type === 'arenas' ? `arenas of ${ownerOfArenas(difference, growth, what.thread)}` : growth.owner.key;
    const group = groups.get(key) ?? { what, members: [] };
    group.members.push(growth);
    groups.set(key, group);
  }
  const weight = ({ figures }: OwnerSet): number =>
    Math.abs(figures[difference.rank].change ?? figures.size.change ?? 0);
  return [...groups]
    .flatMap(([key, { what, members }]): OwnerSet[] => {
      const [first, ...others] = members;
      if (!first) return [];
      return [
        {
          key,
          what,
          members: [first, ...others],
          figures: summed(members),
          added: members.filter(({ there }) => there === 'after').length,
          gone: members.filter(({ there }) => there === 'before').length,
        },
      ];
    })
    .sort((a, b) => weight(b) - weight(a) || (a.key < b.key ? -1 : 1));
}

/** Thread ids name threads in one life; in another run it is the name that stays. */
function ownerOfArenas(
  { before, after, oneLife }: Difference,
  { owner }: OwnerGrowth,
  thread: Tid | undefined,
): string {
  if (thread === undefined) return 'any';
  const { process } = owner.of === 'before' ? before : after;
  return (oneLife ? undefined : process.threads.find(({ tid }) => tid === thread)?.name) ?? String(thread);
}

/** The objects of an owner, in the capture that its numbers belong to. */
const objectsOf = ({ before, after }: Difference, { owner }: OwnerGrowth): readonly MappedObject[] =>
  owner.objects.flatMap((object) => (owner.of === 'before' ? before : after).objects[object] ?? []);

/** Sums figure by figure; what one member does not tell, the sum does not tell. */
function summed(members: readonly OwnerGrowth[]): OwnerSet['figures'] {
  const sum = (key: GrowthKey, part: keyof FigureGrowth): Partial<FigureGrowth> => {
    let total = 0;
    for (const { figures } of members) {
      const value = figures[key][part];
      if (value === undefined) return {};
      total += value;
    }
    return { [part]: asBytes(total) };
  };
  return Object.fromEntries(
    growthKeys.map((key) => [key, { ...sum(key, 'before'), ...sum(key, 'after'), ...sum(key, 'change') }]),
  ) as unknown as OwnerSet['figures'];
}
