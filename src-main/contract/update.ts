/**
 * What travels when a watched process is read again: only what changed. An unchanged process of a
 * thousand mappings costs the header alone, 1.3 kB; one mapping more costs 3 kB with it, also among 60,000.
 */
import type { Capture, MappedObject, MappingColumns, ProcessFacts, RegionColumns, SmapsColumns } from './capture.ts';
import {
  groundOf,
  patchedMappings,
  patchedRegions,
  patchedSmaps,
  patchMappings,
  patchRegions,
  patchSmaps,
  type MappingsPatch,
  type RegionsPatch,
  type RowMove,
  type SmapsPatch,
} from './capturePatch.ts';
import { partNames, type PartName, type PartTables } from './parts/table.ts';
import { sameValue } from './sameValue.ts';
import { patchedList, patchList, wholeCopy, type ListPatch } from './tablePatch.ts';

/** Parts beside the mappings, each whole; null: nothing is known of it any more. */
type PartUpdates = { readonly [Name in PartName]?: PartTables[Name] | null };

/** The parts of a capture that differ from the one before; everything, when there was none. */
export interface CaptureUpdate extends PartUpdates {
  /** Sequence of the capture this applies to; 0 when it stands alone. */
  readonly base: number;
  /** The capture without its tables and its process. */
  readonly head: Omit<Capture, 'mappings' | 'smaps' | 'regions' | 'objects' | 'process' | PartName>;
  /** Present where the update stands alone. */
  readonly process?: ProcessFacts;
  /** Otherwise what of it is new, and fields that are there no more. */
  readonly processPatch?: { readonly changed: Partial<ProcessFacts>; readonly gone: readonly string[] };
  readonly mappings?: MappingColumns;
  readonly mappingsPatch?: MappingsPatch;
  /** null: there are no figures any more. */
  readonly smaps?: SmapsColumns | null;
  readonly smapsPatch?: SmapsPatch;
  readonly regions?: RegionColumns;
  readonly regionsPatch?: RegionsPatch;
  readonly objects?: readonly MappedObject[];
  readonly objectsPatch?: ListPatch<MappedObject>;
}

/** An update that stands alone. */
export function wholeUpdate(capture: Capture): CaptureUpdate {
  const { mappings, smaps, regions, objects } = capture;
  return {
    base: 0,
    head: headOf(capture),
    process: capture.process,
    mappings,
    smaps: smaps ?? null,
    ...changedParts(undefined, capture),
    regions,
    objects,
  };
}

/** The difference between two captures of one watch. */
export function updateFrom(previous: Capture | undefined, next: Capture): CaptureUpdate {
  if (!previous) return wholeUpdate(next);
  const { mappings, smaps, regions, objects } = next;
  const mappingsPatch = sameTable(previous.mappings, mappings) ? undefined : patchMappings(previous.mappings, mappings);
  const objectsPatch = sameValue(previous.objects, objects) ? undefined : patchList(previous.objects, objects);
  const rows = mappingsPatch ?? unmoved(previous.mappings.length);
  const regionsPatch = sameTable(previous.regions, regions)
    ? undefined
    : patchRegions(previous.regions, regions, groundUnder(previous, rows, objectsPatch));
  return {
    base: previous.sequence,
    head: headOf(next),
    ...processPart(previous.process, next.process),
    ...(mappingsPatch ? { mappingsPatch } : {}),
    ...smapsPart(previous.smaps, smaps, rows),
    ...changedParts(previous, next),
    ...(regionsPatch ? { regionsPatch } : {}),
    ...(objectsPatch ? { objectsPatch } : {}),
  };
}

const unmoved = (length: number): RowMove => ({ length, copies: wholeCopy(length) });

const groundUnder = (
  { mappings, objects }: Capture,
  rows: RowMove,
  patch: ListPatch<MappedObject> | undefined,
): ReturnType<typeof groundOf> =>
  groundOf(rows, mappings.length, patch ?? { ...unmoved(objects.length), items: [] }, objects.length);

/** Figures follow the rows of the mappings; where they do not (older than the rows), they travel whole. */
function smapsPart(
  previous: SmapsColumns | undefined,
  next: SmapsColumns | undefined,
  rows: RowMove,
): Pick<CaptureUpdate, 'smaps' | 'smapsPatch'> {
  if (!next) return previous ? { smaps: null } : {};
  if (!previous) return { smaps: next };
  if (sameTable(previous, next)) return {};
  const patch = next.length === rows.length ? patchSmaps(previous, next, rows) : undefined;
  return patch ? { smapsPatch: patch } : { smaps: next };
}

const apart: ReadonlySet<string> = new Set(['mappings', 'smaps', 'regions', 'objects', 'process', ...partNames]);

/** What does not travel by itself. */
const headOf = (capture: Capture): CaptureUpdate['head'] =>
  Object.fromEntries(
    Object.entries(capture).filter(([field]) => !apart.has(field)),
  ) as unknown as CaptureUpdate['head'];

/** Most of a process never changes: its limits, its auxiliary vector, its words. */
function processPart(before: ProcessFacts, after: ProcessFacts): Pick<CaptureUpdate, 'processPatch'> {
  const known: Readonly<Record<string, unknown>> = { ...before };
  const changed = Object.entries(after).filter(([field, value]) => !sameValue(known[field], value));
  const gone = Object.keys(before).filter((field) => !Object.hasOwn(after, field));
  return changed.length === 0 && gone.length === 0
    ? {}
    : { processPatch: { changed: Object.fromEntries(changed), gone } };
}

function processAfter(before: ProcessFacts, patch: CaptureUpdate['processPatch']): ProcessFacts {
  if (!patch) return before;
  const kept = Object.entries(before).filter(([field]) => !patch.gone.includes(field));
  return { ...(Object.fromEntries(kept) as unknown as ProcessFacts), ...patch.changed };
}

/** The parts that differ; of a capture that stands alone, all. */
const changedParts = (previous: Capture | undefined, next: Capture): PartUpdates =>
  Object.fromEntries(
    partNames.flatMap((name) => {
      const before = previous?.[name];
      const now = next[name];
      const same = before && now ? sameTable(before, now) : previous && before === now;
      return same ? [] : [[name, now ?? null]];
    }),
  );

/** The parts after an update, without those of which nothing is known. */
const partsAfter = (old: Pick<Capture, PartName> | undefined, update: PartUpdates): Pick<Capture, PartName> =>
  Object.fromEntries(
    partNames.flatMap((name) => {
      const table = update[name] === undefined ? old?.[name] : update[name];
      return table ? [[name, table]] : [];
    }),
  );

/**
 * The capture that an update makes of the one before. Returns undefined when the update does not fit (another
 * base, or a part is missing): the caller then asks for a whole one.
 */
export function applyUpdate(previous: Capture | undefined, update: CaptureUpdate): Capture | undefined {
  if (update.base !== 0 && previous?.sequence !== update.base) return undefined;
  const old = update.base === 0 ? undefined : previous;
  if (!old) {
    const { head, process, mappings, smaps, regions, objects } = update;
    if (!process || !mappings || !regions || !objects) return undefined;
    return {
      ...head,
      process,
      mappings,
      regions,
      objects,
      ...(smaps ? { smaps } : {}),
      ...partsAfter(undefined, update),
    };
  }
  const { mappingsPatch, smapsPatch, regionsPatch, objectsPatch } = update;
  const rows = mappingsPatch ?? unmoved(old.mappings.length);
  const mappings = mappingsPatch ? patchedMappings(old.mappings, mappingsPatch) : old.mappings;
  const objects = objectsPatch ? patchedList(old.objects, objectsPatch) : old.objects;
  const regions = regionsPatch
    ? patchedRegions(old.regions, regionsPatch, groundUnder(old, rows, objectsPatch))
    : old.regions;
  const kept = smapsPatch && old.smaps ? patchedSmaps(old.smaps, smapsPatch, rows) : old.smaps;
  const smaps = update.smaps === undefined ? kept : (update.smaps ?? undefined);
  const process = processAfter(old.process, update.processPatch);
  return {
    ...update.head,
    process,
    mappings,
    regions,
    objects,
    ...(smaps ? { smaps } : {}),
    ...partsAfter(old, update),
  };
}

/** Compares two tables field by field: typed arrays by element, the rest by structure. */
function sameTable<T extends object>(a: T, b: T): boolean {
  if (a === b) return true;
  for (const field of Object.keys(b) as (keyof T)[]) if (!sameValue(a[field], b[field])) return false;
  return true;
}
