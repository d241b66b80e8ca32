/**
 * Which pages are worth asking pagemap for. A terabyte that was only reserved takes the kernel a second and 2 GiB of
 * zeros to print; smaps has said already that nothing of it is there.
 */
import { permissionBits, type Capture, type MappingIndex } from '../contract/capture.ts';
import { firstEndingAbove, smapsFigureReader, vmFlagText } from '../contract/rows.ts';
import type { PageNumber } from '../contract/units.ts';

/** A run of whole pages. */
export interface Run {
  readonly start: number;
  readonly end: number;
}

/**
 * Pages that are asked for although the figures say that nothing is held there: 512 KiB of pagemap. The figures are of
 * an earlier moment, and Rss leaves out the zero page, which is mapped wherever memory was read before it was written.
 */
const doubted = 64 * 1024;
/** Pages between two runs that are read along: one pagemap read gives 512 entries in the same time as one. */
const bridged = 512;
/** Page of the address 2^63: above it lies the kernel's half, which pagemap does not cover ([vsyscall]). */
const userLimit = 2 ** 51;

/** Any access at all: what has none was reserved, and is empty when Rss says so. */
const access = permissionBits.read | permissionBits.write | permissionBits.execute;

/** What smaps counts as held: resident, swapped out, or in huge pages of their own file system. */
const heldKeys = ['Rss', 'Swap', 'Shared_Hugetlb', 'Private_Hugetlb'];

/** Whether a mapping may hold pages or guards; true where figures are missing. */
export function holdsPages(capture: Capture): (mapping: MappingIndex) => boolean {
  const { smaps } = capture;
  if (!smaps?.keys.includes('Rss')) return () => true;
  const figures = heldKeys.map((key) => smapsFigureReader(smaps, key));
  return (mapping) =>
    figures.some((figure, index) => {
      const value = figure(mapping);
      // A kernel without a key has none of it; a mapping without Rss has not been measured.
      return value === undefined ? index === 0 : value > 0;
    }) || vmFlagText(smaps, mapping).split(' ').includes('gu');
}

/**
 * The runs of the sorted spans (`[start, end, …]`) that lie in mappings which hold something, joined where they are
 * near each other and nothing outside the spans lies between; small parts of accessible mappings in any case.
 */
export function heldRuns(capture: Capture, spans: Float64Array): readonly Run[] {
  const { mappings } = capture;
  const holds = holdsPages(capture);
  const runs: { start: number; end: number }[] = [];
  for (let at = 0; at + 1 < spans.length; at += 2) {
    const [from, to] = [spans[at] ?? 0, spans[at + 1] ?? 0];
    const begun = runs.length;
    for (let row = firstEndingAbove(mappings, from as PageNumber); row < mappings.length; row++) {
      const start = Math.max(from, mappings.start[row] ?? 0);
      const end = Math.min(to, mappings.end[row] ?? 0, userLimit);
      if (start >= to) break;
      if (start >= end) continue;
      const accessible = ((mappings.perms[row] ?? 0) & access) !== 0;
      if (!holds(row) && (!accessible || end - start > doubted)) continue;
      const last = runs.length > begun ? runs.at(-1) : undefined;
      if (last && start - last.end <= bridged) last.end = end;
      else runs.push({ start, end });
    }
  }
  return runs;
}
