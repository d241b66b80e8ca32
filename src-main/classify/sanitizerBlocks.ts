/**
 * What the sanitizers' allocators hold besides their fixed places (compiler-rt, sanitizer_common). A block too large for
 * the size classes has a mapping of its own, whose first page is a header that begins with its own address
 * (sanitizer_allocator_secondary.h, LargeMmapAllocator::Header).
 */
import { addressOf } from '../contract/address.ts';
import { asPageNumber } from '../contract/units.ts';
import { fact, type Fact } from '../contract/verdict.ts';
import type { Claims } from './claims.ts';
import type { Runtimes } from './fingerprints.ts';
import { findBlocks, type BlockShape } from './headedBlocks.ts';
import { residentSpans } from './openSpans.ts';
import { RuntimeClaims } from './runtimeClaims.ts';
import type { Space } from './space.ts';

/** Most large blocks that an allocator counts: kMaxNumChunks, 2^18. */
const mostChunks = 2n ** 18n;

const largeBlocks: BlockShape = {
  alignment: 1,
  bytes: 64 * 2 ** 20,
  pagesAt(window, at, { end, limit }) {
    const view = window.page(at, end);
    if (view?.getBigUint64(0, true) !== addressOf(asPageNumber(at))) return 0;
    const size = view.getBigUint64(8, true);
    const pages = Number(size / 4096n);
    const fits = size % 4096n === 0n && pages > 1 && at + pages <= limit;
    return fits && view.getBigUint64(16, true) <= size && view.getBigUint64(24, true) < mostChunks ? pages : 0;
  },
};

/** A sanitizer: how it was recognised, the beginning of its parts' names, and further places of its own, in pages. */
interface Sanitizer {
  readonly name: string;
  readonly found: Fact | undefined;
  readonly parts: string;
  readonly places: readonly (readonly [start: number, end: number, part: string])[];
}

/**
 * Places on x86-64 (asan_allocator.h, lsan_allocator.h, msan_allocator.cpp, tsan_platform.h). Rows that the kernel merged
 * across their bounds are not looked at.
 */
const sanitizersOf = (runtimes: Runtimes): readonly Sanitizer[] => [
  {
    name: 'ThreadSanitizer',
    found: runtimes.threadSanitizer,
    parts: 'tsan',
    places: [
      [0x10_000_000, 0x200_000_000, 'tsan-shadow'],
      [0x300_000_000, 0x340_000_000, 'tsan-shadow-meta'],
      [0x600_000_000, 0x620_000_000, 'tsan-traces'],
      [0x7b0_000_000, 0x7c0_000_000, 'tsan-heap'],
    ],
  },
  {
    name: 'MemorySanitizer',
    found: runtimes.memorySanitizer,
    parts: 'msan',
    places: [[0x700_000_000, 0x780_000_000, 'msan-heap']],
  },
  {
    name: 'AddressSanitizer',
    found: runtimes.addressSanitizer,
    parts: 'asan',
    // Told with its shadow.
    places: [],
  },
  {
    name: 'LeakSanitizer',
    found: runtimes.leakSanitizer,
    parts: 'lsan',
    places: [[0x600_000_000, 0x640_000_000, 'lsan-heap']],
  },
];

/** Claims what lies at a sanitizer's places. */
export function claimSanitizerPlaces(space: Space, claims: Claims, runtimes: Runtimes): void {
  for (const { name, found, places } of sanitizersOf(runtimes)) {
    if (found === undefined) continue;
    const rules = new RuntimeClaims(space, claims, name, found);
    for (const [start, end, part] of places) {
      const facts = [fact('sanitizer-place', { start, end, sanitizer: name })];
      for (let row = space.firstEndingAfter(start); row < space.count && space.start(row) < end; row++) {
        if (space.start(row) < start || space.end(row) > end) continue;
        rules.claim(row, space.isInaccessible(row) ? 'reserve' : 'runtime-heap', 'strong', part, facts);
      }
    }
  }
}

/** Cuts the large blocks of a sanitizer's malloc. Called when its shadow is claimed: nobody walks through terabytes. */
export function claimSanitizerBlocks(space: Space, claims: Claims, runtimes: Runtimes): void {
  for (const { name, found, parts } of sanitizersOf(runtimes)) {
    if (found === undefined) continue;
    const rules = new RuntimeClaims(space, claims, name, found);
    const spans = residentSpans(space, claims);
    for (const { start, end, count } of space.askMemory((memory) => findBlocks(memory, spans, largeBlocks)) ?? []) {
      rules.cut(start, end, 'runtime-heap', 'exact', `${parts}-heap`, [
        fact('about', { about: 'sanitizer-block' }),
        fact('sanitizer-blocks', { count, at: start }),
      ]);
    }
  }
}
