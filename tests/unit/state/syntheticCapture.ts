/** A capture made from a few rows, for tests that need no kernel. */
import { told } from '../../support/words.ts';
import { parseAddress, pageNumberOf } from '@contract/address.ts';
import { missingFigure, type Capture, type MappedObject, type RegionDetail } from '@contract/capture.ts';
import { certainties, kindIndex, type Certainty, type KindId } from '@contract/kinds.ts';
import { bitsOf, captureFacts } from '../../support/captureFacts.ts';

/** One region, by addresses in hexadecimal. */
export interface RegionRow {
  readonly start: string;
  readonly end: string;
  readonly kind: KindId;
  readonly label?: string;
  readonly certainty?: Certainty;
  readonly object?: number;
  readonly detail?: Omit<RegionDetail, 'region'>;
}

/** One mapping with its regions; one region of kind `anon` covers it unless others are given. */
export interface MappingRow {
  readonly start: string;
  readonly end: string;
  readonly perms: string;
  readonly name?: string;
  readonly figures?: Readonly<Record<string, number>>;
  readonly regions?: readonly RegionRow[];
}

const page = (text: string): number => pageNumberOf(parseAddress(text)!);

/** Builds the columns. `smaps` is left out when no row has figures. */
export function syntheticCapture(
  rows: readonly MappingRow[],
  extra: { readonly objects?: readonly MappedObject[]; readonly sequence?: number; readonly stackLimit?: number } = {},
): Capture {
  const names = ['', ...new Set(rows.flatMap((row) => (row.name === undefined ? [] : [row.name])))];
  const regions = rows.flatMap((row, mapping) =>
    (row.regions ?? [{ start: row.start, end: row.end, kind: 'anon' as const }]).map((region: RegionRow) => ({
      ...region,
      mapping,
    })),
  );
  const labels = [...new Set(['', ...regions.map((region) => region.label ?? '')])];
  const keys = [...new Set(rows.flatMap((row) => Object.keys(row.figures ?? {})))];
  return {
    ...captureFacts(extra.sequence ?? 1, {
      cmdline: ['sample'],
      limits: extra.stackLimit === undefined ? [] : [{ name: 'Max stack size', soft: extra.stackLimit, unit: 'bytes' }],
    }),
    mappings: {
      length: rows.length,
      start: Float64Array.from(rows, (row) => page(row.start)),
      end: Float64Array.from(rows, (row) => page(row.end)),
      perms: Uint8Array.from(rows, (row) => bitsOf(row.perms)),
      offset: new Float64Array(rows.length),
      major: new Uint32Array(rows.length),
      minor: new Uint32Array(rows.length),
      inodeLow: new Uint32Array(rows.length),
      inodeHigh: new Uint32Array(rows.length),
      name: Uint32Array.from(rows, (row) => names.indexOf(row.name ?? '')),
      names,
      rawNames: [],
    },
    ...(keys.length > 0
      ? {
          smaps: {
            length: rows.length,
            keys,
            columns: keys.map((key) => Uint32Array.from(rows, (row) => row.figures?.[key] ?? missingFigure)),
            vmFlags: new Uint32Array(rows.length),
            vmFlagSets: [''],
          },
        }
      : {}),
    regions: {
      length: regions.length,
      start: Float64Array.from(regions, (region) => page(region.start)),
      end: Float64Array.from(regions, (region) => page(region.end)),
      mapping: Uint32Array.from(regions, (region) => region.mapping),
      kind: Uint8Array.from(regions, (region) => kindIndex[region.kind]),
      certainty: Uint8Array.from(regions, (region) => certainties.indexOf(region.certainty ?? 'exact')),
      label: Uint32Array.from(regions, (region) => labels.indexOf(region.label ?? '')),
      rule: new Uint8Array(regions.length),
      labels: labels.map(told),
      object: Int32Array.from(regions, (region) => region.object ?? -1),
      facts: new Uint32Array(regions.length),
      factSets: [[]],
      details: regions.flatMap((region, row) => (region.detail ? [{ region: row, ...region.detail }] : [])),
    },
    objects: extra.objects ?? [],
  };
}

/** Program text, heap, a merged pair of thread stack and TLS, and [vsyscall] at the very top. */
export const sample = (): Capture =>
  syntheticCapture(
    [
      {
        start: '400000',
        end: '402000',
        perms: 'r-xp',
        name: '/usr/bin/sample',
        figures: { Rss: 8, Pss: 4, Swap: 0 },
        regions: [{ start: '400000', end: '402000', kind: 'text', label: 'sample .text', object: 0 }],
      },
      {
        start: '600000',
        end: '621000',
        perms: 'rw-p',
        name: '[heap]',
        figures: { Rss: 40, Pss: 40, Swap: 4 },
        regions: [{ start: '600000', end: '621000', kind: 'heap' }],
      },
      {
        start: '7f0000000000',
        end: '7f0000800000',
        perms: 'rw-p',
        figures: { Rss: 2048, Pss: 2048, Swap: 0 },
        regions: [
          { start: '7f0000000000', end: '7f00007ff700', kind: 'thread-stack', label: 'stack of thread 4712' },
          { start: '7f00007ff700', end: '7f0000800000', kind: 'tls', certainty: 'strong' },
        ],
      },
      {
        start: 'ffffffffff600000',
        end: 'ffffffffff601000',
        perms: '--xp',
        name: '[vsyscall]',
        figures: { Rss: 0, Pss: 0, Swap: 0 },
        regions: [{ start: 'ffffffffff600000', end: 'ffffffffff601000', kind: 'vsyscall' }],
      },
    ],
    {
      objects: [{ kind: 'module', label: told('sample'), key: 'module:sample@400000', path: '/usr/bin/sample' }],
      stackLimit: 8 << 20,
    },
  );
