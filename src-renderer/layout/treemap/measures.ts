/** What the areas of the treemap can stand for, and each mapping's figure. Keys: proc_pid_smaps(5). */
import { missingFigure, permissionBits, type Capture, type SmapsColumn } from '@contract/capture.ts';
import { pageBytes } from '@contract/units.ts';
import { permissionsKnown } from '../../format/knows.ts';
import { entry } from '../segments.ts';
import { leastPageTables } from './pageTables.ts';

/** The measures, in the order in which they are offered. */
export const treemapMeasures = ['size', 'rss', 'pss', 'private', 'dirty', 'swap', 'page-tables'] as const;
export type TreemapMeasure = (typeof treemapMeasures)[number];

/** What stands before a figure of a measure that is a bound. */
export const boundWord = (measure: TreemapMeasure): string => (measure === 'page-tables' ? 'at least ' : '');

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
      'At least: the kernel does not tell it per mapping. One table of 4 KiB for each 2 MiB that must hold a page, one for each 1 GiB and one for each 512 GiB, divided evenly where mappings share it. Scattered pages need more, and tables stay when memory is given back: VmPTE counts all there are.',
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
  'page-tables': ['Rss'],
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
    return {
      known: false,
      why: 'How many page tables are needed is known here for a kernel with pages of 4 KiB only.',
    };
  }
  const least = leastPageTables(capture);
  return { known: true, bytesOf: (row) => entry(least, row) };
}

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
