/**
 * Today's rules on yesterday's capture. A file holds rows and facts but neither the process's memory nor its ELF
 * files, which the rules of its day could look at; so its own label stands wherever today's rules, with less to go
 * on, are not at least as certain.
 */
import { classify } from '../../classify/classify.ts';
import type { Classification } from '../../classify/classify.ts';
import { rulesVersion } from '../../classify/rulesVersion.ts';
import type { Capture, MappedObject, RegionColumns, RegionDetail } from '../../contract/capture.ts';
import { kindIds } from '../../contract/kinds.ts';
import { note, type Note } from '../../contract/note.ts';
import { factKey, formKey, label as labelForm } from '../../contract/verdict.ts';
import { assumedRows, withoutAssumptions } from '../import/assumedRows.ts';
import { namingFacts } from '../import/foreignCapture.ts';

/** What opening changed. */
export interface Reclassified {
  readonly capture: Capture;
  readonly notes: readonly Note[];
}

/**
 * Labels a capture by today's rules when it was labelled by older ones. Says what changed, or that nothing did. A
 * capture of today's rules, and of newer ones, stays as it is.
 */
export function reclassified(capture: Capture): Reclassified {
  const { rulesVersion: written = rulesVersion, ...rest } = capture;
  if (written > rulesVersion) {
    return {
      capture,
      notes: [note('rules-newer', { written, today: rulesVersion })],
    };
  }
  if (written === rulesVersion) return { capture, notes: [] };
  const today = byTodaysRules(capture);
  const merged = merge(capture, today);
  if (merged.changed.length === 0) {
    return { capture: rest, notes: [note('rules-older-same', { written, today: rulesVersion })] };
  }
  return {
    capture: { ...rest, regions: merged.regions, objects: merged.objects, carried: carriedAfter(capture, merged) },
    notes: [changedLabels(capture, today, merged, written)],
  };
}

function byTodaysRules({
  mappings,
  smaps,
  process,
  machine,
  source,
}: Capture): Pick<Classification, 'regions' | 'objects'> {
  const assumed = assumedRows(mappings, source?.unknown ?? [], namingFacts(process));
  const today = classify({
    mappings: assumed.mappings,
    ...(smaps ? { smaps } : {}),
    process,
    machine,
    mounts: [],
    elfImage: () => undefined,
    unknown: source?.unknown ?? [],
    assumed: assumed.reasons,
  });
  return source ? withoutAssumptions(today, assumed) : today;
}

const noLabel = labelForm('told', { text: '' });

interface Merged extends Pick<Classification, 'regions' | 'objects'> {
  /** Mappings that took today's regions. */
  readonly changed: readonly number[];
}

/** How many mappings have new labels, and what the first of them was and is. */
function changedLabels(
  { regions: old, mappings }: Capture,
  { regions }: Pick<Classification, 'regions'>,
  { changed }: Merged,
  written: number,
): Note {
  const [mapping = 0] = changed;
  const kindIn = (table: RegionColumns): string => kindIds[table.kind[table.mapping.indexOf(mapping)] ?? 0] ?? 'anon';
  return note('rules-older-changed', {
    written,
    today: rulesVersion,
    count: changed.length,
    at: mappings.start[mapping] ?? 0,
    before: kindIn(old),
    now: kindIn(regions),
  });
}

/** Regions of one mapping: the half-open span of their rows. */
interface Span {
  readonly from: number;
  readonly to: number;
}

/** Where the regions of each mapping begin, and after the last of them. */
function firstRegions(regions: RegionColumns, mappings: number): Uint32Array {
  const first = new Uint32Array(mappings + 1);
  let region = 0;
  for (let mapping = 0; mapping < mappings; mapping++) {
    first[mapping] = region;
    while (region < regions.length && regions.mapping[region] === mapping) region += 1;
  }
  first[mappings] = region;
  return first;
}

const spanOf = (first: Uint32Array, mapping: number): Span => ({
  from: first[mapping] ?? 0,
  to: first[mapping + 1] ?? 0,
});

/** Labels that only say that no rule knew better. */
const defaults = new Set(['anon', 'file'].map((kind) => kindIds.indexOf(kind as (typeof kindIds)[number])));

function betterToday(old: RegionColumns, before: Span, now: RegionColumns, after: Span): boolean {
  if (sameKinds(old, before, now, after)) return false;
  // The order of certainties is from exact to guess, so a larger number is less certain.
  let leastOld = 0;
  for (let row = before.from; row < before.to; row++) leastOld = Math.max(leastOld, old.certainty[row] ?? 0);
  let leastNow = 0;
  for (let row = after.from; row < after.to; row++) {
    if (defaults.has(now.kind[row] ?? 0)) return false;
    leastNow = Math.max(leastNow, now.certainty[row] ?? 0);
  }
  return leastNow <= leastOld;
}

function sameKinds(old: RegionColumns, before: Span, now: RegionColumns, after: Span): boolean {
  if (before.to - before.from !== after.to - after.from) return false;
  for (let row = before.from, other = after.from; row < before.to; row++, other++) {
    if (old.start[row] !== now.start[other] || old.kind[row] !== now.kind[other]) return false;
  }
  return true;
}

/** Takes each mapping's regions from the file or from today's rules. */
function merge(capture: Capture, today: Pick<Classification, 'regions' | 'objects'>): Merged {
  const { regions: old, mappings } = capture;
  const before = firstRegions(old, mappings.length);
  const after = firstRegions(today.regions, mappings.length);
  const changed: number[] = [];
  const taken = new RegionMerger([capture, today]);
  for (let mapping = 0; mapping < mappings.length; mapping++) {
    const was = spanOf(before, mapping);
    const is = spanOf(after, mapping);
    if (betterToday(old, was, today.regions, is)) {
      changed.push(mapping);
      taken.take(1, is);
    } else taken.take(0, was);
  }
  return { ...taken.finish(), changed };
}

type Sources = readonly [
  old: Pick<Classification, 'regions' | 'objects'>,
  today: Pick<Classification, 'regions' | 'objects'>,
];

/** Regions of two classifications into one table. A capture of a million mappings passes here, so nothing is made for each. */
class RegionMerger {
  private readonly sources: Sources;
  private readonly objects: MappedObject[] = [];
  private readonly objectOf = new Map<string, number>();
  private length = 0;
  /** For each region: which source it comes from, its row there, and its object here. */
  private readonly from: Uint8Array;
  private readonly row: Uint32Array;
  private readonly object: Int32Array;

  constructor(sources: Sources) {
    this.sources = sources;
    const most = sources[0].regions.length + sources[1].regions.length;
    this.from = new Uint8Array(most);
    this.row = new Uint32Array(most);
    this.object = new Int32Array(most);
  }

  take(source: 0 | 1, { from, to }: Span): void {
    const { regions, objects } = this.sources[source];
    for (let row = from; row < to; row++) {
      const object = objects[regions.object[row] ?? -1];
      this.from[this.length] = source;
      this.row[this.length] = row;
      this.object[this.length] = object ? this.objectNumber(object) : -1;
      this.length += 1;
    }
  }

  finish(): Pick<Classification, 'regions' | 'objects'> {
    const { length } = this;
    const { numbers: label, items: labels } = this.renumbered(
      ({ label }) => label,
      ({ labels }, number) => labels[number] ?? noLabel,
      formKey,
    );
    const { numbers: facts, items: factSets } = this.renumbered(
      ({ facts }) => facts,
      ({ factSets }, number) => factSets[number] ?? [],
      (set) => set.map(factKey).join('\n'),
    );
    return {
      regions: {
        length,
        start: this.column(new Float64Array(length), ({ start }) => start),
        end: this.column(new Float64Array(length), ({ end }) => end),
        mapping: this.column(new Uint32Array(length), ({ mapping }) => mapping),
        kind: this.column(new Uint8Array(length), ({ kind }) => kind),
        certainty: this.column(new Uint8Array(length), ({ certainty }) => certainty),
        rule: this.column(new Uint8Array(length), ({ rule }) => rule),
        label,
        labels,
        object: this.object.slice(0, length),
        facts,
        factSets,
        details: this.details(),
      },
      objects: this.objects,
    };
  }

  private column<T extends Float64Array | Uint32Array | Uint8Array>(into: T, of: (regions: RegionColumns) => T): T {
    const columns = this.sources.map(({ regions }) => of(regions));
    for (let region = 0; region < into.length; region++) {
      into[region] = columns[this.from[region] ?? 0]?.[this.row[region] ?? 0] ?? 0;
    }
    return into;
  }

  /** A column of numbers of things that both sources keep once each, and these things kept once in all. */
  private renumbered<T>(
    of: (regions: RegionColumns) => Uint32Array,
    itemOf: (regions: RegionColumns, number: number) => T,
    keyOf: (item: T) => string,
  ): { readonly numbers: Uint32Array<ArrayBuffer>; readonly items: T[] } {
    const items: T[] = [];
    const known = new Map<string, number>();
    const now = this.sources.map(() => new Map<number, number>());
    const numberOf = (source: 0 | 1, number: number): number => {
      const item = itemOf(this.sources[source].regions, number);
      const key = keyOf(item);
      const found = known.get(key) ?? items.push(item) - 1;
      known.set(key, found);
      now[source]?.set(number, found);
      return found;
    };
    const numbers = new Uint32Array(this.length);
    for (let region = 0; region < this.length; region++) {
      const source = this.from[region] === 1 ? 1 : 0;
      const number = of(this.sources[source].regions)[this.row[region] ?? 0] ?? 0;
      numbers[region] = now[source]?.get(number) ?? numberOf(source, number);
    }
    return { numbers, items };
  }

  private objectNumber(object: MappedObject): number {
    const known = this.objectOf.get(object.key);
    if (known !== undefined) return known;
    this.objectOf.set(object.key, this.objects.length);
    return this.objects.push(object) - 1;
  }

  /** Details with the numbers that regions have now; a guarded region that is gone is no longer referred to. */
  private details(): RegionDetail[] {
    const places = this.sources.map(({ regions }) => new Int32Array(regions.length).fill(-1));
    for (let region = 0; region < this.length; region++) {
      const place = places[this.from[region] ?? 0];
      if (place) place[this.row[region] ?? 0] = region;
    }
    const details = this.sources.flatMap(({ regions }, source) =>
      regions.details.flatMap(({ region: before, guardsRegion, ...rest }): RegionDetail[] => {
        const region = places[source]?.[before] ?? -1;
        if (region < 0) return [];
        const guarded = guardsRegion === undefined ? -1 : (places[source]?.[guardsRegion] ?? -1);
        return [{ ...rest, region, ...(guarded < 0 ? {} : { guardsRegion: guarded }) }];
      }),
    );
    return details.sort((a, b) => a.region - b.region);
  }
}

/** Carried fields whose place still means the same: not those of replaced regions, and objects by their new number. */
function carriedAfter(capture: Capture, { changed, objects }: Merged): NonNullable<Capture['carried']> {
  const replaced = new Set<unknown>(changed);
  const numberOf = new Map(objects.map(({ key }, number) => [key, number]));
  return (capture.carried ?? []).flatMap((field) => {
    const [list, index, ...below] = field.path;
    if (list === 'mappings' && below[0] === 'regions') return replaced.has(index) ? [] : [field];
    if (list !== 'objects' || typeof index !== 'number') return [field];
    const key = capture.objects[index]?.key;
    const now = key === undefined ? undefined : numberOf.get(key);
    return now === undefined ? [] : [{ ...field, path: [list, now, ...below] }];
  });
}
