/** A heap of glibc's malloc, walked chunk by chunk through `/proc/PID/mem` while the process goes on. */
import type { Outcome } from '../../contract/calls.ts';
import { chunkStates, type HeapWalk } from '../../contract/inside.ts';
import { asEpochMilliseconds, pageBytes } from '../../contract/units.ts';
import { openPresentMemory, type PresentMemory } from '../presentMemory.ts';
import type { InspectTarget, Look } from '../target.ts';
import { CachedChunks } from './cachedChunks.ts';
import { walkChunks, type Walked } from './chunks.ts';
import { arenaBases, arenaBounds, heapBounds, type HeapBounds } from './heapBounds.ts';
import { libraryData } from './libraryData.ts';
import { findMainState, type MallocState } from './mallocState.ts';
import { MemoryWindow } from './memoryWindow.ts';
import { glibcEvidence, isNarrow, otherAllocator } from './otherAllocators.ts';
import { heapReport, type Pass } from './heapReport.ts';

/** Walks made until two in a row agree; the process is never stopped for it. */
const passes = 4;

/** Walks the heap or arena whose region begins at a page. */
export const heapWalk: Look<'heap.walk'> = function* (target, { start }) {
  yield 0;
  const other = otherAllocator(target.capture, start);
  if (other) {
    const why = `${other.evidence} Only the chunks of glibc’s malloc can be told, so nothing was read.`;
    return { ok: true, value: notWalked(other.name, why) };
  }
  if (isNarrow(target.capture)) {
    return { ok: true, value: notWalked('unknown', 'This is a 32-bit program; only 64-bit heaps can be walked.') };
  }
  const opened = openPresentMemory(target, 'The heap of this process cannot be walked.');
  if (!opened.ok) return opened;
  try {
    return yield* walkUntilSteady(target, opened.value, start);
  } finally {
    opened.value.close();
  }
};

const notWalked = (allocator: string, note: string): HeapWalk => ({
  allocator,
  consistency: 'not-walked',
  checks: [],
  start: new Float64Array(),
  size: new Float64Array(),
  state: new Uint8Array(),
  counts: chunkStates.map(() => 0),
  bytes: chunkStates.map(() => 0),
  histogram: { used: [], free: [] },
  fragmentation: 0,
  walkedAt: asEpochMilliseconds(Date.now()),
  notes: [note],
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
    const now = yield* walkOnce(target, memory, bounds.value, (share) => Math.min(1, (pass + share) / 2));
    const same = before !== undefined && isSame(before.walked, now.walked);
    if (same || pass === passes - 1) {
      return { ok: true, value: heapReport(now, same ? undefined : before, glibcEvidence(target.capture)) };
    }
    before = now;
  }
}

const isSame = (a: Walked, b: Walked): boolean =>
  a.table.fingerprint === b.table.fingerprint && a.endedAt === b.endedAt && a.stop === b.stop;

function* walkOnce(
  target: InspectTarget,
  memory: PresentMemory,
  bounds: HeapBounds,
  share: (walked: number) => number,
): Generator<number, Pass> {
  const window = new MemoryWindow(memory);
  const state = bounds.state ?? (yield* mainState(target, memory, bounds));
  const cached = new CachedChunks();
  // Caches in other arenas may hold chunks of this heap.
  for (const base of arenaBases(target)) {
    const arena = arenaBounds(window, base);
    if (arena.ok && arena.value.start !== bounds.start) cached.addCache(window, arena.value.start);
    yield share(0);
  }
  const fastbins = state ? cached.addFastbins(window, state) : false;
  window.refresh();
  const inside = state !== undefined && state.top >= bounds.start && state.top < bounds.end;
  const steps = walkChunks(
    window,
    new MemoryWindow(memory),
    { ...bounds, ...(inside ? { knownTop: state.top } : {}) },
    cached,
  );
  for (;;) {
    const step = steps.next();
    if (step.done) return { walked: step.value, bounds, cached, fastbins, ...(state ? { state } : {}) };
    yield share(step.value);
  }
}

/** The main arena's state, searched for in the data of the C library, or of the program that contains it. */
function* mainState(
  target: InspectTarget,
  memory: PresentMemory,
  bounds: HeapBounds,
): Generator<number, MallocState | undefined> {
  const window = new MemoryWindow(memory);
  for (const span of libraryData(target.capture)) {
    const found = yield* findMainState(window, { start: span.start * pageBytes, end: span.end * pageBytes }, bounds);
    if (found) return found;
  }
  return undefined;
}
