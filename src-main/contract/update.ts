/**
 * What travels when a watched process is read again: only the parts that changed. An unchanged process of a
 * thousand mappings costs the header alone, a few kilobytes, instead of its tables.
 */
import type {
  Capture,
  MappedObject,
  MappingColumns,
  NumaColumns,
  RegionColumns,
  SmapsColumn,
  SmapsColumns,
} from './capture.ts';

/** smaps again when rows and keys are the same as before: only the columns that differ. */
export interface SmapsPatch {
  readonly columns: readonly { readonly key: number; readonly column: SmapsColumn }[];
}

/** The parts of a capture that differ from the one before; everything, when there was none. */
export interface CaptureUpdate {
  /** Sequence of the capture this applies to; 0 when it stands alone. */
  readonly base: number;
  /** The capture without its tables. */
  readonly head: Omit<Capture, 'mappings' | 'smaps' | 'numa' | 'regions' | 'objects'>;
  readonly mappings?: MappingColumns;
  /** null: there are no figures any more. */
  readonly smaps?: SmapsColumns | null;
  readonly smapsPatch?: SmapsPatch;
  /** null: nothing is known of numa_maps any more. */
  readonly numa?: NumaColumns | null;
  readonly regions?: RegionColumns;
  readonly objects?: readonly MappedObject[];
}

/** An update that stands alone. */
export function wholeUpdate(capture: Capture): CaptureUpdate {
  const { mappings, smaps, numa, regions, objects, ...head } = capture;
  return { base: 0, head, mappings, smaps: smaps ?? null, numa: numa ?? null, regions, objects };
}

/** The difference between two captures of one watch. */
export function updateFrom(previous: Capture | undefined, next: Capture): CaptureUpdate {
  if (!previous) return wholeUpdate(next);
  const { mappings, smaps, numa, regions, objects, ...head } = next;
  const smapsPart = ((): Pick<CaptureUpdate, 'smaps' | 'smapsPatch'> => {
    if (!smaps) return previous.smaps ? { smaps: null } : {};
    if (!previous.smaps || !samePatchable(previous.smaps, smaps)) return { smaps };
    const before = previous.smaps;
    const columns = smaps.columns.flatMap((column, key) => {
      const old = before.columns[key];
      return old && sameColumn(old, column) ? [] : [{ key, column }];
    });
    return columns.length > 0 ? { smapsPatch: { columns } } : {};
  })();
  return {
    base: previous.sequence,
    head,
    ...(sameTable(previous.mappings, mappings) ? {} : { mappings }),
    ...smapsPart,
    ...numaPart(previous.numa, numa),
    ...(sameTable(previous.regions, regions) ? {} : { regions }),
    ...(sameValue(previous.objects, objects) ? {} : { objects }),
  };
}

function numaPart(previous: NumaColumns | undefined, next: NumaColumns | undefined): Pick<CaptureUpdate, 'numa'> {
  if (!next) return previous ? { numa: null } : {};
  return previous && sameTable(previous, next) ? {} : { numa: next };
}

/**
 * The capture that an update makes of the one before. Returns undefined when the update does not fit (another
 * base, or a part is missing): the caller then asks for a whole one.
 */
export function applyUpdate(previous: Capture | undefined, update: CaptureUpdate): Capture | undefined {
  if (update.base !== 0 && previous?.sequence !== update.base) return undefined;
  const old = update.base === 0 ? undefined : previous;
  const mappings = update.mappings ?? old?.mappings;
  const regions = update.regions ?? old?.regions;
  const objects = update.objects ?? old?.objects;
  if (!mappings || !regions || !objects) return undefined;
  const smaps = update.smaps === undefined ? patched(old?.smaps, update.smapsPatch) : (update.smaps ?? undefined);
  const numa = update.numa === undefined ? old?.numa : (update.numa ?? undefined);
  return { ...update.head, mappings, regions, objects, ...(smaps ? { smaps } : {}), ...(numa ? { numa } : {}) };
}

function patched(smaps: SmapsColumns | undefined, patch: SmapsPatch | undefined): SmapsColumns | undefined {
  if (!smaps || !patch) return smaps;
  const columns = [...smaps.columns];
  for (const { key, column } of patch.columns) columns[key] = column;
  return { ...smaps, columns };
}

function samePatchable(a: SmapsColumns, b: SmapsColumns): boolean {
  return (
    a.length === b.length &&
    sameValue(a.keys, b.keys) &&
    sameValue(a.vmFlagSets, b.vmFlagSets) &&
    sameColumn(a.vmFlags, b.vmFlags)
  );
}

function sameColumn(a: ArrayLike<number>, b: ArrayLike<number>): boolean {
  if (a === b) return true;
  if (a.length !== b.length) return false;
  for (let row = 0; row < a.length; row++) if (!Object.is(a[row], b[row])) return false;
  return true;
}

/** Compares two tables field by field: typed arrays by element, the rest by structure. */
function sameTable<T extends object>(a: T, b: T): boolean {
  if (a === b) return true;
  for (const field of Object.keys(b) as (keyof T)[]) if (!sameValue(a[field], b[field])) return false;
  return true;
}

function sameValue(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (ArrayBuffer.isView(a) && ArrayBuffer.isView(b)) {
    return sameColumn(a as unknown as ArrayLike<number>, b as unknown as ArrayLike<number>);
  }
  if (Array.isArray(a) && Array.isArray(b)) {
    return a.length === b.length && a.every((item, index) => sameValue(item, b[index]));
  }
  const keys = Object.keys(a);
  return (
    keys.length === Object.keys(b).length &&
    keys.every((key) => sameValue((a as Record<string, unknown>)[key], (b as Record<string, unknown>)[key]))
  );
}
