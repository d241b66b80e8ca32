/** The log of what happened between readings: columns with room for a million, then the commonest are only counted. */
import { recordedEventTypes, type EventColumns, type MomentId, type RecordedEventType } from '../contract/recording.ts';
import { Growing } from './growing.ts';

/** One event; see {@link EventColumns}. */
export interface RecordedEvent {
  readonly type: RecordedEventType;
  /** Page numbers. */
  readonly start?: number;
  readonly end?: number;
  readonly text?: string;
}

/** Events that are kept: 56 bytes each. A Node.js under load makes half a million an hour. */
const limit = 1_000_000;

/** The events of a recording. */
export class EventLog {
  private readonly columns = {
    type: new Growing(),
    from: new Growing(),
    to: new Growing(),
    moment: new Growing(),
    start: new Growing(),
    end: new Growing(),
    text: new Growing(),
  };
  private readonly added = new Growing();
  private readonly numbers = new Map<string, number>([['', 0]]);
  private readonly texts: string[] = [''];
  readonly dropped: Partial<Record<RecordedEventType, number>> = {};

  get length(): number {
    return this.added.length;
  }

  /** Adds what a reading saw; true when older events were dropped for it. */
  push(
    events: readonly RecordedEvent[],
    { from, to, moment, sequence }: { from: number; to: number; moment: MomentId; sequence: number },
  ): boolean {
    const { columns } = this;
    for (const { type, start = NaN, end = NaN, text = '' } of events) {
      columns.type.push(recordedEventTypes.indexOf(type));
      columns.from.push(from);
      columns.to.push(to);
      columns.moment.push(moment);
      columns.start.push(start);
      columns.end.push(end);
      columns.text.push(this.numberOf(text));
      this.added.push(sequence);
    }
    return this.length > limit && this.drop();
  }

  /** What was added after a sequence. Texts are whole: their numbers stay. */
  since(sequence: number): EventColumns {
    const row = this.added.firstAbove(sequence);
    const { type, from, to, moment, start, end, text } = this.columns;
    return {
      length: this.length - row,
      type: Uint8Array.from(type.from(row)),
      from: from.from(row),
      to: to.from(row),
      moment: Uint32Array.from(moment.from(row)),
      start: start.from(row),
      end: end.from(row),
      text: Uint32Array.from(text.from(row)),
      texts: row === this.length ? [''] : this.texts,
    };
  }

  private numberOf(text: string): number {
    const known = this.numbers.get(text);
    if (known !== undefined) return known;
    this.numbers.set(text, this.texts.length);
    return this.texts.push(text) - 1;
  }

  /** The older half loses the events of its commonest type. */
  private drop(): boolean {
    const half = Math.floor(this.length / 2);
    const counts = recordedEventTypes.map(() => 0);
    for (const type of this.columns.type.from(0).subarray(0, half)) counts[type] = (counts[type] ?? 0) + 1;
    const commonest = counts.indexOf(Math.max(...counts));
    const type = recordedEventTypes[commonest];
    if (type) this.dropped[type] = (this.dropped[type] ?? 0) + (counts[commonest] ?? 0);
    const types = this.columns.type.from(0);
    const kept = (row: number): boolean => row >= half || types[row] !== commonest;
    for (const column of [...Object.values(this.columns), this.added]) column.keep(kept);
    return true;
  }
}
