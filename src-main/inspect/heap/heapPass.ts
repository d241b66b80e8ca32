/** One pass over one heap, with what is known of cached chunks; passes are compared until two in a row agree. */
import type { PresentMemory } from '../presentMemory.ts';
import type { ArenaCircle } from './arenaCircle.ts';
import { CachedChunks } from './cachedChunks.ts';
import { walkChunks } from './chunks.ts';
import type { Pass } from './heapReport.ts';
import { MemoryWindow } from './memoryWindow.ts';

/** Passes made until two in a row agree; the process is never stopped for it. */
export const passLimit = 4;

/** Whether two passes saw the same chunks of the same heap in the same states. */
export const isSame = (a: Pass, b: Pass): boolean =>
  a.bounds.start === b.bounds.start &&
  a.bounds.end === b.bounds.end &&
  a.walked.table.fingerprint === b.walked.table.fingerprint &&
  a.walked.endedAt === b.walked.endedAt &&
  a.walked.stop === b.walked.stop;

/** The caches known before a walk: those of earlier walks, and the first chunk of each arena, where its maker's cache is. */
export function cachesOf(
  memory: Pick<PresentMemory, 'readPresent'>,
  { arenas }: Pick<ArenaCircle, 'arenas'>,
  known: Iterable<number>,
): CachedChunks {
  const cached = new CachedChunks(known);
  const window = new MemoryWindow(memory);
  cached.addKnown(window);
  for (const { heaps } of arenas) if (heaps[0]) cached.addCache(window, heaps[0].start);
  return cached;
}

/** Walks one heap once. `listed`: chunks listed one by one at most. */
export function* walkHeap(
  memory: Pick<PresentMemory, 'readPresent'>,
  pass: Omit<Pass, 'walked'>,
  listed?: number,
): Generator<number, Pass> {
  const { bounds, state, cached } = pass;
  const inside = state !== undefined && state.top >= bounds.start && state.top < bounds.end;
  const extent = {
    ...bounds,
    ...(inside ? { knownTop: state.top } : {}),
    ...(listed === undefined ? {} : { listed }),
  };
  const walked = yield* walkChunks(new MemoryWindow(memory), new MemoryWindow(memory), extent, cached);
  return { ...pass, walked };
}

/** Runs steps, their shares turned into those of the whole. */
export function* shared<T>(steps: Generator<number, T>, share: (own: number) => number): Generator<number, T> {
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
    yield share(step.value);
  }
}
