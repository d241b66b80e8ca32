/**
 * glibc's additional malloc arenas: 64 MiB reserved at a multiple of 64 MiB (HEAP_MAX_SIZE, malloc/arena.c), the
 * lower part writable, the rest `---p`. A heap_info at the start says so exactly: arena pointer, previous heap,
 * size, and size made writable.
 */
import { addressOf, formatHex } from '../contract/address.ts';
import type { MappingIndex } from '../contract/capture.ts';
import { asPageNumber, pageBytes } from '../contract/units.ts';
import { fact, label } from '../contract/verdict.ts';
import { cutPriority, type Claims } from './claims.ts';
import type { MemoryPort } from './input.ts';
import { readAt } from './memoryScan.ts';
import { vmFlag, type Space } from './space.ts';

/** HEAP_MAX_SIZE in pages: 64 MiB on 64-bit systems, 1 MiB in 32-bit programs. */
const heapSizes = { wide: 16_384, narrow: 256 } as const;
/** The first arena's malloc_state follows heap_info within this many bytes. */
const headBytes = 0x100n;
/** Heads looked at in memory; a process has at most 8 arenas per core, and each may have several heaps. */
const probeBudget = 4096;

/** Whether a heap_info lies at the start of a heap whose writable part has this many pages. */
const hasHeapInfo = (space: Space, base: number, writablePages: number): boolean => {
  const narrow = space.isNarrow();
  return space.askMemory((memory) => heapInfoIn(memory, base, writablePages, narrow)) ?? false;
};

function heapInfoIn(memory: MemoryPort, base: number, writablePages: number, narrow: boolean): boolean {
  const start = addressOf(asPageNumber(base));
  const heapPages = narrow ? heapSizes.narrow : heapSizes.wide;
  const view = readAt(memory, start, 32);
  if (!view) return false;
  const word = (index: number): bigint =>
    narrow ? BigInt(view.getUint32(index * 4, true)) : view.getBigUint64(index * 8, true);
  const [arena, previous, size, made] = [word(0), word(1), word(2), word(3)];
  const heapBytes = BigInt(heapPages * pageBytes);
  const arenaInFirstHeap = arena % heapBytes > 0n && arena % heapBytes < headBytes;
  const ownOrChained = previous === 0n ? arena - start > 0n && arena - start < headBytes : previous % heapBytes === 0n;
  return arenaInFirstHeap && ownOrChained && size > 0n && size <= made && made === BigInt(writablePages * pageBytes);
}

function claimHeapAt(space: Space, claims: Claims, row: MappingIndex, base: number, probe: boolean): boolean {
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
  const inMemory = probe && hasHeapInfo(space, base, writableEnd - base);
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
    ...(known ? [] : [fact('geometry-only')]),
  ];
  const object = claims.object({
    kind: 'arena',
    label: label('arena-at', { at: base }),
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

/** Claims every heap of every arena, also where two of them share a mapping. `gated` forbids claims by geometry alone. */
export function claimArenas(space: Space, claims: Claims, gated: boolean): void {
  let probes = probeBudget;
  const heapPages = space.isNarrow() ? heapSizes.narrow : heapSizes.wide;
  for (let row = 0; row < space.count; row++) {
    if (!space.isPrivateWritable(row) || !(claims.isOpen(row) || claims.isKind(row, 'arena'))) continue;
    if (!space.isAnonymous(row) && !claims.isKind(row, 'arena')) continue;
    const first = Math.ceil(space.start(row) / heapPages) * heapPages;
    for (let base = first; base < space.end(row) && probes > 0; base += heapPages) {
      const aligned = base === space.start(row);
      if (gated && !space.input.memory) break;
      if (!aligned && !space.input.memory) break;
      probes--;
      if (gated && !hasHeapInfo(space, base, Math.min(space.end(row), base + heapPages) - base)) continue;
      claimHeapAt(space, claims, row, base, true);
    }
  }
}
