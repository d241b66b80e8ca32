/** The walk itself: from chunk to chunk by their sizes, until the heap's end or the first thing that is no chunk. */
import {
  alignUp,
  alignment,
  chunkFlags,
  chunkFlagsOf,
  chunkSize,
  headerBytes,
  isChunk,
  wordBytes,
} from './chunkFormat.ts';
import type { CachedChunks } from './cachedChunks.ts';
import { ChunkTable } from './chunkTable.ts';
import type { MemoryWindow } from './memoryWindow.ts';
import { hexadecimal } from './sentences.ts';

/** Where chunks are to be found, in bytes. `end` is exclusive. */
export interface HeapExtent {
  readonly start: number;
  readonly end: number;
  /** Chunks of further arenas carry a flag that those of the main one do not. */
  readonly otherArena: boolean;
  /** Address of the top chunk, when malloc's own state tells it. */
  readonly knownTop?: number;
  /** Chunks listed one by one at most; all when not given, up to the limit of the contract. */
  readonly listed?: number;
}

/** What a walk came upon. */
export interface Walked {
  readonly table: ChunkTable;
  /** Where it ended: the heap's end, when all went well. */
  readonly endedAt: number;
  /** Why it ended earlier, in one sentence. */
  readonly stop?: string;
  /** Address of the last chunk when it reaches to the end and is no fence. */
  readonly top?: number;
  /** Spans inside the heap that are not malloc's, `[start, end]`. */
  readonly foreign: readonly (readonly [number, number])[];
  /** Free chunks whose size is not repeated behind them. */
  readonly unequalSizes: number;
  /** Chunks in use that carry the flag of another sort of arena. */
  readonly wrongFlags: number;
}

/** Chunks between two yields. */
const stride = 4096;
/** Bytes behind a break of the chain in which it is looked for again; a program that moves the break itself takes little. */
const searchBytes = 4 * 2 ** 20;
/** Chunks that must follow one upon the other before a chain counts as found again, unless it ends with the heap. */
const provingChunks = 12;

/** Whether a fence lies here: a chunk of a header alone, or the header of size 0 at the very end of a heap. */
const isFence = (address: number, word: number, end: number): boolean =>
  chunkSize(word) === headerBytes || (chunkSize(word) === 0 && address + headerBytes === end);

/**
 * Whether a chain of chunks begins here: it goes on for long enough, or ends where a chain may end. The first chunk of
 * an area always says that the one below is in use.
 */
function chainBegins(window: MemoryWindow, from: number, { end, knownTop }: HeapExtent): boolean {
  let at = from;
  for (let chunk = 0; chunk < provingChunks; chunk++) {
    const word = window.word(at + wordBytes);
    if (word === undefined) return false;
    if (chunk > 0 && isFence(at, word, end)) return true;
    if (!isChunk(at, word, end)) return false;
    if (chunk === 0 && (word & chunkFlags.previousInUse) === 0) return false;
    if (at === knownTop) return true;
    at += chunkSize(word);
    if (at === end) return true;
  }
  return true;
}

/** The first place from an address on where a chain of chunks begins; undefined when there is none nearby. */
function* findChain(
  window: MemoryWindow,
  probe: MemoryWindow,
  from: number,
  extent: HeapExtent,
): Generator<number, number | undefined> {
  const { end } = extent;
  const limit = Math.min(end, from + searchBytes);
  for (let at = from; at < limit; at += alignment) {
    if (at % 4096 === 0) yield 0;
    const word = window.word(at + wordBytes);
    if (word === undefined) at += 4096 - (at % 4096) - alignment;
    else if ((word & chunkFlags.previousInUse) !== 0 && isChunk(at, word, end) && chainBegins(probe, at, extent)) {
      return at;
    }
  }
  return undefined;
}

/**
 * Walks a heap's chunks once. A chunk is in use when the next one says so (PREV_INUSE), free otherwise; cached chunks
 * say "in use" and are told by the caches. Yields the share that is done.
 */
export function* walkChunks(
  window: MemoryWindow,
  probe: MemoryWindow,
  extent: HeapExtent,
  cached: CachedChunks,
): Generator<number, Walked> {
  const { end, otherArena, knownTop } = extent;
  const table = new ChunkTable(extent.listed);
  const foreign: [number, number][] = [];
  let unequalSizes = 0;
  let wrongFlags = 0;
  let at = alignUp(extent.start);
  let reads = window.reads;
  const share = (): number => Math.min(1, (at - extent.start) / Math.max(1, end - extent.start));
  const ended = (rest: { readonly stop?: string; readonly top?: number } = {}): Walked => ({
    table,
    endedAt: at,
    foreign,
    unequalSizes,
    wrongFlags,
    ...rest,
  });

  if (at < end && !chainBegins(probe, at, extent)) {
    const first = yield* findChain(window, probe, at, extent);
    if (first === undefined) return ended({ stop: `No chunk begins at ${hexadecimal(at)} or shortly behind.` });
    foreign.push([at, first]);
    at = first;
  }
  // The cache of the thread that made an arena is the first chunk in it; that of the main thread begins the brk heap.
  if (at < end) cached.addCache(probe, at);
  while (at < end) {
    if (window.reads !== reads || table.total % stride === 0) yield share();
    reads = window.reads;
    const word = window.word(at + wordBytes);
    if (word === undefined) return ended({ stop: absent(at) });
    const size = chunkSize(word);
    if (isFence(at, word, end)) {
      // A fence: malloc marks so where its memory breaks off (sysmalloc).
      table.add(at, headerBytes, 'fence');
      at += headerBytes;
      continue;
    }
    if (!isChunk(at, word, end)) {
      // Only behind a fence: the program moved the break itself, and malloc went on above.
      const again = yield* findChain(window, probe, at, extent);
      if (again === undefined) return ended({ stop: noChunk(at, word) });
      foreign.push([at, again]);
      at = again;
      continue;
    }
    const next = at + size;
    if (next === end || at === knownTop) {
      table.add(at, size, 'top');
      const top = at;
      at = next;
      const rest = `malloc’s part of the heap ends here; the program took the ${end - next} bytes above with sbrk itself.`;
      return ended({ top, ...(next === end ? {} : { stop: rest }) });
    }
    const nextWord = window.word(next + wordBytes);
    if (nextWord === undefined) return ended({ stop: absent(next) });
    // What stands there decides about this chunk, so it must be a chunk or a fence itself.
    if (!isFence(next, nextWord, end) && !isChunk(next, nextWord, end)) return ended({ stop: noChunk(next, nextWord) });
    if ((nextWord & chunkFlags.previousInUse) === 0) {
      table.add(at, size, 'free');
      if (window.word(next) !== size) unequalSizes++;
    } else {
      const kept = cached.has(window, at);
      if (!kept) cached.tryCache(probe, at, size);
      table.add(at, size, kept ? 'cached' : 'used');
      if (((chunkFlagsOf(word) & chunkFlags.otherArena) !== 0) !== otherArena) wrongFlags++;
    }
    at = next;
  }
  return ended();
}

const noChunk = (address: number, word: number): string =>
  `What lies at ${hexadecimal(address)} is no chunk: its size word is ${hexadecimal(word)}.`;

const absent = (address: number): string =>
  `The header at ${hexadecimal(address)} lies on a page that is not in memory, and reading it would bring it in.`;
