import { heldRuns } from '../../capture/heldRuns.ts';
import { pageStateBits, type PageCounts } from '../../contract/pages.ts';
import { asEpochMilliseconds } from '../../contract/units.ts';
import type { Look } from '../target.ts';
import { openPages, readRuns } from './readRuns.ts';

/** What is counted, by the place of its count in a packed sum, the lowest first. */
const places = [
  pageStateBits.present,
  pageStateBits.file,
  pageStateBits.exclusive,
  pageStateBits.swapped,
  pageStateBits.guard,
  pageStateBits.softDirty,
];

/** Size of a place: six of them leave a double exact. */
const place = 256;
/** Three places, which is as much as fits a word of 32 bits. */
const half = place ** 3;
/** Pages of one packed sum, a multiple of four: no count can outgrow its place. */
const packedPages = 252;

/**
 * What one page in each state adds to a packed sum: one in the place of each of its bits. So a page costs one addition
 * and no branch, however often it counts.
 */
const packed = Float64Array.from({ length: 256 }, (_, state) =>
  places.reduce((sum, bit, index) => sum + ((state & bit) !== 0 ? place ** index : 0), 0),
);

type Columns = Omit<PageCounts, 'readAt' | 'bytesRead'>;

/** How many pages of each cell of a span are in each state. What holds nothing is counted without being read. */
export const pageCounts: Look<'pages.counts'> = function* (target, { start, cells, pagesPerCell }) {
  const pagemap = openPages(target);
  if (!pagemap.ok) return pagemap;
  const column = (): Uint32Array => new Uint32Array(cells);
  const columns: Columns = {
    present: column(),
    file: column(),
    exclusive: column(),
    swapped: column(),
    guard: column(),
    softDirty: column(),
    unread: column(),
  };
  try {
    const now = Date.now();
    const runs = heldRuns(target.capture, Float64Array.of(start, start + cells * pagesPerCell));
    const bytesRead = yield* readRuns(target, pagemap.value, runs, (first, states) => {
      const fours = new Int32Array(states.buffer, 0, states.length >> 2);
      let cell = Math.floor((first - start) / pagesPerCell);
      for (let at = 0; at < states.length; cell++) {
        const end = Math.min(states.length, start + (cell + 1) * pagesPerCell - first) | 0;
        for (; at < end; at = Math.min(end, at + packedPages)) {
          addPacked(packedSum(states, fours, at, Math.min(end, at + packedPages)), columns, cell);
        }
      }
    });
    if (typeof bytesRead !== 'number') return bytesRead;
    return { ok: true, value: { ...columns, readAt: asEpochMilliseconds(now), bytesRead } };
  } finally {
    pagemap.value.close();
  }
};

/** Adds a packed sum to the counts of one cell. */
function addPacked(sum: number, columns: Columns, cell: number): void {
  if (sum === 0) return;
  const upper = Math.floor(sum / half);
  const lower = sum - upper * half;
  add(columns.present, cell, lower);
  add(columns.file, cell, lower >>> 8);
  add(columns.exclusive, cell, lower >>> 16);
  add(columns.swapped, cell, upper);
  add(columns.guard, cell, upper >>> 8);
  add(columns.softDirty, cell, upper >>> 16);
}

/** Adds the lowest place of a packed sum to one count. */
function add(column: Uint32Array, cell: number, sum: number): void {
  column[cell] = (column[cell] ?? 0) + (sum & (place - 1));
}

/**
 * Packed sum of at most {@link packedPages} states from `from` to before `end`. `fours` holds the same states four at a
 * time: one load for four pages, and four sums side by side, so that none waits for the one before.
 */
function packedSum(states: Uint8Array, fours: Int32Array, from: number, end: number): number {
  let first = 0;
  let second = 0;
  let third = 0;
  let fourth = 0;
  let at = from;
  for (; at < end && (at & 3) !== 0; at++) first += packed[states[at] ?? 0] ?? 0;
  for (; at + 3 < end; at += 4) {
    const four = fours[at >> 2] ?? 0;
    first += packed[four & 0xff] ?? 0;
    second += packed[(four >> 8) & 0xff] ?? 0;
    third += packed[(four >> 16) & 0xff] ?? 0;
    fourth += packed[four >>> 24] ?? 0;
  }
  for (; at < end; at++) first += packed[states[at] ?? 0] ?? 0;
  return first + second + third + fourth;
}
