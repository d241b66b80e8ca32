/** Choices that outlive a visit, kept in localStorage and checked when read back. */
import { defaultChoices, readChoices, type Choices } from './choices.ts';

const storageKey = 'procatlas.preferences';

/** Smallest and largest presentation scale, and one step of Ctrl + and Ctrl −. */
const scales = [0.75, 0.875, 1, 1.125, 1.25, 1.5, 1.75, 2, 2.5] as const;

export class Preferences {
  #choices = $state.raw<Choices>(defaultChoices);
  /** Choices that a lesson makes for a while, over the person's own; never stored. */
  #lent = $state.raw<Partial<Choices>>({});
  readonly #current = $derived({ ...this.#choices, ...this.#lent });
  readonly #storage: Pick<Storage, 'getItem' | 'setItem'> | undefined;

  /** `storage` is missing where the browser forbids it; choices then last as long as the page. */
  constructor(storage: Pick<Storage, 'getItem' | 'setItem'> | undefined) {
    this.#storage = storage;
    this.#choices = readChoices(storage?.getItem(storageKey) ?? null);
  }

  get current(): Choices {
    return this.#current;
  }

  /** Makes some choices until the person makes them, or they are given back. */
  lend(changes: Partial<Choices>): void {
    this.#lent = { ...this.#lent, ...changes };
  }

  /** The person's own choices again. */
  giveBack(): void {
    this.#lent = {};
  }

  /** Changes some choices and remembers all. */
  set(changes: Partial<Choices>): void {
    this.#choices = readChoices(JSON.stringify({ ...this.#choices, ...changes }));
    this.#lent = Object.fromEntries(Object.entries(this.#lent).filter(([name]) => !Object.hasOwn(changes, name)));
    try {
      this.#storage?.setItem(storageKey, JSON.stringify(this.#choices));
    } catch {
      // Storage is full or forbidden: the choice holds for this visit.
    }
  }

  /** Larger, smaller, or back to 1. */
  scale(direction: 1 | -1 | 0): void {
    const present = scales.findIndex((scale) => scale >= this.#choices.textScale);
    const next = direction === 0 ? 1 : scales[Math.min(scales.length - 1, Math.max(0, present + direction))];
    this.set({ textScale: next ?? 1 });
  }
}
