/**
 * Keeps the address of the page and the browser's own history in step with where one is: each step of the history is an
 * entry, so that the browser's Back and Forward walk it, and an address that is pasted leads to its place and moment.
 */
import type { Workspace } from './workspace.svelte.ts';
import { fragmentOf, fragmentOfLesson, linkOf, type Link } from './fragment.ts';
import { selectObject } from './located.ts';
import { rowAt } from '@contract/rows.ts';

/** Milliseconds of rest before the address follows without a step: browsers refuse many changes a second. */
const rest = 300;

/** What of the window is needed. */
export type AddressedWindow = Pick<Window, 'history' | 'location' | 'setTimeout' | 'clearTimeout'>;

/** The step that an entry of the browser's history stands for. */
const stepOf = (state: unknown): number | undefined => {
  if (typeof state !== 'object' || state === null || !('step' in state)) return undefined;
  return typeof state.step === 'number' ? state.step : undefined;
};

export class PageAddress {
  readonly #workspace: Workspace;
  readonly #window: AddressedWindow;
  #last: number | undefined;
  #timer: number | undefined;
  /** Writes what is resting still; where a step is made meanwhile, the entry that it leaves must be ours by then. */
  #resting: (() => void) | undefined;
  /** What the address asked for and could not be shown yet: nothing had been read. */
  #wanted: Link | undefined;
  /** Where one is, as a fragment. */
  readonly fragment = $derived.by(() => {
    const { store, selection, cursor, view, views, lessons } = this.#workspace;
    if (lessons.taken) return fragmentOfLesson(lessons.taken.lesson.id);
    const { selection: selected, view: shown } = selection.place ?? {};
    const [first] = views;
    return fragmentOf({
      ...(store.pid === undefined ? {} : { pid: store.pid }),
      ...(view === first ? {} : { view: view.id }),
      ...(shown === undefined || shown === 'home' ? {} : { at: shown }),
      ...(selected ? { selection: selected } : {}),
      ...(cursor.shown ? { moment: cursor.shown.time } : {}),
    });
  });

  constructor(workspace: Workspace, window: AddressedWindow) {
    this.#workspace = workspace;
    this.#window = window;
    this.#wanted = linkOf(window.location.hash);
    workspace.walkBrowser = (by) => {
      // Only entries that are ours are walked: the page before this one is the browser's affair.
      if (stepOf(window.history.state) !== workspace.selection.step) return false;
      if (by < 0) window.history.back();
      else window.history.forward();
      return true;
    };
  }

  /** Writes where one is; to be called whenever the step or the fragment has changed. */
  follow(step: number, fragment: string): void {
    const { store, lessons } = this.#workspace;
    // Before anything is shown the address still says what was asked for.
    if (this.#wanted || (store.pid === undefined && !store.source && !lessons.listOpen)) return;
    const isNew = this.#last !== undefined && step > this.#last && stepOf(this.#window.history.state) !== step;
    this.#last = step;
    this.#window.clearTimeout(this.#timer);
    if (isNew) {
      this.#resting?.();
      this.#write('pushState', step, fragment);
      return;
    }
    this.#resting = () => {
      this.#resting = undefined;
      this.#write('replaceState', step, fragment);
    };
    this.#timer = this.#window.setTimeout(this.#resting, rest);
  }

  /** The browser went to another entry: to its step, or, when that has been forgotten, to what its address says. */
  popped(state: unknown): void {
    const step = stepOf(state);
    if (step !== undefined && this.#workspace.goToStep(step)) return;
    const link = linkOf(this.#window.location.hash);
    if (link.pid !== undefined && link.pid !== this.#workspace.store.pid) {
      this.#workspace.openProcess(link.pid);
      this.#wanted = link;
    } else if (link.pid !== undefined) this.#arrive(link);
  }

  /** Goes where the address led, once the process has been read; what lies in the past, once that is recorded. */
  arrive(): void {
    const { store, timeline } = this.#workspace;
    const link = this.#wanted;
    if (!link || store.capture?.stage !== 'complete') return;
    if (link.moment !== undefined && link.pid === store.pid && !timeline.info) return;
    this.#wanted = undefined;
    if (link.pid === store.pid) this.#arrive(link);
    // The place where one begins is an entry of its own, before the first step is made.
    this.follow(this.#workspace.selection.step, this.fragment);
  }

  #arrive({ view, at, selection, moment }: Link): void {
    const workspace = this.#workspace;
    if (view !== undefined) workspace.show(view);
    if (selection) workspace.visit(this.#found(selection));
    else if (at) workspace.selection.settle(at);
    if (at) workspace.onScreen.locate(at);
    if (moment === undefined) return;
    const began = workspace.timeline.whole.from;
    if (moment < began) {
      workspace.recording.failure = {
        ok: false,
        code: 'invalid',
        message: 'The moment that the address names is not recorded.',
        why: 'Each page records from when it is opened.',
        remedy: 'What is shown is the newest picture.',
      };
    } else workspace.timeline.goTo(moment);
  }

  /** An object is named by its span in an address: it is the one whose first region begins there. */
  #found(selection: NonNullable<Link['selection']>): NonNullable<Link['selection']> {
    const { capture } = this.#workspace.cursor;
    if (selection.level !== 'object' || !capture) return selection;
    const object = capture.regions.object[rowAt(capture.regions, selection.start)] ?? -1;
    return selectObject(capture, object) ?? { ...selection, level: 'region' };
  }

  #write(how: 'pushState' | 'replaceState', step: number, fragment: string): void {
    try {
      this.#window.history[how]({ step }, '', `${this.#window.location.pathname}${fragment}`);
    } catch {
      // A page opened from a file may be forbidden to change its address: then it keeps the one it has.
    }
  }
}
