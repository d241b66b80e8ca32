/**
 * LuaJIT's own allocator (lj_alloc.c, after Doug Lea's): segments that begin with a chunk and are chunks to their end,
 * each of which tells where the next one begins; and large blocks of their own that begin with the words {1, size | 2}.
 */
import { addressOf } from '../contract/address.ts';
import { asPageNumber } from '../contract/units.ts';
import { fact, type Fact } from '../contract/verdict.ts';
import type { Claims } from './claims.ts';
import { findBlocks, type BlockShape } from './headedBlocks.ts';
import type { MemoryWindow } from './memoryWindow.ts';
import { residentSpans, type OpenSpan } from './openSpans.ts';
import { RuntimeClaims } from './runtimeClaims.ts';
import type { Space } from './space.ts';

/** IS_DIRECT_BIT, PINUSE_BIT, CINUSE_BIT. */
const bits = { direct: 1n, inUse: 3n, own: 2n, all: 7n } as const;
/** DIRECT_FOOT_PAD: what a block of its own has behind its size. */
const directPad = 32n;
/** Chunks that must follow each other; a segment of fewer large ones may end before. */
const chainLength = 24;
const smallestChunk = 32n;

/** Pages of a block of its own whose header is at a page. */
function directPages(window: MemoryWindow, at: number, { end, limit }: OpenSpan): number {
  const view = window.page(at, end);
  if (view?.getBigUint64(0, true) !== bits.direct) return 0;
  const head = view.getBigUint64(8, true);
  const bytes = (head & ~bits.all) + directPad;
  if ((head & bits.all) !== bits.own || bytes % 4096n !== 0n || bytes >= 1n << 40n) return 0;
  const pages = Number(bytes / 4096n);
  return pages > 0 && at + pages <= limit ? pages : 0;
}

/** Pages of a segment that begins at a page: all that is open behind it when its chunks follow each other. */
function segmentPages(window: MemoryWindow, at: number, span: OpenSpan): number {
  const end = addressOf(asPageNumber(span.end));
  let chunk: bigint = addressOf(asPageNumber(at));
  for (let count = 0; count < chainLength; count++) {
    const view = window.at(chunk, 16);
    if (!view) return 0;
    const head = view.getBigUint64(8, true);
    const size = head & ~bits.all;
    // The first chunk of a segment counts as behind one in use; the top ends where the segment does.
    if (size < smallestChunk || size % 16n !== 0n || (count === 0 && (head & bits.inUse) === 0n)) return 0;
    chunk += size;
    if (chunk === end || (chunk < end && chunk + 256n >= end && count > 0)) break;
    if (chunk > end) return 0;
  }
  return span.end - at;
}

const direct: BlockShape = { alignment: 1, bytes: 24 * 2 ** 20, pagesAt: directPages };
const segments: BlockShape = {
  alignment: 1,
  bytes: 8 * 2 ** 20,
  // A segment is one mapping: it begins where open memory does.
  pagesAt: (window, at, span) => (at === span.start ? segmentPages(window, at, span) : 0),
};

/** Cuts LuaJIT's large blocks and its segments. */
export function claimLuajit(space: Space, claims: Claims, fingerprint: Fact | undefined): void {
  if (fingerprint === undefined || !space.input.memory) return;
  const rules = new RuntimeClaims(space, claims, 'LuaJIT', fingerprint);
  const about = fact('about', { about: 'luajit-heap' });
  for (const [shape, id] of [
    [direct, 'luajit-direct'],
    [segments, 'luajit-chunks'],
  ] as const) {
    const spans = residentSpans(space, claims);
    for (const { start, end, count } of space.askMemory((memory) => findBlocks(memory, spans, shape)) ?? [])
      rules.cut(start, end, 'runtime-heap', 'strong', 'luajit-heap', [about, fact(id, { count, at: start })]);
  }
}
