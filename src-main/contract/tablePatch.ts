/**
 * A table as the difference from the one before: stretches that are taken over, and the cells that differ from them.
 * One more mapping among 60,000 costs a few hundred bytes instead of the table.
 */
import { sameStretch, wordsOf, type Column } from './columnWords.ts';
import { sameValue } from './sameValue.ts';

/** Stretches taken over, as triples: first row in the new table, first row in the old one, number of rows. */
export type Copies = Uint32Array;

/**
 * The cells of a column that differ from what was taken over, or the column whole. A row that was not taken over holds 0
 * or what the table says that fresh rows hold.
 */
export type ColumnPatch = { readonly rows: Uint32Array; readonly values: Column } | { readonly whole: Column };

/** A list as stretches of the old one and, in order, the items between them. */
export interface ListPatch<Item> {
  readonly length: number;
  readonly copies: Copies;
  readonly items: readonly Item[];
}

/**
 * Stretches of rows with equal starts. Tables are sorted by start; where one is not, less is taken over. What both begin
 * and end with is found first: of 60,000 rows a handful changes.
 */
export function alignedRows(before: ArrayLike<number>, after: ArrayLike<number>): Copies {
  const shorter = Math.min(before.length, after.length);
  let head = 0;
  while (head < shorter && before[head] === after[head]) head++;
  let tail = 0;
  while (tail < shorter - head && before[before.length - 1 - tail] === after[after.length - 1 - tail]) tail++;
  const [oldEnd, end] = [before.length - tail, after.length - tail];
  const copies = createCopies();
  copies.add(0, 0, head);
  let old = head;
  for (let row = head; row < end; row++) {
    const start = after[row] ?? 0;
    while (old < oldEnd && (before[old] ?? 0) < start) old++;
    if (old < oldEnd && before[old] === start) copies.add(row, old++, 1);
  }
  copies.add(end, oldEnd, tail);
  return copies.done();
}

/** Everything is taken over as it stands. */
export const wholeCopy = (length: number): Copies => Uint32Array.of(0, 0, length);

/** Whether that is what copies say, of tables of these lengths. */
export const isWhole = (copies: Copies, oldLength: number, length: number): boolean =>
  oldLength === length &&
  (length === 0 || (copies.length === 3 && copies[0] === 0 && copies[1] === 0 && copies[2] === length));

function createCopies(): {
  readonly add: (to: number, from: number, count: number) => void;
  readonly done: () => Copies;
} {
  const runs: number[] = [];
  let [to, from] = [-1, -1];
  return {
    add(nextTo, nextFrom, count) {
      if (count === 0) return;
      if (nextTo === to && nextFrom === from) runs.push((runs.pop() ?? 0) + count);
      else runs.push(nextTo, nextFrom, count);
      [to, from] = [nextTo + count, nextFrom + count];
    },
    done: () => Uint32Array.from(runs),
  };
}

/** Calls back for each stretch. Numbers that reach beyond either table are a RangeError: the patch is not of it. */
function eachCopy(
  copies: Copies,
  oldLength: number,
  length: number,
  take: (to: number, from: number, count: number) => void,
): void {
  for (let index = 0; index < copies.length; index += 3) {
    const [to = 0, from = 0, count = 0] = copies.subarray(index, index + 3);
    if (from + count > oldLength || to + count > length) throw new RangeError('a patch reaches beyond its table');
    take(to, from, count);
  }
}

/** Where each old row went; {@link gone} for those that were not taken over. */
export function newRows(copies: Copies, oldLength: number, length: number): Uint32Array {
  const rows = new Uint32Array(oldLength).fill(gone);
  eachCopy(copies, oldLength, length, (to, from, count) => {
    for (let step = 0; step < count; step++) rows[from + step] = to + step;
  });
  return rows;
}

/** In {@link newRows}: not taken over. */
export const gone = 0xffff_ffff;

/** A column of the same type as another. */
function columnLike(column: Column, length: number): Column {
  if (column instanceof Float64Array) return new Float64Array(length);
  if (column instanceof Int32Array) return new Int32Array(length);
  return column instanceof Uint8Array ? new Uint8Array(length) : new Uint32Array(length);
}

/** What taking over makes of a column; a column of row numbers goes through `moved`, other rows hold `fresh`. */
function takenOver(
  before: Column,
  length: number,
  copies: Copies,
  moved: Uint32Array | undefined,
  fresh: number,
): Column {
  const column = columnLike(before, length);
  let next = 0;
  // Only what nothing is copied to: to fill 24 columns of 60,000 rows takes as long as to copy them.
  const bare = (end: number): void => {
    if (fresh !== 0 && next < end) column.fill(fresh, next, end);
  };
  eachCopy(copies, before.length, length, (to, from, count) => {
    bare(to);
    next = to + count;
    column.set(before.subarray(from, from + count), to);
    if (moved) moveNumbers(wordsOf(column, to, count), moved);
  });
  bare(length);
  return column;
}

/**
 * The difference of a column from what was taken over; undefined when there is none. Nothing is built to compare with:
 * among 60,000 rows that took as long as everything else.
 */
export function patchColumn(
  before: Column,
  after: Column,
  copies: Copies,
  moved?: Uint32Array,
  fresh = 0,
): ColumnPatch | undefined {
  if (before.constructor !== after.constructor) return { whole: after };
  const rows: number[] = [];
  let next = 0;
  const bare = (end: number): void => {
    for (; next < end; next++) if (!Object.is(after[next], fresh)) rows.push(next);
  };
  eachCopy(copies, before.length, after.length, (to, from, count) => {
    bare(to);
    next = to + count;
    if (moved) addMoved(rows, wordsOf(before, from, count), wordsOf(after, to, count), to, moved);
    else if (count < longStretch || !sameStretch(before, from, after, to, count)) {
      addDiffering(rows, before, from, after, to, count);
    }
  });
  bare(after.length);
  if (rows.length === 0) return undefined;
  if (rows.length * (4 + after.BYTES_PER_ELEMENT) >= after.byteLength) return { whole: after };
  const values = columnLike(after, rows.length);
  rows.forEach((row, index) => (values[index] = after[row] ?? 0));
  return { rows: Uint32Array.from(rows), values };
}

/** Below so many rows a look at their bytes costs more than it saves. */
const longStretch = 64;

/** Adds the rows of a stretch that differ. NaN equals itself. */
function addDiffering(rows: number[], before: Column, from: number, after: Column, to: number, count: number): void {
  for (let step = 0; step < count; step++) {
    const [was = 0, is = 0] = [before[from + step], after[to + step]];
    if (was !== is && !(Number.isNaN(was) && Number.isNaN(is))) rows.push(to + step);
  }
}

/** The same for a stretch of row numbers, which `moved` carries along. `to`: where the stretch begins. */
function addMoved(rows: number[], before: Uint32Array, after: Uint32Array, to: number, moved: Uint32Array): void {
  for (let step = 0; step < after.length; step++) {
    if (after[step] !== takenNumber(moved, before[step] ?? gone)) rows.push(to + step);
  }
}

function moveNumbers(numbers: Uint32Array, moved: Uint32Array): void {
  for (let at = 0; at < numbers.length; at++) numbers[at] = takenNumber(moved, numbers[at] ?? gone);
}

/** What becomes of a row number. A number that is none, -1 as a word above all, stays. */
function takenNumber(moved: Uint32Array, number: number): number {
  const known = number < moved.length ? (moved[number] ?? gone) : gone;
  return known === gone ? number : known;
}

/** The column that a patch makes of the one before: that very column where nothing changed in it. */
export function patchedColumn(
  before: Column,
  length: number,
  copies: Copies,
  patch: ColumnPatch | undefined,
  moved?: Uint32Array,
  fresh = 0,
): Column {
  if (patch && 'whole' in patch) return patch.whole;
  if (!patch && !moved && isWhole(copies, before.length, length)) return before;
  const column = takenOver(before, length, copies, moved, fresh);
  patch?.rows.forEach((row, index) => (column[row] = patch.values[index] ?? 0));
  return column;
}

/** So many items behind what was taken over last are looked at before all of them are: where fewer have gone, one is next. */
const nextItems = 8;

/** So many items are looked for one by one among all; for more, all are looked up by their JSON, which is dear among 60,000. */
const fewItems = 4;

/** A list of which the difference is told, without necessarily being there. */
export interface OldList<Item> {
  readonly length: number;
  /** Whether the item at a place says the same as another. */
  says(place: number, item: Item): boolean;
  /** The list itself. */
  items(): readonly Item[];
}

const asIs = <Item>(list: readonly Item[]): OldList<Item> => ({
  length: list.length,
  says: (place, item) => sameValue(list[place], item),
  items: () => list,
});

/** The difference of two lists of texts or plain data; items count as equal when they say the same. */
export const patchList = <Item>(before: readonly Item[], after: readonly Item[]): ListPatch<Item> =>
  patchFrom(asIs(before), after);

/**
 * The same from a list that need not be made for it. Few things come and go at once: what both begin and end with is found
 * first, and between them an item mostly follows the one before it in the old list too.
 */
export function patchFrom<Item>(before: OldList<Item>, after: readonly Item[]): ListPatch<Item> {
  const says = (place: number, index: number): boolean => before.says(place, after[index] as Item);
  const shorter = Math.min(before.length, after.length);
  let head = 0;
  while (head < shorter && says(head, head)) head++;
  let tail = 0;
  while (tail < shorter - head && says(before.length - 1 - tail, after.length - 1 - tail)) tail++;
  const between = after.slice(head, after.length - tail);
  const copies = createCopies();
  copies.add(0, 0, head);
  const items: Item[] = [];
  placesOf(before, head, between).forEach((from, index) => {
    if (from < 0) items.push(between[index] as Item);
    else copies.add(head + index, from, 1);
  });
  copies.add(after.length - tail, before.length - tail, tail);
  return { length: after.length, copies: copies.done(), items };
}

/** The place of each item in the old list, or -1; the first is looked for at `following`. */
function placesOf<Item>(before: OldList<Item>, following: number, items: readonly Item[]): Int32Array {
  const places = new Int32Array(items.length).fill(-1);
  const strangers: number[] = [];
  items.forEach((item, index) => {
    const from = placeWithin(before, following, Math.min(following + nextItems, before.length), item);
    if (from < 0) strangers.push(index);
    else {
      places[index] = from;
      following = from + 1;
    }
  });
  const find =
    strangers.length > fewItems
      ? finderByText(before.items())
      : (item: Item) => placeWithin(before, 0, before.length, item);
  for (const index of strangers) places[index] = find(items[index] as Item);
  return places;
}

/** The first place from one to before another that says the same as an item, or -1. */
function placeWithin<Item>(list: OldList<Item>, from: number, to: number, item: Item): number {
  for (let place = from; place < to; place++) if (list.says(place, item)) return place;
  return -1;
}

/** Tells the place of an item, or -1. */
function finderByText<Item>(list: readonly Item[]): (item: Item) => number {
  const said = (item: Item): unknown => (typeof item === 'object' ? JSON.stringify(item) : item);
  const places = new Map(list.map((old, place) => [said(old), place]));
  return (item) => places.get(said(item)) ?? -1;
}

/** The list that a patch makes of the one before. */
export function patchedList<Item>(
  before: readonly Item[],
  { length, copies, items }: ListPatch<Item>,
): readonly Item[] {
  if (items.length === 0 && isWhole(copies, before.length, length)) return before;
  const list: Item[] = [];
  let next = 0;
  // No more than there are: a damaged patch may claim a billion places.
  const fill = (to: number): void => {
    while (list.length < to && next < items.length) list.push(items[next++] as Item);
  };
  eachCopy(copies, before.length, length, (to, from, count) => {
    fill(to);
    for (let step = 0; step < count; step++) list.push(before[from + step] as Item);
  });
  fill(length);
  return list;
}
