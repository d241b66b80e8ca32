/** Figures of smaps in a capture document, row by row, back into columns by key; parts (parts/json.ts) use the same. */
import type { SmapsColumn, SmapsColumns } from '../contract/capture.ts';
import { narrowed } from '../procfs/figureColumn.ts';
import { amount, Fields, list, misfit, text, type Decoder } from './decode.ts';
import { wordColumn } from './growingColumn.ts';
import { Distinct, type TextRoom } from './distinct.ts';
import { rowLimit } from './limits.ts';

/** Figures (rows times keys) that are read at most: a hostile document must not claim more memory than a real one. */
const figureLimit = rowLimit * 32;
/** Different keys; the kernel has about 25 in smaps. */
const keyLimit = 128;

/** Columns that come into being with the first figure of their key. */
export class KeyedColumns {
  private readonly what: string;
  private readonly list: string;
  private readonly columnOf = new Map<string, Float64Array>();
  private capacity = 1024;

  /** `what` is the kernel file, `list` the place of the document that lists its keys; both for messages. */
  constructor(what: string, list: string) {
    this.what = what;
    this.list = list;
  }

  put(row: number, figures: readonly (readonly [string, number])[], at: string): void {
    if (row >= this.capacity) this.grow(row);
    for (const [key, value] of figures) this.column(key, at)[row] = value;
  }

  columns(length: number, keys: readonly string[]): SmapsColumn[] {
    const known = new Set(keys);
    if (known.size !== keys.length) misfit(this.list, 'a list without repetitions');
    if (keys.length > keyLimit) misfit(this.list, `a list of at most ${keyLimit} keys`);
    if (length * keys.length > figureLimit) misfit('mappings', `a list of at most ${figureLimit} figures`);
    for (const key of this.columnOf.keys()) {
      if (!known.has(key)) misfit(`the key ${key.slice(0, 40)} of ${this.what}`, `among ${this.list}`);
    }
    return keys.map((key) => narrowed((this.columnOf.get(key) ?? empty(length)).slice(0, length)));
  }

  private column(key: string, at: string): Float64Array {
    const known = this.columnOf.get(key);
    if (known) return known;
    if (this.columnOf.size >= keyLimit) misfit(`${at}.${this.what}`, `an object with one of ${keyLimit} keys`);
    this.checkRoom(this.columnOf.size + 1);
    const column = empty(this.capacity);
    this.columnOf.set(key, column);
    return column;
  }

  private checkRoom(keys: number): void {
    if (this.capacity * keys > figureLimit) misfit('mappings', `a list of at most ${figureLimit} figures`);
  }

  private grow(row: number): void {
    const old = this.capacity;
    while (this.capacity <= row) this.capacity *= 2;
    this.checkRoom(this.columnOf.size);
    for (const [key, column] of this.columnOf) {
      const larger = empty(this.capacity);
      larger.set(column.subarray(0, old));
      this.columnOf.set(key, larger);
    }
  }
}

const empty = (length: number): Float64Array<ArrayBuffer> => new Float64Array(length).fill(Number.NaN);

export const figures: Decoder<[string, number][]> = (value, at) => new Fields(value, at).entries(amount);

/** `smaps` and `vmFlags` of the mappings. */
export class FigureRows {
  private readonly keyed = new KeyedColumns('smaps', 'figures.keys');
  private readonly vmFlags = wordColumn();
  private readonly flagSets: Distinct<string>;

  constructor(room: TextRoom) {
    this.flagSets = new Distinct(room);
    this.flagSets.number('', '');
  }

  add(row: number, fields: Fields): void {
    this.keyed.put(row, fields.orElse('smaps', figures, []), fields.at);
    const flags = fields.orElse('vmFlags', list(text), []).join(' ');
    this.vmFlags.push(this.flagSets.number(flags, flags));
  }

  columns(length: number, keys: readonly string[]): SmapsColumns {
    return {
      length,
      keys,
      columns: this.keyed.columns(length, keys),
      vmFlags: this.vmFlags.finish(),
      vmFlagSets: this.flagSets.items,
    };
  }
}
