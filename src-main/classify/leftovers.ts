/**
 * What is left when all other rules have spoken. A runtime that maps memory of its own has tables, mark bits and heaps
 * without a header; malloc's blocks, stacks and files are explained by now, so that the rest is guessed to be the
 * runtime's. Small pieces are the loader's and the C library's, and are not guessed.
 */
import { fact, type Fact } from '../contract/verdict.ts';
import type { Claims } from './claims.ts';
import type { Runtimes } from './fingerprints.ts';
import { openSpans } from './openSpans.ts';
import { gib, mib, RuntimeClaims } from './runtimeClaims.ts';
import { vmFlag, type Space } from './space.ts';

/** What is guessed of pieces of at least so many pages. */
interface Leftover {
  readonly runtime: string;
  readonly found: Fact | undefined;
  readonly part: string;
  readonly smallest: number;
}

const kib64 = mib / 16;
/** InnoDB takes its buffers in whole pieces of 2 MiB, and MariaDB reserves terabytes for the pool to grow. */
const largestBuffer = 1024 * gib;

const leftoversOf = (runtimes: Runtimes): readonly Leftover[] => [
  { runtime: 'AddressSanitizer', found: runtimes.addressSanitizer, part: 'asan-internal', smallest: 1 },
  { runtime: 'LeakSanitizer', found: runtimes.leakSanitizer, part: 'lsan-internal', smallest: 1 },
  { runtime: 'MemorySanitizer', found: runtimes.memorySanitizer, part: 'msan-internal', smallest: 1 },
  { runtime: 'ThreadSanitizer', found: runtimes.threadSanitizer, part: 'tsan-internal', smallest: 1 },
  { runtime: 'HotSpot', found: runtimes.jvm, part: 'java-memory', smallest: kib64 },
  { runtime: 'BEAM', found: runtimes.erlang, part: 'erlang-memory', smallest: kib64 },
  { runtime: 'Mono', found: runtimes.mono, part: 'mono-heap', smallest: kib64 },
  { runtime: 'SBCL', found: runtimes.sbcl, part: 'sbcl-memory', smallest: kib64 },
  { runtime: 'Boehm GC', found: runtimes.boehm, part: 'boehm-heap', smallest: kib64 },
  { runtime: 'Firefox', found: runtimes.mozilla, part: 'mozjemalloc-heap', smallest: kib64 },
  { runtime: 'InnoDB', found: runtimes.innodb, part: 'innodb-buffers', smallest: kib64 },
  { runtime: 'Chromium', found: runtimes.chromium, part: 'chromium-memory', smallest: kib64 },
  { runtime: 'Go', found: runtimes.go, part: 'go-memory', smallest: kib64 },
];

/** Guesses whose the rest is, by the first runtime that maps memory of its own. Called behind all other rules. */
export function guessLeftovers(space: Space, claims: Claims, runtimes: Runtimes): void {
  const leftover = leftoversOf(runtimes).find(({ found }) => found !== undefined);
  // Without memory nobody has looked for malloc's blocks.
  if (leftover?.found === undefined || !space.input.memory) return;
  const { runtime, found, part, smallest } = leftover;
  const rules = new RuntimeClaims(space, claims, runtime, found);
  const facts = [fact('nothing-else')];
  for (const { start, end } of openSpans(space, claims)) {
    if (end - start >= smallest) rules.cut(start, end, 'runtime-heap', 'guess', part, facts);
  }
  for (let row = 0; row < space.count; row++) {
    if (!space.isInaccessible(row) || !rules.isOpen(row)) continue;
    const reserve =
      (runtimes.jvm !== undefined && (space.flags(row) & vmFlag.nr) !== 0) || space.pages(row) >= largestBuffer;
    if (reserve && `${part}-reserve` in reserves) rules.claim(row, 'reserve', 'guess', `${part}-reserve`, facts);
  }
}

/** Parts that have reserves. */
const reserves = { 'java-memory-reserve': true, 'innodb-buffers-reserve': true } as const;
