/** Back and forward through selections, as a browser does it: a new step forgets the steps ahead. Pure. */

/** Steps with a place among them. `at` is -1 while there are none. */
export interface History<T> {
  readonly steps: readonly T[];
  readonly at: number;
}

/** Steps kept; the oldest fall off. */
const longest = 200;

/** The step one stands on. */
export const currentStep = <T>(history: History<T>): T | undefined => history.steps[history.at];

/** Adds a step after the present one. A step equal to the present one changes nothing. */
export function pushStep<T>(history: History<T>, step: T, same: (a: T, b: T) => boolean): History<T> {
  const present = currentStep(history);
  if (present !== undefined && same(present, step)) return history;
  const steps = [...history.steps.slice(0, history.at + 1), step].slice(-longest);
  return { steps, at: steps.length - 1 };
}

/** Replaces the present step, for a view that settled somewhere else without leaving the thing looked at. */
export const replaceStep = <T>(history: History<T>, step: T): History<T> =>
  history.at < 0 ? { steps: [step], at: 0 } : { ...history, steps: history.steps.with(history.at, step) };

export const canGoBack = <T>(history: History<T>): boolean => history.at > 0;
export const canGoForward = <T>(history: History<T>): boolean => history.at < history.steps.length - 1;

/** One step back or forward; the same history at either end. */
export function move<T>(history: History<T>, by: -1 | 1): History<T> {
  const at = history.at + by;
  return at < 0 || at >= history.steps.length ? history : { ...history, at };
}
