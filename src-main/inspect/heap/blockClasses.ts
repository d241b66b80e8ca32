/** Blocks of an allocator that serves fixed sizes, counted by size in one pass over its records. */
import type { Capture, RegionView } from '../../contract/capture.ts';
import { regionView } from '../../contract/rows.ts';
import type { BlockClass } from '../../contract/inside.ts';
import type { MemoryPort } from '../../classify/input.ts';

/** What one pass found. */
export interface BlocksPass {
  readonly classes: readonly BlockClass[];
  /** Every record holds together, and nothing is left over that they do not account for. */
  readonly whole: boolean;
  /** The checks that were made and how they came out, in sentences. */
  readonly checks: readonly string[];
}

/** One pass; yields the share that is done. */
export type CountBlocks = (memory: MemoryPort, regions: readonly RegionView[]) => Generator<number, BlocksPass>;

/** Counts by the size of a block. */
export class ClassCounts {
  readonly #classes = new Map<number, { size: number; used: number; free: number }>();

  add(size: number, used: number, free: number): void {
    const known = this.#classes.get(size);
    if (known) {
      known.used += used;
      known.free += free;
    } else this.#classes.set(size, { size, used, free });
  }

  /** The smallest size first; sizes of which there is no block are left out. */
  list(): BlockClass[] {
    return [...this.#classes.values()].filter(({ used, free }) => used + free > 0).sort((a, b) => a.size - b.size);
  }
}

/** Regions of a capture that a runtime's allocator was found in, in the order of addresses. */
export const regionsOf = ({ regions }: Capture, runtime: string): RegionView[] =>
  Array.from({ length: regions.length }, (_, row) => regionView(regions, row)).filter(
    ({ kind, detail }) => detail?.runtime === runtime && (kind === 'runtime-heap' || kind === 'malloc-block'),
  );
