/**
 * PartitionAlloc, Chromium's malloc (base/allocator/partition_allocator in its sources): pools of 16 GiB at multiples of
 * their size, cut into super pages of 2 MiB. Newer versions keep the metadata of all super pages apart, in a region as long
 * as a pool, so that who writes beyond a block does not reach it.
 */
import type { MappingIndex } from '../contract/capture.ts';
import { fact } from '../contract/verdict.ts';
import { gib, mib, runsOf, type Run, type RuntimeClaims } from './runtimeClaims.ts';

const superPage = 2 * mib;
const pool = 16 * gib;
/** Metadata of one super page is 32 KiB long at most. */
const mostMetadata = 8;
/** Where metadata begins in a super page: behind a guard of 4 or 8 KiB. */
const metadataAt = [1, 2];

/**
 * Super pages: 2 MiB with 16 KiB of ---p, metadata (merged with the first slots, or up to a further ---p), slots.
 * Inaccessible rows that reach beyond the super page belong to its pool. Returns where they begin.
 */
function claimSuperPages(rules: RuntimeClaims): number[] {
  const { space } = rules;
  const found: number[] = [];
  for (let row = 0; row + 1 < space.count; row++) {
    const first = row + 1;
    const base = Math.floor(space.end(row) / superPage) * superPage;
    if (!rules.isOpen(row) || !space.isInaccessible(row) || !space.touchesNext(row) || space.end(row) - base !== 4)
      continue;
    if (!rules.isOpen(first) || !space.isPrivateWritable(first)) continue;
    const facts = [fact('super-page', { at: base })];
    found.push(base);
    for (let inner = row; inner < space.count && space.start(inner) < base + superPage; inner++) {
      const within = space.start(inner) >= base - 4 && space.end(inner) <= base + superPage;
      const metadata = inner === first && space.pages(inner) <= mostMetadata;
      if (!space.isInaccessible(inner)) {
        const part = metadata ? 'partition-metadata' : 'partition-heap';
        rules.claim(inner, 'runtime-heap', 'strong', part, facts);
      } else if (within) rules.claim(inner, 'reserve', 'strong', 'partition-guard', facts);
      if (!space.touchesNext(inner)) break;
    }
  }
  return found;
}

/** The pools of a run, those that touch joined: the 16 GiB in which a super page lies. */
function poolsIn(run: Run, superPages: readonly number[]): { start: number; end: number }[] {
  const found: { start: number; end: number }[] = [];
  for (let start = Math.ceil(run.start / pool) * pool; start + pool <= run.end; start += pool) {
    if (!superPages.some((page) => page >= start && page < start + pool)) continue;
    const before = found.at(-1);
    if (before?.end === start) before.end += pool;
    else found.push({ start, end: start + pool });
  }
  return found;
}

/** What is left of a pool beside the slots of its super pages. */
function claimPool(rules: RuntimeClaims, start: number, end: number): void {
  const { space } = rules;
  const facts = [fact('partition-pool', { size: pool, at: start })];
  for (let row = Math.max(0, space.rowAt(start)); row < space.count && space.start(row) < end; row++) {
    const metadata = metadataAt.includes(space.start(row) % superPage) && space.pages(row) <= mostMetadata;
    if (metadata && space.isPrivateWritable(row)) {
      rules.claim(row, 'runtime-heap', 'strong', 'partition-metadata', facts);
    }
  }
  const parts = { heap: 'partition-heap', reserve: 'partition-free', code: 'partition-heap' };
  rules.claimSpan(start, end, 'strong', parts, facts);
}

/** Whether a run is the metadata of a pool: as long, and used in the first pages of a super page's share only. */
function isMetadata({ space }: RuntimeClaims, run: Run): boolean {
  let used = 0;
  for (let row = run.first; row <= run.last; row++) {
    if (space.isInaccessible(row)) continue;
    if (((space.start(row) - run.start) % superPage) + space.pages(row) > mostMetadata) return false;
    used++;
  }
  return run.end - run.start === pool && used > 0;
}

/**
 * Claims super pages, the pools that they lie in, and their metadata. `outside`: open rows in no sandbox of V8; a pool
 * inside one is reserved with it, and only its super pages are PartitionAlloc's.
 */
export function claimPartitionAlloc(rules: RuntimeClaims, outside: (row: MappingIndex) => boolean): void {
  // Before anything inside is claimed and so splits the runs.
  const runs = runsOf(rules.space, outside).filter(({ start, end }) => end - start >= pool);
  const superPages = claimSuperPages(rules);
  const pools = runs.map((run) => ({ run, pools: poolsIn(run, superPages) }));
  for (const { start, end } of pools.flatMap((one) => one.pools)) claimPool(rules, start, end);
  if (!pools.some((one) => one.pools.length > 0)) return;
  for (const { run, pools: own } of pools) {
    if (own.length > 0 || !isMetadata(rules, run)) continue;
    const parts = { heap: 'partition-metadata', reserve: 'partition-metadata-free', code: 'partition-metadata' };
    rules.claimRun(run, 'strong', parts, [fact('partition-metadata-apart', { size: pool })]);
  }
}
