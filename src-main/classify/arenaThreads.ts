/**
 * Whose an arena is. glibc keeps in each thread's static TLS, in the variable `thread_arena` (malloc/arena.c), the address
 * of the arena that the thread allocates from. Where in the TLS it lies is private to the library, so every word there is
 * looked at: an arena's address lies right behind a heap_info, at a multiple of 64 MiB, as no other pointer does.
 */
import { addressOf, asAddress } from '../contract/address.ts';
import { asTid, pageBytes, type Tid } from '../contract/units.ts';
import { readAt } from './memoryScan.ts';
import type { Space } from './space.ts';
import type { ThreadBlock } from './threadControlBlocks.ts';

/** HEAP_MAX_SIZE, and how far behind the start of the first heap its arena lies at most. */
const heapBytes = 64n << 20n;
const headBytes = 0x100n;
/** Static TLS is looked through from the thread pointer down to here at most; libc's own is among the first pieces. */
const mostBytes = 64 << 10;

/** The threads that are attached to each arena, by the arena's address. Main arenas are not among them. */
export function threadsOfArenas(space: Space, blocks: readonly ThreadBlock[]): ReadonlyMap<bigint, readonly Tid[]> {
  const threads = new Map<bigint, Tid[]>();
  for (const { library, address, tlsStart, tid } of blocks) {
    const length = Math.min(mostBytes, Math.round((address - tlsStart) * pageBytes)) & ~7;
    if (library !== 'glibc' || tid <= 0 || length < 8) continue;
    const from = asAddress(addressOf(address) - BigInt(length));
    const found = space.askMemory((memory) => {
      const view = readAt(memory, from, length);
      return view ? arenasIn(view) : [];
    });
    for (const arena of new Set(found)) {
      threads.set(arena, [...(threads.get(arena) ?? []), asTid(tid)]);
    }
  }
  return threads;
}

/** Words that can only be an arena's address. */
function arenasIn(view: DataView): bigint[] {
  const found: bigint[] = [];
  for (let at = 0; at + 8 <= view.byteLength; at += 8) {
    const word = view.getBigUint64(at, true);
    const behind = word % heapBytes;
    if (word > heapBytes && behind > 0n && behind < headBytes) found.push(word);
  }
  return found;
}
