/**
 * What the rules are given where a source is silent. They group a file's parts by its path and by growing offsets,
 * and know kernel mappings by name; without such facts parts are taken to lie in the file as they lie in memory, and
 * kernel mappings are known by their place. The capture itself keeps saying "unknown", and no evidence sentence may
 * cite what was only assumed.
 */
import type { Classification } from '../../classify/classify.ts';
import { permissionBits, type MappingColumns, type UnknownFact } from '../../contract/capture.ts';
import { certainties, kindIds } from '../../contract/kinds.ts';
import { asPageNumber } from '../../contract/units.ts';
import type { Fact } from '../../contract/verdict.ts';
import { inexactKinds, namedByPlace, type NamingFacts } from './assumedNames.ts';
import { mapTexts } from '../verdictJson.ts';

/** Largest gap between two parts of one file, in pages: the loader keeps them within 2 MiB alignment, doubled. */
const largestGap = 1024;
/** Rows for the rules alone. */
export interface AssumedRows {
  readonly mappings: MappingColumns;
  /** Paths were made of bare file names by a leading slash, which must not be shown. */
  readonly nameless: boolean;
  /** What the source cannot tell. */
  readonly unknown: readonly UnknownFact[];
  /** Why a kernel mapping got its name, by that name. */
  readonly reasons: ReadonlyMap<string, Fact>;
}

/** The rows as the rules need them; the same rows when nothing of theirs is unknown. */
export function assumedRows(
  mappings: MappingColumns,
  unknown: readonly UnknownFact[],
  naming: NamingFacts,
): AssumedRows {
  let rows = mappings;
  const nameless = unknown.includes('path');
  const reasons = new Map<string, Fact>();
  if (nameless) rows = { ...rows, names: rows.names.map(asPath) };
  if (unknown.includes('permissions')) {
    rows = { ...rows, perms: new Uint8Array(rows.length).fill(permissionBits.read) };
  }
  if (unknown.includes('offset')) rows = { ...rows, offset: offsetsByPlace(rows) };
  if (unknown.includes('names')) rows = namedByPlace(rows, naming, reasons);
  return { mappings: rows, nameless, unknown, reasons };
}

/** `libc.so.6` as `/libc.so.6`; pmap prints shared anonymous memory as the last part of `/dev/zero (deleted)`. */
function asPath(name: string): string {
  if (name === '' || name.startsWith('[') || name.startsWith('/')) return name;
  return name === 'zero (deleted)' ? '/dev/zero (deleted)' : `/${name}`;
}

/** Offsets that grow with the address from the first part of each loaded copy of a file. */
function offsetsByPlace({ length, name, names, start, end }: MappingColumns): Float64Array {
  const offsets = new Float64Array(length);
  const copies = new Map<number, { readonly start: number; end: number }>();
  for (let row = 0; row < length; row++) {
    const file = name[row] ?? 0;
    if (!names[file]?.startsWith('/')) continue;
    const [from, to] = [start[row] ?? 0, end[row] ?? 0];
    const copy = copies.get(file);
    if (copy && from - copy.end <= largestGap) {
      offsets[row] = asPageNumber(from - copy.start);
      copy.end = to;
    } else copies.set(file, { start: from, end: to });
  }
  return offsets;
}

/** The result without what was assumed: stand-ins are not shown, and what only a shape speaks for is not exact. */
export function withoutAssumptions(
  { regions, objects }: Pick<Classification, 'regions' | 'objects'>,
  { nameless, reasons }: AssumedRows,
): Pick<Classification, 'regions' | 'objects'> {
  const inexact = inexactKinds(reasons);
  const exact = certainties.indexOf('exact');
  const strong = certainties.indexOf('strong');
  const certainty = regions.certainty.map((value, region) => {
    const kind = kindIds[regions.kind[region] ?? 0];
    return value === exact && kind !== undefined && inexact.has(kind) ? strong : value;
  });
  const plain = (path: string): string => (path.startsWith('/') ? path.slice(1) : path);
  return {
    regions: {
      ...regions,
      certainty,
      ...(nameless
        ? {
            labels: regions.labels.map((label) => mapTexts(label, plain)),
            factSets: regions.factSets.map((facts) => facts.map((one) => mapTexts(one, plain))),
          }
        : {}),
    },
    objects: objects.map(({ tid, ...object }) => ({
      ...object,
      ...(tid === undefined || (tid as number) === 0 ? {} : { tid }),
      ...(nameless && object.path?.startsWith('/') === true
        ? { path: object.path.slice(1), key: object.key.replace(':/', ':'), label: mapTexts(object.label, plain) }
        : {}),
    })),
  };
}
