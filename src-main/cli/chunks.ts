/** Text in larger pieces: a capture comes one mapping at a time, and a system call for each would take seconds. */

/** Characters gathered before they are handed on. */
const enough = 256 * 1024;

/** The same text in pieces of at least {@link enough} characters, but for the last. */
export function* inChunks(pieces: Iterable<string>): Generator<string> {
  let gathered: string[] = [];
  let length = 0;
  for (const piece of pieces) {
    gathered.push(piece);
    length += piece.length;
    if (length < enough) continue;
    yield gathered.join('');
    gathered = [];
    length = 0;
  }
  if (length > 0) yield gathered.join('');
}
