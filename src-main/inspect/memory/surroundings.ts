/** What stands around a hit, to tell one hit from another. Pure. */

/** Bytes before and after a hit that are looked at. */
const before = 24;
const after = 64;

/** Letters that cannot be shown: of control, of half a UTF-8 sequence, unassigned. */
const unprintable = /[\p{C}\ufffd]/gu;

/**
 * The bytes around a hit as text, no further than the next zero byte on either side, which ends a text in C. What
 * cannot be shown is a point.
 */
export function surroundings(bytes: Uint8Array, at: number, length: number): string {
  const first = bytes.lastIndexOf(0, at - 1);
  const zero = bytes.indexOf(0, at + length);
  const start = Math.max(at - before, at > 0 ? first + 1 : 0);
  const end = Math.min(bytes.length, at + length + after, zero < 0 ? Infinity : zero);
  return new TextDecoder().decode(bytes.subarray(start, end)).replace(unprintable, '.');
}
