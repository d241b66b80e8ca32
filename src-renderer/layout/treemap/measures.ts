/** What the areas of the treemap can stand for, and each mapping's figure. Keys: proc_pid_smaps(5). */
import { missingFigure, permissionBits, type Capture, type SmapsColumn } from '@contract/capture.ts';
import { asBytes, pageBytes, type Bytes } from '@contract/units.ts';
import { permissionsKnown } from '../../format/knows.ts';
import { entry } from '../segments.ts';

/** The measures, in the order in which they are offered. */
export const treemapMeasures = ['size', 'rss', 'pss', 'private', 'dirty', 'swap', 'page-tables'] as const;
export type TreemapMeasure = (typeof treemapMeasures)[number];

/** How a measure is called and what it counts. */
export interface MeasureWords {
  readonly name: string;
  readonly explanation: string;
  /** The line of /proc/PID/status that counts the same for the whole process, where there is one. */
  readonly status?: string;
}

export const measureWords: Readonly<Record<TreemapMeasure, MeasureWords>> = {
  size: { name: 'Size', explanation: 'Addresses, whether memory lies behind them or not.', status: 'VmSize' },
  rss: { name: 'RSS', explanation: 'Pages in memory; a page that others map too counts in full.', status: 'VmRSS' },
  pss: { name: 'PSS', explanation: 'Pages in memory; a page that n processes map counts as 1/n.' },
  private: {
    name: 'Private',
    explanation: 'Pages in memory that no other process maps: Private_Clean + Private_Dirty.',
  },
  dirty: { name: 'Dirty', explanation: 'Changed pages in memory: Private_Dirty + Shared_Dirty.' },
  swap: { name: 'Swap', explanation: 'Pages of anonymous memory that lie in swap.', status: 'VmSwap' },
  'page-tables': {
    name: 'Page tables',
    explanation:
      'About: the kernel does not tell it per mapping. Eight bytes for each 4 KiB page in memory or in swap, rounded up to whole page-table pages of 4 KiB. Scattered pages need more tables, neighbours may share one, and the higher levels, which VmPTE includes, are not counted.',
    status: 'VmPTE',
  },
};

/** The smaps keys whose sum a measure is; size needs none. */
const keysOf: Readonly<Record<Exclude<TreemapMeasure, 'size'>, readonly string[]>> = {
  rss: ['Rss'],
  pss: ['Pss'],
  private: ['Private_Clean', 'Private_Dirty'],
  dirty: ['Private_Dirty', 'Shared_Dirty'],
  swap: ['Swap'],
  'page-tables': ['Rss', 'Swap'],
};

/** A measure of every mapping, or why there is none, in one sentence. */
export type MappingMeasure =
  | { readonly known: true; readonly bytesOf: (mapping: number) => number }
  | { readonly known: false; readonly why: string };

/** The figure of each mapping in bytes; NaN where the kernel printed none for it. */
export function mappingMeasure(capture: Capture, measure: TreemapMeasure): MappingMeasure {
  const { mappings, smaps } = capture;
  if (measure === 'size') {
    const { start, end } = mappings;
    return { known: true, bytesOf: (row) => (entry(end, row) - entry(start, row)) * pageBytes };
  }
  if (!smaps) return { known: false, why: whyUnread(capture) };
  const columns: SmapsColumn[] = [];
  for (const key of keysOf[measure]) {
    const column = smaps.columns[smaps.keys.indexOf(key)];
    if (!column) return { known: false, why: `What was read has no figure “${key}”.` };
    columns.push(column);
  }
  if (measure !== 'page-tables') return { known: true, bytesOf: (row) => sumAt(columns, row) * 1024 };
  if (capture.machine.pageSize !== pageBytes || capture.source?.unknown.includes('pageSize')) {
    return { known: false, why: 'The estimate holds for a kernel with pages of 4 KiB only.' };
  }
  return { known: true, bytesOf: (row) => pageTableBytes(sumAt(columns, row)) };
}

/** Bytes of one entry of a page table, and of the tables themselves, on a kernel with 4 KiB pages. */
const entryBytes = 8;

/** About what the last level of page tables costs that maps so many KiB in memory or in swap. */
export const pageTableBytes = (kibibytes: number): Bytes =>
  asBytes(Math.ceil((Math.ceil(kibibytes / 4) * entryBytes) / pageBytes) * pageBytes);

/** KiB; NaN as soon as one key is missing. */
function sumAt(columns: readonly SmapsColumn[], row: number): number {
  let sum = 0;
  for (const column of columns) {
    const value = entry(column, row);
    if (value === missingFigure && column instanceof Uint32Array) return NaN;
    sum += value;
  }
  return sum;
}

function whyUnread(capture: Capture): string {
  if (capture.stage === 'maps') return 'The figures of the mappings are still being read.';
  const refused = capture.access.find(({ file, status }) => file.endsWith('/smaps') && status !== 'read');
  return refused?.why ?? 'What was opened holds no figures of the mappings (smaps).';
}

/** Whether a mapping only keeps addresses: nothing in it may be read, written or executed (PROT_NONE, mmap(2)). */
export function reservationTest(capture: Capture): (mapping: number) => boolean {
  const known = permissionsKnown(capture);
  const access = permissionBits.read | permissionBits.write | permissionBits.execute;
  return (row) => known(row) && (entry(capture.mappings.perms, row) & access) === 0;
}
