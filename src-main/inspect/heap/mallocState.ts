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
/** Bytes from the head of the structure to its bins, least and most. */
const leastOffset = 0x10;
const maximumOffset = 0xa0;

/** Offsets from the first bin (bins[0]) on 64-bit machines since glibc 2.23. */
const fromBins = {
  fastbins: -0x60,
  top: -0x10,
  next: 0x800,
  systemBytes: 0x818,
  end: 0x828,
} as const;
/**
 * Bytes from the head to the bins where there are fastbins: 0x70 since glibc 2.27 (have_fastchunks), 0x68 before. The
 * sources after 2.43 have no fastbins any more, and the bins follow upon mutex, flags, top and last remainder at once.
 */
const leastWithFastbins = 0x68;

/** Further arenas take whole pages from the kernel; none takes more than 16 TiB, and pointers are mostly larger. */
const pageMultiple = 4096;
const largestHeap = 2 ** 44;

/** What an arena says of itself. */
export interface MallocState {
  /** Address of the structure; missing while only its bins have been found. */
  readonly start?: number;
  /** Address of its first bin. */
  readonly bins: number;
  /** Address of the first fastbin; `none` where this release has none, `unknown` while its head has not been found. */
  readonly fastbins: number | 'none' | 'unknown';
  /** Chunk at the top, from which new ones are cut. */
  readonly top: number;
  /** The next arena in the circle of all arenas. */
  readonly next: number;
  /** Bytes that the arena has from the kernel. */
  readonly systemBytes: number;
  /** First byte after the structure. */
  readonly end: number;
}

/** Whether the structure with these bins may begin at an address: in front of the bins, no further than any release has it. */
export const beginsAt = ({ start, bins }: Pick<MallocState, 'start' | 'bins'>, address: number): boolean =>
  start === undefined ? address < bins && address >= bins - maximumOffset : address === start;

/** The state with its beginning, which also tells whether there are fastbins. */
export const withStart = (state: MallocState, start: number): MallocState => ({
  ...state,
  start,
  fastbins: state.bins - start < leastWithFastbins ? 'none' : state.bins + fromBins.fastbins,
});

function stateByBins(window: MemoryWindow, bins: number): MallocState | undefined {
  const top = window.word(bins + fromBins.top);
  const next = window.word(bins + fromBins.next);
  const systemBytes = window.word(bins + fromBins.systemBytes);
  if (top === undefined || next === undefined || systemBytes === undefined) return undefined;
  const state: MallocState = { bins, fastbins: 'unknown', top, next, systemBytes, end: bins + fromBins.end };
  // The only arena is its own next one.
  return beginsAt(state, next) ? withStart(state, next) : state;
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
  for (let offset = leastOffset; offset <= maximumOffset; offset += wordBytes) {
    const bins = address + offset;
    if ((emptyBins(window, bins) ?? 0) < leastEmpty) continue;
    const state = stateByBins(window, bins);
    // Fastbins, or the top chunk and the last remainder, may look like bins: the fields around tell where these begin.
    if (state && isSound(window, state, address)) return withStart(state, address);
  }
  return undefined;
}

/** Whether the fields around the bins are what they must be, which they are not when the bins begin elsewhere. */
function isSound(window: MemoryWindow, { bins, top, next, systemBytes }: MallocState, address: number): boolean {
  const outside = next > 0 && next % wordBytes === 0 && (next < bins || next >= bins + fromBins.end);
  if (!outside || top === 0 || top % alignment !== 0 || systemBytes >= largestHeap) return false;
  // The main heap begins wherever the break was when malloc first asked for memory, so its size may be any.
  if (!isArenaHead(address)) return true;
  // The heap that holds the top chunk of a further arena names that arena in its first word.
  return systemBytes % pageMultiple === 0 && window.word(top - (top % arenaHeapBytes)) === address;
}

/** Whether an address may be the head of a further arena, which lies in its first heap behind the heap_info. */
export const isArenaHead = (address: number): boolean =>
  address % arenaHeapBytes >= 0x20 && address % arenaHeapBytes < 0x100;

/** Whether the top chunk is where it may be: in the heap, or, while nothing was allocated, the first bin itself (initial_top). */
const isTop = (
  { top, bins }: MallocState,
  heap: { readonly start: number; readonly end: number } | undefined,
): boolean =>
  top === bins - headerBytes || (heap !== undefined && top >= heap.start && top < heap.end && top % alignment === 0);

/**
 * Searches a span of the C library's data for the state of the main arena, whose top chunk lies in the brk heap, if
 * there is one. Steps of one page; the caller may do other things in between.
 */
export function* findMainState(
  window: MemoryWindow,
  span: { readonly start: number; readonly end: number },
  heap: { readonly start: number; readonly end: number } | undefined,
): Generator<number, MallocState | undefined> {
  // Highest places that were tried as the first bin, for each of the two ways that pairs of words may lie.
  const tried = [-1, -1];
  for (let at = span.start; at + binBytes <= span.end; at += wordBytes) {
    if (at % 4096 === 0) yield 0;
    const word = window.word(at);
    if (word === undefined) {
      at += 4096 - (at % 4096) - wordBytes;
      continue;
    }
    // The first bins may hold chunks: the first empty one stands up to 126 places behind the beginning.
    if (word !== at - headerBytes || window.word(at + wordBytes) !== word) continue;
    const way = (at / wordBytes) % 2;
    for (let bin = 0; bin < binCount; bin++) {
      const bins = at - bin * binBytes;
      if (bins <= (tried[way] ?? -1)) break;
      const state = stateByBins(window, bins);
      const fits =
        state !== undefined &&
        isTop(state, heap) &&
        (beginsAt(state, state.next) || isArenaHead(state.next)) &&
        (emptyBins(window, bins) ?? 0) >= leastEmpty;
      if (fits) return state;
    }
    tried[way] = at;
    at += binBytes - wordBytes;
  }
  return undefined;
}
