/** The recording of the process in front, as far as the page has it, and the pictures of its moments on request. */
import type { Backend, CallOptions, Failure, Outcome, WatchId } from '@contract/calls.ts';
import type { Capture } from '@contract/capture.ts';
import type { Bookmark, BookmarkId, MomentId, RecordingInfo, SavedRecording } from '@contract/recording.ts';
import { applyUpdate } from '@contract/update.ts';
import { joinInfo } from '@time/joinInfo.ts';
import type { MomentAt } from '@time/recording.ts';
import { LastUsed } from './lastUsed.ts';
import type { ProcessStore } from './processStore.svelte.ts';

/** Pictures kept; a capture of 60,000 mappings is some megabytes. */
const keptPictures = 8;

/** One moment with its picture. */
export interface ShownMoment {
  readonly moment: MomentId;
  readonly time: number;
  readonly capture: Capture;
}

export class RecordingStore {
  info = $state.raw<RecordingInfo | undefined>(undefined);
  /** Why a moment could not be shown. */
  failure = $state.raw<Failure | undefined>(undefined);
  readonly #backend: Backend;
  readonly #store: Pick<ProcessStore, 'watch'>;
  /** The watch that `info` is of. */
  #of: WatchId | undefined;
  /** An answer is on its way, and more has come meanwhile. */
  #asking = false;
  #more = false;
  readonly #pictures = new LastUsed<MomentId, ShownMoment>(keptPictures);

  constructor(backend: Backend, store: Pick<ProcessStore, 'watch'>) {
    this.#backend = backend;
    this.#store = store;
    backend.on('recording.grew', ({ watch }) => {
      if (watch === this.#store.watch) void this.pull();
    });
  }

  /** Asks for what is new; one question at a time. */
  async pull(): Promise<void> {
    const { watch } = this.#store;
    if (watch === undefined) return;
    if (watch !== this.#of) this.#forget(watch);
    this.#more = true;
    if (this.#asking) return;
    this.#asking = true;
    while (this.#more && this.#of !== undefined) {
      this.#more = false;
      const asked = this.#of;
      const outcome = await this.#backend.call('recording.info', { watch: asked, since: this.info?.sequence ?? 0 });
      if (asked === this.#of && outcome.ok) this.info = joinInfo(this.info, outcome.value);
    }
    this.#asking = false;
  }

  /** The picture of a moment: kept, or fetched. The one before it where it was thinned out. */
  async picture(moment: MomentId): Promise<Outcome<ShownMoment>> {
    const kept = this.#pictures.get(moment);
    if (kept) return { ok: true, value: kept };
    const { watch } = this.#store;
    if (watch === undefined) return { ok: false, code: 'invalid', message: 'No process is being watched.' };
    const outcome = await this.#backend.call('recording.moment', { watch, at: { moment } });
    if (!outcome.ok) return outcome;
    const capture = applyUpdate(undefined, outcome.value.update);
    if (!capture) return { ok: false, code: 'failed', message: 'The picture of this moment came without its tables.' };
    const shown = { moment: outcome.value.moment, time: outcome.value.time, capture };
    if (watch === this.#store.watch) this.#pictures.set(shown.moment, shown);
    return { ok: true, value: shown };
  }

  /** Gives a moment a name in the recording, so that it is kept there and saved with it. */
  async mark(name: string, at: MomentAt): Promise<Outcome<Bookmark>> {
    return this.#ask((watch) => this.#backend.call('recording.mark', { watch, name, at }));
  }

  async rename(bookmark: BookmarkId, name: string): Promise<Outcome<Bookmark>> {
    return this.#ask((watch) => this.#backend.call('recording.rename', { watch, bookmark, name }));
  }

  /** Removes a bookmark; its moment stays while there is room. */
  async unmark(bookmark: BookmarkId): Promise<Outcome<null>> {
    return this.#ask((watch) => this.#backend.call('recording.unmark', { watch, bookmark }));
  }

  /** All of it as a file; `redact`: without names that tell about people. */
  async save(redact: boolean, options: CallOptions): Promise<Outcome<SavedRecording>> {
    return this.#ask((watch) => this.#backend.call('recording.save', { watch, redact }, options));
  }

  async #ask<Value>(call: (watch: WatchId) => Promise<Outcome<Value>>): Promise<Outcome<Value>> {
    const { watch } = this.#store;
    return watch === undefined
      ? { ok: false, code: 'invalid', message: 'Nothing has been recorded yet.' }
      : call(watch);
  }

  /** Forgets everything: something else is looked at. */
  clear(): void {
    this.#forget(undefined);
  }

  #forget(of: WatchId | undefined): void {
    this.#of = of;
    this.info = undefined;
    this.failure = undefined;
    this.#pictures.clear();
  }
}
