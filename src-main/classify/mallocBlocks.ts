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
import type { MemoryPort } from './input.ts';
import { MemoryWindow } from './memoryWindow.ts';
import { residentSpans, type OpenSpan } from './openSpans.ts';
import { PageHeads } from './pageHeads.ts';
import { vmFlag, type Space } from './space.ts';

/** Spans and blocks looked at in all; bytes read where headers are looked for at every page. */
const budget = { spans: 2048, blocks: 8192, search: 32 * 2 ** 20 };
const mmapped = 2;
/** The header's words, of 4 or 8 bytes. */
const headerBytes = 16;
/** M_MMAP_THRESHOLD is 128 KiB at first and only grows by itself: smaller ones need a chain that closes. */
const usualSmallest = 32;

/**
 * What a block's header agrees with: a second header that follows it or that leads to it, only the end of this memory, or
 * nothing. Two words that tell their own mapping's size might be another allocator's.
 */
type Agreement = 'header' | 'end' | 'none';

/** One block: its first page, how many, and what speaks for it beside its header. */
interface Block {
  readonly at: number;
  readonly pages: number;
  readonly agrees: Agreement;
}

/** Pages of the mmapped chunk whose header is in a view of its first page, or 0 when there is none. */
function pagesIn(view: DataView | undefined, at: number, limit: number, narrow: boolean): number {
  if (view?.getUint32(0, true) !== 0) return 0;
  const bytes = narrow ? narrowBytes(view) : wideBytes(view);
  const pages = bytes / 4096;
  return pages > 0 && Number.isInteger(pages) && at + pages <= limit ? pages : 0;
}

/**
 * Pages of a block that malloc is likely to have made itself, by the header at a page: searches for something else need
 * not look into it.
 */
export function pagesToSkip(view: DataView | undefined, at: number, limit: number): number {
  const pages = pagesIn(view, at, limit, false);
  return pages >= usualSmallest ? pages : 0;
}

function wideBytes(view: DataView): number {
  if (view.getUint32(4, true) !== 0 || (view.getUint32(8, true) & 0xfff) !== mmapped) return 0;
  const word = view.getBigUint64(8, true);
  return word < 1n << 47n ? Number(word) - mmapped : 0;
}

/** Words of 4 bytes. To align blocks to 16 bytes glibc 2.26 and later begin 8 bytes into the page and say so before. */
function narrowBytes(view: DataView): number {
  const [size, before, late] = [view.getUint32(4, true), view.getUint32(8, true), view.getUint32(12, true)];
  if ((size & 7) === mmapped) return size - mmapped;
  return size === 0 && before === 8 && (late & 7) === mmapped ? late - mmapped + before : 0;
}

/** How headers are read, one behind the other. */
interface Headers {
  /** They may be at any page, behind one without a header too. */
  readonly anywhere: boolean;
  /** The first page from one on that is looked at. */
  next(page: number, end: number): number;
  at(page: number, end: number): DataView | undefined;
}

/** Where blocks follow each other from a span's start, only their headers are read. */
function chained(memory: MemoryPort, spans: readonly OpenSpan[]): Headers {
  const starts = Float64Array.from(spans, ({ start }) => start);
  const heads = new PageHeads(memory, starts, headerBytes);
  return { anywhere: false, next: (page) => page, at: (page) => heads.at(page) };
}

function searched(memory: MemoryPort): Headers {
  const window = new MemoryWindow(memory, budget.search);
  return {
    anywhere: true,
    next: (page, end) => window.nextPresent(page, end),
    at: (page, end) => window.page(page, end),
  };
}

/** Where the last block ends; 0 before the first one. */
function endOf(blocks: readonly Block[]): number {
  const last = blocks.at(-1);
  return last === undefined ? 0 : last.at + last.pages;
}

/** Adds the blocks of one span, from where the block before it ends or from the span's start. */
function addBlocksOf(span: OpenSpan, headers: Headers, narrow: boolean, blocks: Block[]): void {
  const { anywhere } = headers;
  const from = Math.max(span.start, endOf(blocks));
  for (let at = headers.next(from, span.end); at < span.end && blocks.length < budget.blocks;) {
    const pages = pagesIn(headers.at(at, span.end), at, span.limit, narrow);
    if (pages === 0) {
      if (!anywhere) break;
      at = headers.next(at + 1, span.end);
      continue;
    }
    const next = at + pages;
    const led = endOf(blocks) === at;
    const ends = next === span.limit || next === span.end;
    const follows = next < span.limit && pagesIn(headers.at(next, span.limit), next, span.limit, narrow) > 0;
    const agrees = led || follows ? 'header' : ends ? 'end' : 'none';
    // Two words in the middle of somebody's data say too little for a small block.
    if (!anywhere || agrees !== 'none' || pages >= usualSmallest) {
      blocks.push({ at, pages, agrees });
      at = headers.next(next, span.end);
    } else at = headers.next(at + 1, span.end);
  }
}

function claimBlocks(space: Space, claims: Claims, spans: readonly OpenSpan[], search: boolean): void {
  const narrow = space.isNarrow();
  const first = spans.slice(0, budget.spans);
  const blocks = space.askMemory((memory) => {
    const headers = search ? searched(memory) : chained(memory, first);
    const found: Block[] = [];
    for (const span of first) if (span.end > endOf(found)) addBlocksOf(span, headers, narrow, found);
    return found;
  });
  for (const { at, pages, agrees } of blocks ?? []) {
    claims.cut(at, at + pages, cutPriority.malloc, {
      kind: 'malloc-block',
      certainty: agrees === 'header' ? 'exact' : 'strong',
      label: label('malloc-block', { size: pages }),
      facts: [
        fact('malloc-header', { at, size: pages }),
        agrees === 'none'
          ? fact('malloc-whole-pages')
          : fact(agrees === 'header' ? 'malloc-chain' : 'malloc-fills', { at: at + pages, size: pages }),
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
  residentSpans(space, claims).filter(
    ({ row }) => (space.flags(row) & neverMalloc) === 0 || (space.flags(row) & vmFlag.hg) !== 0,
  );

const canHaveBlocks = ({ input }: Space): boolean =>
  input.memory !== undefined && input.machine.architecture !== 's390x';

/** Cuts the chain of mmapped chunks at the start of every private anonymous mapping that no rule has claimed. */
export function claimMallocBlocks(space: Space, claims: Claims): void {
  if (!canHaveBlocks(space)) return;
  const spans = mallocSpans(space, claims).filter(({ start, row }) => start === space.start(row));
  if (spans.length > 0) claimBlocks(space, claims, spans, false);
}

/** Cuts blocks that lie behind other memory of their mapping: a header may be at any page that is still unexplained. */
export function claimHiddenMallocBlocks(space: Space, claims: Claims): void {
  if (!canHaveBlocks(space)) return;
  // A block of malloc's own is 132 KiB at least: nothing is looked for where none fits.
  const spans = mallocSpans(space, claims).filter(({ start, limit }) => limit - start >= usualSmallest);
  if (spans.length > 0) claimBlocks(space, claims, spans, true);
}
