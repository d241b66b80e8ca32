/** What is selected and where one looked before. All views share the one selection. */
import type { Selection, ViewSpan } from './model.ts';
import { canGoBack, canGoForward, currentStep, move, pushStep, replaceStep, type History } from './history.ts';

/** One place in the history: what was selected, and what was on screen. */
export interface Place {
  readonly selection?: Selection;
  /** Missing when the picture flew to the selection: that is then what was on screen. */
  readonly view?: ViewSpan | 'home';
  /** Its number; steps are numbered as they are made, and keep theirs. */
  readonly step: number;
  /** In which of the app's views; missing until another one has been shown. */
  readonly shownIn?: string;
}

/** Whether two selections name the same thing. */
export const sameSelection = (a: Selection | undefined, b: Selection | undefined): boolean =>
  a === b ||
  (a?.level === b?.level && a?.start === b?.start && a?.end === b?.end && a?.key === b?.key && a?.at === b?.at);

/** What a place had on screen; undefined for the whole picture. */
const spanOf = ({ view, selection }: Place): ViewSpan | undefined =>
  view === 'home' ? undefined : (view ?? selection);

const samePlace = (a: Place, b: Place): boolean =>
  a.shownIn === b.shownIn &&
  sameSelection(a.selection, b.selection) &&
  spanOf(a)?.start === spanOf(b)?.start &&
  spanOf(a)?.end === spanOf(b)?.end;

/** Every process is first seen whole. */
const beginning = (step: number): History<Place> => ({ steps: [{ step, view: 'home' }], at: 0 });

export class SelectionState {
  #made = 0;
  #history = $state.raw(beginning(0));
  /** Where one is in the history. */
  place = $derived(currentStep(this.#history));
  /** Its number. */
  step = $derived(this.place?.step ?? 0);
  current = $derived(this.place?.selection);
  canGoBack = $derived(canGoBack(this.#history));
  canGoForward = $derived(canGoForward(this.#history));

  /** Selects; undefined clears. `flying`: the picture goes there, else it stays as it is. */
  select(selection: Selection | undefined, flying = false): void {
    const present = currentStep(this.#history);
    if (sameSelection(selection, present?.selection) && !flying) return;
    const view = flying ? undefined : (present?.view ?? present?.selection);
    const place = {
      step: ++this.#made,
      ...(selection ? { selection } : {}),
      ...(view ? { view } : {}),
      ...(present?.shownIn ? { shownIn: present.shownIn } : {}),
    };
    this.#history = pushStep(this.#history, place, samePlace);
  }

  /** Notes that another view of the app is shown: a step of its own, so that one can go back to the one before. */
  showIn(before: string, now: string): void {
    const present = { step: 0, ...currentStep(this.#history), shownIn: before };
    const next = { ...present, step: ++this.#made, shownIn: now };
    this.#history = pushStep(replaceStep(this.#history, present), next, samePlace);
  }

  /** Notes where a gesture of the user came to rest: a step of its own when it led far away. */
  settle(view: ViewSpan): void {
    const present: Place = currentStep(this.#history) ?? { step: 0 };
    const before = spanOf(present);
    const place = { ...present, view };
    this.#history =
      !before || isFar(before, view)
        ? pushStep(this.#history, { ...place, step: ++this.#made }, samePlace)
        : replaceStep(this.#history, place);
  }

  back(): Place | undefined {
    return this.#go(-1);
  }

  forward(): Place | undefined {
    return this.#go(1);
  }

  /** Goes to a step by its number; undefined when it has been forgotten, or is where one is. */
  goTo(step: number): Place | undefined {
    const at = this.#history.steps.findIndex((place) => place.step === step);
    if (at < 0) return undefined;
    this.#history = { ...this.#history, at };
    return currentStep(this.#history);
  }

  /** Forgets everything: another process is looked at. */
  clear(): void {
    this.#history = beginning(++this.#made);
  }

  /** The place arrived at, or undefined when there was nowhere to go. */
  #go(by: -1 | 1): Place | undefined {
    const next = move(this.#history, by);
    if (next === this.#history) return undefined;
    this.#history = next;
    return currentStep(next);
  }
}

/** Whether two views differ so much that going back should return to the first: no overlap, or four times the length. */
function isFar(a: ViewSpan, b: ViewSpan): boolean {
  const lengths = (a.end - a.start) / Math.max(b.end - b.start, Number.MIN_VALUE);
  return a.end <= b.start || b.end <= a.start || lengths > 4 || lengths < 1 / 4;
}
