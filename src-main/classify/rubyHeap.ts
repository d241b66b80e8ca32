/**
 * Ruby's heap (gc.c): pages of 64 KiB at multiples of 64 KiB that hold slots for objects. A page begins with a pointer to
 * its struct heap_page, which lies in memory of malloc's and tells where the page's first slot is.
 */
import { addressOf } from '../contract/address.ts';
import { asPageNumber } from '../contract/units.ts';
import { fact, type Fact } from '../contract/verdict.ts';
import type { Claims } from './claims.ts';
import type { MemoryPort } from './input.ts';
import { MemoryWindow } from './memoryWindow.ts';
import { residentSpans, type OpenSpan } from './openSpans.ts';
import { RuntimeClaims } from './runtimeClaims.ts';
import type { Space } from './space.ts';

const byteBudget = 16 * 2 ** 20;
const heapPage = (64 * 1024) / 4096;
/** The fields before the pointer to the first slot differ by version; it is among the first of the struct. */
const structBytes = 96;
/** The first slot follows the page's header, at a multiple of the slot's size of up to 640 bytes. */
const firstSlotReach = 1024n;

/** Touching heap pages. */
interface Pages {
  readonly start: number;
  readonly end: number;
  readonly count: number;
}

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

function findPages(memory: MemoryPort, spans: readonly OpenSpan[]): Pages[] {
  const window = new MemoryWindow(memory, byteBudget);
  const found: Pages[] = [];
  for (const { start, end } of spans) {
    let at = start;
    while (at < end && !window.exhausted()) {
      const present = window.nextPresent(at, end);
      at = Math.ceil(present / heapPage) * heapPage;
      if (at > present) continue;
      if (at + heapPage > end) break;
      if (!isHeapPage(window, at)) {
        at += heapPage;
        continue;
      }
      const before = found.at(-1);
      if (before?.end === at)
        found[found.length - 1] = { start: before.start, end: at + heapPage, count: before.count + 1 };
      else found.push({ start: at, end: at + heapPage, count: 1 });
      at += heapPage;
    }
  }
  return found;
}

/** Cuts the pages of Ruby's heap. */
export function claimRubyHeap(space: Space, claims: Claims, fingerprint: Fact | undefined): void {
  if (fingerprint === undefined || !space.input.memory) return;
  const spans = residentSpans(space, claims);
  const rules = new RuntimeClaims(space, claims, 'Ruby', fingerprint);
  for (const { start, end, count } of space.askMemory((memory) => findPages(memory, spans)) ?? []) {
    rules.cut(start, end, 'runtime-heap', 'strong', 'ruby-heap', [
      fact('about', { about: 'ruby-heap' }),
      fact('ruby-pages', { count, at: start }),
    ]);
  }
}
