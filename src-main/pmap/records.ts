/** The rows as records for scripts: what both JSON and CSV are made of (FORMAT.md beside this file). */
import { formatAddress } from '../contract/address.ts';
import type { Capture, CaptureSource, UnknownFact } from '../contract/capture.ts';
import {
  mappingDevice,
  mappingInode,
  mappingName,
  permissionText,
  regionView,
  smapsFigure,
  vmFlagText,
} from '../contract/rows.ts';
import { asPageNumber } from '../contract/units.ts';
import { objectLabel, regionLabel } from '../words/labels.ts';
import { regionSentences } from '../words/sentences.ts';
import { isWhole, rowKibibytes } from './printedRows.ts';
import { rowOffset, type PmapTable } from './table.ts';

/** The value of `format`. */
export const recordsFormat = 'procatlas-pmap';
/** Raised when a reader of the old form would misread the new one; more fields do not raise it. */
export const recordsVersion = 1;

/** One row. Addresses are hexadecimal text; what is unknown is left out. */
export interface PmapRecord {
  readonly start: string;
  readonly end: string;
  /** In bytes. */
  readonly size: number;
  readonly perms?: string;
  readonly offset?: string;
  readonly dev?: string;
  /** A decimal string where a double would round. */
  readonly inode?: number | string;
  /** As the kernel prints it; empty for unnamed memory. */
  readonly name: string;
  /** The exact bytes of a name that is not valid UTF-8. */
  readonly nameBase64?: string;
  /** Figures of smaps by the kernel's keys: KiB, or plain numbers. */
  readonly smaps?: Readonly<Record<string, number>>;
  readonly vmFlags?: readonly string[];
  /** With -l: what the row is. */
  readonly region?: RecordRegion;
}

/** What a region is. */
interface RecordRegion {
  /** pmap's bracket spelling, or the path. */
  readonly mapping: string;
  readonly kind: string;
  readonly certainty: string;
  readonly label: string;
  /** Of the object it belongs to. */
  readonly object?: string;
  readonly evidence: readonly string[];
}

/** Where labels come from. */
export interface LabelSource {
  readonly capture: Capture;
  /** Text of the Mapping column, readable. */
  readonly mapping: (row: number) => string;
}

/** The record of one row. `labels` only when rows are regions; `source` of an opened capture, which may not tell all. */
export function recordOf(table: PmapTable, row: number, labels?: LabelSource, source?: CaptureSource): PmapRecord {
  const { mappings, smaps, rows } = table;
  const mapping = rows.mapping[row] ?? 0;
  const inode = mappingInode(mappings, mapping);
  const raw = mappings.rawNames.find(({ name }) => name === mappings.name[mapping]);
  const known = <T extends object>(fact: UnknownFact, fields: T): Partial<T> =>
    source?.unknown.includes(fact) === true ? {} : fields;
  const ownPermissions = source?.unknownPermissions?.includes(mapping) !== true;
  const flags = smaps ? vmFlagText(smaps, mapping) : '';
  return {
    start: formatAddress(asPageNumber(rows.start[row] ?? 0)),
    end: formatAddress(asPageNumber(rows.end[row] ?? 0)),
    size: rowKibibytes(rows, row) * 1024,
    ...(ownPermissions ? known('permissions', { perms: permissionText(mappings.perms[mapping] ?? 0) }) : {}),
    ...known('offset', { offset: formatAddress(asPageNumber(rowOffset(table, row))) }),
    ...known('device', { dev: mappingDevice(mappings, mapping) }),
    ...known('inode', { inode: inode <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(inode) : inode.toString() }),
    name: mappingName(mappings, mapping),
    ...(raw ? { nameBase64: Buffer.from(raw.bytes).toString('base64') } : {}),
    ...(smaps && isWhole(rows, row) ? { smaps: figuresOf(table, mapping) } : {}),
    ...(flags === '' ? {} : { vmFlags: flags.split(' ') }),
    ...(labels ? { region: regionOf(labels, rows.region?.[row] ?? 0, row) } : {}),
  };
}

function figuresOf({ smaps }: PmapTable, mapping: number): Record<string, number> {
  if (!smaps) return {};
  return Object.fromEntries(
    smaps.keys.flatMap((key): [string, number][] => {
      const figure = smapsFigure(smaps, key, mapping);
      return figure === undefined ? [] : [[key, figure]];
    }),
  );
}

function regionOf({ capture, mapping }: LabelSource, region: number, row: number): RecordRegion {
  const { kind, certainty, object } = regionView(capture.regions, region);
  return {
    mapping: mapping(row).trimStart(),
    kind,
    certainty,
    label: regionLabel(capture, region),
    ...(object === undefined ? {} : { object: objectLabel(capture, object) }),
    evidence: regionSentences(capture, region),
  };
}
