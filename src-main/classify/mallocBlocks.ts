/**
 * Blocks that glibc's malloc took from mmap directly. Each begins at a page with prev_size 0 and its size with the
 * low bits 2 (IS_MMAPPED, malloc/malloc.c); the kernel merges neighbours, so they are walked as a chain.
 */
import { addressOf, formatHex } from '../contract/address.ts';
import { asPageNumber } from '../contract/units.ts';
import { fact, label } from '../contract/verdict.ts';
import { cutPriority, type Claims } from './claims.ts';
import type { MemoryPort } from './input.ts';
import { readAt } from './memoryScan.ts';
import { vmFlag, type Space } from './space.ts';

/** Mappings and chunks looked at in all. */
const probeBudget = { mappings: 2048, chunks: 8192 };
const mmapped = 2n;

/** Pages of the mmapped chunk at a page, or 0 when there is none. */
const chunkPages = (space: Space, at: number, end: number): number =>
  space.askMemory((memory) => chunkIn(memory, at, end)) ?? 0;

function chunkIn(memory: MemoryPort, at: number, end: number): number {
  const view = readAt(memory, addressOf(asPageNumber(at)), 16);
  if (view?.getBigUint64(0, true) !== 0n) return 0;
  const word = view.getBigUint64(8, true);
  if ((word & 7n) !== mmapped || (word & 0xff8n) !== 0n || word >= 1n << 47n) return 0;
  const pages = Number(word >> 12n);
  return pages > 0 && at + pages <= end ? pages : 0;
}

/** Cuts the chain of mmapped chunks at the start of every private anonymous mapping that no rule has claimed. */
export function claimMallocBlocks(space: Space, claims: Claims): void {
  if (!space.input.memory || space.input.machine.architecture === 's390x') return;
  let mappings = probeBudget.mappings;
  let chunks = probeBudget.chunks;
  for (let row = 0; row < space.count && mappings > 0 && chunks > 0; row++) {
    if (!space.isAnonymous(row) || !claims.isOpen(row) || !space.isPrivateWritable(row)) continue;
    // malloc never asks for MAP_STACK, MADV_DONTFORK or (outside arenas) MAP_NORESERVE; Rss 0 holds no header.
    if ((space.flags(row) & (vmFlag.nh | vmFlag.dc | vmFlag.nr)) !== 0 || space.isZero('Rss', row) === true) continue;
    mappings--;
    let at = space.start(row);
    const end = space.end(row);
    for (let pages = chunkPages(space, at, end); pages > 0 && chunks > 0; pages = chunkPages(space, at, end)) {
      chunks--;
      claims.cut(at, at + pages, cutPriority.malloc, {
        kind: 'malloc-block',
        certainty: 'exact',
        label: label('malloc-block', { size: pages }),
        facts: [fact('malloc-header', { at, size: pages }), fact('malloc-whole-pages')],
        object: claims.object({
          kind: 'allocation',
          label: label('malloc-block', { size: pages }),
          key: `allocation:${formatHex(asPageNumber(at))}`,
        }),
        detail: { runtime: 'glibc' },
      });
      at += pages;
      if (at >= end) break;
    }
  }
}
