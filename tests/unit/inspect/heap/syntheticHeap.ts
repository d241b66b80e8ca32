/** Heap images as glibc would leave them, made from a list of chunks. */
import type { PresentMemory } from '@main/inspect/presentMemory.ts';

/** One chunk of an image; `size` is a multiple of 16 of at least 32. */
export interface MadeChunk {
  readonly size: number;
  readonly used: boolean;
}

export const heapStart = 0x5555_0000_0000;

/** Writes the chunks one behind the other, the last one as the top chunk. */
export function heapImage(chunks: readonly MadeChunk[]): Uint8Array {
  const bytes = new Uint8Array(chunks.reduce((sum, { size }) => sum + size, 0));
  const view = new DataView(bytes.buffer);
  let at = 0;
  let previous: MadeChunk | undefined;
  for (const chunk of chunks) {
    if (previous && !previous.used) view.setBigUint64(at, BigInt(previous.size), true);
    view.setBigUint64(at + 8, BigInt(chunk.size + (previous && !previous.used ? 0 : 1)), true);
    at += chunk.size;
    previous = chunk;
  }
  return bytes;
}

/** Memory that holds one image at {@link heapStart}; pages of `absent` (counted from there) are not present. */
export function memoryOf(bytes: Uint8Array, absent: readonly number[] = []): Pick<PresentMemory, 'readPresent'> {
  return {
    readPresent(address, limit) {
      const from = address - heapStart;
      if (from < 0 || from >= bytes.length) return new Uint8Array();
      let to = Math.min(bytes.length, from + limit);
      for (const page of absent) {
        if (from >= page * 4096 && from < (page + 1) * 4096) return new Uint8Array();
        if (page * 4096 > from) to = Math.min(to, page * 4096);
      }
      return bytes.slice(from, to);
    },
  };
}
