/** Sets that never change: every operation makes another one, so that a view sees that something is different. Pure. */

/** A set of these. */
export const setOf = <T>(items: Iterable<T>): ReadonlySet<T> => new Set(items);

/** The set with these as well. */
export const setWith = <T>(set: ReadonlySet<T>, items: Iterable<T>): ReadonlySet<T> => new Set([...set, ...items]);

/** The set without these when it has all of them, else with all of them. */
export function setToggled<T>(set: ReadonlySet<T>, items: readonly T[]): ReadonlySet<T> {
  if (!items.every((item) => set.has(item))) return setWith(set, items);
  const taken = new Set(items);
  return new Set([...set].filter((item) => !taken.has(item)));
}
