/** Blocks that tell by their first page what they are: the search that the rules of several allocators share. */
import type { MemoryPort } from './input.ts';
import { MemoryWindow } from './memoryWindow.ts';
import type { OpenSpan } from './openSpans.ts';

/** Touching blocks, in pages. */
export interface Blocks {
  readonly start: number;
  readonly end: number;
  readonly count: number;
}

/** What an allocator's blocks look like. */
export interface BlockShape {
  /** Blocks begin at multiples of so many pages. */
  readonly alignment: number;
  /** Bytes that the search may read. */
  readonly bytes: number;
  /** Pages of the block that begins at a page, 0 when none does. It must not reach beyond the span's `limit`. */
  pagesAt(window: MemoryWindow, page: number, span: OpenSpan): number;
}

/** Blocks in memory that no rule has explained, neighbours joined. Headers are looked for in present pages only. */
export function findBlocks(memory: MemoryPort, spans: readonly OpenSpan[], shape: BlockShape): Blocks[] {
  const { alignment } = shape;
  const window = new MemoryWindow(memory, shape.bytes);
  const found: Blocks[] = [];
  let reached = 0;
  for (const span of spans) {
    for (let at = Math.max(span.start, reached); at < span.end && !window.exhausted();) {
      const present = window.nextPresent(at, span.end);
      at = Math.ceil(present / alignment) * alignment;
      if (at > present) continue;
      if (at >= span.end) break;
      const pages = shape.pagesAt(window, at, span);
      if (pages === 0) {
        at += alignment;
        continue;
      }
      const before = found.at(-1);
      if (before?.end === at)
        found[found.length - 1] = { start: before.start, end: at + pages, count: before.count + 1 };
      else found.push({ start: at, end: at + pages, count: 1 });
      at += pages;
      reached = at;
    }
  }
  return found;
}
