/**
 * PHP's memory manager (Zend/zend_alloc.c): chunks of 2 MiB at multiples of 2 MiB, in a circle through next and prev, each
 * with a pointer to the heap, which lies inside the first chunk. What is larger than a chunk is a huge block: the heap
 * keeps a list of them, with the addresses and sizes.
 */
import { addressOf, asAddress, pageNumberOf } from '../contract/address.ts';
import { asPageNumber } from '../contract/units.ts';
import { fact, type Fact } from '../contract/verdict.ts';
import type { Claims } from './claims.ts';
import type { MemoryPort } from './input.ts';
import { MemoryWindow } from './memoryWindow.ts';
import { residentSpans, type OpenSpan } from './openSpans.ts';
import { mib, RuntimeClaims } from './runtimeClaims.ts';
import type { Space } from './space.ts';

const byteBudget = 16 * 2 ** 20;
const chunkPages = 2 * mib;
/** Chunks and huge blocks in all: 32 GiB of chunks. */
const countBudget = 16_384;
/** heap_slot lies behind the 64 bytes of a chunk's own fields; the heap is shorter than this. */
const heapAt = 64n;
const heapBytes = 1024;

interface Zend {
  readonly chunks: readonly number[];
  readonly huge: readonly { readonly at: number; readonly pages: number }[];
}

interface Chunk {
  readonly heap: bigint;
  readonly next: bigint;
  readonly prev: bigint;
}

function chunkAt(window: MemoryWindow, address: bigint): Chunk | undefined {
  const view = address % BigInt(2 ** 21) === 0n ? window.at(address, 36) : undefined;
  if (!view) return undefined;
  const chunk = {
    heap: view.getBigUint64(0, true),
    next: view.getBigUint64(8, true),
    prev: view.getBigUint64(16, true),
  };
  // A chunk has 512 pages, the first of which is its own.
  return view.getUint32(24, true) <= 511 && view.getUint32(28, true) <= 512 ? chunk : undefined;
}

/** The circle of chunks that a chunk is in; undefined when it does not close. */
function circleOf(window: MemoryWindow, first: bigint): { heap: bigint; chunks: bigint[] } | undefined {
  const start = chunkAt(window, first);
  if (!start || start.heap % BigInt(2 ** 21) !== heapAt) return undefined;
  const chunks = [first];
  let chunk = start;
  for (let at = start.next; at !== first; at = chunk.next) {
    const next = chunkAt(window, at);
    if (next?.heap !== start.heap || next.prev !== chunks.at(-1) || chunks.length >= countBudget) return undefined;
    chunks.push(at);
    chunk = next;
  }
  return chunk.next === first && start.prev === chunks.at(-1) && chunks.includes(start.heap - heapAt)
    ? { heap: start.heap, chunks }
    : undefined;
}

const page = (address: bigint): number => pageNumberOf(asAddress(address));

/** Huge blocks and chunks kept for later: the heap has huge_list, main_chunk and cached_chunks one behind the other. */
function restOf(window: MemoryWindow, heap: bigint): { huge: { at: number; pages: number }[]; cached: bigint[] } {
  const huge: { at: number; pages: number }[] = [];
  const cached: bigint[] = [];
  const view = window.at(heap, heapBytes);
  const main = heap - heapAt;
  for (let offset = 8; view && offset + 16 <= heapBytes; offset += 8) {
    if (view.getBigUint64(offset, true) !== main) continue;
    for (let node = view.getBigUint64(offset - 8, true); node !== 0n && huge.length < countBudget;) {
      const block = window.at(node, 24);
      const [at, size] = [block?.getBigUint64(0, true) ?? 1n, block?.getBigUint64(8, true) ?? 0n];
      if (at % BigInt(2 ** 21) !== 0n || size === 0n || size % 4096n !== 0n || size >= 1n << 40n) break;
      huge.push({ at: page(at), pages: Number(size / 4096n) });
      node = block?.getBigUint64(16, true) ?? 0n;
    }
    for (let at = view.getBigUint64(offset + 8, true); at !== 0n && cached.length < countBudget;) {
      const chunk = chunkAt(window, at);
      if (chunk?.heap !== heap) break;
      cached.push(at);
      at = chunk.next;
    }
    return { huge, cached };
  }
  return { huge, cached };
}

function findZend(memory: MemoryPort, spans: readonly OpenSpan[]): Zend {
  const window = new MemoryWindow(memory, byteBudget);
  const chunks = new Set<number>();
  const huge = new Map<number, number>();
  for (const { start, end, limit } of spans) {
    for (let at = Math.ceil(start / chunkPages) * chunkPages; at < end && at + chunkPages <= limit; at += chunkPages) {
      if (window.exhausted()) break;
      if (chunks.has(at) || huge.has(at)) continue;
      const circle = circleOf(window, addressOf(asPageNumber(at)));
      if (!circle) continue;
      const rest = restOf(window, circle.heap);
      for (const chunk of [...circle.chunks, ...rest.cached]) chunks.add(page(chunk));
      for (const block of rest.huge) huge.set(block.at, block.pages);
    }
  }
  return { chunks: [...chunks], huge: [...huge].map(([at, pages]) => ({ at, pages })) };
}

/** Cuts the chunks and huge blocks of PHP's memory manager. */
export function claimZend(space: Space, claims: Claims, fingerprint: Fact | undefined): void {
  if (fingerprint === undefined || !space.input.memory) return;
  const spans = residentSpans(space, claims);
  const found = space.askMemory((memory) => findZend(memory, spans));
  if (!found) return;
  const rules = new RuntimeClaims(space, claims, 'PHP', fingerprint);
  const facts = [fact('about', { about: 'php-heap' }), fact('zend-chunks', { count: found.chunks.length })];
  const isOpen = (at: number, pages: number): boolean =>
    spans.some(({ start, limit }) => at >= start && at + pages <= limit);
  for (const at of found.chunks) {
    if (isOpen(at, chunkPages)) rules.cut(at, at + chunkPages, 'runtime-heap', 'exact', 'php-heap', facts);
  }
  for (const { at, pages } of found.huge) {
    if (!isOpen(at, pages)) continue;
    rules.cut(at, at + pages, 'runtime-heap', 'exact', 'php-heap-huge', [fact('zend-huge', { at, size: pages })]);
  }
}
