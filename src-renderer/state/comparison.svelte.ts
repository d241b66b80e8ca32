/**
 * Marked moments, and the comparison of what is shown with one of them. A mark holds its capture: the page can compare
 * whatever the process does meanwhile. Captures share the tables that did not change, so a mark costs what changed.
 */
import type { Capture } from '@contract/capture.ts';
import type { BookmarkId } from '@contract/recording.ts';
import { differenceOf, type Difference } from '@time/difference.ts';
import { goneSpans } from '@time/goneSpans.ts';
import type { GoneSpan } from './model.ts';
import type { MomentCursor } from './momentCursor.svelte.ts';
import { regionTitle } from '@words/regionTitle.ts';

/** A moment with a name. */
export interface Mark {
  readonly id: number;
  readonly name: string;
  readonly capture: Capture;
  /** What it is in the recording, where it is in one. */
  readonly bookmark?: BookmarkId;
  /** It is another capture that was opened to be compared with, not a moment of what is shown. */
  readonly opened?: true;
  /** It is the beginning of a span of time that was drawn on the timeline; the next one takes its place. */
  readonly range?: true;
}

/** Marks that are kept; the oldest fall off. */
const mostMarks = 20;

export class Comparison {
  readonly #cursor: Pick<MomentCursor, 'capture' | 'stage'>;
  #made = 0;
  marks = $state.raw<readonly Mark[]>([]);
  #since = $state<number | undefined>(undefined);
  /** The mark that what is shown is compared with; none while labels are hidden, for its capture has them. */
  readonly since = $derived.by(() =>
    this.#cursor.stage.labelsHidden ? undefined : this.marks.find(({ id }) => id === this.#since),
  );
  /** What lies between the two; undefined without a mark, and at the marked moment itself. */
  readonly difference: Difference | undefined = $derived.by(() => {
    const { capture } = this.#cursor;
    const before = this.since?.capture;
    return before && capture && before !== capture ? differenceOf(before, capture) : undefined;
  });
  /** For the change colour mode. */
  readonly changes = $derived.by(() => this.difference?.regions?.types);

  /** What was there and is no more, also where the rest of it stayed. */
  readonly gone: readonly GoneSpan[] = $derived.by(() => {
    const { difference } = this;
    if (!difference) return [];
    return goneSpans(difference).map(({ start, end, region }) => ({
      start,
      end,
      name: regionTitle(difference.before, region),
    }));
  });

  constructor(cursor: Pick<MomentCursor, 'capture' | 'stage'>) {
    this.#cursor = cursor;
  }

  /** Marks what is shown, and compares with it from now on; undefined while there is nothing to mark. */
  mark(): Mark | undefined {
    const { capture } = this.#cursor;
    if (!capture) return undefined;
    return this.#add({ name: `Mark ${this.marks.filter(({ opened }) => !opened).length + 1}`, capture });
  }

  /** Compares with the moment of a bookmark. */
  bookmarked(name: string, capture: Capture, bookmark: BookmarkId): Mark {
    return this.#add({ name, capture, bookmark });
  }

  /** The recording keeps a mark under a number of its own. */
  keptAs(id: number, bookmark: BookmarkId): void {
    this.marks = this.marks.map((mark) => (mark.id === id ? { ...mark, bookmark } : mark));
  }

  /** Compares with another capture, such as that of another run; owners are then found by their role. */
  against(name: string, capture: Capture): Mark {
    return this.#add({ name, capture, opened: true });
  }

  /** Compares with the beginning of a span of time. */
  ranged(name: string, capture: Capture): Mark {
    this.marks = this.marks.filter(({ range }) => !range);
    return this.#add({ name, capture, range: true });
  }

  #add(mark: Omit<Mark, 'id'>): Mark {
    const made = { id: ++this.#made, ...mark };
    this.marks = [...this.marks, made].slice(-mostMarks);
    this.#since = made.id;
    return made;
  }

  /** Compares with another mark; undefined compares with none. */
  compareWith(id: number | undefined): void {
    this.#since = id;
  }

  rename(id: number, name: string): void {
    const given = name.trim();
    if (given === '') return;
    this.marks = this.marks.map((mark) => (mark.id === id ? { ...mark, name: given } : mark));
  }

  /** Forgets a mark; what was compared with it is then compared with the one before it. */
  remove(id: number): void {
    this.marks = this.marks.filter((mark) => mark.id !== id);
    if (this.#since === id) this.#since = this.marks.at(-1)?.id;
  }

  /** Forgets all: another process is looked at. */
  clear(): void {
    this.marks = [];
    this.#since = undefined;
    this.#made = 0;
  }
}
