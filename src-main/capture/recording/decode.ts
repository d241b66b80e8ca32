/**
 * A recording out of its file. The file may come from anywhere: every picture is read as a capture file is, a damaged
 * member is left out with what depends on it and that is said, and bounds keep hostile input from taking long.
 */
import type { Failure, Outcome } from '../../contract/calls.ts';
import type { Bookmark, MomentId, RecordedGap } from '../../contract/recording.ts';
import { note } from '../../contract/note.ts';
import type { Picture } from '../../time/chunk.ts';
import { Recording, type StoredPictures } from '../../time/recording.ts';
import type { ByteSource } from '../../inspect/elf/fields.ts';
import { Fields, FormatError } from '../decode.ts';
import { captureFromJson } from '../jsonRead.ts';
import { documentAfter, documentJson, type CaptureDocument } from './document.ts';
import {
  readBookmark,
  readEnd,
  readGap,
  readHeader,
  readKey,
  readMoment,
  readPulse,
  readStep,
  type Header,
} from './fields.ts';
import { memberLines, membersOf, type Member } from './members.ts';

/** 24 hours at 10 a second. */
const momentLimit = 864_000;

type Ended = ReturnType<typeof readEnd>;

/** Where the picture of a moment stands. */
interface Place {
  readonly moment: MomentId;
  readonly member: Pick<Member, 'start' | 'end'>;
  readonly line: number;
  readonly key: boolean;
}

/** Whether unpacked bytes begin as a recording does. */
export const looksRecorded = (head: Uint8Array): boolean =>
  /^\s*\{\s*"format"\s*:\s*"procatlas-recording"/.test(Buffer.from(head.subarray(0, 200)).toString('latin1'));

/** Opens a recording file in steps, of which each tells the share that has been read. One member at a time is held. */
export function* recordingSteps(file: ByteSource, name: string): Generator<number, Outcome<Recording>> {
  const reader = new Reader(file);
  for (const member of membersOf(file)) {
    if (!reader.member(member)) break;
    yield member.end / file.size;
  }
  return reader.finish(name);
}

class Reader {
  private readonly file: ByteSource;
  private header: Header | 'newer' | undefined;
  private recording: Recording | undefined;
  private readonly places: Place[] = [];
  private readonly bookmarks = new Map<number, Bookmark>();
  private readonly gaps: RecordedGap[] = [];
  private curves: Readonly<Record<string, number | null>> = {};
  private ended: Ended | undefined;
  private lastId = -1;
  /** A picture is missing, so steps lead nowhere until the next whole one. */
  private broken = false;
  private lost = { members: 0, lines: 0, moments: 0 };
  private cutOff = false;

  constructor(file: ByteSource) {
    this.file = file;
  }

  /** Takes the next member. Returns false when no more are wanted. */
  member({ start, end, lines, cutOff }: Member): boolean {
    if (!lines) {
      this.lost.members += 1;
      this.broken = true;
      return true;
    }
    this.cutOff ||= cutOff;
    lines.forEach((line, index) => {
      if (line === '') return;
      try {
        this.line(JSON.parse(line), { start, end }, index);
      } catch (error) {
        if (!(error instanceof FormatError) && !(error instanceof SyntaxError)) throw error;
        this.lost.lines += 1;
        this.broken = true;
      }
    });
    return this.header !== 'newer' && this.places.length < momentLimit;
  }

  finish(name: string): Outcome<Recording> {
    const { recording, lost } = this;
    if (this.header === 'newer') return newer(name);
    if (!recording || this.lastId < 0)
      return unreadable(name, this.header ? 'It holds no moment' : 'Its first line is missing or damaged');
    recording.restored(
      [...this.bookmarks.values()].sort((a, b) => a.moment - b.moment || a.id - b.id),
      this.gaps,
      [
        ...(lost.members > 0 ? [note('recording-damaged', { count: lost.members })] : []),
        ...(lost.lines > 0 ? [note('recording-lines', { count: lost.lines })] : []),
        ...(lost.moments > 0 ? [note('recording-pictures-lost', { count: lost.moments })] : []),
        ...(this.cutOff ? [note('recording-cut')] : []),
      ],
    );
    if (this.ended !== undefined) recording.endedAt(this.ended.time, this.ended.events);
    return { ok: true, value: recording };
  }

  private line(value: unknown, member: Place['member'], line: number): void {
    if (this.header === undefined) {
      this.header = readHeader(value);
      if (this.header === 'newer') return;
      const { process, limits } = this.header;
      this.recording = new Recording(process, limits, new FilePictures(this.file, this.places));
      return;
    }
    const fields = new Fields(value, 'a line');
    const { bookmark, gap } = { ...fields.may('bookmark', readBookmark), ...fields.may('gap', readGap) };
    if (bookmark) this.bookmarks.set(bookmark.id, bookmark);
    if (gap) this.gaps.push(gap);
    for (const beat of fields.orElse('pulse', readPulse, [])) this.recording?.beat(beat);
    this.ended = fields.orElse<Ended | undefined>('end', readEnd, this.ended);
    if (Object.hasOwn(value as object, 'moment')) this.moment(fields, value as object, member, line);
  }

  private moment(fields: Fields, value: object, member: Place['member'], line: number): void {
    const { row, curves } = readMoment(fields);
    if (row.id <= this.lastId) return;
    this.lastId = row.id;
    this.curves = { ...this.curves, ...curves };
    const key = Object.hasOwn(value, 'key');
    const shown = key || Object.hasOwn(value, 'step');
    if (key) this.broken = false;
    if (shown && this.broken) this.lost.moments += 1;
    if (shown && !this.broken) this.places.push({ moment: row.id, member, line, key });
    this.recording?.restore({ ...row, sums: this.curves }, shown && !this.broken);
  }
}

/** Pictures that are unpacked when they are asked for: the members from the whole one before it on. */
class FilePictures implements StoredPictures {
  readonly bytes: number;
  private readonly file: ByteSource;
  private readonly places: readonly Place[];
  private known: { readonly index: number; readonly document: CaptureDocument } | undefined;
  private unpacked: { readonly start: number; readonly lines: readonly string[] } | undefined;

  constructor(file: ByteSource, places: readonly Place[]) {
    this.file = file;
    this.places = places;
    this.bytes = file.size;
  }

  picture(moment: MomentId): Picture | undefined {
    const wanted = this.places.findLastIndex((place) => place.moment <= moment);
    const place = this.places[wanted];
    if (!place) return undefined;
    try {
      const outcome = captureFromJson(documentJson(this.documentAt(wanted)));
      return outcome.ok ? { moment: place.moment, capture: outcome.value } : undefined;
    } catch (error) {
      // A line that is not there any more is an empty text, which is no JSON.
      const damaged = error instanceof FormatError || error instanceof RangeError || error instanceof SyntaxError;
      if (damaged) return undefined;
      throw error;
    }
  }

  private documentAt(wanted: number): CaptureDocument {
    const key = this.places.slice(0, wanted + 1).findLastIndex(({ key: whole }) => whole);
    const known = this.known && this.known.index >= key && this.known.index <= wanted ? this.known : undefined;
    let document = known?.document;
    for (let index = known ? known.index + 1 : key; index <= wanted; index++) {
      const value: unknown = JSON.parse(this.lineOf(index));
      const fields = new Fields(value, 'a line');
      document =
        document && index > key ? documentAfter(document, fields.need('step', readStep)) : fields.need('key', readKey);
    }
    if (!document) throw new FormatError('a picture without a whole one before it');
    this.known = { index: wanted, document };
    return document;
  }

  private lineOf(index: number): string {
    const place = this.places[index];
    if (!place) throw new FormatError('no such moment');
    if (this.unpacked?.start !== place.member.start) {
      this.unpacked = { start: place.member.start, lines: memberLines(this.file, place.member) };
    }
    return this.unpacked.lines[place.line] ?? '';
  }
}

const unreadable = (name: string, why: string): Failure => ({
  ok: false,
  code: 'invalid',
  message: `${name} is not a recording that Procatlas can read.`,
  why: `${why}.`,
  remedy: 'Choose another file, or record again.',
});

const newer = (name: string): Failure => ({
  ok: false,
  code: 'version',
  message: `${name} was recorded by a newer Procatlas.`,
  remedy: 'Open it with the newer program.',
});
