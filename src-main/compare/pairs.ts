/**
 * Which region of one capture is which of another, whatever their addresses. What has a name is found by it; what has
 * none is found between neighbours that were; the rest by size. How each pair was found tells how far it can be trusted.
 */
import type { RegionIndex } from '../contract/capture.ts';
import { pairCertainty, type AloneBy, type PairedBy } from '../contract/rolePairs.ts';
import { alongside, inTurn, longestAscending } from './align.ts';
import type { Identity } from './identity.ts';

/** A region of either side. */
export interface RegionPair {
  readonly before: RegionIndex;
  readonly after: RegionIndex;
  readonly by: PairedBy;
}

/** Pairs in the address order of the first side; each region is in one pair at most. */
export function pairRegions(before: readonly Identity[], after: readonly Identity[]): RegionPair[] {
  const pairing = new Pairing(before, after);
  pairing.byKey('key');
  pairing.byKey('version');
  pairing.byNeighbours(({ shape, pages }) => `${shape} ${pages}`);
  pairing.byNeighbours(({ shape }) => shape);
  pairing.bySize();
  pairing.guards();
  return pairing.pairs();
}

/**
 * The regions that have a partner, and the parts of wholes that have one: Python's objects lie in one row where the
 * kernel found room for all of them, in three where it did not, and are the same heap.
 */
export function partnered(
  paired: ReadonlySet<RegionIndex>,
  side: readonly Identity[],
  other: readonly Identity[],
): ReadonlySet<RegionIndex> {
  const wholes = new Set(other.map(({ whole }) => whole));
  const parts = side.flatMap(({ whole }, region) => (whole !== undefined && wholes.has(whole) ? region : []));
  return new Set([...paired, ...parts]);
}

/** A region without a partner. */
export interface Alone {
  readonly region: RegionIndex;
  readonly by: AloneBy;
}

/** The regions of one side that are not among those that have a partner. A guard is alone as what it protects is. */
export function aloneOn(
  side: readonly Identity[],
  other: readonly Identity[],
  partnered: ReadonlySet<RegionIndex>,
): Alone[] {
  const keys = new Set(other.flatMap(({ key, version }) => [key, version]));
  return side.flatMap((identity, region): Alone[] => {
    if (partnered.has(region)) return [];
    const named = identity.guards === undefined ? identity : (side[identity.guards] ?? identity);
    if (named.key === undefined) return [{ region, by: 'nameless' }];
    const known = keys.has(named.key) || (named.version !== undefined && keys.has(named.version));
    return [{ region, by: known || named.counted ? 'number' : 'name' }];
  });
}

class Pairing {
  private readonly before: readonly Identity[];
  private readonly after: readonly Identity[];
  private readonly partner: (RegionPair | undefined)[];
  private readonly taken: boolean[];

  constructor(before: readonly Identity[], after: readonly Identity[]) {
    this.before = before;
    this.after = after;
    this.partner = before.map(() => undefined);
    this.taken = after.map(() => false);
  }

  pairs(): RegionPair[] {
    return this.partner.filter((pair) => pair !== undefined);
  }

  /** Equal keys, where both sides have as many: those of a key that differs in number are told by their neighbours. */
  byKey(field: 'key' | 'version'): void {
    const [old, now] = [this.grouped(this.before, field, 'old'), this.grouped(this.after, field, 'now')];
    for (const [key, regions] of old) {
      const others = now.get(key);
      if (others?.length !== regions.length) continue;
      const alone = regions.length === 1 && !regions.some((region) => this.before[region]?.counted);
      const certain = alone && !others.some((region) => this.after[region]?.counted);
      const by = field === 'version' ? 'version' : certain ? 'identity' : 'order';
      regions.forEach((region, index) => {
        this.pair(region, others[index] ?? 0, by);
      });
    }
  }

  /** What is free between two pairs that follow each other on both sides. Guards wait for what they protect. */
  byNeighbours(textOf: (identity: Identity) => string): void {
    const anchors = this.anchors();
    let [a, b] = [0, 0];
    for (const { before, after } of [...anchors, { before: this.before.length, after: this.after.length }]) {
      const [old, now] = [this.free('old', a, before), this.free('now', b, after)];
      if (old.length > 0 && now.length > 0) this.pairAll(old, now, alongside, textOf, 'neighbours');
      [a, b] = [before + 1, after + 1];
    }
  }

  bySize(): void {
    const [old, now] = [this.free('old', 0, this.before.length), this.free('now', 0, this.after.length)];
    this.pairAll(old, now, inTurn, ({ shape, pages }) => `${shape} ${pages}`, 'size');
  }

  /** A guard belongs to what it protects, and is as certain. */
  guards(): void {
    const wards = new Map<RegionIndex, RegionIndex[]>();
    this.after.forEach(({ guards }, region) => {
      if (guards !== undefined && !this.taken[region]) wards.set(guards, [...(wards.get(guards) ?? []), region]);
    });
    this.before.forEach(({ guards }, region) => {
      const ward = guards === undefined ? undefined : this.partner[guards];
      const other = ward && wards.get(ward.after)?.shift();
      if (ward && other !== undefined && !this.partner[region]) this.pair(region, other, ward.by);
    });
  }

  private anchors(): RegionPair[] {
    const pairs = this.pairs().filter(({ by }) => pairCertainty[by] !== 'perhaps');
    return longestAscending(pairs.map(({ after }) => after)).flatMap((place) => pairs[place] ?? []);
  }

  private pairAll(
    old: readonly RegionIndex[],
    now: readonly RegionIndex[],
    align: (a: readonly string[], b: readonly string[]) => [number, number][],
    textOf: (identity: Identity) => string,
    by: PairedBy,
  ): void {
    const texts = (regions: readonly RegionIndex[], side: readonly Identity[]): string[] =>
      regions.map((region) => {
        const identity = side[region];
        return identity ? textOf(identity) : '';
      });
    for (const [a, b] of align(texts(old, this.before), texts(now, this.after))) {
      this.pair(old[a] ?? 0, now[b] ?? 0, by);
    }
  }

  private pair(before: RegionIndex, after: RegionIndex, by: PairedBy): void {
    this.partner[before] = { before, after, by };
    this.taken[after] = true;
  }

  private isFree(side: 'old' | 'now', region: RegionIndex): boolean {
    return side === 'old' ? this.partner[region] === undefined : this.taken[region] === false;
  }

  private free(side: 'old' | 'now', from: RegionIndex, to: RegionIndex): RegionIndex[] {
    const identities = side === 'old' ? this.before : this.after;
    const regions: RegionIndex[] = [];
    for (let region = from; region < to; region++) {
      if (this.isFree(side, region) && identities[region]?.guards === undefined) regions.push(region);
    }
    return regions;
  }

  private grouped(
    identities: readonly Identity[],
    field: 'key' | 'version',
    side: 'old' | 'now',
  ): Map<string, RegionIndex[]> {
    const groups = new Map<string, RegionIndex[]>();
    identities.forEach((identity, region) => {
      const key = identity[field];
      if (key === undefined || identity.guards !== undefined || !this.isFree(side, region)) return;
      const known = groups.get(key);
      if (known) known.push(region);
      else groups.set(key, [region]);
    });
    return groups;
  }
}
