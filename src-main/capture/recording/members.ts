/** The gzip members of a recording file, found by walking: each can be unpacked by itself, also where others are damaged. */
import { constants, gunzipSync } from 'node:zlib';

/** How a member begins (RFC 1952): magic, deflate, no flags. */
const begins = Buffer.of(0x1f, 0x8b, 0x08, 0x00);
/** Bytes that one member may unpack to. */
const memberLimit = 256 * 2 ** 20;

/** One member; `undefined` lines: it is damaged. The last one may be cut off: then its whole lines are there. */
export interface Member {
  readonly start: number;
  readonly end: number;
  readonly lines: readonly string[] | undefined;
  readonly cutOff: boolean;
}

/** All members in turn. The four bytes may also stand within one, by chance; then it is tried up to the next ones. */
export function* membersOf(file: Uint8Array): Generator<Member, void, undefined> {
  const bytes = Buffer.from(file.buffer, file.byteOffset, file.byteLength);
  for (let start = 0; start < bytes.length;) {
    const ends = nextStarts(bytes, start + begins.length);
    const found = ends
      .map((end) => ({ end, lines: linesOf(bytes.subarray(start, end), false) }))
      .find(({ lines }) => lines);
    const last = ends.at(-1) === bytes.length && !found;
    const [next = bytes.length] = ends;
    const end = found?.end ?? (last && ends.length === 1 ? bytes.length : next);
    const lines = found?.lines ?? (end === bytes.length ? linesOf(bytes.subarray(start, end), true) : undefined);
    yield { start, end, lines, cutOff: !found };
    start = end;
  }
}

/** Lines of one member of a file, by where it lies. */
export const memberLines = (file: Uint8Array, { start, end }: Pick<Member, 'start' | 'end'>): readonly string[] =>
  linesOf(file.subarray(start, end), true) ?? [];

/** Where the next members may begin, at most three places; the end of the file is one. */
function nextStarts(bytes: Buffer, from: number): number[] {
  const starts: number[] = [];
  for (let at = from; starts.length < 3;) {
    const next = bytes.indexOf(begins, at);
    if (next < 0) return [...starts, bytes.length];
    starts.push(next);
    at = next + 1;
  }
  return starts;
}

/** The lines; undefined where the bytes are no member. Of one that is cut off the whole lines at its beginning. */
function linesOf(bytes: Uint8Array, cutOff: boolean): string[] | undefined {
  try {
    const text = gunzipSync(bytes, {
      maxOutputLength: memberLimit,
      ...(cutOff ? { finishFlush: constants.Z_SYNC_FLUSH } : {}),
    }).toString('utf8');
    const lines = text.split('\n');
    // After the last newline nothing follows, or the beginning of a line.
    lines.pop();
    return lines;
  } catch {
    return undefined;
  }
}
