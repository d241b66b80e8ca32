/**
 * Memory of Firefox, in chunks of 1 MiB at multiples of 1 MiB. The JavaScript engine's begin with a store buffer or
 * nothing, the address of the runtime, and the chunk's kind (js/public/HeapAPI.h, ChunkBase); mozjemalloc's with the
 * address of their arena (memory/build/mozjemalloc.cpp, arena_chunk_t). One such word could be anything; the same in
 * several chunks, leading to memory that exists, is not.
 */
import { addressOf } from '../contract/address.ts';
import { asPageNumber } from '../contract/units.ts';
import { fact, type Fact } from '../contract/verdict.ts';
import type { Claims } from './claims.ts';
import type { MemoryPort } from './input.ts';
import { MemoryWindow } from './memoryWindow.ts';
import { residentSpans, type OpenSpan } from './openSpans.ts';
import { mib, RuntimeClaims } from './runtimeClaims.ts';
import type { Space } from './space.ts';

const byteBudget = 32 * 2 ** 20;
/** Kinds of chunks: tenured, other parts of the nursery and of buffers; the byte beside is poison or zero. */
const largestKind = 4;

interface Chunk {
  readonly at: number;
  readonly owner: bigint;
  readonly javascript: boolean;
}

/** A chunk by its first words; undefined when they lead nowhere. */
function chunkAt(window: MemoryWindow, at: number, known: Map<bigint, boolean>): Chunk | undefined {
  const view = window.at(addressOf(asPageNumber(at)), 24);
  if (!view) return undefined;
  const [first, second] = [view.getBigUint64(0, true), view.getBigUint64(8, true)];
  const leads = (pointer: bigint): boolean => {
    let there = known.get(pointer);
    if (there === undefined) {
      there = pointer % 8n === 0n && window.at(pointer, 8) !== undefined;
      known.set(pointer, there);
    }
    return there;
  };
  const kind = view.getUint8(16);
  if ((first === 0n || first - second < 65_536n) && kind > 0 && kind <= largestKind && leads(second))
    return { at, owner: second, javascript: true };
  return first !== 0n && leads(first) ? { at, owner: first, javascript: false } : undefined;
}

function findChunks(memory: MemoryPort, spans: readonly OpenSpan[]): readonly Chunk[] {
  const window = new MemoryWindow(memory, byteBudget);
  const known = new Map<bigint, boolean>();
  const chunks: Chunk[] = [];
  for (const { start, end, limit } of spans) {
    for (let at = Math.ceil(start / mib) * mib; at < end && at + mib <= limit && !window.exhausted(); at += mib) {
      const chunk = window.nextPresent(at, end) === at ? chunkAt(window, at, known) : undefined;
      if (chunk) chunks.push(chunk);
    }
  }
  const counts = new Map<bigint, number>();
  for (const { owner } of chunks) counts.set(owner, (counts.get(owner) ?? 0) + 1);
  return chunks.filter(({ owner }) => (counts.get(owner) ?? 0) > 1);
}

/** Cuts the chunks of Firefox's allocator and of its JavaScript engine. */
export function claimMozilla(space: Space, claims: Claims, fingerprint: Fact | undefined): void {
  if (fingerprint === undefined || !space.input.memory) return;
  const spans = residentSpans(space, claims);
  const chunks = space.askMemory((memory) => findChunks(memory, spans)) ?? [];
  const counts = new Map<bigint, number>();
  for (const { owner } of chunks) counts.set(owner, (counts.get(owner) ?? 0) + 1);
  const rules = new RuntimeClaims(space, claims, 'Firefox', fingerprint);
  for (const { at, owner, javascript } of chunks) {
    const count = counts.get(owner) ?? 0;
    rules.cut(at, at + mib, 'runtime-heap', 'strong', javascript ? 'spidermonkey-heap' : 'mozjemalloc-heap', [
      fact('about', { about: javascript ? 'spidermonkey-heap' : 'mozjemalloc-heap' }),
      fact(javascript ? 'spidermonkey-chunks' : 'mozjemalloc-chunks', { count }),
    ]);
  }
}
