/** What a grid and its owner agree on. */

/** One column. */
export interface GridColumn {
  readonly id: string;
  readonly label: string;
  /** A track of CSS grid: `6rem`, `minmax(8rem, 1fr)`. */
  readonly width: string;
  readonly align?: 'start' | 'end';
  readonly title?: string;
  readonly sortable?: boolean;
}
/** What the owner of a grid asks of it. */
export interface GridHandle {
  reveal(index: number): void;
  onkey(event: KeyboardEvent): void;
}
/** By which column the rows are sorted. */
export interface GridSort {
  readonly key: string;
  readonly descending: boolean;
}
