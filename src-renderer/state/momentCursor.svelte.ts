/**
 * Which moment is shown. Every view, list, panel and export reads its capture here, so that all of them look back
 * together; what is asked of the process itself (pages, bytes, symbols) is always asked now, of the process store.
 */
import type { Capture } from '@contract/capture.ts';
import type { MomentId } from '@contract/recording.ts';
import type { ProcessStore } from './processStore.svelte.ts';
import type { RecordingStore, ShownMoment } from './recordingStore.svelte.ts';
import { Stage } from './stage.svelte.ts';

export class MomentCursor {
  /** What the audience may see of it. */
  readonly stage: Stage;
  readonly #store: Pick<ProcessStore, 'capture'>;
  readonly #recording: Pick<RecordingStore, 'picture'> & { failure: RecordingStore['failure'] };
  /** The moment that one looks back at; undefined: now. */
  shown = $state.raw<ShownMoment | undefined>(undefined);
  /** The moment that is on its way: scrubbing is faster than pictures come. */
  #wanted: MomentId | undefined;
  #fetching = false;
  /** What is shown: the newest capture, or that of the moment. */
  readonly capture: Capture | undefined = $derived.by(() =>
    this.stage.shown(this.shown?.capture ?? this.#store.capture),
  );
  /** True while one looks back; what comes in meanwhile is kept and not shown. */
  readonly past = $derived.by(() => this.shown !== undefined);

  constructor(
    store: Pick<ProcessStore, 'capture'>,
    recording: Pick<RecordingStore, 'picture'> & { failure: RecordingStore['failure'] },
    stage: Stage = new Stage(),
  ) {
    this.stage = stage;
    this.#store = store;
    this.#recording = recording;
  }

  /** Shows an earlier moment in every view; of several asked for in a hurry the last one. */
  async lookBack(moment: MomentId): Promise<void> {
    this.#wanted = moment;
    if (this.#fetching) return;
    this.#fetching = true;
    for (let next = this.#next(undefined); next !== undefined; next = this.#next(next)) {
      const outcome = await this.#recording.picture(next);
      // Meanwhile one may have gone back to now.
      if (this.#next(undefined) === undefined) break;
      this.#recording.failure = outcome.ok ? undefined : outcome;
      if (outcome.ok) this.shown = outcome.value;
    }
    this.#fetching = false;
  }

  /** Shows the newest moment again, and from then on what comes in. */
  live(): void {
    this.#wanted = undefined;
    this.shown = undefined;
  }

  /** The moment that is shown, or that is on its way; undefined: now. Steps go on from there. */
  get aim(): MomentId | undefined {
    return this.#fetching ? this.#wanted : this.shown?.moment;
  }

  /** What is asked for after what is done; undefined when that was the last, or one is back at now. */
  #next(done: MomentId | undefined): MomentId | undefined {
    return this.#wanted === done ? undefined : this.#wanted;
  }
}
