/**
 * The fewest page tables that what is in memory can need, shared out among mappings. Nothing tells how many a mapping
 * has; smaps tells how many pages it holds, and where a page lies decides which table it needs. On x86-64, and on
 * arm64 with 4 KiB pages, a table is 4 KiB: one of the lowest level for each 2 MiB in which anything is mapped, one
 * above it for each 1 GiB, one above that for each 512 GiB. VmPTE counts those three (mm_inc_nr_ptes, _pmds, _puds).
 * It may be more: pages may lie scattered, the zero page is mapped without being counted, and a table stays when what
 * it mapped was given back. Pure.
 */
import { permissionBits, type Capture } from '@contract/capture.ts';
import { smapsFigureReader } from '@contract/rows.ts';
import { pageBytes } from '@contract/units.ts';
import { entry } from '../segments.ts';

/** Pages that one table of each level maps: 2 MiB, 1 GiB, 512 GiB. */
const levels = [512, 512 ** 2, 512 ** 3] as const;
/** Page of 2^63: above it lies the kernel's half, which has tables of its own ([vsyscall]). */
const userLimit = 2 ** 51;

const bounds = new WeakMap<Capture, Float64Array>();

/**
 * Bytes of page tables of each mapping, at least; a table that several need is divided evenly among them, so that the
 * sum over all mappings is a lower bound of VmPTE. NaN where the kernel printed no Rss.
 */
export function leastPageTables(capture: Capture): Float64Array {
  const known = bounds.get(capture);
  if (known) return known;
  const bytes = new Float64Array(capture.mappings.length);
  const { all, small } = heldPages(capture);
  levels.forEach((pages, level) => {
    addLevel(capture, level === 0 ? small : all, pages, bytes);
  });
  bounds.set(capture, bytes);
  return bytes;
}

/** Pages that need an entry in some table; `small`: in one of the lowest level. */
function heldPages(capture: Capture): { readonly all: Float64Array; readonly small: Float64Array } {
  const { mappings, smaps } = capture;
  const [rss, swap, files, shared] = ['Rss', 'Swap', 'FilePmdMapped', 'ShmemPmdMapped'].map((key) =>
    smaps ? smapsFigureReader(smaps, key) : () => undefined,
  );
  const all = new Float64Array(mappings.length);
  const small = new Float64Array(mappings.length);
  for (let row = 0; row < mappings.length; row++) {
    // Of a file and of shared memory, Swap counts what lies in swap for others as well: no entry is needed for that.
    const named = entry(mappings.inodeLow, row) !== 0 || entry(mappings.inodeHigh, row) !== 0;
    const own = !named && (entry(mappings.perms, row) & permissionBits.shared) === 0;
    all[row] = ((rss?.(row) ?? NaN) + (own ? (swap?.(row) ?? 0) : 0)) / 4;
    // A huge page of a file is mapped one level up; an anonymous one keeps a table in store for when it is split.
    small[row] = entry(all, row) - ((files?.(row) ?? 0) + (shared?.(row) ?? 0)) / 4;
  }
  return { all, small };
}

/**
 * Adds what one level costs. From the lowest address upward each mapping uses the table that the one before it already
 * needs, if it reaches into it, and puts the rest of its pages where it ends: there the next one may use the table too.
 * Not where that takes a table more than pages elsewhere would: the next one saves no more than that.
 */
function addLevel({ mappings }: Capture, held: Float64Array, perTable: number, bytes: Float64Array): void {
  /** The table needed last, and the mappings that use it. */
  let last = -1;
  let users: number[] = [];
  const divide = (): void => {
    for (const row of users) bytes[row] = entry(bytes, row) + pageBytes / users.length;
  };
  for (let row = 0; row < mappings.length; row++) {
    const start = entry(mappings.start, row);
    const end = entry(mappings.end, row);
    let rest = entry(held, row);
    if (Number.isNaN(rest)) bytes[row] = NaN;
    if (!(rest > 0) || start >= userLimit) continue;
    const lowest = Math.floor(start / perTable);
    const highest = Math.floor((end - 1) / perTable);
    const joins = lowest === last;
    if (joins) {
      users.push(row);
      rest -= Math.min(end, (lowest + 1) * perTable) - start;
      if (rest <= 0 || highest === lowest) continue;
    }
    divide();
    const below = highest - lowest - (joins ? 1 : 0);
    const tablesFor = (count: number): number => Math.min(Math.ceil(Math.max(0, count) / perTable), below);
    const from = joins ? (lowest + 1) * perTable : start;
    const inHighest = end - Math.max(from, highest * perTable);
    const apart = rest <= end - from - inHighest && tablesFor(rest) <= tablesFor(rest - inHighest);
    bytes[row] = entry(bytes, row) + pageBytes * tablesFor(apart ? rest : rest - inHighest);
    last = apart ? -1 : highest;
    users = apart ? [] : [row];
  }
  divide();
}
