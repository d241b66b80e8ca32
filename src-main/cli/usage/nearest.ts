/** What a mistyped word was most likely meant to be. Pure. */

/**
 * The least number of single letters put in, left out, exchanged, or swapped with their neighbour, that turns one word
 * into the other (optimal string alignment: no stretch is changed twice).
 */
export function misspellings(from: string, to: string): number {
  let beforeLast: readonly number[] = [];
  let last: readonly number[] = Array.from({ length: to.length + 1 }, (_, at) => at);
  for (let row = 1; row <= from.length; row++) {
    const next = [row];
    for (let at = 1; at <= to.length; at++) {
      const same = from[row - 1] === to[at - 1] ? 0 : 1;
      const swapped = row > 1 && at > 1 && from[row - 1] === to[at - 2] && from[row - 2] === to[at - 1];
      next[at] = Math.min(
        (last[at] ?? 0) + 1,
        (next[at - 1] ?? 0) + 1,
        (last[at - 1] ?? 0) + same,
        swapped ? (beforeLast[at - 2] ?? 0) + 1 : Infinity,
      );
    }
    beforeLast = last;
    last = next;
  }
  return last[to.length] ?? 0;
}

/** The known word that is nearest, when it is near: one letter of three may be wrong. Of equals the first. */
export function nearest(word: string, known: readonly string[]): string | undefined {
  let found: string | undefined;
  let least = Infinity;
  for (const candidate of known) {
    const wrong = misspellings(word.toLowerCase(), candidate.toLowerCase());
    if (wrong < least && wrong <= Math.max(1, Math.floor(candidate.length / 3))) {
      found = candidate;
      least = wrong;
    }
  }
  return found;
}
