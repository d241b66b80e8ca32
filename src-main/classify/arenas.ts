/**
 * glibc's additional malloc arenas: 64 MiB reserved at a multiple of 64 MiB (HEAP_MAX_SIZE, malloc/arena.c), the
 * lower part writable, the rest `---p`. A heap_info at the start says so exactly: arena pointer, previous heap,
 * size, and size made writable.
 */
import { addressOf, formatHex } from '../contract/address.ts';
import type { MappingIndex } from '../contract/capture.ts';
import { kindIndex } from '../contract/kinds.ts';
import { asPageNumber, pageBytes, type Tid } from '../contract/units.ts';
import { fact, label } from '../contract/verdict.ts';
import { threadsOfArenas } from './arenaThreads.ts';
import { cutPriority, type Claims } from './claims.ts';
import type { MemoryPort } from './input.ts';
import { readAt } from './memoryScan.ts';
import { vmFlag, type Space } from './space.ts';
import type { ThreadBlock } from './threadControlBlocks.ts';

/** HEAP_MAX_SIZE in pages: 64 MiB on 64-bit systems, 1 MiB in 32-bit programs. */
const heapSizes = { wide: 16_384, narrow: 256 } as const;
/** The first arena's malloc_state follows heap_info within this many bytes. */
const headBytes = 0x100n;
/** Heads looked at in memory; a process has at most 8 arenas per core, and each may have several heaps. */
const probeBudget = 4096;

/** The arena that a heap belongs to, told by the heap_info at its start; undefined where there is none that fits. */
const arenaOfHeap = (space: Space, base: number, writablePages: number): bigint | undefined => {
  const narrow = space.isNarrow();
  return space.askMemory((memory) => heapInfoIn(memory, base, writablePages, narrow));
};

function heapInfoIn(memory: MemoryPort, base: number, writablePages: number, narrow: boolean): bigint | undefined {
  const start = addressOf(asPageNumber(base));
  const heapPages = narrow ? heapSizes.narrow : heapSizes.wide;
  const view = readAt(memory, start, 32);
  if (!view) return undefined;
  const word = (index: number): bigint =>
    narrow ? BigInt(view.getUint32(index * 4, true)) : view.getBigUint64(index * 8, true);
  const [arena, previous, size, made] = [word(0), word(1), word(2), word(3)];
  const heapBytes = BigInt(heapPages * pageBytes);
  const arenaInFirstHeap = arena % heapBytes > 0n && arena % heapBytes < headBytes;
  const ownOrChained = previous === 0n ? arena - start > 0n && arena - start < headBytes : previous % heapBytes === 0n;
  const fits = arenaInFirstHeap && ownOrChained && size > 0n && size <= made;
  return fits && made === BigInt(writablePages * pageBytes) ? arena : undefined;
}

/** The threads attached to an arena, by its address. */
type Attached = ReadonlyMap<bigint, readonly Tid[]>;

function claimHeapAt(space: Space, claims: Claims, row: MappingIndex, base: number, attached: Attached): boolean {
  const narrow = space.isNarrow();
  const limit = base + (narrow ? heapSizes.narrow : heapSizes.wide);
  const writableEnd = Math.min(space.end(row), limit);
  const tail = row + 1;
  const hasTail =
    space.end(row) < limit &&
    space.touchesNext(row) &&
    space.isAnonymous(tail) &&
    space.isInaccessible(tail) &&
    space.end(tail) >= limit;
  if (!hasTail && writableEnd !== limit) return false;
  const arena = arenaOfHeap(space, base, writableEnd - base);
  const inMemory = arena !== undefined;
  const threads = (inMemory ? attached.get(arena) : undefined) ?? [];
  // Several threads share an arena when there are more of them than arenas: it is nobody's then.
  const [thread, more] = threads;
  const owner = more === undefined ? thread : undefined;
  const flags = space.flags(row);
  const named = claims.isKind(row, 'arena');
  const unreserved = (flags & vmFlag.nr) !== 0 && (!hasTail || (space.flags(tail) & vmFlag.nr) !== 0);
  const known = (flags & vmFlag.known) !== 0;
  if (!inMemory && !named && (narrow || !hasTail || space.end(tail) !== limit || (known && !unreserved))) return false;
  const certainty = inMemory || named ? 'exact' : known ? 'strong' : 'guess';
  const facts = [
    fact(narrow ? 'arena-aligned-narrow' : 'arena-aligned', { at: base }),
    ...(hasTail && !narrow ? [fact('arena-halves', { writable: writableEnd - base, limit })] : []),
    ...(unreserved ? [fact('arena-noreserve')] : []),
    ...(inMemory ? [fact('heap-info')] : []),
    ...threads.map((thread) => fact('arena-thread', { thread })),
    ...(known ? [] : [fact('geometry-only')]),
  ];
  const object = claims.object({
    kind: 'arena',
    label: owner === undefined ? label('arena-at', { at: base }) : label('arena-of', { thread: owner, at: base }),
    ...(owner === undefined ? {} : { tid: owner }),
    key: `arena:${formatHex(asPageNumber(base))}`,
  });
  const detail = { runtime: 'glibc' };
  const head = { kind: 'arena', certainty, label: label('arena'), facts, object, detail } as const;
  if (base === space.start(row) && writableEnd === space.end(row)) claims.claim(row, head);
  else claims.cut(base, writableEnd, cutPriority.arena, head);
  if (!hasTail) return true;
  const rest = { ...head, kind: 'arena-reserve', label: label('arena-reserve') } as const;
  if (space.end(tail) === limit) claims.claim(tail, rest);
  else claims.cut(space.start(tail), limit, cutPriority.arena, rest);
  return true;
}

/**
 * Claims every heap of every arena, also where two of them share a mapping. `gated` forbids claims by geometry alone;
 * `blocks` tell whose the arenas are.
 */
export function claimArenas(space: Space, claims: Claims, gated: boolean, blocks: readonly ThreadBlock[]): void {
  let probes = probeBudget;
  const heapPages = space.isNarrow() ? heapSizes.narrow : heapSizes.wide;
  const attached = threadsOfArenas(space, blocks);
  for (let row = 0; row < space.count; row++) {
    if (!space.isPrivateWritable(row)) continue;
    const named = claims.kind[row] === kindIndex.arena;
    if (!named && !(claims.isOpen(row) && space.isAnonymous(row))) continue;
    const first = Math.ceil(space.start(row) / heapPages) * heapPages;
    for (let base = first; base < space.end(row) && probes > 0; base += heapPages) {
      const aligned = base === space.start(row);
      if (gated && !space.input.memory) break;
      if (!aligned && !space.input.memory) break;
      probes--;
      const writable = Math.min(space.end(row), base + heapPages) - base;
      if (gated && arenaOfHeap(space, base, writable) === undefined) continue;
      claimHeapAt(space, claims, row, base, attached);
    }
  }
}
