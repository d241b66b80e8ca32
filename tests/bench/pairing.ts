/**
 * Timing in pairs. The machines this runs on change speed by a factor of two within seconds, so milliseconds of
 * different minutes cannot be compared; the ratio of something to a reference measured just before and just after
 * it can. Pairs whose two references differ by more than 15 % are dropped.
 */

/** One measured thing. */
export interface Timing {
  /** The fastest run, in milliseconds. */
  readonly best: number;
  /** The middle run, in milliseconds. */
  readonly median: number;
  /** Middle ratio to the reference. */
  readonly ratio?: number;
  /** Pairs that were kept, and pairs in all. */
  readonly kept?: number;
  readonly rounds: number;
}

/** Largest difference of the two references of a pair, as a share of their mean. */
const steadiness = 0.15;

export const medianOf = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
};

/** Milliseconds of one run. */
export function milliseconds(run: () => unknown): number {
  const before = process.hrtime.bigint();
  run();
  return Number(process.hrtime.bigint() - before) / 1e6;
}

/** The same for something that takes turns. */
export async function asyncMilliseconds(run: () => Promise<unknown>): Promise<number> {
  const before = process.hrtime.bigint();
  await run();
  return Number(process.hrtime.bigint() - before) / 1e6;
}

/** Times `measured` between two runs of `reference`, `rounds` times over, after one round to warm up. */
export async function paired(reference: () => unknown, measured: () => unknown, rounds: number): Promise<Timing> {
  reference();
  await measured();
  const pairs: { time: number; ratio: number; steady: boolean }[] = [];
  for (let round = 0; round < rounds; round++) {
    const before = milliseconds(reference);
    const time = await asyncMilliseconds(async () => {
      await measured();
    });
    const mean = (before + milliseconds(reference)) / 2;
    pairs.push({ time, ratio: time / mean, steady: Math.abs(before - mean) * 2 <= steadiness * mean });
  }
  const steady = pairs.filter((pair) => pair.steady);
  return {
    best: Math.min(...pairs.map(({ time }) => time)),
    median: medianOf(pairs.map(({ time }) => time)),
    ratio: medianOf((steady.length > 0 ? steady : pairs).map(({ ratio }) => ratio)),
    kept: steady.length,
    rounds,
  };
}

/** Times something for which there is no reference. */
export function summarised(times: readonly number[]): Timing {
  return { best: Math.min(...times), median: medianOf(times), rounds: times.length };
}
