/** The views on screen, and what the page asks of them: fly there, show all, make a picture. */
import type { PageNumber } from '@contract/units.ts';
import type { ExportTable } from '../format/exportTable.ts';
import type { ViewSpan } from './model.ts';
import type { ViewOnScreen } from './viewEntry.ts';

export class OnScreen {
  /** Where the person has moved the picture last; what stands beside it goes there too. */
  place = $state.raw<ViewSpan | undefined>(undefined);
  #views = $state.raw<readonly ViewOnScreen[]>([]);
  /** Of the views on screen the picture, where one draws one. */
  readonly picture = $derived(this.#views.find(({ picture }) => picture)?.picture);
  /** The same picture with the names of another capture, where one can be drawn so. */
  readonly pictureOf = $derived(this.#views.find(({ pictureOf }) => pictureOf)?.pictureOf);
  /** The table that is shown, where one is. */
  readonly table: (() => ExportTable) | undefined = $derived(this.#views.find(({ table }) => table)?.table);
  readonly settled = $derived(this.#views.every(({ settled }) => settled?.() ?? true));
  /** True where an address can be shown in its place. */
  readonly placesAddresses = $derived(this.#views.some(({ locate }) => locate));

  /** Notes that a view is on screen; what is returned notes that it has gone, as an effect wants it. */
  add(view: ViewOnScreen): () => void {
    this.#views = [...this.#views, view];
    return () => {
      this.#views = this.#views.filter((other) => other !== view);
    };
  }

  /** Brings a span on screen, in views that have a place for addresses. */
  locate(span: ViewSpan): void {
    for (const view of this.#views) view.locate?.(span);
  }

  /** Shows all there is. */
  home(): void {
    for (const view of this.#views) view.home?.();
  }

  /** Rows that were chosen one by one, as a page of each of their mappings; none where nobody can. */
  chosen(): readonly PageNumber[] {
    return this.#views.flatMap(({ chosen }) => chosen?.() ?? []);
  }

  /** What is looked at now; undefined for the whole. */
  look(): ViewSpan | undefined {
    return this.#views.find(({ look }) => look)?.look?.();
  }
}
