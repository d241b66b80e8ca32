/** What the threads that read may take, in megabytes. What they read into tables lies outside of V8's heap. */
import type { ResourceLimits } from 'node:worker_threads';

/**
 * Nearly all that reading a process makes dies young. With V8's own young generation what is dead piles up: watching
 * 60,000 mappings peaks at 195 to 200 MB; with this one at 158 to 166 MB, in the same processor time for each read.
 */
export const readingLimits = {
  maxYoungGenerationSizeMb: 1,
  maxOldGenerationSizeMb: 1024,
} as const satisfies ResourceLimits;

/** A file may hold a million mappings, whose texts and objects take some 200; what would take more is refused. */
export const openingLimits = { maxOldGenerationSizeMb: 1024 } as const satisfies ResourceLimits;
