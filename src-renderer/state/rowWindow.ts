/** Which of many equal rows are on screen, and where to scroll. Pure: lengths in px, rows counted from 0. */

/** A view of the rows. `head` is how much of its height heads cover that stay in place. */
export interface RowView {
  readonly scrollTop: number;
  readonly height: number;
  readonly head: number;
  readonly rowHeight: number;
  readonly count: number;
}

/** Rows kept on either side of those on screen, so that a flick of the wheel finds them there. */
const margin = 6;

/**
 * The rows to have: the first, and how many. Their number depends on the height alone, so that elements can be used
 * again while one scrolls.
 */
export function rowsInView({ scrollTop, height, rowHeight, count }: RowView): { first: number; length: number } {
  const length = Math.min(count, Math.ceil(height / rowHeight) + 2 * margin + 1);
  const first = Math.floor(scrollTop / rowHeight) - margin;
  return { first: Math.max(0, Math.min(count - length, first)), length };
}

/** How many rows a page is: what is seen at once, but one that stays for the eye. */
export const rowsOfPage = ({ height, head, rowHeight }: RowView): number =>
  Math.max(1, Math.floor((height - head) / rowHeight) - 1);

/**
 * Where to scroll so that a row is seen; undefined when it is. A row within a page is brought to the edge, as when one
 * walks by key; one from afar is put a third down, where both sides of it are seen.
 */
export function scrollToRow(view: RowView, row: number): number | undefined {
  const { scrollTop, height, head, rowHeight } = view;
  const top = row * rowHeight;
  const room = height - head;
  if (row < 0 || (top >= scrollTop && top + rowHeight <= scrollTop + room)) return undefined;
  const near = top > scrollTop - room && top < scrollTop + 2 * room;
  if (!near) return Math.max(0, top - room / 3);
  return top < scrollTop ? top : top + rowHeight - room;
}

/**
 * Which of many columns are seen, of which the first one stays while the others go under it. Widths and the gap between
 * columns in px; `first` and `last` are among those beside the first one, -1 where there are none.
 */
export function columnsInView(
  widths: readonly number[],
  gap: number,
  { scrollLeft, width }: { readonly scrollLeft: number; readonly width: number },
): { first: number; last: number } {
  let first = -1;
  let last = -1;
  let right = 0;
  widths.forEach((own, index) => {
    const left = right;
    right += own + gap;
    if (index === 0 || left > scrollLeft + width) return;
    // What lies under the first column is kept: it is there at once when one scrolls back.
    if (first < 0 && right > scrollLeft) first = index;
    last = index;
  });
  return { first, last };
}

/** Rows by names that outlive a change of the list. */
export interface NamedRows {
  readonly count: number;
  readonly nameOf: (row: number) => string | number;
  /** What decides which rows there are and how they follow each other: another text, another list. */
  readonly order: string;
  /** Whether a row keeps its neighbours when its figures change, as it does in the order of the addresses. */
  readonly byPlace: boolean;
}

/** Where a row stands after a change, or -1: for one that has gone, the first below it that is still there. */
export function rowAfter(before: NamedRows, now: NamedRows, row: number): number {
  if (row < 0 || row >= before.count) return -1;
  // Most of the time nothing has moved.
  if (row < now.count && now.nameOf(row) === before.nameOf(row)) return row;
  const places = new Map<string | number, number>();
  for (let place = 0; place < now.count; place++) places.set(now.nameOf(place), place);
  for (let below = row; below < before.count; below++) {
    const place = places.get(before.nameOf(below));
    if (place !== undefined) return place;
  }
  return -1;
}
