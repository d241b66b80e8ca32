/**
 * One watched process: what to read when, what to tell. A state machine over injected time, timers and reads, so that
 * its tests need no process.
 */
import type { Capture, MappingColumns } from '../contract/capture.ts';
import { cancelled, type Failure, type Outcome, type WatchCondition, type WatchId } from '../contract/calls.ts';
import type { PartName } from '../contract/parts/table.ts';
import { asMilliseconds, type Bytes, type Milliseconds } from '../contract/units.ts';
import { updateFrom } from '../contract/update.ts';
import type { Beat } from '../procfs/beat.ts';
import { ObserverBudget } from './budget.ts';
import type { Recorder } from './recorder.ts';
import type { WatchSink } from './service.ts';

/** Progress is told at most this often: 20 times a second. */
const progressPause = 50;

/** What a read tells on its way, and how it learns that nobody waits for it any more. */
export interface ReadHooks {
  readonly signal: AbortSignal;
  /** The parts beside the rows that a whole read includes. */
  readonly parts: readonly PartName[];
  /** The picture that maps alone gives, before the figures. */
  maps(capture: Capture): void;
  progress(phase: 'maps' | 'smaps' | 'evidence', done: Bytes, expected: Bytes): void;
}

/** A picture of the process, and whether the program in it has been replaced since the one before. */
export interface Reading {
  readonly capture: Capture;
  /** The process has executed another program since the previous reading. */
  readonly replaced: boolean;
}

/** Reading one process; remembers what it read last, so that unchanged rows are not classified again. */
export interface ProcessReading {
  /** maps and the small files; figures are carried over where rows stay. */
  rows(hooks: ReadHooks): Promise<Outcome<Reading>>;
  /** Everything. */
  whole(hooks: ReadHooks): Promise<Outcome<Reading>>;
  /** RSS, size and faults, at once; undefined where they cannot be read. */
  beat(): Beat | undefined;
}

/** Beats come ten times a second while they tell something new, and once a second while they do not. */
const [fastest, slowest] = [100, 1000];
/** So much more or less of it in memory since the figures were read calls for others: bytes, and share of RSS. */
const movedBytes = 2 ** 20;
const movedShare = 0.02;

/** So many of the rows came, went or changed their bounds since then, as a share of them. */
const changedShare = 0.1;
/** A program that is seen from its beginning has its figures read at every tick for so long, in milliseconds. */
const beginning = 2000;

/** Time, so that tests can make it pass. */
export interface WatchClock {
  /** Monotonic. */
  now(): Milliseconds;
  /** Calls back once; the returned function prevents it. */
  after(delay: Milliseconds, callback: () => void): () => void;
}

/** Watches until it is stopped or the process is gone. */
export class Watcher {
  private readonly watch: WatchId;
  private readonly reading: ProcessReading;
  private readonly sink: WatchSink;
  private readonly clock: WatchClock;
  private readonly recorder: Recorder | undefined;
  private readonly budget: ObserverBudget;
  private interval: Milliseconds | null;
  private previous: Capture | undefined;
  private figuresAt: Milliseconds | undefined;
  private condition: WatchCondition = 'live';
  private conditionMessage = '';
  private stopTimer: (() => void) | undefined;
  private stopBeats: (() => void) | undefined;
  private beatPause = fastest;
  private lastBeat: Beat | undefined;
  /** RSS when the figures were read. */
  private figuresRss: number | undefined;
  /** The rows that figures were read of. */
  private figuresRows: MappingColumns | undefined;
  private rowsHaveChanged = false;
  private begunAt: Milliseconds | undefined;
  private running: AbortController | undefined;
  private ended = false;
  private wholeWanted = false;
  private readonly wanted = new Set<PartName>();

  constructor(
    watch: WatchId,
    interval: Milliseconds,
    reading: ProcessReading,
    sink: WatchSink,
    clock: WatchClock,
    recorder?: Recorder,
  ) {
    this.watch = watch;
    this.interval = interval;
    this.reading = reading;
    this.sink = sink;
    this.clock = clock;
    this.recorder = recorder;
    this.budget = new ObserverBudget(clock.now());
  }

  /** The capture that was told last. */
  get last(): Capture | undefined {
    return this.previous;
  }

  /** Reads for the first time. Settles with the first picture sent, or with why there can be none. */
  start(): Promise<Outcome<null>> {
    return new Promise((resolve) => {
      void this.read(true, resolve);
    });
  }

  /** The program begins now: its figures are read at every tick for two seconds, as far as what a minute saves pays for them. */
  begins(): void {
    this.begunAt = this.clock.now();
    this.budget.advance(this.begunAt);
  }

  /** Another interval, or null for none: then an unfinished read is dropped as well and nothing is read. */
  pace(interval: Milliseconds | null): void {
    if (this.ended || interval === this.interval) return;
    this.interval = interval;
    this.budget.restart(this.clock.now());
    this.stopTimer?.();
    if (interval === null) {
      this.running?.abort();
      this.stopBeats?.();
      this.stopBeats = undefined;
      this.recorder?.gap('paused');
    } else if (!this.running) this.schedule(asMilliseconds(0));
  }

  /** Reads everything once, now, also while paused. */
  refresh(): void {
    if (this.ended) return;
    this.stopTimer?.();
    if (this.running && !this.running.signal.aborted) this.wholeWanted = true;
    else void this.read(true);
  }

  /**
   * Whether whole reads include a part. Its cost counts as theirs, so they become rarer. When nothing is known of it
   * yet, it is read at once, also while paused: somebody looks at it now.
   */
  want(part: PartName, wanted: boolean): void {
    if (this.ended || wanted === this.wanted.has(part)) return;
    if (wanted) this.wanted.add(part);
    else this.wanted.delete(part);
    if (!wanted || this.previous?.[part]) return;
    this.stopTimer?.();
    if (this.running && !this.running.signal.aborted) this.wholeWanted = true;
    else void this.read(true);
  }

  /** Ends the watch; nothing is told afterwards. */
  stop(): void {
    this.ended = true;
    this.recorder?.end(false);
    this.stopTimer?.();
    this.stopBeats?.();
    this.running?.abort();
  }

  private schedule(delay: Milliseconds): void {
    this.stopTimer = this.clock.after(delay, () => {
      void this.read(this.figuresDue());
    });
  }

  private figuresDue(): boolean {
    if (this.figuresAt === undefined) return true;
    const now = this.clock.now();
    if (now - this.figuresAt >= this.budget.smapsInterval(this.interval ?? asMilliseconds(0))) return true;
    if (!this.isBeginning(now) && !this.hasMoved()) return false;
    if (this.budget.canBringForward(now)) return true;
    this.recorder?.gap('budget', undefined, { of: 'figures' });
    return false;
  }

  private isBeginning(now: Milliseconds): boolean {
    return this.begunAt !== undefined && now - this.begunAt < beginning;
  }

  /** Whether figures are out of date for a reason that is known. */
  private hasMoved(): boolean {
    if (this.rowsHaveChanged) return true;
    if (this.figuresRss === undefined || !this.lastBeat) return false;
    return Math.abs(this.lastBeat.rss - this.figuresRss) >= Math.max(movedBytes, this.figuresRss * movedShare);
  }

  /** The curve between the pictures. */
  private beat(): void {
    this.stopBeats = undefined;
    if (this.ended || this.interval === null) return;
    const begun = this.clock.now();
    const beat = this.reading.beat();
    this.budget.spentOnBeat(asMilliseconds(this.clock.now() - begun));
    if (beat) this.recorder?.beat(beat);
    const told = beat?.rss !== this.lastBeat?.rss || beat?.minorFaults !== this.lastBeat?.minorFaults;
    this.beatPause = told ? fastest : Math.min(slowest, this.beatPause * 2);
    this.lastBeat = beat;
    const now = this.clock.now();
    const figuresAge = now - (this.figuresAt ?? now);
    if (!this.running && figuresAge >= slowest && this.hasMoved() && this.budget.canBringForward(now)) {
      this.stopTimer?.();
      void this.read(true);
    }
    this.nextBeat();
  }

  private nextBeat(): void {
    // Who records nothing has no curve.
    if (!this.recorder || this.stopBeats || this.ended || this.interval === null) return;
    this.stopBeats = this.clock.after(asMilliseconds(this.beatPause), () => {
      this.beat();
    });
  }

  private async read(whole: boolean, started?: (outcome: Outcome<null>) => void): Promise<void> {
    const run = new AbortController();
    this.running = run;
    this.wholeWanted = false;
    const outcome = await this.attempt(whole, this.hooks(run.signal, started));
    // A later read may have begun while this one was being dropped.
    if (this.running !== run || this.ended) {
      started?.(cancelled);
      return;
    }
    this.running = undefined;
    if (!run.signal.aborted && !wasCancelled(outcome)) this.take(outcome, whole, started);
    started?.({ ok: true, value: null });
    this.next();
  }

  /** A read never rejects; should one, that is a fault of ours, told as such instead of a silent halt. */
  private async attempt(whole: boolean, hooks: ReadHooks): Promise<Outcome<Reading>> {
    try {
      return await (whole ? this.reading.whole(hooks) : this.reading.rows(hooks));
    } catch (error) {
      return {
        ok: false,
        code: 'failed',
        message: 'Reading the process failed unexpectedly.',
        why: error instanceof Error ? error.message : String(error),
      };
    }
  }

  private hooks(signal: AbortSignal, started?: (outcome: Outcome<null>) => void): ReadHooks {
    let told = this.clock.now();
    const silent = () => signal.aborted || this.ended;
    return {
      signal,
      parts: [...this.wanted],
      maps: (capture) => {
        // Only the first picture is shown unfinished: later ones would take figures away that are on screen.
        if (silent() || this.previous) return;
        this.send(capture, false);
        started?.({ ok: true, value: null });
      },
      progress: (phase, done, expected) => {
        const now = this.clock.now();
        if (silent() || now - told < progressPause) return;
        told = now;
        this.sink.progress({ watch: this.watch, phase, done, expected });
      },
    };
  }

  private take(outcome: Outcome<Reading>, whole: boolean, started?: (outcome: Outcome<null>) => void): void {
    if (!outcome.ok) {
      if (!this.previous) {
        this.ended = true;
        started?.(outcome);
      } else this.fail(outcome);
      return;
    }
    const { capture, replaced } = outcome.value;
    if (whole) {
      this.budget.spentOnSmaps(capture.cost, capture.access.find(({ file }) => file.endsWith('/maps'))?.cost);
      this.figuresAt = this.clock.now();
      this.figuresRss = this.reading.beat()?.rss;
      this.figuresRows = capture.mappings;
      this.rowsHaveChanged = false;
    } else {
      this.budget.spentOnMaps(capture.cost);
      const { figuresRows } = this;
      this.rowsHaveChanged =
        figuresRows !== undefined && changedRows(figuresRows, capture.mappings) > figuresRows.length * changedShare;
    }
    if (replaced) {
      this.tell('exec', `Process ${capture.process.identity.pid} now runs another program: ${capture.process.comm}.`);
      this.previous = undefined;
      // What was saved while another program ran is spent on the beginning of this one; nothing is given in advance.
      this.begunAt = this.clock.now();
    } else if (this.condition !== 'live' && this.condition !== 'exec') {
      this.tell('live', `Process ${capture.process.identity.pid} can be read again.`);
    }
    this.send(capture, whole);
    if (this.interval === null) this.recorder?.gap('paused');
  }

  private fail(failure: Failure): void {
    const condition = conditionOf(failure);
    if (condition === 'exited' || condition === 'no-address-space') {
      this.ended = true;
      // What had an address space and has none has exited; whoever started it has not taken note of it yet.
      this.recorder?.end(true);
    } else this.recorder?.gap(condition === 'refused' ? 'refused' : 'failed', undefined, { why: failure.message });
    if (condition === this.condition && failure.message === this.conditionMessage) return;
    this.tell(condition, failure.message, failure);
  }

  private tell(condition: WatchCondition, message: string, more: { why?: string; remedy?: string } = {}): void {
    this.condition = condition;
    this.conditionMessage = message;
    this.sink.condition({
      watch: this.watch,
      condition,
      message,
      ...(more.why === undefined ? {} : { why: more.why }),
      ...(more.remedy === undefined ? {} : { remedy: more.remedy }),
    });
  }

  private send(capture: Capture, whole: boolean): void {
    const { previous } = this;
    const update = updateFrom(previous, capture);
    this.previous = capture;
    const cost = this.budget.cost(this.clock.now(), this.interval ?? asMilliseconds(0));
    this.sink.update({ watch: this.watch, update, cost });
    if (capture.stage === 'maps') return;
    // The picture of maps alone that comes first is none to look back at, so nothing leads on from it.
    this.recorder?.sample(capture, previous?.stage === 'complete' ? update : undefined, whole ? 'smaps' : 'maps');
  }

  private next(): void {
    if (this.ended) {
      this.stopBeats?.();
      return;
    }
    this.nextBeat();
    if (this.wholeWanted) void this.read(true);
    else if (this.interval !== null) {
      const now = this.clock.now();
      const atOnce = this.isBeginning(now) && this.budget.canBringForward(now);
      this.schedule(atOnce ? this.interval : this.budget.mapsInterval(this.interval));
    }
  }
}

/** Rows that came, went or changed their bounds or permissions. O(rows) of both, which are sorted. */
function changedRows(before: MappingColumns, after: MappingColumns): number {
  if (before === after) return 0;
  let kept = 0;
  for (let [a, b] = [0, 0]; a < before.length && b < after.length;) {
    const [old, now] = [before.start[a] ?? 0, after.start[b] ?? 0];
    if (old === now && before.end[a] === after.end[b] && before.perms[a] === after.perms[b]) kept++;
    if (old <= now) a++;
    if (now <= old) b++;
  }
  return Math.max(before.length, after.length) - kept;
}

/** The read was interrupted from the serving side; the message that says why is on its way. */
const wasCancelled = (outcome: Outcome<Reading>): boolean => !outcome.ok && outcome.code === 'cancelled';

function conditionOf({ code }: Failure): WatchCondition {
  switch (code) {
    case 'no-such-process':
    case 'exited':
      return 'exited';
    case 'no-address-space':
      return 'no-address-space';
    case 'refused':
      return 'refused';
    case 'invalid':
    case 'version':
    case 'cancelled':
    case 'failed':
    case 'unasked':
      return 'failed';
  }
}
