/** The scrolling element of a list of equal rows of which only those on screen exist. */
import { rowAfter, rowsInView, rowsOfPage, scrollToRow, type NamedRows, type RowView } from '../state/rowWindow.ts';

interface Measures {
  readonly count: number;
  /** Both in px. */
  readonly rowHeight: number;
  readonly head: number;
}

/** Bind `element` and `height` to the scrolling element, and hand its scroll events to {@link scrolled}. */
export class RowScroller {
  element = $state.raw<HTMLElement>();
  height = $state(0);
  #scrollTop = $state(0);
  /** The rows as they were told last. */
  #known: NamedRows | undefined;
  readonly #measures: () => Measures;
  readonly #view = $derived.by((): RowView => ({
    ...this.#measures(),
    scrollTop: this.#scrollTop,
    height: this.height,
  }));
  readonly #rows = $derived.by(() => rowsInView(this.#view));

  constructor(measures: () => Measures) {
    this.#measures = measures;
  }

  /** The first row that exists, and how many do. */
  get first(): number {
    return this.#rows.first;
  }
  get length(): number {
    return this.#rows.length;
  }
  /** The first row of which something is seen. */
  get top(): number {
    return this.rowAt(0);
  }
  /** The row at a distance in px below the heads. */
  rowAt(distance: number): number {
    return Math.floor((this.#scrollTop + distance) / this.#view.rowHeight);
  }
  /** How many rows Page Up and Page Down go. */
  get page(): number {
    return rowsOfPage(this.#view);
  }

  has(row: number): boolean {
    return row >= this.first && row < this.first + this.length;
  }

  scrolled = (): void => {
    this.#scrollTop = this.element?.scrollTop ?? 0;
  };

  /** Scrolls a row into view. */
  reveal(row: number): void {
    // From what is known already: asking the element would lay the page out in the middle of a step.
    this.#scroll(scrollToRow(this.#view, row));
  }

  /**
   * Tells of the rows there are now. What is seen stays when rows come or go above it; in another order `active` is
   * looked for, else the beginning.
   */
  keep(rows: NamedRows, active: number): void {
    const before = this.#known;
    this.#known = rows;
    if (!before) return;
    if (before.order !== rows.order) {
      if (active >= 0) this.reveal(active);
      else this.#scroll(0);
    } else if (rows.byPlace) {
      const place = rowAfter(before, rows, this.top);
      if (place >= 0) this.#scroll(this.#scrollTop + (place - this.top) * this.#view.rowHeight);
    }
  }

  #scroll(top: number | undefined): void {
    if (!this.element || top === undefined || top === this.#scrollTop) return;
    this.element.scrollTop = top;
    this.scrolled();
  }
}
