/**
 * Where the growth went: the figures of two moments by owner. An owner is an object (a library, a thread, an arena), or
 * the kind of what belongs to none. smaps tells figures by mapping, so a mapping whose regions have several owners is
 * counted for all of them together; nothing is divided by guess.
 */
import type { Capture, MappingIndex, ObjectIndex } from '../contract/capture.ts';
import { comparedKeys, type ComparedKey } from '../contract/comparison.ts';
import { kindIds, type KindId } from '../contract/kinds.ts';
import { smapsFigureReader } from '../contract/rows.ts';
import { asBytes, pageBytes, type Bytes } from '../contract/units.ts';
import { rolesOf } from '../read/roles.ts';

/** Figures that are compared, in the order in which they are told. */
export const growthKeys = ['size', 'rss', 'pss', 'private', 'anonymous', 'swap'] as const satisfies ComparedKey[];
export type GrowthKey = (typeof growthKeys)[number];

/** Figures that other processes cannot change by sharing pages or giving them up, as they do PSS and private memory. */
const ownKeys: readonly GrowthKey[] = ['size', 'rss', 'anonymous', 'swap'];

/**
 * One figure at both moments; undefined where it is not told of every row, which is not the same as 0: a source may tell
 * none, and a row that has come or changed since smaps was read has none yet.
 */
export interface FigureGrowth {
  readonly before?: Bytes;
  readonly after?: Bytes;
  /** Missing unless both are told. */
  readonly change?: Bytes;
}

/** What owns memory: objects by their numbers in one of the captures, and the kinds of regions without an object. */
export interface Owner {
  /** Equal at both moments for the same owner. */
  readonly key: string;
  /** Which capture the numbers of `objects` belong to: the later one, if the owner is still there. */
  readonly of: 'before' | 'after';
  readonly objects: readonly ObjectIndex[];
  readonly kinds: readonly KindId[];
}

/** One owner's figures. */
export interface OwnerGrowth {
  readonly owner: Owner;
  /** `both`, or the only moment at which it was there. */
  readonly there: 'both' | 'before' | 'after';
  readonly figures: Readonly<Record<GrowthKey, FigureGrowth>>;
}

interface Sums {
  readonly owner: Owner;
  readonly sums: Map<GrowthKey, number>;
}

/** Names an object so that it is found again in the other capture. */
type KeyOf = (object: ObjectIndex) => string;

/**
 * Owners that came, went, or changed by their own doing, the greatest change of `rank` first, or of size where that is not
 * told; equal ones by their key. In one life objects are found again by their address, otherwise by their role
 * (read/roles.ts). O(regions + mappings).
 */
export function growthByOwner(before: Capture, after: Capture, byAddress: boolean, rank: GrowthKey): OwnerGrowth[] {
  const old = sumsByOwner(before, 'before', keysOf(before, byAddress));
  const now = sumsByOwner(after, 'after', keysOf(after, byAddress));
  const zero = (side: Capture): Map<GrowthKey, number> => new Map(toldKeys(side).map((key) => [key, 0]));
  const rows = [...new Set([...old.keys(), ...now.keys()])].flatMap((key): OwnerGrowth[] => {
    const [a, b] = [old.get(key), now.get(key)];
    const owner = b?.owner ?? a?.owner;
    if (!owner) return [];
    const figures = figuresOf(a?.sums ?? zero(before), b?.sums ?? zero(after));
    const changed = ownKeys.some((figure) => (figures[figure].change ?? 0) !== 0);
    return changed || !a || !b ? [{ owner, there: a && b ? 'both' : a ? 'before' : 'after', figures }] : [];
  });
  const weight = ({ figures }: OwnerGrowth): number => Math.abs(figures[rank].change ?? figures.size.change ?? 0);
  return rows.sort((a, b) => weight(b) - weight(a) || (a.owner.key < b.owner.key ? -1 : 1));
}

/** The figures of the whole process at both moments. */
export function growthInAll(before: Capture, after: Capture): Readonly<Record<GrowthKey, FigureGrowth>> {
  return figuresOf(totalOf(before), totalOf(after));
}

function totalOf(capture: Capture): Map<GrowthKey, number> {
  const read = readersOf(capture);
  const sums = new Map<GrowthKey, number>(read.map(([key]) => [key, 0]));
  for (let row = 0; row < capture.mappings.length; row++) add(sums, read, row);
  return sums;
}

function figuresOf(
  a: ReadonlyMap<GrowthKey, number>,
  b: ReadonlyMap<GrowthKey, number>,
): Record<GrowthKey, FigureGrowth> {
  const figure = (key: GrowthKey): FigureGrowth => {
    const [before, after] = [told(a.get(key)), told(b.get(key))];
    return {
      ...(before === undefined ? {} : { before: asBytes(before) }),
      ...(after === undefined ? {} : { after: asBytes(after) }),
      ...(before === undefined || after === undefined ? {} : { change: asBytes(after - before) }),
    };
  };
  return {
    size: figure('size'),
    rss: figure('rss'),
    pss: figure('pss'),
    private: figure('private'),
    anonymous: figure('anonymous'),
    swap: figure('swap'),
  };
}

/** A sum with a row that is not told is NaN. */
const told = (sum: number | undefined): number | undefined => (Number.isNaN(sum) ? undefined : sum);

type Reader = readonly [GrowthKey, (row: MappingIndex) => number];

const toldKeys = ({ smaps }: Capture): GrowthKey[] =>
  growthKeys.filter((key) => key === 'size' || comparedKeys[key].every((name) => smaps?.keys.includes(name)));

/** Readers in bytes of those figures that the capture tells; NaN for rows of which it does not. */
function readersOf(capture: Capture): Reader[] {
  const { mappings, smaps } = capture;
  return toldKeys(capture).map((key): Reader => {
    if (key === 'size') return [key, (row) => ((mappings.end[row] ?? 0) - (mappings.start[row] ?? 0)) * pageBytes];
    const readers = smaps ? comparedKeys[key].map((name) => smapsFigureReader(smaps, name)) : [];
    return [key, (row) => readers.reduce((sum, read) => sum + (read(row) ?? NaN), 0) * 1024];
  });
}

function add(sums: Map<GrowthKey, number>, readers: readonly Reader[], row: MappingIndex): void {
  for (const [key, read] of readers) sums.set(key, (sums.get(key) ?? 0) + read(row));
}

function keysOf(capture: Capture, byAddress: boolean): KeyOf {
  if (byAddress) return (object) => capture.objects[object]?.key ?? '';
  const { objects } = rolesOf(capture);
  return (object) => objects[object] ?? '';
}

function sumsByOwner(capture: Capture, of: Owner['of'], keyOf: KeyOf): Map<string, Sums> {
  const { regions, mappings } = capture;
  const readers = readersOf(capture);
  const owners = new Map<string, Sums>();
  let region = 0;
  for (let row = 0; row < mappings.length; row++) {
    const objects = new Set<ObjectIndex>();
    const kinds = new Set<KindId>();
    for (; region < regions.length && regions.mapping[region] === row; region++) {
      const object = regions.object[region] ?? -1;
      const kind = kindIds[regions.kind[region] ?? 0];
      if (object >= 0) objects.add(object);
      else if (kind) kinds.add(kind);
    }
    const key = [...[...objects].map(keyOf).sort(), ...[...kinds].sort().map((kind) => `kind:${kind}`)].join(' + ');
    const known = owners.get(key) ?? {
      owner: { key, of, objects: [...objects], kinds: [...kinds] },
      sums: new Map<GrowthKey, number>(),
    };
    owners.set(key, known);
    add(known.sums, readers, row);
  }
  return owners;
}
