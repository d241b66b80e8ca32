/** A recording as lines, and lines as members of a file: each a gzip stream of its own, so that files can be appended to. */
import { gzipSync } from 'node:zlib';
import type { Capture } from '../../contract/capture.ts';
import type { MomentId, PulseColumns } from '../../contract/recording.ts';
import type { Recording, TapedMoment } from '../../time/recording.ts';
import { redacted, whatToRedact, type Redaction } from '../files/redact.ts';
import { documentJson, documentOf, stepBetween, type CaptureDocument } from './document.ts';
import { recordingFormat, recordingFormatVersion, type pulseFields, type RecordingLine } from './lines.ts';

/**
 * A whole picture comes again when the steps since the last one outweigh it, but not before so many moments and no later
 * than after so many: what is damaged costs at most five minutes at a moment a second. An idle process has a fifth of the
 * pictures that it had with one every 64 moments, and they were half of its file.
 */
const stretch = { shortest: 64, longest: 300 };

/** Makes lines of moments as they come. */
export class RecordingEncoder {
  private readonly redact: boolean;
  private redaction: Redaction | undefined;
  private last: { readonly capture: Capture; readonly document: CaptureDocument; readonly life: number } | undefined;
  private sums: Readonly<Record<string, number | null>> = {};
  private steps = 0;
  /** Characters of the last whole picture, and of the steps since. */
  private weight = { picture: 0, steps: 0 };
  private lines: string[] = [];

  constructor(redact: boolean) {
    this.redact = redact;
  }

  /** Adds a line as it is, and gives its length. */
  line(line: RecordingLine): number {
    const text = `${JSON.stringify(line)}\n`;
    this.lines.push(text);
    return text.length;
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
    const { picture, steps } = this.weight;
    return (
      this.last === undefined || this.steps >= stretch.longest || (this.steps >= stretch.shortest && steps >= picture)
    );
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
    if (last?.life !== row.life || this.atPicture) {
      const document = documentOf(shown);
      this.steps = 0;
      this.weight = { picture: this.line({ ...common, key: documentJson(document) }), steps: 0 };
      this.last = { capture: shown, document, life: row.life };
    } else {
      const document = documentOf(shown, last);
      this.steps += 1;
      this.weight.steps += this.line({ ...common, step: stepBetween(last.document, document) });
      this.last = { capture: shown, document, life: row.life };
    }
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
