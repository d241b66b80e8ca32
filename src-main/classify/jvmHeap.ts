/**
 * Where HotSpot keeps the Java heap: one reservation, below 4 or 32 GiB where references are compressed (the kernel may
 * have merged its end with the class space that begins at the same limit), anywhere otherwise. How large it may become
 * the command line or the machine's own performance data say.
 */
import { fact, type Fact } from '../contract/verdict.ts';
import { heapCapacities } from './hsperf.ts';
import { openSpans } from './openSpans.ts';
import { gib, mib, type RuntimeClaims, type Run } from './runtimeClaims.ts';

/** Ends of heaps whose references take 32 bits, without and with a shift. */
const compressed = [4 * gib, 32 * gib];
const smallestHeap = 8 * mib;
/** CompressedClassSpaceSize can be no larger. */
const largestClassSpace = 3 * gib;
const heapParts = { heap: 'java-heap', reserve: 'java-heap-free', code: 'java-heap' };
const classParts = { heap: 'java-classes', reserve: 'java-classes-free', code: 'java-code' };

/** A size that the heap may have, in pages, and who says so. */
interface Size {
  readonly pages: number;
  readonly says: Fact;
}

function claimBelowLimit(rules: RuntimeClaims, run: Run, sizes: readonly Size[]): boolean {
  const limit = compressed.find((one) => run.start < one && run.end >= one);
  if (limit === undefined || limit - run.start < smallestHeap || run.end - limit > largestClassSpace) return false;
  const size = sizes.find(({ pages }) => limit - pages >= run.start);
  const start = size === undefined ? run.start : limit - size.pages;
  rules.claimSpan(start, limit, 'strong', heapParts, [
    fact('java-reservation', { size: limit - start, at: start }),
    ...(size === undefined ? [] : [size.says]),
    fact('java-heap-limit', { limit }),
  ]);
  // With a class data archive class space is told by that, elsewhere.
  if (run.end - limit > mib)
    rules.claimSpan(limit, run.end, 'strong', classParts, [fact('java-class-space-above', { limit })]);
  return true;
}

/** A heap of a known size that ends where rows of a run end, best one that begins where a row begins as well. */
function claimBySize(rules: RuntimeClaims, run: Run, sizes: readonly Size[]): boolean {
  const { space } = rules;
  for (const { pages, says } of sizes) {
    let found: number | undefined;
    for (let row = run.last; row >= run.first; row--) {
      const start = space.end(row) - pages;
      if (start < run.start) break;
      const bounded = space.start(space.rowAt(start)) === start;
      if (bounded || (row === run.last && found === undefined)) found = start;
      if (bounded) break;
    }
    if (found === undefined || pages < mib) continue;
    rules.claimSpan(found, found + pages, 'strong', heapParts, [
      fact('java-reservation', { size: pages, at: found }),
      says,
    ]);
    return true;
  }
  return false;
}

/**
 * A heap of a known size whose beginning the kernel has merged with memory below it that other rules know, such as a large
 * block of malloc's or the stack of a thread: it ends where its row does, or where the reserve behind that row does. Heaps
 * begin and end at whole regions of 1 MiB at least (share/gc/g1/heapRegionBounds.hpp). One place alone proves it.
 */
function claimMerged(rules: RuntimeClaims, sizes: readonly Size[]): void {
  const { space, claims } = rules;
  const spans = openSpans(space, claims).filter(
    ({ row, end }) => space.isPrivateWritable(row) && end === space.end(row),
  );
  for (const { pages, says } of sizes) {
    const places = spans.flatMap(({ row, start, end }) => {
      const behind = space.touchesNext(row) && space.isInaccessible(row + 1) && rules.isOpen(row + 1);
      const ends = behind ? [end, space.end(row + 1)] : [end];
      return ends.map((at) => at - pages).filter((at) => at >= start && at < end && at % mib === 0);
    });
    const [found] = places;
    if (found === undefined || places.length > 1 || pages % mib !== 0) continue;
    rules.claimSpan(found, found + pages, 'strong', heapParts, [
      fact('java-reservation', { size: pages, at: found }),
      says,
    ]);
    return;
  }
}

/** Claims the Java heap in runs of memory that is still open. `option` is the largest heap of the command line, in pages. */
export function claimJavaHeap(rules: RuntimeClaims, runs: readonly Run[], option: number | undefined): void {
  const sizes: Size[] = [
    ...(option === undefined ? [] : [{ pages: option, says: fact('java-largest-heap') }]),
    ...heapCapacities(rules.space).map((bytes) => ({ pages: bytes / 4096, says: fact('java-capacity') })),
  ].filter(({ pages }) => Number.isInteger(pages) && pages >= mib);
  if (runs.filter((run) => claimBelowLimit(rules, run, sizes)).length > 0) return;
  for (const run of runs) if (claimBySize(rules, run, sizes)) return;
  claimMerged(rules, sizes);
}
