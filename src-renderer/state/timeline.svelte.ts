/** What the timeline shows, and moving along it: the window of time, the playhead, playing. */
import type { SeriesMetric } from '@contract/recording.ts';
import type { Stacking } from '../layout/timeline/frame.ts';
import {
  landmarkBeside,
  momentAt,
  momentBeside,
  revealing,
  rowOfMoment,
  wholeWindow,
  zoomed,
  type TimeWindow,
} from '../layout/timeline/window.ts';
import type { MomentCursor } from './momentCursor.svelte.ts';
import type { RecordingStore } from './recordingStore.svelte.ts';

/** Moments a second while playing. */
export const speeds = [2, 5, 20] as const;

export class Timeline {
  readonly #recording: RecordingStore;
  readonly #cursor: MomentCursor;
  metric = $state<SeriesMetric>('rss');
  stacking = $state<Stacking>('kind');
  speed = $state<(typeof speeds)[number]>(5);
  /** The window that one has zoomed to; undefined: the whole, growing with it. */
  #zoomed = $state.raw<TimeWindow | undefined>(undefined);
  #timer = $state<ReturnType<typeof setInterval> | undefined>(undefined);
  /**
   * The recording, once it holds two moments: before there is nothing to look back at. Its curves and spans tell kinds, so
   * it is not there while labels are hidden.
   */
  readonly info = $derived.by(() => {
    const { info } = this.#recording;
    return info && info.moments.length > 1 && !this.#cursor.stage.labelsHidden ? info : undefined;
  });
  readonly whole: TimeWindow = $derived.by(() => (this.info ? wholeWindow(this.info) : { from: 0, to: 1 }));
  readonly window: TimeWindow = $derived.by(() => this.#zoomed ?? this.whole);
  readonly playing = $derived.by(() => this.#timer !== undefined);

  constructor(recording: RecordingStore, cursor: MomentCursor) {
    this.#recording = recording;
    this.#cursor = cursor;
  }

  /** Where the playhead stands: the time of the moment that is shown, or the end. */
  get time(): number {
    return this.#cursor.shown?.time ?? this.whole.to;
  }

  /** Shows the moment at a time. */
  goTo(time: number): void {
    const { info } = this;
    const row = info ? momentAt(info.moments, time) : -1;
    if (row >= 0) this.#show(row);
  }

  /** Shows the moment before or after; after the last one comes now. */
  step(by: 1 | -1): void {
    const { info } = this;
    if (!info) return;
    const row = this.#row();
    const next = momentBeside(info.moments, row, by);
    if (by > 0 && next === row) this.live();
    else this.#show(next);
  }

  /** Shows the moment of the next bookmark or event, or of the one before. */
  leap(by: 1 | -1): void {
    const { info } = this;
    const from = this.#cursor.aim === undefined ? this.whole.to : (info?.moments.time[this.#row()] ?? this.whole.to);
    const time = info && landmarkBeside(info, from, by);
    if (time !== undefined) this.goTo(time);
    else if (by > 0) this.live();
  }

  first(): void {
    this.goTo(-Infinity);
  }

  live(): void {
    this.stop();
    this.#cursor.live();
  }

  /** Plays from where one stands, or from the beginning when that is now; stops when it plays. */
  togglePlay(): void {
    if (this.playing) {
      this.stop();
      return;
    }
    if (this.#cursor.aim === undefined) this.first();
    this.#timer = setInterval(() => {
      this.step(1);
    }, 1000 / this.speed);
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  /** Zooms around a time; the whole again when nothing is left to zoom out of. */
  zoom(factor: number, around: number): void {
    const next = zoomed(this.window, this.whole, factor, around);
    this.#zoomed = next.to - next.from >= this.whole.to - this.whole.from ? undefined : next;
  }

  zoomOut(): void {
    this.#zoomed = undefined;
  }

  /** Forgets everything: another process is looked at. */
  clear(): void {
    this.stop();
    this.#zoomed = undefined;
  }

  /** The row that is shown or on its way: keys are faster than pictures come. The last one for now. */
  #row(): number {
    const { info } = this;
    const { aim } = this.#cursor;
    if (!info) return -1;
    return aim === undefined ? info.moments.length - 1 : Math.max(0, rowOfMoment(info.moments, aim));
  }

  #show(row: number): void {
    const { info } = this;
    const moment = info?.moments.id[row];
    if (!info || moment === undefined) return;
    if (this.#zoomed) this.#zoomed = revealing(this.#zoomed, this.whole, info.moments.time[row] ?? 0);
    void this.#cursor.lookBack(moment);
  }
}
