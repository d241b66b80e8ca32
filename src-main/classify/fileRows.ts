/** Rows of one file, found by comparing numbers: 60,000 rows would cost 60,000 texts otherwise. */
import type { MappingColumns, MappingIndex } from '../contract/capture.ts';

/** What {@link numberFiles} gives to rows without name and inode. */
export const noFile = -1;

/**
 * Gives each of `rows` the number of its file, counted from 0 in the order of first rows. Rows are of one file when
 * name, device and inode are all equal.
 */
export function numberFiles(mappings: MappingColumns, rows: readonly MappingIndex[]): Int32Array {
  const { name, major, minor, inodeLow, inodeHigh } = mappings;
  const files = new Int32Array(mappings.length).fill(noFile);
  // Open addressing, at most half full; a slot holds the first row of a file.
  const slots = new Int32Array(2 ** Math.ceil(Math.log2(rows.length * 2 + 2))).fill(-1);
  const mask = slots.length - 1;
  const sameFile = (a: MappingIndex, b: MappingIndex): boolean =>
    name[a] === name[b] &&
    inodeLow[a] === inodeLow[b] &&
    inodeHigh[a] === inodeHigh[b] &&
    minor[a] === minor[b] &&
    major[a] === major[b];
  let count = 0;
  for (const row of rows) {
    let hash = Math.imul((name[row] ?? 0) + 1, 0x9e37_79b1) ^ Math.imul(inodeLow[row] ?? 0, 0x85eb_ca6b);
    hash ^= Math.imul((inodeHigh[row] ?? 0) ^ ((major[row] ?? 0) << 20) ^ (minor[row] ?? 0), 0xc2b2_ae35);
    let slot = (hash ^ (hash >>> 15)) & mask;
    let first = slots[slot] ?? -1;
    while (first >= 0 && !sameFile(first, row)) {
      slot = (slot + 1) & mask;
      first = slots[slot] ?? -1;
    }
    if (first >= 0) files[row] = files[first] ?? noFile;
    else {
      slots[slot] = row;
      files[row] = count++;
    }
  }
  return files;
}
