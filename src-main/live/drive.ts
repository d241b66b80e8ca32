/**
 * Runs a long read in slices, so that the reading thread answers other messages in between: a cancel arrives within
 * one slice, and two watches of large processes take turns.
 */
import { setImmediate } from 'node:timers/promises';

/** Length of one slice in milliseconds: shorter than a frame, long enough that the turns cost nothing. */
const slice = 12;

/**
 * The result of a generator, run step by step; a step that is a promise is waited for. Undefined when the signal was
 * aborted; the generator's `finally` blocks have run then.
 */
export async function drive<Step, Result>(
  steps: Generator<Step | Promise<unknown>, Result>,
  onStep: (step: Step) => void,
  signal: AbortSignal,
): Promise<Result | undefined> {
  let sliceEnd = performance.now() + slice;
  for (;;) {
    if (signal.aborted) {
      steps.return(undefined as Result);
      return undefined;
    }
    const step = steps.next();
    if (step.done) return step.value;
    if (step.value instanceof Promise) await step.value;
    else {
      onStep(step.value);
      if (performance.now() < sliceEnd) continue;
      await setImmediate();
    }
    sliceEnd = performance.now() + slice;
  }
}
