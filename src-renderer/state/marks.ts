/**
 * Marks are bookmarks too: what is marked, named or forgotten here is so in the recording, and a bookmark of the recording,
 * also of one that was opened, is a mark that one can compare with.
 */
import type { Outcome } from '@contract/calls.ts';
import type { Bookmark, BookmarkId, MomentId } from '@contract/recording.ts';
import type { Comparison, Mark } from './comparison.svelte.ts';
import type { MomentCursor } from './momentCursor.svelte.ts';
import type { RecordingStore } from './recordingStore.svelte.ts';

export class Marks {
  readonly #comparison: Comparison;
  readonly #recording: Pick<RecordingStore, 'mark' | 'rename' | 'unmark' | 'picture'>;
  readonly #cursor: Pick<MomentCursor, 'shown'>;

  constructor(
    comparison: Comparison,
    recording: Pick<RecordingStore, 'mark' | 'rename' | 'unmark' | 'picture'>,
    cursor: Pick<MomentCursor, 'shown'>,
  ) {
    this.#comparison = comparison;
    this.#recording = recording;
    this.#cursor = cursor;
  }

  /** Marks what is shown, and compares with it from now on. */
  async make(): Promise<void> {
    const made = this.#comparison.mark();
    if (!made) return;
    const shown = this.#cursor.shown;
    const at = shown ? { moment: shown.moment } : { time: made.capture.takenAt };
    const kept = await this.#recording.mark(made.name, at);
    if (!kept.ok) return;
    this.#comparison.keptAs(made.id, kept.value.id);
    // Named or forgotten while the recording was told of it.
    const now = this.#comparison.marks.find(({ id }) => id === made.id);
    if (!now) await this.#recording.unmark(kept.value.id);
    else if (now.name !== made.name) await this.#recording.rename(kept.value.id, now.name);
  }

  /** An empty name changes nothing. */
  rename(mark: Mark, name: string): void {
    this.#comparison.rename(mark.id, name);
    if (mark.bookmark !== undefined && name.trim() !== '') void this.#recording.rename(mark.bookmark, name.trim());
  }

  forget({ id, bookmark }: Mark): void {
    this.#comparison.remove(id);
    if (bookmark !== undefined) void this.#recording.unmark(bookmark);
  }

  /** Bookmarks that are no marks yet. */
  others(bookmarks: readonly Bookmark[]): readonly Bookmark[] {
    const known = new Set<BookmarkId | undefined>(this.#comparison.marks.map(({ bookmark }) => bookmark));
    return bookmarks.filter(({ id }) => !known.has(id));
  }

  /** Compares with the moment of a bookmark; a failure is that of fetching its picture. */
  async compareWith({ id, name, moment }: Bookmark): Promise<Outcome<null>> {
    const picture = await this.#recording.picture(moment);
    if (!picture.ok) return picture;
    this.#comparison.bookmarked(name, picture.value.capture, id);
    return { ok: true, value: null };
  }

  /** Compares with a moment of the recording that has no name there: the beginning of a span of time. */
  async compareFrom(moment: MomentId, name: string): Promise<Outcome<null>> {
    const picture = await this.#recording.picture(moment);
    if (!picture.ok) return picture;
    this.#comparison.ranged(name, picture.value.capture);
    return { ok: true, value: null };
  }
}
