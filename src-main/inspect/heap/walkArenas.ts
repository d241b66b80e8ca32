/** Every heap of every arena of glibc's malloc, walked while the process goes on. */
import type { Outcome } from '../../contract/calls.ts';
import { glibcEvidence } from '../../read/allocators.ts';
import type { ArenasWalk } from '../../contract/inside.ts';
import { openPresentMemory, type PresentMemory } from '../presentMemory.ts';
import type { InspectTarget, Look } from '../target.ts';
import { findArenas } from './arenaCircle.ts';
import { arenasReport, type ArenasPass } from './arenasReport.ts';
import { cachesOf, isSame, passLimit, shared, walkHeap } from './heapPass.ts';
import type { Pass } from './heapReport.ts';
import { MemoryWindow } from './memoryWindow.ts';
import { notGlibc, totalsNotWalked } from './notGlibc.ts';

/** Chunks of each heap that two passes are compared by, to say from where on they differ. */
const comparedChunks = 4096;

/** Walks all arenas, from the main one along the circle. */
export const heapArenas: Look<'heap.arenas'> = function* (target) {
  yield 0;
  const other = notGlibc(target.capture);
  if (other) return { ok: true, value: notWalked(other.allocator, other.note) };
  const opened = openPresentMemory(target, 'The heaps of this process cannot be walked.');
  if (!opened.ok) return opened;
  try {
    return yield* walkUntilSteady(target, opened.value);
  } finally {
    opened.value.close();
  }
};

const notWalked = (allocator: string, note: string): ArenasWalk => ({
  ...totalsNotWalked(allocator, note),
  arenas: [],
});

const nothingFound =
  'There is no brk heap, and no arena of glibc’s malloc was found: the program has another malloc, or has not used it yet.';

/** Two passes in a row must see the same chunks in every heap; heaps in which they do not are told to be torn. */
function* walkUntilSteady(target: InspectTarget, memory: PresentMemory): Generator<number, Outcome<ArenasWalk>> {
  let before: ArenasPass | undefined;
  for (let pass = 0; ; pass++) {
    const now = yield* passOver(target, memory, before, (share) => Math.min(1, (pass + share) / 2));
    const old = before;
    const differing = new Map<number, Pass | undefined>();
    for (const [start, own] of now.heaps) {
      const earlier = old?.heaps.get(start);
      if (!earlier || !isSame(earlier, own)) differing.set(start, earlier);
    }
    if (now.circle.arenas.length === 0) return { ok: true, value: notWalked('unknown', nothingFound) };
    const steady = old !== undefined && differing.size === 0 && old.heaps.size === now.heaps.size;
    if (steady || pass === passLimit - 1) {
      return { ok: true, value: arenasReport(now, differing, glibcEvidence(target.capture)) };
    }
    before = now;
  }
}

function* passOver(
  target: InspectTarget,
  memory: PresentMemory,
  before: ArenasPass | undefined,
  share: (walked: number) => number,
): Generator<number, ArenasPass> {
  const circle = yield* shared(findArenas(target, memory), () => share(0));
  const cached = cachesOf(memory, circle, before?.cached.caches ?? []);
  const window = new MemoryWindow(memory);
  const fastbins = circle.arenas.map(({ state }) => (state ? cached.addFastbins(window, state) : 'unknown'));
  const all = circle.arenas.flatMap(({ heaps }) => heaps).reduce((sum, { start, end }) => sum + end - start, 0);
  const heaps = new Map<number, Pass>();
  let done = 0;
  for (const [index, { state, heaps: own }] of circle.arenas.entries()) {
    for (const bounds of own) {
      const pass = { bounds, cached, fastbins: fastbins[index] ?? 'unknown', ...(state ? { state } : {}) };
      const bytes = bounds.end - bounds.start;
      const from = done;
      const steps = walkHeap(memory, pass, comparedChunks);
      heaps.set(bounds.start, yield* shared(steps, (part) => share((from + part * bytes) / Math.max(1, all))));
      done += bytes;
    }
  }
  return { circle, cached, heaps };
}
