/** Where two stretches of bytes begin to differ, found by native comparison: 4.5 MB of maps in half a millisecond. */

/** So many bytes are compared at first, and twice as many each time: to find a near difference costs no more than it must. */
const firstStep = 256;

/** So few bytes are compared one by one. */
const lastSteps = 32;

/** How many bytes from `from` on in `a` equal those from `to` on in `b`. */
export function commonBytes(a: Uint8Array, from: number, b: Uint8Array, to: number): number {
  const limit = Math.min(a.length - from, b.length - to);
  const same = (begin: number, end: number): boolean =>
    Buffer.compare(a.subarray(from + begin, from + end), b.subarray(to + begin, to + end)) === 0;
  let known = 0;
  let end = Math.min(firstStep, limit);
  while (same(known, end)) {
    known = end;
    if (known === limit) return known;
    end = Math.min(known * 2, limit);
  }
  while (end - known > lastSteps) {
    const middle = (known + end) >> 1;
    if (same(known, middle)) known = middle;
    else end = middle;
  }
  while (a[from + known] === b[to + known]) known++;
  return known;
}
