/** What one thread that reads may take. */
import type { ResourceLimits } from 'node:worker_threads';

/**
 * Megabytes. Nearly all that reading makes dies young and is small; tables lie outside of V8's heap. A small young
 * generation keeps what is dead from piling up: with 1 MB of it a picture of 60,000 mappings peaks lower, at the same
 * speed (the figures are in CONTRIBUTING.md). The old generation holds texts and objects: of a million mappings some 200.
 */
export const workerLimits = {
  maxYoungGenerationSizeMb: 4,
  maxOldGenerationSizeMb: 1024,
} as const satisfies ResourceLimits;
