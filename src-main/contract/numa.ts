/**
 * Reading single rows of numa_maps. The kernel prints a count only where it says something (fs/proc/task_mmu.c,
 * show_numa_map); what a missing one means is decided here, once.
 */
import { missingFigure, type MappingIndex, type NumaColumns } from './capture.ts';
import { asKibibytes, type Kibibytes } from './units.ts';

/** Counts that are printed unless they are 0. */
const leftOutAtZero: ReadonlySet<string> = new Set(['anon', 'dirty', 'swapcache', 'writeback']);
const nodePattern = /^N(\d+)$/;
const pageSizeKey = 'kernelpagesize_kB';

/** The number of the node that a key counts pages on, or undefined for every other key. */
export function numaNode(key: string): number | undefined {
  const digits = nodePattern.exec(key)?.[1];
  return digits === undefined ? undefined : Number(digits);
}

/** Keys of the nodes, by their numbers. */
export const nodeKeys = ({ keys }: NumaColumns): readonly string[] =>
  keys.filter((key) => numaNode(key) !== undefined).sort((a, b) => (numaNode(a) ?? 0) - (numaNode(b) ?? 0));

/** Policy of a mapping as the kernel prints it; undefined when numa_maps had no line for it. */
export function numaPolicy(numa: NumaColumns, row: MappingIndex): string | undefined {
  const policy = numa.policies[numa.policy[row] ?? 0];
  return policy === '' ? undefined : policy;
}

/** Words of a mapping that are no counts: `huge`, and those that this program does not know. */
export const numaWords = (numa: NumaColumns, row: MappingIndex): readonly string[] => {
  const words = numa.wordSets[numa.words[row] ?? 0] ?? '';
  return words === '' ? [] : words.split(' ');
};

/** A count as the kernel printed it; undefined where it did not. */
export function printedCount(numa: NumaColumns, key: string, row: MappingIndex): number | undefined {
  const column = numa.columns[numa.keys.indexOf(key)];
  const value = column?.[row];
  if (value === undefined || Number.isNaN(value)) return undefined;
  return column instanceof Uint32Array && value === missingFigure ? undefined : value;
}

/**
 * A count with what the kernel left out put in: pages of a node, `anon`, `dirty`, `swapcache` and `writeback` are
 * left out at 0; `mapped` where it equals `anon` or `dirty`; `active` where all pages are (never told of huge ones);
 * `mapmax` where no page is mapped more than once. Undefined where that is not known: no line, an unknown key, or a line
 * that tells only the policy. Such a mapping holds no page, or only pages that the kernel does not count (the vDSO's).
 */
export function numaCount(numa: NumaColumns, key: string, row: MappingIndex): number | undefined {
  const printed = printedCount(numa, key, row);
  if (printed !== undefined || !numa.keys.some((other) => printedCount(numa, other, row) !== undefined)) return printed;
  if (leftOutAtZero.has(key) || numaNode(key) !== undefined) return 0;
  const pages = (): number => nodeKeys(numa).reduce((sum, node) => sum + (printedCount(numa, node, row) ?? 0), 0);
  switch (key) {
    case 'mapped':
      return pages();
    case 'active':
      return numaWords(numa, row).includes('huge') ? undefined : pages();
    case 'mapmax':
      return 1;
    default:
      return undefined;
  }
}

/**
 * A count of pages as KiB, by the page size of its own line; undefined where either is not known. Kernels before 3.9
 * do not print the page size.
 */
export function numaSize(numa: NumaColumns, key: string, row: MappingIndex): Kibibytes | undefined {
  const count = numaCount(numa, key, row);
  if (count === undefined || count === 0) return count === undefined ? undefined : asKibibytes(0);
  const pageSize = printedCount(numa, pageSizeKey, row);
  return pageSize === undefined ? undefined : asKibibytes(count * pageSize);
}

/** Whether a key counts pages, so that it has a size: all known ones but the largest number of mappers and the page size. */
export const countsPages = (key: string): boolean =>
  leftOutAtZero.has(key) || key === 'mapped' || key === 'active' || numaNode(key) !== undefined;
