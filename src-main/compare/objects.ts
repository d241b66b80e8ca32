/**
 * What two captures have in common, object by object: a library with all its parts, a thread with its stack and guard,
 * the heaps of one thread's arenas, and memory of one kind that belongs to none. Single pieces of anonymous memory are
 * noise between two runs: a V8 of other length has two dozen pages more, and they are one thing to say.
 */
import type { Capture, ObjectIndex, ObjectKind, RegionIndex } from '../contract/capture.ts';
import { kindIds, type KindId } from '../contract/kinds.ts';
import { mappingName } from '../contract/rows.ts';
import { rolesOf } from '../read/roles.ts';
import type { RoleComparison } from './comparison.ts';

/** What of one capture is told together. */
export interface RegionGroup {
  /** In the order of the addresses of their first regions; empty where memory belongs to no object. */
  readonly objects: readonly ObjectIndex[];
  /** The kind of what belongs to none. */
  readonly kind?: KindId;
  /** The thread of malloc arenas, where several heaps or a known thread make them one. */
  readonly arenas?: { readonly thread?: number };
  /** In address order, never empty. */
  readonly regions: readonly RegionIndex[];
  /** Those of them that the other side has none of; parts of one heap that is there too are not. */
  readonly alone: readonly RegionIndex[];
  /** Lies in one place and has a name: that it lies elsewhere among the others can be told. */
  readonly placed: boolean;
}

/** One thing on both sides, or on one. */
export interface ObjectPair {
  readonly before?: RegionGroup;
  readonly after?: RegionGroup;
}

interface Open {
  readonly key: string;
  readonly objects: ObjectIndex[];
  readonly kind?: KindId;
  readonly arenas?: { readonly thread?: number };
  readonly regions: RegionIndex[];
}

/** Objects of which many look alike and none has a name of its own: they are told together. */
const manyAlike: ReadonlySet<ObjectKind> = new Set(['allocation']);
/** Lies in one stretch, or says nothing by lying in several. */
const scattered: ReadonlySet<ObjectKind> = new Set(['allocation', 'arena', 'runtime']);

/**
 * The objects of a comparison: first those of `before` in address order, then those of `after` that have no partner. Two
 * belong together when most of their regions do; otherwise when they have the same role and neither has another partner.
 * O(regions).
 */
export function pairObjects(roles: RoleComparison): ObjectPair[] {
  const sides = { before: groupsOf(roles.before), after: groupsOf(roles.after) };
  const [old, now] = [placesOf(sides.before), placesOf(sides.after)];
  const partner = new Map<number, number>();
  const taken = new Set<number>();
  const pair = (a: number, b: number): void => {
    if (partner.has(a) || taken.has(b)) return;
    partner.set(a, b);
    taken.add(b);
  };
  for (const [a, b] of byVotes(roles, old, now, sides.after.length)) {
    // What belongs to no object is told by its kind alone.
    if (!sides.before[a]?.kind && !sides.after[b]?.kind) pair(a, b);
  }
  const named = new Map(sides.after.map(({ key }, place) => [key, place]));
  sides.before.forEach(({ key }, place) => {
    const other = named.get(key);
    if (other !== undefined) pair(place, other);
  });
  const alone = {
    before: new Set(roles.onlyBefore.map(({ region }) => region)),
    after: new Set(roles.onlyAfter.map(({ region }) => region)),
  };
  const closed = (side: 'before' | 'after', place: number): RegionGroup | undefined => {
    const group = sides[side][place];
    return group && closedGroup(roles[side], group, alone[side]);
  };
  return [
    ...sides.before.map((_, place): ObjectPair => {
      const [before, after] = [closed('before', place), closed('after', partner.get(place) ?? -1)];
      return { ...(before ? { before } : {}), ...(after ? { after } : {}) };
    }),
    ...sides.after.flatMap((_, place): ObjectPair[] => {
      const after = taken.has(place) ? undefined : closed('after', place);
      return after ? [{ after }] : [];
    }),
  ];
}

/** Groups that share the most regions first; of as many the one that comes first. */
function byVotes(roles: RoleComparison, old: Int32Array, now: Int32Array, width: number): [number, number][] {
  const votes = new Map<number, number>();
  for (const { before, after } of roles.pairs) {
    const vote = (old[before] ?? 0) * width + (now[after] ?? 0);
    votes.set(vote, (votes.get(vote) ?? 0) + 1);
  }
  return [...votes]
    .sort(([a, more], [b, fewer]) => fewer - more || a - b)
    .map(([vote]) => [Math.floor(vote / width), vote % width]);
}

/** The group of each region. */
function placesOf(groups: readonly Open[]): Int32Array {
  const places = new Int32Array(groups.reduce((sum, { regions }) => sum + regions.length, 0));
  groups.forEach(({ regions }, place) => {
    for (const region of regions) places[region] = place;
  });
  return places;
}

/** In the order of their first regions. Keys hold no address, so that equal ones mean the same in both captures. */
function groupsOf(capture: Capture): Open[] {
  const { regions, mappings, objects } = capture;
  const roles = rolesOf(capture).objects;
  const threads = new Map(capture.process.threads.map(({ tid, name }) => [tid as number, name]));
  const groups = new Map<string, Open>();
  const listed = new Set<ObjectIndex>();
  for (let region = 0; region < regions.length; region++) {
    const place = regions.object[region] ?? -1;
    const object = objects[place];
    const kind = kindIds[regions.kind[region] ?? 0] ?? 'anon';
    let opened: Pick<Open, 'key' | 'kind' | 'arenas'>;
    if (!object) opened = { key: `kind ${kind} ${mappingName(mappings, regions.mapping[region] ?? 0)}`, kind };
    else if (manyAlike.has(object.kind)) opened = { key: `many ${kind}`, kind };
    else if (object.kind === 'arena') {
      const thread = object.tid as number | undefined;
      const arenas = thread === undefined ? {} : { thread };
      opened = { key: `arenas ${thread === undefined ? '' : (threads.get(thread) ?? thread)}`, arenas };
    } else opened = { key: `role ${roles[place] ?? ''}` };
    const group = groups.get(opened.key) ?? { ...opened, objects: [], regions: [] };
    groups.set(opened.key, group);
    group.regions.push(region);
    if (object && !listed.has(place)) {
      listed.add(place);
      group.objects.push(place);
    }
  }
  return [...groups.values()];
}

function closedGroup(capture: Capture, group: Open, alone: ReadonlySet<RegionIndex>): RegionGroup {
  const { objects, regions, kind, arenas } = group;
  const inOnePlace = (regions.at(-1) ?? 0) - (regions[0] ?? 0) === regions.length - 1;
  const [object] = objects;
  const sort = object === undefined ? undefined : capture.objects[object]?.kind;
  return {
    objects,
    ...(kind === undefined ? {} : { kind }),
    ...(arenas === undefined ? {} : { arenas }),
    regions,
    alone: regions.filter((region) => alone.has(region)),
    placed: sort !== undefined && sort !== 'allocation' && (inOnePlace || !scattered.has(sort)),
  };
}
