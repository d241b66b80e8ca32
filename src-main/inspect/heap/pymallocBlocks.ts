/** Blocks of CPython's allocator, by the headers of its pools (classify/pymallocPool.ts). */
import { addressOf } from '../../contract/address.ts';
import { asPageNumber, pageBytes } from '../../contract/units.ts';
import { MemoryWindow } from '../../classify/memoryWindow.ts';
import { poolHeaderBytes, poolIn } from '../../classify/pymallocPool.ts';
import { ClassCounts, type CountBlocks } from './blockClasses.ts';
import { plural } from './sentences.ts';

/** Headers of so many pools are read at most: 4 GiB of pools of 16 KiB. */
const byteBudget = poolHeaderBytes * 2 ** 18;
/** Pools between two yields. */
const step = 512;
/** Less than a pool of 16 KiB is lost before the first and behind the last one of an arena: pages. */
const lost = 3;
/** Where two arenas touch, both losses make a whole pool. */
const lostBetween = 4;

/** Goes through the regions from pool to pool. */
export const pymallocBlocks: CountBlocks = function* (memory, regions) {
  const window = new MemoryWindow(memory, byteBudget);
  const counts = new ClassCounts();
  const all = regions.reduce((sum, { start, end }) => sum + end - start, 0);
  const seen = { pools: 0, empty: 0, emptyPages: 0, stray: 0 };
  let done = 0;
  for (const { start, end } of regions) {
    let behind = 0;
    let arena: number | undefined;
    for (let page = Math.ceil(start); page < end;) {
      const pool = poolIn(window.at(addressOf(asPageNumber(page)), poolHeaderBytes), page);
      if (!pool) {
        page++;
        behind++;
        continue;
      }
      seen.stray += Math.max(0, behind - (arena === undefined || arena === pool.arena ? lost : lostBetween));
      ({ arena } = pool);
      behind = 0;
      seen.pools++;
      if (pool.used === 0) {
        seen.empty++;
        seen.emptyPages += pool.pages;
      } else counts.add(pool.block, pool.used, pool.blocks - pool.used);
      page += pool.pages;
      if (seen.pools % step === 0) yield (done + page - start) / Math.max(1, all);
    }
    seen.stray += Math.max(0, behind - lost);
    done += end - start;
  }
  const whole = seen.stray === 0 && !window.exhausted();
  return {
    classes: counts.list(),
    whole,
    checks: [
      `${plural(seen.pools, 'pool')}: the header of each holds together, with its size, its offsets, its count and its free list.`,
      ...(seen.empty > 0
        ? [
            `${plural(seen.empty, 'pool')} of them, ${seen.emptyPages * pageBytes} bytes, hold no block and wait for a size.`,
          ]
        : []),
      whole
        ? 'Pools fill their arenas from end to end.'
        : `${seen.stray} pages belong to no pool any more: they were freed, or are being filled.`,
    ],
  };
};
