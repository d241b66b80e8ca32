/**
 * Ruby's heap (gc.c): pages of 64 KiB at multiples of 64 KiB that hold slots for objects. A page begins with a pointer to
 * its struct heap_page, which lies in memory of malloc's and tells where the page's first slot is. Until Ruby 3.2 young
 * arrays and the like lie in the transient heap beside it (transient_heap.c): 32 MiB of blocks of 32 KiB with headers.
 */
import { addressOf } from '../contract/address.ts';
import { asPageNumber } from '../contract/units.ts';
import { fact, type Fact } from '../contract/verdict.ts';
import type { Claims } from './claims.ts';
import { findBlocks, type BlockShape } from './headedBlocks.ts';
import type { MemoryWindow } from './memoryWindow.ts';
import { residentSpans } from './openSpans.ts';
import { RuntimeClaims } from './runtimeClaims.ts';
import type { Space } from './space.ts';

const heapPage = (64 * 1024) / 4096;
/** The fields before the pointer to the first slot differ by version; it is among the first of the struct. */
const structBytes = 96;
/** The first slot follows the page's header, at a multiple of the slot's size of up to 640 bytes. */
const firstSlotReach = 1024n;

function isHeapPage(window: MemoryWindow, at: number): boolean {
  const base = addressOf(asPageNumber(at));
  const pointer = window.at(base, 8)?.getBigUint64(0, true) ?? 0n;
  if (pointer === 0n || pointer % 8n !== 0n || (pointer >= base && pointer < base + 65536n)) return false;
  const view = window.at(pointer, structBytes);
  for (let offset = 8; view && offset + 8 <= structBytes; offset += 8) {
    const start = view.getBigUint64(offset, true);
    if (start > base && start < base + firstSlotReach && start % 8n === 0n) return true;
  }
  return false;
}

const heapPages: BlockShape = {
  alignment: heapPage,
  bytes: 16 * 2 ** 20,
  pagesAt: (window, at, { limit }) => (at + heapPage <= limit && isHeapPage(window, at) ? heapPage : 0),
};

/** A block of the transient heap; its header is {size, index, last_marked_index, objects, next_block}. */
const transientBlock = (32 * 1024) / 4096;
/** TRANSIENT_HEAP_TOTAL_SIZE: 32 MiB. */
const transientHeap = (32 * 2 ** 20) / 4096;
const transientUsable = 32 * 1024 - 16;

const transientBlocks: BlockShape = {
  alignment: transientBlock,
  bytes: 8 * 2 ** 20,
  pagesAt(window, at, { end, limit }) {
    const view = at + transientBlock <= limit ? window.page(at, end) : undefined;
    if (!view) return 0;
    const [size, index, marked, objects] = [0, 2, 4, 6].map((offset) => view.getInt16(offset, true));
    const next = view.getBigUint64(8, true);
    const near = next === 0n || Math.abs(Number(next / 4096n) - at) <= transientHeap;
    if (!near || next % 32768n !== 0n) return 0;
    // A block that nobody has taken has no size yet and marks nothing.
    const free = size === 0 && objects === 0 && (index ?? 0) + (marked ?? 0) === -1;
    const used = size === transientUsable && index !== undefined && index >= 0 && index <= transientUsable;
    return free || used ? transientBlock : 0;
  },
};

/** Cuts the pages of Ruby's heap, and the transient heap. */
export function claimRubyHeap(space: Space, claims: Claims, fingerprint: Fact | undefined): void {
  if (fingerprint === undefined || !space.input.memory) return;
  const rules = new RuntimeClaims(space, claims, 'Ruby', fingerprint);
  const about = fact('about', { about: 'ruby-heap' });
  const spans = residentSpans(space, claims);
  for (const { start, end, count } of space.askMemory((memory) => findBlocks(memory, spans, heapPages)) ?? []) {
    rules.cut(start, end, 'runtime-heap', 'strong', 'ruby-heap', [about, fact('ruby-pages', { count, at: start })]);
  }
  const rest = residentSpans(space, claims);
  for (const { start, end, count } of space.askMemory((memory) => findBlocks(memory, rest, transientBlocks)) ?? []) {
    rules.cut(start, end, 'runtime-heap', 'strong', 'ruby-heap-transient', [
      fact('about', { about: 'ruby-heap-transient' }),
      fact('ruby-transient', { count, at: start }),
    ]);
  }
}
