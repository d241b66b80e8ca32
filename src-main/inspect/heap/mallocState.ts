/**
 * malloc_state, the head of one arena (malloc/malloc.c). It has no name in a stripped library, but its bins give it
 * away: 127 pairs of pointers, and those of an empty bin point to the bin itself, as if it were a chunk 16 bytes below.
 * That also tells where the fields around lie, whichever release of glibc this is.
 */
import { alignment, arenaHeapBytes, headerBytes, wordBytes } from './chunkFormat.ts';
import type { MemoryWindow } from './memoryWindow.ts';

/** NBINS − 1: bin 0 does not exist. */
const binCount = 127;
const binBytes = 2 * wordBytes;
/** Most bins of a real program are empty; this many self-linked pairs in one place are no accident. */
const leastEmpty = 24;
/** NFASTBINS on 64-bit machines: chunks of 32, 48, … 176 bytes, of which those up to 128 are used by default. */
export const fastbinCount = 10;
const maximumOffset = 0xa0;

/** Offsets from the first bin (bins[0]) on 64-bit machines since glibc 2.23. */
const fromBins = {
  fastbins: -0x60,
  top: -0x10,
  next: 0x800,
  systemBytes: 0x818,
  end: 0x828,
} as const;

/** What an arena says of itself. */
export interface MallocState {
  /** Address of the first fastbin. */
  readonly fastbins: number;
  /** Chunk at the top, from which new ones are cut. */
  readonly top: number;
  /** The next arena in the circle of all arenas. */
  readonly next: number;
  /** Bytes that the arena has from the kernel. */
  readonly systemBytes: number;
  /** First byte after the structure. */
  readonly end: number;
}

function stateByBins(window: MemoryWindow, bins: number): MallocState | undefined {
  const top = window.word(bins + fromBins.top);
  const next = window.word(bins + fromBins.next);
  const systemBytes = window.word(bins + fromBins.systemBytes);
  if (top === undefined || next === undefined || systemBytes === undefined) return undefined;
  return { fastbins: bins + fromBins.fastbins, top, next, systemBytes, end: bins + fromBins.end };
}

/** How many of the 127 bins are empty; undefined when one holds what no bin can. */
function emptyBins(window: MemoryWindow, bins: number): number | undefined {
  let empty = 0;
  for (let bin = 0; bin < binCount; bin++) {
    const at = bins + bin * binBytes;
    const forward = window.word(at);
    const back = window.word(at + wordBytes);
    if (forward === undefined || back === undefined) return undefined;
    if (forward === at - headerBytes && back === forward) empty++;
    else if (forward === 0 || back === 0 || forward % alignment !== 0 || back % alignment !== 0) return undefined;
  }
  return empty;
}

/** The state that begins at an address, as a heap_info names it; undefined when there is none. */
export function stateAt(window: MemoryWindow, address: number): MallocState | undefined {
  for (let offset = wordBytes * 4; offset <= maximumOffset; offset += wordBytes) {
    if ((emptyBins(window, address + offset) ?? 0) >= leastEmpty) return stateByBins(window, address + offset);
  }
  return undefined;
}

/** Whether the circle of arenas may go on at an address: the arena itself, or the head of a further one's first heap. */
const isNext = (next: number, bins: number): boolean =>
  (next < bins && next >= bins - maximumOffset) || (next % arenaHeapBytes >= 0x20 && next % arenaHeapBytes < 0x100);

/**
 * Searches a span of the C library's data for the state of the main arena, whose top chunk lies in the heap. Steps of
 * one page; the caller may do other things in between.
 */
export function* findMainState(
  window: MemoryWindow,
  span: { readonly start: number; readonly end: number },
  heap: { readonly start: number; readonly end: number },
): Generator<number, MallocState | undefined> {
  for (let at = span.start; at + binBytes <= span.end; at += wordBytes) {
    if (at % 4096 === 0) yield 0;
    const word = window.word(at);
    if (word === undefined) {
      at += 4096 - (at % 4096) - wordBytes;
      continue;
    }
    // The first bins may hold chunks: the first empty one stands up to 126 places behind the beginning.
    if (word !== at - headerBytes || window.word(at + wordBytes) !== word) continue;
    for (let bin = 0; bin < binCount; bin++) {
      const bins = at - bin * binBytes;
      const state = stateByBins(window, bins);
      const fits =
        state !== undefined &&
        state.top >= heap.start &&
        state.top < heap.end &&
        state.top % alignment === 0 &&
        isNext(state.next, bins) &&
        (emptyBins(window, bins) ?? 0) >= leastEmpty;
      if (fits) return state;
    }
    at += binBytes - wordBytes;
  }
  return undefined;
}
