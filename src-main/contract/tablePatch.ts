/**
 * A table as the difference from the one before: stretches that are taken over, and the cells that differ from them.
 * One more mapping among 60,000 costs a few hundred bytes instead of the table.
 */
import { sameValue } from './sameValue.ts';

/** The typed arrays that tables are made of. */
export type Column = Float64Array | Uint32Array | Int32Array | Uint8Array;

/** Stretches taken over, as triples: first row in the new table, first row in the old one, number of rows. */
export type Copies = Uint32Array;

/** The cells of a column that differ from what was taken over (0 where nothing was), or the column whole. */
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

/** What taking over makes of a column; a column of row numbers goes through `moved`. */
function takenOver(before: Column, length: number, copies: Copies, moved?: Uint32Array): Column {
  const column = columnLike(before, length);
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
): ColumnPatch | undefined {
  if (before.constructor !== after.constructor) return { whole: after };
  const rows: number[] = [];
  let next = 0;
  const bare = (end: number): void => {
    for (; next < end; next++) if (after[next] !== 0) rows.push(next);
  };
  eachCopy(copies, before.length, after.length, (to, from, count) => {
    bare(to);
    next = to + count;
    for (let step = 0; step < count; step++) {
      const [was, is] = [before[from + step], after[to + step]];
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
): Column {
  if (patch && 'whole' in patch) return patch.whole;
  if (!patch && !moved && isWhole(copies, before.length, length)) return before;
  const column = takenOver(before, length, copies, moved);
  patch?.rows.forEach((row, index) => (column[row] = patch.values[index] ?? 0));
  return column;
}

/**
 * The difference of two lists of texts or plain data; items count as equal when they say the same. What follows what was
 * taken over last is looked at first: that is cheaper than its JSON, and right for all but a few of 15,000 guards.
 */
export function patchList<Item>(before: readonly Item[], after: readonly Item[]): ListPatch<Item> {
  const copies = createCopies();
  const items: Item[] = [];
  let byValue: Map<unknown, number> | undefined;
  let byText: Map<string, number> | undefined;
  let following = 0;
  after.forEach((item, index) => {
    let from: number | undefined = index;
    if (!Object.is(before[index], item)) {
      byValue ??= new Map<unknown, number>(before.map((old, place) => [old, place]));
      from = byValue.get(item);
    }
    if (from === undefined && following < before.length && sameValue(before[following], item)) from = following;
    if (from === undefined && typeof item === 'object') {
      byText ??= new Map(before.map((old, place) => [JSON.stringify(old), place]));
      from = byText.get(JSON.stringify(item));
    }
    if (from === undefined) items.push(item);
    else {
      copies.add(index, from);
      following = from + 1;
    }
  });
  return { length: after.length, copies: copies.done(), items };
}

/** The list that a patch makes of the one before. */
export function patchedList<Item>(
  before: readonly Item[],
  { length, copies, items }: ListPatch<Item>,
): readonly Item[] {
  if (items.length === 0 && isWhole(copies, before.length, length)) return before;
  const list: Item[] = [];
  let next = 0;
  const fill = (to: number): void => {
    const count = to - list.length;
    list.push(...items.slice(next, next + count));
    next += count;
  };
  eachCopy(copies, before.length, length, (to, from, count) => {
    fill(to);
    for (let step = 0; step < count; step++) list.push(before[from + step] as Item);
  });
  fill(length);
  return list;
}
