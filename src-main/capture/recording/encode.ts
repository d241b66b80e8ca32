/** A recording as lines, and lines as members of a file: each a gzip stream of its own, so that files can be appended to. */
import { gzipSync } from 'node:zlib';
import type { Capture } from '../../contract/capture.ts';
import type { MomentId, PulseColumns } from '../../contract/recording.ts';
import type { Recording, TapedMoment } from '../../time/recording.ts';
import { redacted, whatToRedact, type Redaction } from '../files/redact.ts';
import { documentJson, documentOf, stepBetween, type CaptureDocument } from './document.ts';
import { recordingFormat, recordingFormatVersion, type pulseFields, type RecordingLine } from './lines.ts';

/** A whole picture after so many steps: what is damaged costs at most so many moments. */
const longestStretch = 64;

/** Makes lines of moments as they come. */
export class RecordingEncoder {
  private readonly redact: boolean;
  private redaction: Redaction | undefined;
  private last: { readonly capture: Capture; readonly document: CaptureDocument; readonly life: number } | undefined;
  private sums: Readonly<Record<string, number | null>> = {};
  private steps = 0;
  private lines: string[] = [];

  constructor(redact: boolean) {
    this.redact = redact;
  }

  /** Adds a line as it is. */
  line(line: RecordingLine): void {
    this.lines.push(`${JSON.stringify(line)}\n`);
  }

  /** The first line. */
  header({ process, extent }: ReturnType<Recording['info']>): void {
    this.line({
      format: recordingFormat,
      version: recordingFormatVersion,
      process,
      byteLimit: extent.byteLimit,
      spanLimit: Number.isFinite(extent.spanLimit) ? extent.spanLimit : 0,
    });
  }

  /** Whether the next moment is told by a whole picture, so that another member may begin with it. */
  get atPicture(): boolean {
    return this.last === undefined || this.steps >= longestStretch;
  }

  /** Adds a moment. */
  moment({ id, capture, events, peaks, sums, ...row }: TapedMoment): void {
    const curves = changedSums(this.sums, sums);
    this.sums = sums;
    const common = {
      moment: id,
      ...row,
      ...(Object.keys(curves).length > 0 ? { curves } : {}),
      ...(Object.keys(peaks).length > 0 ? { peaks } : {}),
      ...(events.length > 0 ? { events: events.map((event) => this.event(event)) } : {}),
    };
    if (!capture) {
      this.line(common);
      return;
    }
    const shown = this.shown(capture);
    const { last } = this;
    const document = documentOf(shown, last);
    if (last?.life !== row.life || this.atPicture) {
      this.steps = 0;
      this.line({ ...common, key: documentJson(document) });
    } else {
      this.steps += 1;
      this.line({ ...common, step: stepBetween(last.document, document) });
    }
    this.last = { capture: shown, document, life: row.life };
  }

  /** Readings between the moments. */
  pulse(columns: PulseColumns): void {
    if (columns.length === 0) return;
    const list = (name: (typeof pulseFields)[number]): number[] => [...columns[name]];
    this.line({
      pulse: {
        time: list('time'),
        size: list('size'),
        rss: list('rss'),
        threads: list('threads'),
        minorFaults: list('minorFaults'),
        majorFaults: list('majorFaults'),
      },
    });
  }

  /** The last line, if the process or its watch has ended. */
  end(recording: Recording): void {
    const info = recording.info(0);
    const time = info.lives.at(-1)?.to;
    if (time === undefined) return;
    const events = recording.afterwards().map((event) => this.event(event));
    const exited = events.some(({ type }) => type === 'exited');
    this.line({ end: { time, exited, ...(events.length > 0 ? { events } : {}) } });
  }

  /** What was added since the last call; empty when nothing was. */
  text(): string {
    const text = this.lines.join('');
    this.lines = [];
    return text;
  }

  /** The same as one member; undefined when nothing was added. */
  member(): Uint8Array | undefined {
    const text = this.text();
    return text === '' ? undefined : gzipSync(text);
  }

  private shown(capture: Capture): Capture {
    if (!this.redact) return capture;
    this.redaction ??= whatToRedact(capture);
    return redacted(capture, this.redaction);
  }

  /** Names of files and threads tell about people. */
  private event<Event extends { readonly text?: string }>({
    text,
    ...event
  }: Event): Omit<Event, 'text'> & { text?: string } {
    return this.redact || text === undefined ? event : { ...event, text };
  }
}

/** Sums that differ from those before; one that is gone is 0. */
function changedSums(
  before: Readonly<Record<string, number | null>>,
  after: Readonly<Record<string, number | null>>,
): Record<string, number | null> {
  const changed = Object.entries(after).filter(([curve, value]) => before[curve] !== value);
  const gone = Object.keys(before).filter((curve) => after[curve] === undefined && before[curve] !== 0);
  return Object.fromEntries([...changed, ...gone.map((curve): [string, number] => [curve, 0])]);
}

/** Bytes of a member, and how far it brings the file. */
export interface WrittenMember {
  readonly bytes: Uint8Array;
  readonly moment: MomentId;
}

/** The members of a whole recording, one after the other; between two of them others may run. */
export function* recordingMembers(recording: Recording, redact: boolean): Generator<WrittenMember, void, undefined> {
  const encoder = new RecordingEncoder(redact);
  const info = recording.info(0);
  encoder.header(info);
  for (const bookmark of info.bookmarks) encoder.line({ bookmark });
  for (const gap of info.gaps) encoder.line({ gap });
  encoder.pulse(info.pulse);
  let written = 0;
  for (const moment of recording.tape()) {
    if (encoder.atPicture) {
      const member = encoder.member();
      if (member) yield { bytes: member, moment: moment.id };
    }
    encoder.moment(moment);
    written = moment.id;
  }
  encoder.end(recording);
  const member = encoder.member();
  if (member) yield { bytes: member, moment: written };
}
