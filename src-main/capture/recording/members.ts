/** The gzip members of a recording file, found by walking: each can be unpacked by itself, also where others are damaged. */
import { constants, gunzipSync } from 'node:zlib';
import type { ByteSource } from '../../inspect/elf/fields.ts';

/** How a member begins (RFC 1952): magic, deflate, no flags. */
const begins = Buffer.of(0x1f, 0x8b, 0x08, 0x00);
/** Bytes that one member may unpack to. */
const memberLimit = 256 * 2 ** 20;
/** Bytes that are looked through at once for the beginnings of members. */
const windowBytes = 2 ** 20;
/** The four bytes stand within a member by chance once in 4 GiB: so many places are tried as the end of one. */
const triedEnds = 3;

/** One member; `undefined` lines: it is damaged. The last one may be cut off: then its whole lines are there. */
export interface Member {
  readonly start: number;
  readonly end: number;
  readonly lines: readonly string[] | undefined;
  readonly cutOff: boolean;
}

/** All members in turn, of which one at a time is held. */
export function* membersOf(file: ByteSource): Generator<Member, void, undefined> {
  const beginnings = new Beginnings(file);
  for (let start = 0; start < file.size;) {
    const ends = beginnings.after(start);
    const found = ends.map((end) => ({ end, lines: linesOf(file, { start, end }, false) })).find(({ lines }) => lines);
    const [next = file.size] = ends;
    const end = found?.end ?? next;
    const lines = found?.lines ?? (end === file.size ? linesOf(file, { start, end }, true) : undefined);
    yield { start, end, lines, cutOff: !found };
    start = end;
  }
}

/** Lines of one member of a file, by where it lies. */
export const memberLines = (file: ByteSource, member: Pick<Member, 'start' | 'end'>): readonly string[] =>
  linesOf(file, member, true) ?? [];

/** Finds where members may begin, of which several may lie in the bytes that were read last. */
class Beginnings {
  private readonly file: ByteSource;
  private from = 0;
  private bytes = Buffer.alloc(0);

  constructor(file: ByteSource) {
    this.file = file;
  }

  /** The next places after the beginning of a member; the last of fewer is the end of the file. */
  after(start: number): number[] {
    const places: number[] = [];
    for (let at = start + begins.length; places.length < triedEnds; at++) {
      at = this.next(at);
      places.push(at);
      if (at >= this.file.size) break;
    }
    return places;
  }

  private next(from: number): number {
    for (let at = from; at < this.file.size;) {
      if (at < this.from || at + begins.length > this.from + this.bytes.length) {
        this.from = at;
        this.bytes = Buffer.from(this.file.read(at, windowBytes));
        if (this.bytes.length < begins.length) break;
      }
      const found = this.bytes.indexOf(begins, at - this.from);
      if (found >= 0) return this.from + found;
      // The last three bytes may belong to a beginning that reaches into the next ones.
      at = this.from + this.bytes.length - begins.length + 1;
    }
    return this.file.size;
  }
}

/** The lines; undefined where the bytes are no member. Of one that is cut off the whole lines at its beginning. */
function linesOf(
  file: ByteSource,
  { start, end }: Pick<Member, 'start' | 'end'>,
  cutOff: boolean,
): string[] | undefined {
  try {
    const text = gunzipSync(file.read(start, end - start), {
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
