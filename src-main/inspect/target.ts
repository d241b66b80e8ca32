/** What looking inside a process works on, and the shape of everything that looks. */
import type { TakeContext } from '../capture/context.ts';
import type { InsideCallName, InsideCalls, Outcome } from '../contract/calls.ts';
import type { Capture } from '../contract/capture.ts';
import type { Pid } from '../contract/units.ts';

/** A living process that is being watched. Its identity has been checked a moment ago; it may still go at any time. */
export interface InspectTarget {
  readonly context: TakeContext;
  /** The last capture of the watch: rows and regions may have moved since. */
  readonly capture: Capture;
  /** Whose files show the address space: the process itself, or a living thread when the main one has ended. */
  readonly source: Pid;
}

/**
 * A look inside, run in slices: it yields the share that is done (0 to 1) at least every few milliseconds of work, and
 * may be ended at any yield. Files are closed in `finally`. Expected failures are outcomes, never exceptions.
 */
export type Look<N extends InsideCallName> = (
  target: InspectTarget,
  argument: InsideCalls[N]['argument'],
) => Generator<Step, Outcome<InsideCalls[N]['result']>>;

/** A share that is done, or something to wait for: the reading thread does other work meanwhile. */
export type Step = number | Promise<unknown>;

/** One look for each call. */
export type Looks = { readonly [N in InsideCallName]: Look<N> };
