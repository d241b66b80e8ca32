/** Where two stretches of bytes begin to differ, found by native comparison: 4.5 MB of maps in half a millisecond. */

/** So many bytes are compared one by one, in a microsecond: native comparisons cost half of that each, however little they compare. */
const nearBytes = 1024;

/** How many bytes from `from` on in `a` equal those from `to` on in `b`. */
export function commonBytes(a: Uint8Array, from: number, b: Uint8Array, to: number): number {
  const limit = Math.min(a.length - from, b.length - to);
  const same = (begin: number, end: number): boolean =>
    Buffer.compare(a.subarray(from + begin, from + end), b.subarray(to + begin, to + end)) === 0;
  const near = (known: number, end: number): number => {
    let at = known;
    while (at < end && a[from + at] === b[to + at]) at++;
    return at;
  };
  let end = Math.min(nearBytes, limit);
  let known = near(0, end);
  if (known < end) return known;
  // Stretches twice as long each time, then halves of the one that differs.
  for (;;) {
    if (known === limit) return known;
    end = Math.min(known * 2, limit);
    if (!same(known, end)) break;
    known = end;
  }
  while (end - known > nearBytes) {
    const middle = (known + end) >> 1;
    if (same(known, middle)) known = middle;
    else end = middle;
  }
  return near(known, end);
}
