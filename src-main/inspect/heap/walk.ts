/** A heap of glibc's malloc, walked chunk by chunk through `/proc/PID/mem` while the process goes on. */
import type { Outcome } from '../../contract/calls.ts';
import { glibcEvidence } from '../../read/allocators.ts';
import type { HeapWalk } from '../../contract/inside.ts';
import { openPresentMemory, type PresentMemory } from '../presentMemory.ts';
import type { InspectTarget, Look } from '../target.ts';
import { findArenas } from './arenaCircle.ts';
import { heapBounds, type HeapBounds } from './heapBounds.ts';
import { cachesOf, isSame, passLimit, shared, walkHeap } from './heapPass.ts';
import { MemoryWindow } from './memoryWindow.ts';
import { notGlibc, totalsNotWalked } from './notGlibc.ts';
import { heapReport, type Pass } from './heapReport.ts';

/** Walks the heap or arena whose region begins at a page. */
export const heapWalk: Look<'heap.walk'> = function* (target, { start }) {
  yield 0;
  const other = notGlibc(target.capture, start);
  if (other) return { ok: true, value: notWalked(other.allocator, other.note) };
  const opened = openPresentMemory(target, 'The heap of this process cannot be walked.');
  if (!opened.ok) return opened;
  try {
    return yield* walkUntilSteady(target, opened.value, start);
  } finally {
    opened.value.close();
  }
};

const notWalked = (allocator: string, note: string): HeapWalk => ({
  ...totalsNotWalked(allocator, note),
  start: new Float64Array(),
  size: new Float64Array(),
  state: new Uint8Array(),
});

/** Two walks in a row must see the same chunks in the same states; a program that allocates meanwhile spoils some. */
function* walkUntilSteady(
  target: InspectTarget,
  memory: PresentMemory,
  page: Parameters<typeof heapBounds>[2],
): Generator<number, Outcome<HeapWalk>> {
  let before: Pass | undefined;
  for (let pass = 0; ; pass++) {
    const bounds = heapBounds(target, new MemoryWindow(memory), page);
    if (!bounds.ok) return bounds;
    const known = before?.cached.caches ?? new Set<number>();
    const now = yield* walkOnce(target, memory, bounds.value, known, (share) => Math.min(1, (pass + share) / 2));
    const same = before !== undefined && isSame(before, now);
    if (same || pass === passLimit - 1) {
      return { ok: true, value: heapReport(now, same ? undefined : before, glibcEvidence(target.capture)) };
    }
    before = now;
  }
}

function* walkOnce(
  target: InspectTarget,
  memory: PresentMemory,
  bounds: HeapBounds,
  known: ReadonlySet<number>,
  share: (walked: number) => number,
): Generator<number, Pass> {
  const circle = yield* shared(findArenas(target, memory), () => share(0));
  const cached = cachesOf(memory, circle, known);
  const state = bounds.state ?? circle.arenas.find(({ main }) => main)?.state;
  const fastbins = state ? cached.addFastbins(new MemoryWindow(memory), state) : 'unknown';
  return yield* shared(walkHeap(memory, { bounds, cached, fastbins, ...(state ? { state } : {}) }), share);
}
