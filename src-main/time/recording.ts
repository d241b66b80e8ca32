/**
 * The memory of one watched process: a ring of pictures, the curves, the log. Pure: whoever reads hands over what was
 * read, and says what time it is.
 */
import type { Note } from '../contract/note.ts';
import type { Failure, Outcome } from '../contract/messages.ts';
import type { Capture } from '../contract/capture.ts';
import type {
  Bookmark,
  BookmarkId,
  MomentId,
  PulseColumns,
  RecordedGap,
  RecordedLife,
  RecordedMoment,
  RecordingExtent,
  RecordingGrew,
  RecordingInfo,
  SampleKind,
} from '../contract/recording.ts';
import { asBytes, asEpochMilliseconds, asMilliseconds, type EpochMilliseconds } from '../contract/units.ts';
import { wholeUpdate, type CaptureUpdate } from '../contract/update.ts';
import { EventLog, type RecordedEvent, type RecordedEventRow } from './eventLog.ts';
import { eventsBetween } from './events.ts';
import { MomentTable, type MomentFactsRow } from './momentTable.ts';
import { Pulse, type PulseReading } from './pulse.ts';
import type { Picture } from './chunk.ts';
import { Ring, type RingLimits } from './ring.ts';
import { rowFigures, type RowFigures } from './rowFigures.ts';
import { namedSums, sumsFrom, sumsOf } from './sums.ts';

/** A moment by its number or by a time. */
export type MomentAt = { readonly moment: MomentId } | { readonly time: EpochMilliseconds };

/** Memory of the pictures and span of time within which all moments are kept. */
const defaultLimits: RingLimits = { bytes: 64 * 2 ** 20, span: 2 * 3_600_000 };

/** Where the pictures of an opened recording come from. */
export interface StoredPictures {
  /** Size of the file. */
  readonly bytes: number;
  /** The last picture at or before a moment; undefined where none can be read. */
  picture(moment: MomentId): Picture | undefined;
}

/** A moment with everything that is told of it, to be written down or taken from a file. */
export interface TapedMoment extends MomentFactsRow {
  readonly comm: string;
  readonly exe?: string;
  /** Sums by name, see `namedSums`. */
  readonly sums: Readonly<Record<string, number | null>>;
  readonly peaks: Readonly<Record<string, readonly [least: number, greatest: number]>>;
  /** What happened since the moment before. */
  readonly events: readonly RecordedEventRow[];
  /** Missing where only the curves are left. */
  readonly capture?: Capture;
}

/** One recording. */
export class Recording {
  private readonly identity: RecordingInfo['process'];
  private readonly limits: RingLimits;
  private readonly table = new MomentTable();
  private readonly pulse = new Pulse();
  private readonly log = new EventLog();
  private readonly ring: Ring;
  private readonly stored: StoredPictures | undefined;
  private notes: readonly Note[] = [];
  private readonly lives: RecordedLife[] = [];
  private readonly gaps: RecordedGap[] = [];
  private bookmarks: readonly Bookmark[] = [];
  private lastBookmark = 0;
  private lastMoment = 0;
  private sequence = 0;
  /** Whoever knows less than this gets everything. */
  private rewritten = 0;
  private state: RecordingInfo['state'] = 'recording';
  private previous:
    { readonly capture: Capture; readonly sums: Float64Array; readonly figures: RowFigures } | undefined;
  private steady: Capture | undefined;
  private spent = { reading: 0, keeping: 0 };

  /** `stored`: it was opened, and nothing is recorded any more. */
  constructor(identity: RecordingInfo['process'], limits: RingLimits = defaultLimits, stored?: StoredPictures) {
    this.stored = stored;
    if (stored) this.state = 'file';
    this.identity = identity;
    this.limits = limits;
    this.ring = new Ring(limits);
  }

  /**
   * Keeps a picture. `update` leads to it from the one before; without one it begins another life. Pictures of maps
   * alone that precede the figures (stage `maps`) are not kept. `elapsed`: milliseconds on a clock that nobody sets.
   * `calls` have returned since the picture before.
   */
  sample(
    capture: Capture,
    update: CaptureUpdate | undefined,
    sample: SampleKind,
    elapsed: number = capture.takenAt,
    calls: readonly RecordedEventRow[] = [],
  ): void {
    const before = this.previous;
    const continues = before !== undefined && update?.base === before.capture.sequence;
    this.changed();
    if (!continues) this.beginLife(capture);
    const id = ++this.lastMoment;
    const same = continues && sameTables(before.capture, capture);
    const figures = same ? before.figures : rowFigures(capture, continues ? before.figures : undefined);
    const sums = same ? before.sums : sumsOf(capture, figures);
    const life = this.lives.length - 1;
    this.table.push(
      {
        id,
        time: capture.takenAt,
        figuresTime: capture.figuresTakenAt ?? NaN,
        sample,
        life,
        rows: capture.mappings.length,
        unread: figures.unread,
        cost: capture.cost,
        elapsed,
        sums,
      },
      this.sequence,
    );
    this.noteCalls(calls, id);
    const { steady } = this;
    if (capture.consistency.state === 'consistent') {
      // Rows that moved while they were read would be told as deaths: what happened is told from one steady picture to the next.
      if (continues && steady) this.note(eventsBetween(steady, capture), steady.takenAt, capture.takenAt);
      this.steady = capture;
    }
    this.ring.push({ moment: id, capture, update: continues ? update : undefined, life });
    this.spent.reading += capture.cost;
    this.endGaps(capture.takenAt, sample);
    this.previous = { capture, sums, figures };
    if (this.state !== 'ended') this.state = 'recording';
    this.relieve(elapsed);
  }

  /** Keeping the last moment took so many milliseconds. */
  kept(cost: number): void {
    this.spent.keeping += cost;
  }

  /** What the cheapest files told between two moments. */
  beat(reading: PulseReading): void {
    this.changed();
    if (this.pulse.push(reading, this.sequence)) this.rewritten = this.sequence;
  }

  /** What they have told since a sequence. */
  beats(since: number): PulseColumns {
    return this.pulse.since(since);
  }

  /** Takes a moment from a file. */
  restore({ sums, peaks, events, comm, exe, ...row }: Omit<TapedMoment, 'capture'>, picture: boolean): void {
    this.changed();
    const time = asEpochMilliseconds(row.time);
    while (this.lives.length <= row.life) {
      this.endLife(time);
      this.lives.push({ comm, ...(exe === undefined ? {} : { exe }), from: time });
    }
    this.lastMoment = row.id;
    this.table.push({ ...row, sums: sumsFrom(sums) }, this.sequence, { picture, peaks });
    for (const { from, to, ...event } of events) this.note([event], from, to, row.id);
  }

  /** What a file tells beside its moments, and what of it could not be read. */
  restored(bookmarks: readonly Bookmark[], gaps: readonly RecordedGap[], notes: readonly Note[]): void {
    this.changed();
    this.bookmarks = bookmarks;
    this.gaps.push(...gaps);
    this.notes = notes;
    this.lastBookmark = Math.max(0, ...bookmarks.map(({ id }) => id));
  }

  /** The file says when the last life ended, and what happened after its last moment. */
  endedAt(time: number, events: readonly RecordedEventRow[] = []): void {
    this.endLife(asEpochMilliseconds(time));
    for (const { from, to, ...event } of events) this.note([event], from, to, this.lastMoment + 1);
  }

  /** What happened after the last moment. */
  afterwards(): readonly RecordedEventRow[] {
    return this.log.between(this.lastMoment, Infinity);
  }

  /** The newest moment, to be written down as it comes. */
  newest(): TapedMoment | undefined {
    const row = this.table.length - 1;
    return row < 0 ? undefined : this.taped(row, this.previous?.capture);
  }

  /** Every moment in turn. */
  *tape(): Generator<TapedMoment, void, undefined> {
    const pictures = this.ring.pictures();
    let next = pictures.next();
    for (let row = 0; row < this.table.length; row++) {
      const id = this.table.idAt(row);
      while (next.done !== true && next.value.moment < id) next = pictures.next();
      const picture = this.stored && this.table.hasPicture(row) ? this.stored.picture(id) : next.value;
      yield this.taped(row, picture?.moment === id ? picture.capture : undefined);
    }
  }

  private taped(row: number, capture: Capture | undefined): TapedMoment {
    const facts = this.table.factsAt(row);
    const life = this.lives[facts.life];
    return {
      ...facts,
      comm: life?.comm ?? '',
      ...(life?.exe === undefined ? {} : { exe: life.exe }),
      sums: namedSums(this.table.sumsAt(row)),
      peaks: this.table.peaksAt(row),
      events: this.log.between(row === 0 ? 0 : this.table.idAt(row - 1), facts.id),
      ...(capture ? { capture } : {}),
    };
  }

  /** From now on nothing is read, or no figures; the next moment that has them ends it. One of the same sort goes on. */
  gap(gap: RecordedGap): void {
    if (gap.to === undefined && this.gaps.some(({ of, to }) => of === gap.of && to === undefined)) return;
    this.changed();
    this.gaps.push(gap);
    if (gap.reason === 'paused') this.state = 'paused';
  }

  /**
   * The process is gone, or nobody watches it any more; nothing is added afterwards. `calls` have returned since the last
   * picture; what comes after it belongs to the moment that would have followed.
   */
  end(time: EpochMilliseconds, exited: boolean, calls: readonly RecordedEventRow[] = []): void {
    if (this.state === 'ended') return;
    this.changed();
    this.state = 'ended';
    this.callsAfter(calls);
    if (exited) this.note([{ type: 'exited' }], this.previous?.capture.takenAt ?? time, time, this.lastMoment + 1);
    this.endLife(time);
    this.endGaps(time, 'smaps');
  }

  /** Calls that are told only once it has ended. */
  callsAfter(calls: readonly RecordedEventRow[]): void {
    this.changed();
    this.noteCalls(calls, this.lastMoment + 1);
  }

  info(since: number): RecordingInfo {
    const from = since < this.rewritten || since > this.sequence ? 0 : since;
    const { reading, keeping } = this.spent;
    return {
      sequence: this.sequence,
      whole: from === 0,
      process: this.identity,
      state: this.state,
      ...this.table.since(from),
      pulse: this.pulse.since(from),
      events: this.log.since(from),
      eventsDropped: { ...this.log.dropped },
      lives: [...this.lives],
      bookmarks: this.bookmarks,
      gaps: [...this.gaps],
      extent: this.extent,
      cost: { reading: asMilliseconds(reading), keeping: asMilliseconds(keeping) },
      notes: this.notes,
    };
  }

  get grew(): RecordingGrew {
    return { sequence: this.sequence, moments: this.table.length, extent: this.extent };
  }

  private get extent(): RecordingExtent {
    const span = this.table.elapsedAt(this.table.length - 1) - this.table.elapsedAt(0);
    return {
      bytes: asBytes(this.stored?.bytes ?? this.ring.bytes),
      byteLimit: asBytes(this.limits.bytes),
      span: asMilliseconds(Number.isNaN(span) ? 0 : span),
      spanLimit: asMilliseconds(this.limits.span),
    };
  }

  /** The picture at or before a moment. */
  moment(at: MomentAt): Outcome<RecordedMoment> {
    const found = this.picture(at);
    if (!found.ok) return found;
    const { row, capture } = found.value;
    return {
      ok: true,
      value: {
        moment: this.table.idAt(row),
        time: asEpochMilliseconds(this.table.timeAt(row)),
        life: this.table.lifeAt(row),
        update: wholeUpdate(capture),
      },
    };
  }

  /** The same as a capture. */
  picture(at: MomentAt): Outcome<{ readonly row: number; readonly capture: Capture }> {
    if (this.table.length === 0) return nothingYet;
    const wanted = 'moment' in at ? this.table.rowOf(at.moment) : this.table.rowAtTime(at.time);
    const picture = (this.stored ?? this.ring).picture(this.table.idAt(wanted));
    if (!picture) return this.stored ? noStoredPicture : noPicture;
    return { ok: true, value: { row: this.table.rowOf(picture.moment), capture: picture.capture } };
  }

  /** Gives a moment a name. */
  mark(name: string, at?: MomentAt): Outcome<Bookmark> {
    if (this.table.length === 0) return nothingYet;
    const last = this.table.length - 1;
    const row = at === undefined ? last : 'moment' in at ? this.table.rowOf(at.moment) : this.table.rowAtTime(at.time);
    this.changed();
    const bookmark: Bookmark = {
      id: ++this.lastBookmark,
      name,
      moment: this.table.idAt(row),
      time: asEpochMilliseconds(this.table.timeAt(row)),
    };
    this.bookmarks = [...this.bookmarks, bookmark].sort((a, b) => a.moment - b.moment || a.id - b.id);
    return { ok: true, value: bookmark };
  }

  rename(id: BookmarkId, name: string): Outcome<Bookmark> {
    const known = this.bookmarks.find((bookmark) => bookmark.id === id);
    if (!known) return noBookmark;
    this.changed();
    const renamed = { ...known, name };
    this.bookmarks = this.bookmarks.map((bookmark) => (bookmark === known ? renamed : bookmark));
    return { ok: true, value: renamed };
  }

  unmark(id: BookmarkId): Outcome<null> {
    if (!this.bookmarks.some((bookmark) => bookmark.id === id)) return noBookmark;
    this.changed();
    this.bookmarks = this.bookmarks.filter((bookmark) => bookmark.id !== id);
    return { ok: true, value: null };
  }

  private changed(): void {
    this.sequence += 1;
  }

  private beginLife(capture: Capture): void {
    const { comm, exe } = capture.process;
    const before = this.previous?.capture;
    this.steady = undefined;
    this.endLife(capture.takenAt);
    this.lives.push({ comm, ...(exe === undefined ? {} : { exe }), from: capture.takenAt });
    if (before) this.note([{ type: 'exec', text: exe ?? comm }], before.takenAt, capture.takenAt, this.lastMoment + 1);
  }

  private endLife(to: EpochMilliseconds): void {
    const life = this.lives.pop();
    if (life) this.lives.push(life.to === undefined ? { ...life, to } : life);
  }

  private note(events: readonly RecordedEvent[], from: number, to: number, moment = this.lastMoment): void {
    if (events.length === 0) return;
    if (this.log.push(events, { from, to, moment, sequence: this.sequence })) this.rewritten = this.sequence;
  }

  private noteCalls(calls: readonly RecordedEventRow[], moment: number): void {
    for (const { from, to, ...call } of calls) this.note([call], from, to, moment);
  }

  /** Something was read; only figures end a gap of figures. */
  private endGaps(to: EpochMilliseconds, sample: SampleKind): void {
    this.gaps.forEach((gap, index) => {
      if (gap.to === undefined && (gap.of === 'everything' || sample === 'smaps')) this.gaps[index] = { ...gap, to };
    });
  }

  /** Makes room where a limit is exceeded. */
  private relieve(now: number): void {
    const bookmarked = new Set(this.bookmarks.map(({ moment }) => moment));
    const facts = {
      time: (moment: MomentId) => this.table.elapsedAt(this.table.rowOf(moment)),
      bookmarked: (moment: MomentId) => bookmarked.has(moment),
    };
    const relief = this.ring.relieve(facts, now);
    if (!relief) return;
    if (relief.thinned.size > 0) this.table.keep((id) => !relief.thinned.has(id));
    if (relief.dropped.size > 0) this.table.withoutPicture((id) => relief.dropped.has(id));
    this.rewritten = this.sequence;
  }
}

/** Equal objects mean equal sums; the reading side hands over the same tables when nothing changed. */
const sameTables = (a: Capture, b: Capture): boolean =>
  a.mappings === b.mappings && a.smaps === b.smaps && a.regions === b.regions;

const nothingYet: Failure = { ok: false, code: 'invalid', message: 'Nothing has been recorded of this process yet.' };

const noPicture: Failure = {
  ok: false,
  code: 'invalid',
  message: 'The picture of this moment is not kept any more.',
  why: 'The recording reached its limit of memory, so its oldest pictures made room for new ones; their curves stay.',
};

const noStoredPicture: Failure = {
  ok: false,
  code: 'failed',
  message: 'The picture of this moment could not be read.',
  why: 'The file has been changed, moved or removed since it was opened, or it is damaged there.',
  remedy: 'Open it again.',
};

const noBookmark: Failure = { ok: false, code: 'invalid', message: 'There is no such bookmark.' };
