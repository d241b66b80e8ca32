/**
 * Carriers of Erlang's allocators (erts/emulator/beam/erl_alloc_util.c): memory in which blocks are handed out. A carrier
 * that was mapped lies at a multiple of 256 KiB (MSEG_ALIGN_BITS) and begins with its size, whose low bits tell its kind,
 * and the address of its allocator.
 */
import type { Claims } from './claims.ts';
import { fact, type Fact } from '../contract/verdict.ts';
import { findBlocks, type BlockShape } from './headedBlocks.ts';
import { residentSpans } from './openSpans.ts';
import { mib, RuntimeClaims } from './runtimeClaims.ts';
import type { Space } from './space.ts';

/** SBC_CARRIER, MSEG_CARRIER and one spare bit below the size. */
const flags = 7n;
const alignment = mib / 4;
/** Behind the size and the links to the carriers before and after. */
const allocatorAt = 24;

const carriers: BlockShape = {
  alignment,
  bytes: 16 * 2 ** 20,
  pagesAt(window, at, { end, limit }) {
    const view = window.page(at, end);
    if (!view) return 0;
    const size = view.getBigUint64(0, true) & ~flags;
    const allocator = view.getBigUint64(allocatorAt, true) & ~flags;
    const pages = Number(size / 4096n);
    if (size === 0n || size % 4096n !== 0n || size >= 1n << 40n || at + pages > limit) return 0;
    // The allocator's record is in writable memory that exists.
    return window.at(allocator, 8) ? pages : 0;
  },
};

/** Cuts the carriers of an Erlang or Elixir program. */
export function claimErlang(space: Space, claims: Claims, fingerprint: Fact | undefined): void {
  if (fingerprint === undefined || !space.input.memory) return;
  const rules = new RuntimeClaims(space, claims, 'BEAM', fingerprint);
  const spans = residentSpans(space, claims);
  for (const { start, end, count } of space.askMemory((memory) => findBlocks(memory, spans, carriers)) ?? []) {
    const facts = [fact('about', { about: 'erlang-heap' }), fact('carriers', { count, at: start })];
    rules.cut(start, end, 'runtime-heap', 'strong', 'erlang-heap', facts);
  }
}
