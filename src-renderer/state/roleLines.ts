/** The lists of a comparison by role: who grew, object by object, what has a partner, what is on one side only, what kept its distances. Pure. */
import type { CommonPlace } from '@compare/commonOrder.ts';
import { residentOf, type RoleComparison } from '@compare/comparison.ts';
import type { ObjectPair, RegionGroup } from '@compare/objects.ts';
import type { Alone, RegionPair } from '@compare/pairs.ts';
import type { Capture, RegionIndex } from '@contract/capture.ts';
import { kindIds } from '@contract/kinds.ts';
import {
  aloneCertainty,
  pairCertainty,
  type AloneBy,
  type AloneCertainty,
  type PairCertainty,
  type PairedBy,
} from '@contract/rolePairs.ts';
import { pageBytes } from '@contract/units.ts';
import { rolesOf } from '@read/roles.ts';
import type { Difference } from '@time/difference.ts';
import { ownerSets, type OwnerSet } from '@time/ownerSets.ts';
import { foundText, onlyText, piecesText, shiftText } from '@words/roles.ts';
import { setName } from './ownerNames.ts';
import { groupTitle, partTitles } from './partTitles.ts';
import { regionTitle } from '@words/regionTitle.ts';

/** The lists, in the order in which they are offered. */
export const roleLists = ['growth', 'objects', 'matched', 'before', 'after', 'distances'] as const;
export type RoleList = (typeof roleLists)[number];

type SideName = 'before' | 'after';

/** One line: regions of either side, their figures, and how sure it is that they belong together. */
export interface RoleLine {
  readonly key: string;
  readonly name: string;
  /** In address order. */
  readonly before: readonly RegionIndex[];
  readonly after: readonly RegionIndex[];
  /**
   * Resident bytes, or those of addresses where a side does not tell them; missing where nothing is on that side, and
   * where the figures of a row have not been read yet.
   */
  readonly figures: { readonly before?: number; readonly after?: number; readonly change?: number };
  /** The least sure of its pairs. */
  readonly certainty?: PairCertainty | AloneCertainty;
  readonly note: string;
}

/** Which figure the lines tell: resident memory where both sides tell it. */
export const figureOfLines = ({ before, after }: RoleComparison): 'rss' | 'size' =>
  [before, after].every(({ smaps }) => smaps?.keys.includes('Rss')) ? 'rss' : 'size';

/** What the lines are made of. */
export interface RolesTold {
  readonly roles: RoleComparison;
  readonly difference: Difference;
  readonly objects: readonly ObjectPair[];
  readonly places: readonly CommonPlace[];
}

/** The key of the line that tells of a pair of objects. */
export const objectKey = (pair: number): string => `object ${pair}`;

/** The lines of all lists, the greatest change first; those of distances by their number of regions. O(regions · log). */
export function roleLines({
  roles,
  difference,
  objects,
  places,
}: RolesTold): Readonly<Record<RoleList, readonly RoleLine[]>> {
  const lines = new Lines(roles);
  const moved = new Set(places.flatMap((place) => (place.moved ? place.pair : [])));
  return {
    growth: ownerSets(difference).map((set) => lines.ofSet(difference, set)),
    objects: objects.map((pair, index) => lines.ofObject(pair, index, moved.has(index))).sort(byChange),
    matched: [...roles.pairs.map((pair, index) => lines.ofPair(pair, index)), ...lines.ofParts()].sort(byChange),
    before: roles.onlyBefore.map((alone) => lines.ofAlone('before', alone)).sort(byChange),
    after: roles.onlyAfter.map((alone) => lines.ofAlone('after', alone)).sort(byChange),
    distances: roles.frames.map(({ shift, pairs }, index) => lines.ofFrame(index, shift, pairs)),
  };
}

const byChange = (a: RoleLine, b: RoleLine): number =>
  Math.abs(b.figures.change ?? 0) - Math.abs(a.figures.change ?? 0);

const doubt: readonly (PairCertainty | AloneCertainty)[] = ['same', 'only', 'likely', 'perhaps'];

class Lines {
  private readonly roles: RoleComparison;
  private readonly weights: RegionWeights;
  private readonly titles: Readonly<Record<SideName, (region: RegionIndex) => string>>;
  private readonly moved: ReadonlySet<number>;
  /** How each region that has a partner was found, and why each other has none, by side. */
  private readonly paired: Readonly<Record<SideName, ReadonlyMap<RegionIndex, PairedBy>>>;
  private readonly alone: Readonly<Record<SideName, ReadonlyMap<RegionIndex, AloneBy>>>;
  private readonly owned: Readonly<Record<SideName, Owned>>;

  constructor(roles: RoleComparison) {
    const { before, after, pairs } = roles;
    this.roles = roles;
    this.weights = weightsOf(roles);
    this.titles = { before: partTitles(before), after: partTitles(after) };
    this.moved = new Set(roles.moved);
    this.paired = {
      before: new Map(pairs.map((pair) => [pair.before, pair.by])),
      after: new Map(pairs.map((pair) => [pair.after, pair.by])),
    };
    this.alone = {
      before: new Map(roles.onlyBefore.map(({ region, by }) => [region, by])),
      after: new Map(roles.onlyAfter.map(({ region, by }) => [region, by])),
    };
    this.owned = { before: ownedRegions(before), after: ownedRegions(after) };
  }

  ofPair(pair: RegionPair, index: number): RoleLine {
    const found = foundText(pair.by);
    return {
      key: `pair ${pair.before}`,
      name: this.titles.after(pair.after),
      before: [pair.before],
      after: [pair.after],
      figures: this.figures([pair.before], [pair.after]),
      certainty: pairCertainty[pair.by],
      note: this.moved.has(index) ? `${found}, ${foundText('moved')}` : found,
    };
  }

  ofObject({ before, after }: ObjectPair, index: number, moved: boolean): RoleLine {
    const [old, now] = [before?.regions ?? [], after?.regions ?? []];
    const figures = this.figures(old, now);
    const alone = { A: before?.alone.length ?? 0, B: after?.alone.length ?? 0 };
    const both = before && after;
    const { change } = figures;
    const pieces = { more: now.length - old.length, alone, ...(change === undefined ? {} : { change }) };
    const told = both ? piecesText(pieces) : onlyText(before ? 'A' : 'B');
    return {
      key: objectKey(index),
      name: this.titleOf(before, after),
      before: old,
      after: now,
      figures,
      ...this.leastSure(old, now),
      note: [told, moved ? foundText('moved') : ''].filter((words) => words !== '').join(', '),
    };
  }

  /** What an object is called; by both names where each side has its own, as a thread has its number. */
  private titleOf(before: RegionGroup | undefined, after: RegionGroup | undefined): string {
    const old = before && groupTitle(this.roles.before, before);
    const now = after && groupTitle(this.roles.after, after);
    const named = before?.placed === true && after?.placed === true && old !== now;
    return named ? `${old} → ${now}` : (now ?? old ?? '');
  }

  ofAlone(side: SideName, { region, by }: Alone): RoleLine {
    return this.ofOne(side, region, aloneCertainty[by], foundText(by));
  }

  /** Parts of a heap that the other side has in other parts: they are in no pair, and on no side alone. */
  ofParts(): RoleLine[] {
    return (['before', 'after'] as const).flatMap((side) =>
      Array.from({ length: this.roles[side].regions.length }, (_, region) => region)
        .filter((region) => !this.alone[side].has(region) && !this.paired[side].has(region))
        .map((region) => this.ofOne(side, region, 'likely', foundText('part'))),
    );
  }

  ofFrame(index: number, shift: number, members: readonly number[]): RoleLine {
    const pairs = members.flatMap((member) => this.roles.pairs[member] ?? []);
    const [before, after] = [pairs.map((pair) => pair.before), pairs.map((pair) => pair.after)];
    const names = oftenest(before.map((region) => this.frameName(region)));
    return {
      key: `frame ${index}`,
      name: names.length > 3 ? `${names.slice(0, 3).join(', ')} + ${names.length - 3}` : names.join(', '),
      before,
      after,
      figures: this.figures(before, after),
      ...this.leastSure(before, after),
      note: shiftText(shift),
    };
  }

  ofSet(difference: Difference, set: OwnerSet): RoleLine {
    const { members, figures } = set;
    const keys = members.flatMap(({ owner }) => {
      const { objects } = rolesOf(this.roles[owner.of]);
      return [...owner.objects.map((object) => `role ${objects[object] ?? ''}`), ...owner.kinds];
    });
    const regionsOf = (side: SideName): RegionIndex[] => keys.flatMap((key) => this.owned[side].get(key) ?? []);
    const [before, after] = [regionsOf('before'), regionsOf('after')];
    const told = figures[difference.rank];
    return {
      key: set.key,
      name: setName(difference, set),
      before,
      after,
      figures: {
        ...(before.length === 0 || told.before === undefined ? {} : { before: told.before }),
        ...(after.length === 0 || told.after === undefined ? {} : { after: told.after }),
        ...(told.change === undefined ? {} : { change: told.change }),
      },
      ...this.leastSure(before, after),
      note: '',
    };
  }

  private ofOne(
    side: SideName,
    region: RegionIndex,
    certainty: RoleLine['certainty'] & string,
    note: string,
  ): RoleLine {
    const [before, after] = side === 'before' ? [[region], []] : [[], [region]];
    return {
      key: `${side} ${region}`,
      name: this.titles[side](region),
      before,
      after,
      figures: this.figures(before, after),
      certainty,
      note,
    };
  }

  /** Memory that lies in one frame is told by what it belongs to. */
  private frameName(region: RegionIndex): string {
    const { regions, objects } = this.roles.before;
    const object = objects[regions.object[region] ?? -1];
    return object?.path === undefined
      ? regionTitle(this.roles.before, region)
      : object.path.slice(object.path.lastIndexOf('/') + 1);
  }

  private figures(before: readonly RegionIndex[], after: readonly RegionIndex[]): RoleLine['figures'] {
    const sum = (side: SideName, regions: readonly RegionIndex[]): number =>
      Math.round(regions.reduce((total, region) => total + (this.weights[side][region] ?? 0), 0));
    const [a, b] = [sum('before', before), sum('after', after)];
    return {
      ...(before.length === 0 || Number.isNaN(a) ? {} : { before: a }),
      ...(after.length === 0 || Number.isNaN(b) ? {} : { after: b }),
      ...(Number.isNaN(b - a) ? {} : { change: b - a }),
    };
  }

  private leastSure(
    before: readonly RegionIndex[],
    after: readonly RegionIndex[],
  ): { readonly certainty?: PairCertainty | AloneCertainty } {
    const among = <By>(table: Readonly<Record<SideName, ReadonlyMap<RegionIndex, By>>>): By[] => [
      ...before.flatMap((region) => table.before.get(region) ?? []),
      ...after.flatMap((region) => table.after.get(region) ?? []),
    ];
    const found = among(this.paired).map((by) => doubt.indexOf(pairCertainty[by]));
    const lone = among(this.alone).map((by) => doubt.indexOf(aloneCertainty[by]));
    // What is on one side only says nothing of pairs, and counts where there are none.
    // Not spread: a frame of a large process has more members than a call takes arguments.
    const certainty = doubt[(found.length > 0 ? found : lone).reduce((least, one) => Math.max(least, one), -1)];
    return certainty === undefined ? {} : { certainty };
  }
}

/** Each text once, the one that comes most often first. */
function oftenest(texts: readonly string[]): string[] {
  const counts = new Map<string, number>();
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
  return [...counts].sort(([, a], [, b]) => b - a).map(([text]) => text);
}

/** What each region weighs in bytes: the figure that the lines tell, NaN where it is not known. */
export type RegionWeights = Readonly<Record<SideName, Float64Array>>;

export function weightsOf(roles: RoleComparison): RegionWeights {
  const weigh = figureOfLines(roles) === 'rss' ? residentOf : sizesOf;
  return { before: weigh(roles.before), after: weigh(roles.after) };
}

const sizesOf = ({ regions }: Capture): Float64Array =>
  Float64Array.from(
    { length: regions.length },
    (_, region) => ((regions.end[region] ?? 0) - (regions.start[region] ?? 0)) * pageBytes,
  );

/** The regions of each object, by its role, and of each kind, those that have no object. */
type Owned = ReadonlyMap<string, readonly RegionIndex[]>;

function ownedRegions(capture: Capture): Owned {
  const { regions } = capture;
  const roles = rolesOf(capture).objects;
  const owned = new Map<string, RegionIndex[]>();
  for (let region = 0; region < regions.length; region++) {
    const object = regions.object[region] ?? -1;
    const key = object >= 0 ? `role ${roles[object] ?? ''}` : (kindIds[regions.kind[region] ?? 0] ?? '');
    const known = owned.get(key);
    if (known) known.push(region);
    else owned.set(key, [region]);
  }
  return owned;
}
