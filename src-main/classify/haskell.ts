/**
 * The heap of GHC's runtime (rts/include/rts/storage/Block.h): megablocks of 1 MiB at multiples of 1 MiB. The first 16 KiB
 * of each hold descriptors of its blocks of 4 KiB, 64 bytes each; the first that is used, of block 4, begins with the
 * address of that block. On 64-bit systems they lie in a reservation from 0x4200000000 on.
 */
import { addressOf } from '../contract/address.ts';
import { asPageNumber } from '../contract/units.ts';
import { fact, type Fact } from '../contract/verdict.ts';
import type { Claims } from './claims.ts';
import { findBlocks, type BlockShape } from './headedBlocks.ts';
import { residentSpans } from './openSpans.ts';
import { mib, RuntimeClaims } from './runtimeClaims.ts';
import type { Space } from './space.ts';

const firstBlock = 4;
const descriptorBytes = 64;
/** A group of blocks has room for its descriptors in its first megablock only; blocks32 tells how long it is. */
const blocksAt = 48;
const blocksInMegablock = 252;
/** `free` of a group that nobody uses: (P_)-1. */
const isFree = 2n ** 64n - 1n;

const megablocks: BlockShape = {
  alignment: mib,
  bytes: 16 * 2 ** 20,
  pagesAt(window, at, { end, limit }) {
    const view = window.page(at, end);
    const first = firstBlock * descriptorBytes;
    if (view?.getBigUint64(first, true) !== addressOf(asPageNumber(at + firstBlock))) return 0;
    const free = view.getBigUint64(first + 8, true);
    const blocks = view.getUint32(first + blocksAt, true);
    if (free > 1n << 47n && free !== isFree) return 0;
    // Behind the first megablock of a larger group the others have no descriptors.
    const more = Math.ceil(Math.max(0, blocks - blocksInMegablock) / 256);
    const pages = (1 + (more < 1 << 20 ? more : 0)) * mib;
    return Math.min(pages, Math.floor((limit - at) / mib) * mib);
  },
};

/** Cuts the megablocks of a Haskell program, and what is reserved for more. */
export function claimHaskell(space: Space, claims: Claims, fingerprint: Fact | undefined): void {
  if (fingerprint === undefined || !space.input.memory) return;
  const rules = new RuntimeClaims(space, claims, 'GHC', fingerprint);
  const spans = residentSpans(space, claims);
  for (const { start, end, count } of space.askMemory((memory) => findBlocks(memory, spans, megablocks)) ?? []) {
    const facts = [fact('about', { about: 'haskell-heap' }), fact('megablocks', { count, at: start })];
    rules.cut(start, end, 'runtime-heap', 'strong', 'haskell-heap', facts);
    const above = space.rowAt(end);
    if (above >= 0 && space.start(above) === end && space.isInaccessible(above))
      rules.claim(above, 'reserve', 'strong', 'haskell-heap-free', facts);
  }
}
