/** A one-off capture, for the command line (which reads in its own thread) and for the reading thread. */
import type { Outcome } from '../contract/calls.ts';
import type { Capture } from '../contract/capture.ts';
import type { Pid } from '../contract/units.ts';
import type { TakeContext } from './context.ts';
import type { TakeOptions } from './rows.ts';
import { takeCapture, type TakeSteps } from './take.ts';

/** A whole capture in steps, so that others get their turn in between. */
export function* captureOnce(context: TakeContext, pid: Pid, options: TakeOptions = {}): TakeSteps<Outcome<Capture>> {
  const outcome = yield* takeCapture(context, pid, options);
  // Numbers count up within a watch; a capture that stands alone is the first.
  return outcome.ok ? { ok: true, value: { ...outcome.value.capture, sequence: 1 } } : outcome;
}

/** A whole capture, read without a pause. Blocks the thread: not for the one that serves a window. */
export function captureNow(context: TakeContext, pid: Pid, options: TakeOptions = {}): Outcome<Capture> {
  const steps = captureOnce(context, pid, options);
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}
