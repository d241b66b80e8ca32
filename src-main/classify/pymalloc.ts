/**
 * Objects of CPython. Its allocator (Objects/obmalloc.c) takes arenas from mmap and cuts them into 64 pools for blocks of
 * one size each: arenas of 1 MiB and pools of 16 KiB since Python 3.10, 256 KiB and 4 KiB before. The kernel merges arenas
 * with whatever memory is beside them, so pools are looked for at every page by their headers (pymallocPool.ts), and one
 * arena's are told from the next one's by its index.
 */
import { addressOf } from '../contract/address.ts';
import { asPageNumber } from '../contract/units.ts';
import { fact, type Fact } from '../contract/verdict.ts';
import type { Claims } from './claims.ts';
import type { MemoryPort } from './input.ts';
import { pagesToSkip } from './mallocBlocks.ts';
import { MemoryWindow } from './memoryWindow.ts';
import { residentSpans, type OpenSpan } from './openSpans.ts';
import { poolIn, poolHeaderBytes, type Pool } from './pymallocPool.ts';
import { RuntimeClaims } from './runtimeClaims.ts';
import { vmFlag, type Space } from './space.ts';

/** Bytes read in all while pools are looked for. */
const byteBudget = 24 * 2 ** 20;
const poolsInArena = 64;
/** Touching pools of one or several arenas, in pages. */
interface Pools {
  readonly start: number;
  readonly end: number;
  readonly count: number;
}

/** How many pools of one arena follow each other from a page on: they are cut off its arena in the order of addresses. */
function poolsFrom(window: MemoryWindow, page: number, { arena, pages }: Pool, end: number): number {
  const most = Math.min(poolsInArena, Math.floor((end - page) / pages));
  const isOfArena = (index: number): boolean => {
    const at = page + index * pages;
    const pool = poolIn(window.at(addressOf(asPageNumber(at)), poolHeaderBytes), at);
    return pool?.arena === arena && pool.pages === pages;
  };
  // Most arenas are full; the first pool is missing where the kernel's address is no multiple of a pool's size.
  for (const full of [most, most - 1]) if (full > 1 && isOfArena(full - 1)) return full;
  let low = 1;
  let high = most;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (isOfArena(middle - 1)) low = middle;
    else high = middle - 1;
  }
  return low;
}

function findPools(memory: MemoryPort, spans: readonly OpenSpan[]): Pools[] {
  const window = new MemoryWindow(memory, byteBudget);
  const found: Pools[] = [];
  let known = 0;
  for (const { start, end, limit } of spans) {
    // A block of malloc's may reach from one row into the next.
    known = Math.max(known, start);
    for (let at = window.nextPresent(known, end); at < end;) {
      const view = window.page(at, end);
      const pool = poolIn(view, at);
      if (!pool) {
        const block = pagesToSkip(view, at, limit);
        if (block > 0) known = at + block;
        at = window.nextPresent(at + Math.max(1, block), end);
        continue;
      }
      const count = poolsFrom(window, at, pool, end);
      const next = at + count * pool.pages;
      // Less than a pool before the first and behind the last one is lost to alignment, nothing of pools of one page;
      // between two arenas that touch what one has lost and what the other has lost make a whole pool.
      const before = found.at(-1);
      const lost = pool.pages > 1 && before?.end === known ? pool.pages : pool.pages - 1;
      const first = at - known <= lost ? known : at;
      const last = end - next < pool.pages ? end : next;
      if (before && before.end >= first) {
        found[found.length - 1] = { start: before.start, end: last, count: before.count + count };
      } else found.push({ start: first, end: last, count });
      known = last;
      at = window.nextPresent(last, end);
    }
  }
  return found;
}

/** Cuts the pools of Python's allocator; without memory arenas are guessed from their size. */
export function claimPymalloc(space: Space, claims: Claims, fingerprint: Fact | undefined): void {
  if (fingerprint === undefined || !space.input.memory) return;
  const spans = residentSpans(space, claims).filter(({ row }) => (space.flags(row) & (vmFlag.nh | vmFlag.nr)) === 0);
  const rules = new RuntimeClaims(space, claims, 'CPython', fingerprint);
  for (const { start, end, count } of space.askMemory((memory) => findPools(memory, spans)) ?? []) {
    rules.cut(start, end, 'runtime-heap', 'strong', 'python-objects', [
      fact('about', { about: 'python-objects' }),
      fact('pymalloc-pools', { count, at: start }),
    ]);
  }
}
