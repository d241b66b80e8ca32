/** Lessons on this page: which there are, and the one that is being taken. */
import type { Backend, Failure } from '@contract/calls.ts';
import type { LessonEntry } from '@contract/lesson.ts';
import { HandedIn } from './handedIn.svelte.ts';
import type { LessonPicture } from './lessonPicture.ts';
import { TakenLesson } from './takenLesson.svelte.ts';

/** How a lesson is opened. */
export interface TakeOptions {
  /** Show the recording, also where the program could run. */
  readonly recorded?: boolean;
  /** The step whose change is made in the program first. */
  readonly change?: string;
}

export class Lessons {
  /** Every lesson there is; undefined until they are known. */
  entries = $state.raw<readonly LessonEntry[] | undefined>(undefined);
  /** Why the list or a lesson could not be opened. */
  failure = $state.raw<Failure | undefined>(undefined);
  /** True while the list of lessons is what the page shows. */
  listOpen = $state(false);
  /** Id of the lesson that is being opened. */
  opening = $state<string | undefined>(undefined);
  taken = $state.raw<TakenLesson | undefined>(undefined);

  /** What a class has answered. */
  readonly handedIn: HandedIn;

  readonly #backend: Backend;
  readonly #picture: LessonPicture;

  constructor(backend: Backend, picture: LessonPicture) {
    this.#backend = backend;
    this.#picture = picture;
    this.handedIn = new HandedIn(backend);
  }

  /** Shows the list; what was shown before goes away. */
  async open(): Promise<void> {
    this.listOpen = true;
    this.failure = undefined;
    await this.#picture.clear();
    const failure = await this.#list();
    if (failure) this.failure = failure;
  }

  /** Takes a lesson from its beginning. */
  async take(id: string, { recorded = false, change }: TakeOptions = {}): Promise<void> {
    if (this.opening !== undefined) return;
    this.opening = id;
    this.failure = undefined;
    await this.#end();
    const outcome = await this.#backend.call('lesson.open', {
      lesson: id,
      recorded,
      ...(change === undefined ? {} : { change }),
      languages: navigator.languages.slice(0, 16),
    });
    this.opening = undefined;
    if (!outcome.ok) {
      this.failure = outcome;
      this.listOpen = true;
      return;
    }
    await this.#picture.clear();
    this.taken = new TakenLesson(this.#backend, this.#picture, outcome.value, change);
    // At its end a lesson names the next one; without the list, as on a page that was opened at a lesson, it names none.
    if (this.entries === undefined) await this.#list();
  }

  /** Back to the list; the lesson's program ends. */
  async leave(): Promise<void> {
    await this.#end();
    await this.open();
  }

  /** The page shows something else: a process, a file. */
  async close(): Promise<void> {
    this.listOpen = false;
    await this.#end();
  }

  async #list(): Promise<Failure | undefined> {
    const outcome = await this.#backend.call('lesson.list', undefined);
    if (!outcome.ok) return outcome;
    this.entries = outcome.value;
    return undefined;
  }

  async #end(): Promise<void> {
    const { taken } = this;
    this.taken = undefined;
    await taken?.stop();
  }
}
