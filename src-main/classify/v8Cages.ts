/**
 * What Chromium reserves around V8's sandbox: the trusted range (src/heap/trusted-range.cc), tables of the pointers that
 * lead out of the sandbox (src/sandbox/external-entity-table.h), the cage of Oilpan, the collector for its objects of C++
 * (src/heap/cppgc/caged-heap.cc), and the lowest 4 GiB. Sizes are those of V8's sources (v8-internal.h, globals.h).
 */
import { addressOf } from '../contract/address.ts';
import type { MappingIndex } from '../contract/capture.ts';
import { asPageNumber } from '../contract/units.ts';
import { fact } from '../contract/verdict.ts';
import type { MemoryPort } from './input.ts';
import { MemoryWindow } from './memoryWindow.ts';
import { gib, mib, runsOf, type Run, type RuntimeClaims } from './runtimeClaims.ts';
import { vmFlag, type Space } from './space.ts';

const kib64 = mib / 16;
/** kMaximalTrustedRangeSize, at a multiple of the size of a pointer compression cage. */
const trusted = { size: gib, alignment: 4 * gib, page: mib / 4 } as const;
/** Sizes of tables: 512 MiB for external pointers, less for others. What touches one may be another reservation. */
const smallestTable = 64 * mib;
const tableSizes = [512 * mib, 256 * mib, 128 * mib, smallestTable];
/** kCagedHeapReservationSize with compressed pointers, and pages of 128 KiB that begin with their heap. */
const oilpan = { size: 16 * gib, page: mib / 8, read: 2 ** 20 } as const;
/** A row that begins below 1 MiB and ends within 4 MiB above 4 GiB. */
const lowest = { start: mib, end: gib * 4, beyond: 4 * mib } as const;

const isReadOnly = (space: Space, row: number): boolean =>
  !space.isInaccessible(row) && !space.isWritable(row) && !space.isExecutable(row);

/** Whether every accessible part of a run consists of whole pages of a heap, and there is any. */
function hasOnlyPages(space: Space, run: Run, page: number): boolean {
  let used = 0;
  for (let row = run.first; row <= run.last; row++) {
    if (space.isInaccessible(row)) continue;
    if (space.start(row) % page !== 0) return false;
    used++;
  }
  return used > 0;
}

function claimTrusted(rules: RuntimeClaims, run: Run): void {
  const { size, alignment, page } = trusted;
  if (run.end - run.start !== size || run.start % alignment !== 0 || !hasOnlyPages(rules.space, run, page)) return;
  rules.claimRun(run, 'strong', { heap: 'v8-trusted', reserve: 'v8-trusted-free', code: 'v8-trusted' }, [
    fact('v8-trusted-range', { size, at: run.start }),
  ]);
}

/** The tables in a run: each begins with 64 KiB that may only be read and goes on to the next one. */
function claimPointerTables(rules: RuntimeClaims, run: Run): void {
  const { space } = rules;
  const beginsTable = (row: number): boolean => isReadOnly(space, row) && space.pages(row) === kib64;
  const belongs = (row: number): boolean => {
    if (space.pages(row) % kib64 !== 0) return false;
    if (space.isPrivateWritable(row)) return true;
    // Segments that were given back have lost the mark of the reservation, whether or not they were taken again.
    const flags = space.flags(row);
    const unreserved = (flags & vmFlag.known) === 0 || (flags & vmFlag.nr) !== 0;
    return space.isInaccessible(row) && (unreserved || space.pages(row) < smallestTable);
  };
  for (let first = run.first; first <= run.last; first++) {
    if (!beginsTable(first)) continue;
    let last = first;
    while (last < run.last && belongs(last + 1)) last++;
    const [start, length] = [space.start(first), space.end(last) - space.start(first)];
    const ends = (size: number): boolean => space.end(space.rowAt(start + size - 1)) === start + size;
    const fitting = tableSizes.filter((size) => size <= length);
    const whole = fitting.find(ends);
    // Where the kernel has merged a table with what touches it, its size is the largest that there is room for, perhaps.
    const size = whole ?? (length % smallestTable === 0 ? fitting[0] : undefined);
    if (size === undefined) continue;
    const parts = { heap: 'v8-pointer-table', reserve: 'v8-pointer-table-free', code: 'v8-pointer-table' };
    const certainty = whole === undefined ? 'guess' : 'strong';
    rules.claimSpan(start, start + size, certainty, parts, [fact('v8-pointer-table', { size, at: start })]);
    while (first < last && space.end(first) < start + size) first++;
  }
}

/** How many pages of a run begin with one pointer, that of the first page which begins with a pointer. */
function pagesOfOneHeap(memory: MemoryPort, space: Space, run: Run): number {
  const window = new MemoryWindow(memory, oilpan.read);
  let heap: bigint | undefined;
  let count = 0;
  for (let row = run.first; row <= run.last; row++) {
    if (space.isInaccessible(row)) continue;
    for (let page = space.start(row); page < space.end(row) && !window.exhausted(); page += oilpan.page) {
      const head = window.at(addressOf(asPageNumber(page)), 8)?.getBigUint64(0, true) ?? 0n;
      if (head === 0n || head >= 1n << 47n) continue;
      heap ??= head;
      if (head === heap) count++;
    }
  }
  return count;
}

function claimOilpan(rules: RuntimeClaims, run: Run): void {
  const { space } = rules;
  const { size, page } = oilpan;
  if (run.end - run.start !== size || run.start % size !== 0 || !hasOnlyPages(space, run, page)) return;
  const count = space.askMemory((memory) => pagesOfOneHeap(memory, space, run)) ?? 0;
  const facts = [
    fact('about', { about: 'oilpan-heap' }),
    fact('oilpan-cage', { size, at: run.start }),
    ...(count > 1 ? [fact('oilpan-pages', { count })] : []),
  ];
  const parts = { heap: 'oilpan-heap', reserve: 'oilpan-heap-free', code: 'oilpan-heap' };
  // The cage alone is only a size and a place.
  rules.claimRun(run, count > 1 ? 'strong' : 'guess', parts, facts);
}

/** Claims what lies around a sandbox, among the rows that are open and `outside`; `oilpanRules` speak for the collector. */
export function claimV8Cages(
  rules: RuntimeClaims,
  oilpanRules: RuntimeClaims,
  outside: (row: MappingIndex) => boolean,
): void {
  for (const run of runsOf(rules.space, outside)) {
    claimTrusted(rules, run);
    claimPointerTables(rules, run);
    claimOilpan(oilpanRules, run);
  }
}

/** Chromium keeps the lowest addresses empty, also in processes without V8: nothing but their bounds says so. */
export function guessLowestAddresses(rules: RuntimeClaims): void {
  const { space } = rules;
  if (space.count === 0 || !space.isInaccessible(0)) return;
  const end = space.end(0);
  if (space.start(0) >= lowest.start || end < lowest.end || end > lowest.end + lowest.beyond) return;
  rules.claim(0, 'reserve', 'guess', 'chromium-lowest', [fact('lowest-addresses', { limit: end })]);
}
