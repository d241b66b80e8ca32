/**
 * What the rules have decided so far. A verdict for a whole mapping is kept in columns; a verdict for a part of one
 * is a cut. The first verdict for a mapping wins; among cuts the higher priority does. Labels, facts and objects
 * are interned, so that a thousand equal rows cost one text.
 */
import type { MappedObject, MappingIndex, ObjectIndex, RegionDetail } from '../contract/capture.ts';
import { factKey, formKey, ruleIds, type Fact, type Label, type RuleId } from '../contract/verdict.ts';
import { certainties, kindIndex, type Certainty, type KindId } from '../contract/kinds.ts';
import type { Space } from './space.ts';

/** Facts of {@link RegionDetail} before regions have numbers; `guardsAt` is an address inside the guarded region. */
export interface ClaimDetail extends Omit<RegionDetail, 'region' | 'guardsRegion'> {
  readonly guardsAt?: number;
}

/** What a rule says of a span; which rule it is {@link Claims.rule} tells. Data, never prose. */
export interface Verdict {
  readonly kind: KindId;
  readonly certainty: Certainty;
  readonly label: Label;
  /** What speaks for it, as facts that a person can check. */
  readonly facts: readonly Fact[];
  readonly object?: ObjectIndex;
  readonly detail?: ClaimDetail;
}

/** A verdict as indexes, ready to be written into many rows. */
export interface InternedVerdict {
  readonly kind: number;
  readonly certainty: number;
  readonly rule: number;
  readonly label: number;
  readonly facts: number;
  readonly object: number;
  readonly detail: InternedDetail | undefined;
}

/** What many rows may share of a detail: where it guards something is each row's own. */
export type InternedDetail = Omit<ClaimDetail, 'guardsAt'>;

/** A verdict for a part of the address space; bounds are page numbers and may be fractions. */
export interface Cut {
  readonly start: number;
  readonly end: number;
  readonly priority: number;
  readonly verdict: InternedVerdict;
  /** {@link ClaimDetail.guardsAt}, NaN where it guards nothing. */
  readonly guardsAt: number;
}

/** Priorities of cuts; the more a rule knows about its bounds, the higher. */
export const cutPriority = {
  segment: 1,
  part: 1.5,
  heap: 2,
  arena: 3,
  malloc: 4,
  runtime: 4,
  stack: 5,
  guard: 6,
  tls: 7,
} as const;

const unclaimed = 255;

/** Labels, lists of facts and objects, each kept once. */
class Interner<T> {
  readonly values: T[] = [];
  readonly #index = new Map<string, number>();

  intern(key: string, value: T): number {
    const known = this.#index.get(key);
    if (known !== undefined) return known;
    const index = this.values.push(value) - 1;
    this.#index.set(key, index);
    return index;
  }
}

function withoutPlace(whole: ClaimDetail): InternedDetail {
  const { guardsAt, ...detail } = whole;
  return guardsAt === undefined ? whole : detail;
}

/** The verdicts of one classification. */
export class Claims {
  readonly kind: Uint8Array;
  readonly verdicts: (InternedVerdict | undefined)[];
  /** {@link ClaimDetail.guardsAt} of each row's verdict, NaN where it guards nothing: thousands of guards share one. */
  readonly guardsAt: Float64Array;
  readonly cuts: Cut[] = [];
  /** The family of rules that speaks now. */
  rule: RuleId = 'none';
  readonly #labels = new Interner<Label>();
  readonly #facts = new Interner<readonly Fact[]>();
  readonly #objects = new Interner<MappedObject>();
  readonly #touched: Uint8Array;
  readonly #space: Space;

  constructor(space: Space) {
    this.#space = space;
    this.kind = new Uint8Array(space.count).fill(unclaimed);
    this.verdicts = new Array<InternedVerdict | undefined>(space.count).fill(undefined);
    this.guardsAt = new Float64Array(space.count).fill(NaN);
    this.#touched = new Uint8Array(space.count);
  }

  get labels(): readonly Label[] {
    return this.#labels.values;
  }

  get factSets(): readonly (readonly Fact[])[] {
    return this.#facts.values;
  }

  get objects(): readonly MappedObject[] {
    return this.#objects.values;
  }

  /** Whether no rule has decided about the mapping as a whole. */
  isOpen(row: MappingIndex): boolean {
    return this.kind[row] === unclaimed;
  }

  /** Whether no rule has decided about the mapping or any part of it. */
  isUntouched(row: MappingIndex): boolean {
    return this.kind[row] === unclaimed && this.#touched[row] === 0;
  }

  /** Kind decided for the whole mapping so far. */
  isKind(row: MappingIndex, kind: KindId): boolean {
    return this.kind[row] === kindIndex[kind];
  }

  /** A verdict for many rows; where one of them guards something is told when it is claimed. */
  intern(verdict: Verdict): InternedVerdict {
    return {
      kind: kindIndex[verdict.kind],
      certainty: certainties.indexOf(verdict.certainty),
      rule: ruleIds.indexOf(this.rule),
      label: this.#labels.intern(formKey(verdict.label), verdict.label),
      facts: this.#facts.intern(verdict.facts.map(factKey).join('\n'), verdict.facts),
      object: verdict.object ?? -1,
      detail: verdict.detail && withoutPlace(verdict.detail),
    };
  }

  /** Decides about a whole mapping, unless an earlier rule has. */
  claim(row: MappingIndex, verdict: Verdict): void {
    if (this.isOpen(row)) this.claimInterned(row, this.intern(verdict), verdict.detail?.guardsAt);
  }

  /** The same with a verdict that rows share; `guardsAt` as in {@link ClaimDetail}. */
  claimInterned(row: MappingIndex, verdict: InternedVerdict, guardsAt = NaN): void {
    if (!this.isOpen(row)) return;
    this.verdicts[row] = verdict;
    this.kind[row] = verdict.kind;
    this.guardsAt[row] = guardsAt;
  }

  /** Adds a fact to what has been decided about a whole mapping. */
  remark(row: MappingIndex, fact: Fact): void {
    const decided = this.verdicts[row];
    if (!decided) return;
    const facts = [...(this.factSets[decided.facts] ?? []), fact];
    this.verdicts[row] = { ...decided, facts: this.#facts.intern(facts.map(factKey).join('\n'), facts) };
  }

  /** Decides about a span, in whatever mappings it lies; an empty span is ignored. */
  cut(start: number, end: number, priority: number, verdict: Verdict): void {
    if (!(start < end)) return;
    const guardsAt = verdict.detail?.guardsAt ?? NaN;
    this.cuts.push({ start, end, priority, verdict: this.intern(verdict), guardsAt });
    const { starts, count } = this.#space;
    for (let row = this.#space.firstEndingAfter(start); row < count && (starts[row] ?? end) < end; row++) {
      this.#touched[row] = 1;
    }
  }

  /** Bounds of the parts of a mapping that rules have cut out, in no order. */
  cutsIn(row: MappingIndex): readonly Cut[] {
    const { starts, ends } = this.#space;
    const [start, end] = [starts[row] ?? 0, ends[row] ?? 0];
    return this.cuts.filter((cut) => cut.start < end && cut.end > start);
  }

  /** The index of an object, made at the first mention of its key. */
  object(object: MappedObject): ObjectIndex {
    return this.#objects.intern(object.key, object);
  }
}
