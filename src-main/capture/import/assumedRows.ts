/**
 * What the rules are given where a source is silent. They group a file's parts by its path and by growing offsets,
 * and know kernel mappings by name; without such facts parts are taken to lie in the file as they lie in memory, and
 * kernel mappings are known by their place. The capture itself keeps saying "unknown", and no evidence sentence may
 * cite what was only assumed.
 */
import type { Classification } from '../../classify/classify.ts';
import { permissionBits, type AuxiliaryValue, type MappingColumns, type UnknownFact } from '../../contract/capture.ts';
import { pageNumberOf } from '../../contract/address.ts';
import { certainties, kindIndex } from '../../contract/kinds.ts';
import { rowAt } from '../../contract/rows.ts';
import { asPageNumber } from '../../contract/units.ts';
import { fact, type Fact } from '../../contract/verdict.ts';
import { auxvAddress, auxvTypes } from '../../procfs/auxv.ts';
import { mapTexts } from '../verdictJson.ts';

/** Largest gap between two parts of one file, in pages: the loader keeps them within 2 MiB alignment, doubled. */
const largestGap = 1024;
/** Where x86-64 puts the vsyscall page, in pages (arch/x86/include/uapi/asm/vsyscall.h). */
const vsyscallPage = 0xf_ffff_ffff_f600;
/** Largest vDSO, in pages; it takes one or two. */
const largestVdso = 4;

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
  auxv: readonly AuxiliaryValue[],
): AssumedRows {
  let rows = mappings;
  const nameless = unknown.includes('path');
  const reasons = new Map<string, Fact>();
  if (nameless) rows = { ...rows, names: rows.names.map(asPath) };
  if (unknown.includes('permissions')) {
    rows = { ...rows, perms: new Uint8Array(rows.length).fill(permissionBits.read) };
  }
  if (unknown.includes('offset')) rows = { ...rows, offset: offsetsByPlace(rows) };
  if (unknown.includes('names')) rows = namedByPlace(rows, auxv, reasons);
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

/** Gives kernel mappings their names by what auxv, their fixed address or their neighbours say. */
function namedByPlace(
  mappings: MappingColumns,
  auxv: readonly AuxiliaryValue[],
  reasons: Map<string, Fact>,
): MappingColumns {
  const names = [...mappings.names];
  const name = mappings.name.slice();
  const give = (row: number, text: string, reason: Fact): void => {
    if (row < 0 || name[row] !== 0) return;
    if (!names.includes(text)) names.push(text);
    name[row] = names.indexOf(text);
    reasons.set(text, reason);
  };
  const holding = (type: number): number => {
    const address = auxvAddress(auxv, type);
    return address === undefined ? -1 : rowAt(mappings, pageNumberOf(address));
  };
  const { execute, read } = permissionBits;
  give(holding(auxvTypes.random), '[stack]', fact('assumed-random'));
  give(holding(auxvTypes.vdso), '[vdso]', fact('assumed-vdso'));
  give(rowAt(mappings, asPageNumber(vsyscallPage)), '[vsyscall]', fact('assumed-vsyscall'));
  const plain = (row: number, perms: number): boolean => name[row] === 0 && mappings.perms[row] === perms;
  const touching = (row: number): boolean => mappings.end[row - 1] === mappings.start[row];
  for (let row = 1; row < mappings.length && !reasons.has('[vdso]'); row++) {
    const pages = (mappings.end[row] ?? 0) - (mappings.start[row] ?? 0);
    if (!plain(row, read | execute) || pages > largestVdso || !plain(row - 1, read) || !touching(row)) continue;
    give(row, '[vdso]', shapeOfVdso);
    for (let below = row - 1; below >= 0 && plain(below, read) && touching(below + 1); below--) {
      give(below, '[vvar]', shapeOfVdso);
    }
  }
  return { ...mappings, names, name };
}

const shapeOfVdso = fact('assumed-vdso-shape');

/** The result without what was assumed: stand-ins are not shown, and what only a shape speaks for is not exact. */
export function withoutAssumptions(
  { regions, objects }: Pick<Classification, 'regions' | 'objects'>,
  { nameless, reasons }: AssumedRows,
): Pick<Classification, 'regions' | 'objects'> {
  const byShape = new Set([...reasons].filter(([, reason]) => reason === shapeOfVdso).map(([name]) => name));
  const strong = certainties.indexOf('strong');
  const certainty = regions.certainty.map((value, region) =>
    (regions.kind[region] === kindIndex.vdso && byShape.has('[vdso]')) ||
    (regions.kind[region] === kindIndex.vvar && byShape.has('[vvar]'))
      ? strong
      : value,
  );
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
