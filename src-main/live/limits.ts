/** What the threads that read may take, in megabytes. What they read into tables lies outside of V8's heap. */
import type { ResourceLimits } from 'node:worker_threads';

/**
 * Nearly all that reading a process makes dies young. With V8's own young generation what is dead piles up: watching
 * 60,000 mappings peaks at 200 to 203 MB, and at 239 where rows come and go; with this one at 160 and 205, as with 1 MB,
 * which collects for 12 ms longer at each look.
 */
export const readingLimits = {
  maxYoungGenerationSizeMb: 4,
  maxOldGenerationSizeMb: 1024,
} as const satisfies ResourceLimits;

/** A file may hold a million mappings, whose texts and objects take some 200; what would take more is refused. */
export const openingLimits = { maxOldGenerationSizeMb: 1024 } as const satisfies ResourceLimits;
