/**
 * A table as the difference from the one before: stretches that are taken over, and the cells that differ from them.
 * One more mapping among 60,000 costs a few hundred bytes instead of the table.
 */
import { sameValue } from './sameValue.ts';

/** The typed arrays that tables are made of. */
export type Column = Float64Array | Uint32Array | Int32Array | Uint8Array;

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

/** Stretches of rows with equal starts. Tables are sorted by start; where one is not, less is taken over. */
export function alignedRows(before: ArrayLike<number>, after: ArrayLike<number>): Copies {
  const copies = createCopies();
  let old = 0;
  for (let row = 0; row < after.length; row++) {
    const start = after[row] ?? 0;
    while (old < before.length && (before[old] ?? 0) < start) old++;
    if (before[old] === start) copies.add(row, old++);
  }
  return copies.done();
}

/** Everything is taken over as it stands. */
export const wholeCopy = (length: number): Copies => Uint32Array.of(0, 0, length);

/** Whether that is what copies say, of tables of these lengths. */
export const isWhole = (copies: Copies, oldLength: number, length: number): boolean =>
  oldLength === length &&
  (length === 0 || (copies.length === 3 && copies[0] === 0 && copies[1] === 0 && copies[2] === length));

function createCopies(): { readonly add: (to: number, from: number) => void; readonly done: () => Copies } {
  const runs: [to: number, from: number, count: number][] = [];
  return {
    add(to, from) {
      const last = runs.at(-1);
      if (last && last[0] + last[2] === to && last[1] + last[2] === from) last[2]++;
      else runs.push([to, from, 1]);
    },
    done: () => Uint32Array.from(runs.flat()),
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
  if (fresh !== 0) column.fill(fresh);
  eachCopy(copies, before.length, length, (to, from, count) => {
    column.set(before.subarray(from, from + count), to);
    if (!moved) return;
    for (let row = to; row < to + count; row++) {
      const known = moved[column[row] ?? gone] ?? gone;
      if (known !== gone) column[row] = known;
    }
  });
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
    if (!moved && count >= longStretch && sameWords(before, from, after, to, count)) return;
    for (let step = 0; step < count; step++) {
      const was = before[from + step];
      const is = after[to + step];
      if (moved ? is !== takenNumber(moved, was) : was !== is && !(Number.isNaN(was) && Number.isNaN(is))) {
        rows.push(to + step);
      }
    }
  });
  bare(after.length);
  if (rows.length === 0) return undefined;
  if (rows.length * (4 + after.BYTES_PER_ELEMENT) >= after.byteLength) return { whole: after };
  const values = columnLike(after, rows.length);
  rows.forEach((row, index) => (values[index] = after[row] ?? 0));
  return { rows: Uint32Array.from(rows), values };
}

/** Below so many rows a look at their words costs more than it saves. */
const longStretch = 64;

/**
 * Whether two stretches of columns of one type hold the same bits. Words are compared in arrays of one type: twenty columns of
 * 60,000 rows took 18 ms by their own four types, which the compiler cannot tell apart, and take 2.
 */
function sameWords(before: Column, from: number, after: Column, to: number, count: number): boolean {
  const size = after.BYTES_PER_ELEMENT;
  if (size % 4 !== 0) return false;
  const length = (count * size) / 4;
  const a = new Uint32Array(before.buffer, before.byteOffset + from * size, length);
  const b = new Uint32Array(after.buffer, after.byteOffset + to * size, length);
  let at = 0;
  while (at < length && a[at] === b[at]) at++;
  return at === length;
}

/** What becomes of a row number. */
function takenNumber(moved: Uint32Array, number: number | undefined): number | undefined {
  const known = number === undefined ? gone : (moved[number] ?? gone);
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

/**
 * The difference of two lists of texts or plain data; items count as equal when they say the same. Few things come and go
 * at once, so an item mostly follows the one before it in the old list too.
 */
export function patchList<Item>(before: readonly Item[], after: readonly Item[]): ListPatch<Item> {
  const places = new Int32Array(after.length).fill(-1);
  const strangers: number[] = [];
  let following = 0;
  after.forEach((item, index) => {
    const from = nextPlace(before, following, item);
    if (from === undefined) strangers.push(index);
    else {
      places[index] = from;
      following = from + 1;
    }
  });
  const find = strangers.length > fewItems ? finderByText(before) : finderByValue(before);
  for (const index of strangers) places[index] = find(after[index] as Item);
  const copies = createCopies();
  const items: Item[] = [];
  after.forEach((item, index) => {
    const from = places[index] ?? -1;
    if (from < 0) items.push(item);
    else copies.add(index, from);
  });
  return { length: after.length, copies: copies.done(), items };
}

/** Tells the place of an item, or -1. */
type Finder<Item> = (item: Item) => number;

const finderByValue =
  <Item>(list: readonly Item[]): Finder<Item> =>
  (item) =>
    list.findIndex((old) => sameValue(old, item));

function finderByText<Item>(list: readonly Item[]): Finder<Item> {
  const said = (item: Item): unknown => (typeof item === 'object' ? JSON.stringify(item) : item);
  const places = new Map(list.map((old, place) => [said(old), place]));
  return (item) => places.get(said(item)) ?? -1;
}

/** The place of an item among the next ones. */
function nextPlace<Item>(before: readonly Item[], following: number, item: Item): number | undefined {
  const end = Math.min(following + nextItems, before.length);
  for (let place = following; place < end; place++) if (sameValue(before[place], item)) return place;
  return undefined;
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
