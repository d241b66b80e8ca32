/**
 * How glibc lays out its heaps on 64-bit machines (malloc/malloc.c, struct malloc_chunk; malloc/arena.c). A chunk
 * begins with the size of the chunk below it (only valid while that one is free) and its own size, whose low three bits
 * are flags; the program's bytes follow.
 */

/** Bytes of one word of the program. */
export const wordBytes = 8;
/** prev_size and size (CHUNK_HDR_SZ). */
export const headerBytes = 16;
/** Chunks are this large at least (MINSIZE) and begin at multiples of {@link alignment} (MALLOC_ALIGNMENT). */
export const leastChunk = 32;
export const alignment = 16;

/** Low bits of a size word. */
export const chunkFlags = { previousInUse: 1, mapped: 2, otherArena: 4 } as const;
const flagBits = 7;

/** Size of a chunk, by its size word: a byte count as a double; what is not exact below 2^53 is no size. */
export const chunkSize = (word: number): number => word - (word % (flagBits + 1));
/** Flags of a chunk, by its size word. */
export const chunkFlagsOf = (word: number): number => word % (flagBits + 1);

/** Heaps of further arenas begin at multiples of this (HEAP_MAX_SIZE on 64-bit machines). */
export const arenaHeapBytes = 64 * 2 ** 20;

/** Rounds up to the next place where a chunk may begin. */
export const alignUp = (address: number): number => Math.ceil(address / alignment) * alignment;

/** Whether a chunk may lie here with this size word and end no later than the heap does. */
export function isChunk(address: number, word: number, end: number): boolean {
  const size = chunkSize(word);
  return size >= leastChunk && size % alignment === 0 && (word & chunkFlags.mapped) === 0 && size <= end - address;
}
