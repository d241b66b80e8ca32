/** Records what a watch reads: gives the recording its times, measures what keeping costs, and tells that it grew. */
import type { Capture } from '../contract/capture.ts';
import type { RecordedGap, RecordingGrew, SampleKind } from '../contract/recording.ts';
import {
  asEpochMilliseconds,
  measuredMilliseconds,
  type EpochMilliseconds,
  type Milliseconds,
} from '../contract/units.ts';
import type { Beat } from '../procfs/beat.ts';
import type { CaptureUpdate } from '../contract/update.ts';
import type { RecordedEventRow } from '../time/eventLog.ts';
import { Recording } from '../time/recording.ts';

/** Both clocks, so that tests can set them. */
export interface RecorderClock {
  /** Monotonic; it stands still while the machine sleeps (CLOCK_MONOTONIC of clock_gettime(2)). */
  now(): Milliseconds;
  /** The wall clock. */
  wall(): EpochMilliseconds;
}

export const systemClock: RecorderClock = {
  now: () => measuredMilliseconds(performance.now()),
  wall: () => asEpochMilliseconds(Date.now()),
};

/** The wall clock runs ahead of the monotonic one by so much: the machine slept, or somebody set the clock. */
const leastSleep = 2_000;

/** The recorder of one watch. */
export class Recorder {
  private readonly grew: (value: RecordingGrew) => void;
  private readonly clock: RecorderClock;
  private kept: Recording | undefined;
  private ended = false;
  private calls: readonly RecordedEventRow[] = [];
  private last: { readonly now: number; readonly wall: number } | undefined;

  constructor(grew: (value: RecordingGrew) => void, clock: RecorderClock = systemClock) {
    this.grew = grew;
    this.clock = clock;
  }

  /** Missing until something was read. */
  get recording(): Recording | undefined {
    return this.kept;
  }

  /** Calls have returned, as strace tells; they are kept with the next picture, or behind the last one. */
  called(calls: readonly RecordedEventRow[]): void {
    if (this.ended) this.kept?.callsAfter(calls);
    else this.calls = [...this.calls, ...calls];
  }

  /** The cheapest file was read. Nobody is told: it comes with the next picture. */
  beat(beat: Beat): void {
    if (!this.ended) this.kept?.beat({ time: this.clock.wall(), ...beat });
  }

  /** A picture was read; `update` leads to it from the one before it in this program image. */
  sample(capture: Capture, update: CaptureUpdate | undefined, sample: SampleKind): void {
    const now = this.clock.now();
    const recording = (this.kept ??= new Recording(capture.process.identity));
    const wall = this.clock.wall();
    if (this.last && wall - this.last.wall - (now - this.last.now) > leastSleep) {
      this.gap('suspended', asEpochMilliseconds(this.last.wall));
    }
    this.last = { now, wall };
    const isOver = ({ to }: RecordedEventRow): boolean => to <= capture.takenAt;
    const calls = this.calls.filter(isOver);
    this.calls = this.calls.filter((call) => !isOver(call));
    recording.sample(capture, update, sample, now, calls);
    recording.kept(this.clock.now() - now);
    this.grew(recording.grew);
  }

  /** From now on (or from a time on) nothing is read, or no figures. */
  gap(
    reason: RecordedGap['reason'],
    from: EpochMilliseconds = this.clock.wall(),
    { of = 'everything', why }: { of?: RecordedGap['of']; why?: string } = {},
  ): void {
    if (!this.kept) return;
    this.kept.gap({ reason, of, from, ...(why === undefined ? {} : { why }) });
    this.grew(this.kept.grew);
  }

  /** The process has exited, or nobody watches it any more. */
  end(exited: boolean): void {
    if (!this.kept) return;
    this.ended = true;
    this.kept.end(this.clock.wall(), exited, this.calls);
    this.grew(this.kept.grew);
  }
}
