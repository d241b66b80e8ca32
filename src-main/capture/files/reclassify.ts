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
import { regionDetail } from '../../contract/rows.ts';
import { note, type Note } from '../../contract/note.ts';
import { factKey, formKey, label as labelForm, type Fact, type Label } from '../../contract/verdict.ts';
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

function spans(regions: RegionColumns, mappings: number): Span[] {
  const result: Span[] = [];
  let region = 0;
  for (let mapping = 0; mapping < mappings; mapping++) {
    const from = region;
    while (region < regions.length && regions.mapping[region] === mapping) region += 1;
    result.push({ from, to: region });
  }
  return result;
}

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
  const before = spans(old, mappings.length);
  const after = spans(today.regions, mappings.length);
  const changed: number[] = [];
  const taken = new RegionMerger();
  for (let mapping = 0; mapping < mappings.length; mapping++) {
    const was = before[mapping] ?? { from: 0, to: 0 };
    const is = after[mapping] ?? { from: 0, to: 0 };
    if (betterToday(old, was, today.regions, is)) {
      changed.push(mapping);
      taken.take(today.regions, is, today.objects);
    } else taken.take(old, was, capture.objects);
  }
  return { ...taken.finish(), changed };
}

/** Regions of two classifications into one table. */
class RegionMerger {
  private readonly rows: { readonly from: RegionColumns; readonly row: number; readonly object: number }[] = [];
  private readonly objects: MappedObject[] = [];
  private readonly objectOf = new Map<string, number>();

  take(regions: RegionColumns, { from, to }: Span, objects: readonly MappedObject[]): void {
    for (let row = from; row < to; row++) {
      const object = objects[regions.object[row] ?? -1];
      this.rows.push({ from: regions, row, object: object ? this.object(object) : -1 });
    }
  }

  finish(): Pick<Classification, 'regions' | 'objects'> {
    const { rows } = this;
    const labelOf = new Map<string, number>();
    const labels: Label[] = [];
    const factsOf = new Map<string, number>();
    const factSets: (readonly Fact[])[] = [];
    const number = (table: Map<string, number>, key: string): number => {
      const known = table.get(key) ?? table.size;
      table.set(key, known);
      return known;
    };
    const label = Uint32Array.from(rows, ({ from, row }) => {
      const own = from.labels[from.label[row] ?? 0] ?? noLabel;
      const index = number(labelOf, formKey(own));
      labels[index] = own;
      return index;
    });
    const facts = Uint32Array.from(rows, ({ from, row }) => {
      const set = from.factSets[from.facts[row] ?? 0] ?? [];
      const index = number(factsOf, set.map(factKey).join('\n'));
      factSets[index] = set;
      return index;
    });
    const start = Float64Array.from(rows, ({ from, row }) => from.start[row] ?? 0);
    return {
      regions: {
        length: rows.length,
        start,
        end: Float64Array.from(rows, ({ from, row }) => from.end[row] ?? 0),
        mapping: Uint32Array.from(rows, ({ from, row }) => from.mapping[row] ?? 0),
        kind: Uint8Array.from(rows, ({ from, row }) => from.kind[row] ?? 0),
        certainty: Uint8Array.from(rows, ({ from, row }) => from.certainty[row] ?? 0),
        rule: Uint8Array.from(rows, ({ from, row }) => from.rule[row] ?? 0),
        label,
        labels,
        object: Int32Array.from(rows, ({ object }) => object),
        facts,
        factSets,
        details: this.details(),
      },
      objects: this.objects,
    };
  }

  private object(object: MappedObject): number {
    const known = this.objectOf.get(object.key);
    if (known !== undefined) return known;
    this.objectOf.set(object.key, this.objects.length);
    return this.objects.push(object) - 1;
  }

  /** Details with the numbers that regions have now; a guarded region that is gone is no longer referred to. */
  private details(): RegionDetail[] {
    const places = new Map<RegionColumns, Map<number, number>>();
    this.rows.forEach(({ from, row }, region) => {
      const place = places.get(from) ?? new Map<number, number>();
      places.set(from, place.set(row, region));
    });
    return this.rows.flatMap(({ from, row }, region) => {
      const detail = regionDetail(from, row);
      if (!detail) return [];
      const { guardsRegion, ...rest } = detail;
      const guarded = guardsRegion === undefined ? undefined : places.get(from)?.get(guardsRegion);
      return [{ ...rest, region, ...(guarded === undefined ? {} : { guardsRegion: guarded }) }];
    });
  }
}

/** Carried fields whose place still means the same: not those of replaced regions, and objects by their new number. */
function carriedAfter(capture: Capture, { changed, objects }: Merged): NonNullable<Capture['carried']> {
  const replaced = new Set<unknown>(changed);
  return (capture.carried ?? []).flatMap((field) => {
    const [list, index, ...below] = field.path;
    if (list === 'mappings' && below[0] === 'regions') return replaced.has(index) ? [] : [field];
    if (list !== 'objects' || typeof index !== 'number') return [field];
    const key = capture.objects[index]?.key;
    const now = objects.findIndex((object) => object.key === key);
    return now < 0 ? [] : [{ ...field, path: [list, now, ...below] }];
  });
}
