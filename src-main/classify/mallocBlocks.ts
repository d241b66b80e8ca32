/**
 * Blocks that glibc's malloc took from mmap directly. Each begins at a page with prev_size 0 and its size with the
 * low bits 2 (IS_MMAPPED, malloc/malloc.c); the kernel merges neighbours, so they are walked as a chain. A block may go
 * through several mappings, for advice about huge pages and mlock split them, and may lie behind other memory that the
 * kernel merged it with, so that headers are looked for at every page that nothing explains.
 */
import { formatHex } from '../contract/address.ts';
import { asPageNumber } from '../contract/units.ts';
import { fact, label } from '../contract/verdict.ts';
import { cutPriority, type Claims } from './claims.ts';
import { MemoryWindow } from './memoryWindow.ts';
import { residentSpans, type OpenSpan } from './openSpans.ts';
import { vmFlag, type Space } from './space.ts';

/** Spans and blocks looked at in all; bytes read where headers are looked for at every page. */
const budget = { spans: 2048, blocks: 8192, headers: 64 * 2 ** 20, search: 48 * 2 ** 20 };
const mmapped = 2n;
/** M_MMAP_THRESHOLD is 128 KiB at first and only grows by itself: smaller ones need a chain that closes. */
const usualSmallest = 32;

/** One block: its first page, how many, and whether headers follow each other here or it ends where this memory does. */
interface Block {
  readonly at: number;
  readonly pages: number;
  readonly closed: boolean;
}

/** Pages of the mmapped chunk whose header is in a view of its first page, or 0 when there is none. */
function pagesIn(view: DataView | undefined, at: number, limit: number): number {
  if (view?.getUint32(0, true) !== 0 || view.getUint32(4, true) !== 0) return 0;
  if ((view.getUint32(8, true) & 0xfff) !== 2) return 0;
  const word = view.getBigUint64(8, true);
  if ((word & 7n) !== mmapped || word >= 1n << 47n) return 0;
  const pages = Number(word >> 12n);
  return pages > 0 && at + pages <= limit ? pages : 0;
}

/** The blocks of one span; `search` goes on behind a page without a header. */
function blocksOf(window: MemoryWindow, span: OpenSpan, from: number, left: number, search: boolean): Block[] {
  const blocks: Block[] = [];
  for (let at = window.nextPresent(from, span.end); at < span.end && blocks.length < left;) {
    if (!search && at > from) break;
    const pages = pagesIn(window.page(at, span.end), at, span.limit);
    if (pages === 0) {
      if (!search) break;
      at = window.nextPresent(at + 1, span.end);
      continue;
    }
    const next = at + pages;
    const before = blocks.at(-1);
    const closed =
      (before !== undefined && before.at + before.pages === at) ||
      next === span.limit ||
      next === span.end ||
      pagesIn(window.page(next, span.limit), next, span.limit) > 0;
    // Two words in the middle of somebody's data say too little for a small block.
    if (!search || closed || pages >= usualSmallest) {
      blocks.push({ at, pages, closed });
      at = search ? window.nextPresent(next, span.end) : next;
      from = next;
    } else at = window.nextPresent(at + 1, span.end);
  }
  return blocks;
}

function claimBlocks(space: Space, claims: Claims, spans: readonly OpenSpan[], search: boolean): void {
  const bytes = search ? budget.search : budget.headers;
  const blocks = space.askMemory((memory) => {
    const window = new MemoryWindow(memory, bytes);
    const found: Block[] = [];
    let reached = 0;
    for (const span of spans) {
      if (span.end <= reached) continue;
      const more = blocksOf(window, span, Math.max(span.start, reached), budget.blocks - found.length, search);
      const last = more.at(-1);
      if (last) reached = last.at + last.pages;
      found.push(...more);
    }
    return found;
  });
  for (const { at, pages, closed } of blocks ?? []) {
    claims.cut(at, at + pages, cutPriority.malloc, {
      kind: 'malloc-block',
      // Two words alone might be anybody's; a chain that closes is malloc's.
      certainty: closed ? 'exact' : 'strong',
      label: label('malloc-block', { size: pages }),
      facts: [
        fact('malloc-header', { at, size: pages }),
        closed ? fact('malloc-chain', { at: at + pages, size: pages }) : fact('malloc-whole-pages'),
      ],
      object: claims.object({
        kind: 'allocation',
        label: label('malloc-block', { size: pages }),
        key: `allocation:${formatHex(asPageNumber(at))}`,
      }),
      detail: { runtime: 'glibc' },
    });
  }
}

/** malloc never asks for MAP_STACK, MADV_DONTFORK or (outside arenas) MAP_NORESERVE. */
const neverMalloc = vmFlag.nh | vmFlag.dc | vmFlag.nr;

const mallocSpans = (space: Space, claims: Claims): readonly OpenSpan[] =>
  residentSpans(space, claims)
    .filter(({ row }) => (space.flags(row) & neverMalloc) === 0 || (space.flags(row) & vmFlag.hg) !== 0)
    .slice(0, budget.spans);

/** Headers have words of 8 bytes; 32-bit programs, whose auxiliary vector lies below 4 GiB, have others. */
const canHaveBlocks = (space: Space): boolean =>
  space.input.memory !== undefined &&
  space.input.machine.architecture !== 's390x' &&
  (space.auxiliary('AT_RANDOM') ?? 1n << 32n) >= 1n << 32n;

/** Cuts the chain of mmapped chunks at the start of every private anonymous mapping that no rule has claimed. */
export function claimMallocBlocks(space: Space, claims: Claims): void {
  if (!canHaveBlocks(space)) return;
  const spans = mallocSpans(space, claims).filter(({ start, row }) => start === space.start(row));
  if (spans.length > 0) claimBlocks(space, claims, spans, false);
}

/** Cuts blocks that lie behind other memory of their mapping: a header may be at any page that is still unexplained. */
export function claimHiddenMallocBlocks(space: Space, claims: Claims): void {
  if (!canHaveBlocks(space)) return;
  const spans = mallocSpans(space, claims);
  if (spans.length > 0) claimBlocks(space, claims, spans, true);
}
