/**
 * Parts in a capture document, under their names: in the head when they were read and their keys, in each mapping its
 * texts and its figures as `counts`. A mapping without it is one that the kernel file had no line for.
 */
import { missingFigure, type Capture } from '../../contract/capture.ts';
import {
  partNames,
  takenAtField,
  textAt,
  textsOf,
  type AnyTable,
  type CaptureParts,
  type PartName,
} from '../../contract/parts/table.ts';
import { Fields, list, misfit, text } from '../decode.ts';
import { Distinct, type TextRoom } from '../distinct.ts';
import { figures, KeyedColumns } from '../jsonFigures.ts';

type JsonObject = Record<string, unknown>;

/** The members of the head. */
export const partHeads = (capture: Capture): JsonObject =>
  Object.fromEntries(
    partNames.flatMap((name) => {
      const table = capture[name];
      const takenAt = capture[takenAtField(name)];
      const time = takenAt === undefined ? {} : { takenAt: new Date(takenAt).toISOString() };
      return table ? [[name, { ...time, keys: table.keys }]] : [];
    }),
  );

/** What the kernel printed for a mapping; nothing of a part that had no line for it. */
export const partFields = (capture: Capture, row: number): JsonObject =>
  Object.fromEntries(
    partNames.flatMap((name) => {
      const table = capture[name] as AnyTable | undefined;
      const fields = table && rowFields(name, table, row);
      return fields ? [[name, fields]] : [];
    }),
  );

function rowFields(name: PartName, table: AnyTable, row: number): JsonObject | undefined {
  const said = textsOf(name).map((one) => ({ ...one, text: textAt(table, one, row) }));
  if (said.some(({ always, text: value }) => always && value === '')) return undefined;
  const [first, ...others] = said
    .filter((one) => one.text !== '')
    .map(({ column, form, text: value }): [string, unknown] => [column, form === 'text' ? value : value.split(' ')]);
  const counts = table.keys.flatMap((key, index): [string, number][] => {
    const column = table.columns[index];
    const value = column?.[row];
    const missing = column instanceof Float64Array ? Number.isNaN(value) : value === missingFigure;
    return value === undefined || missing ? [] : [[key, value]];
  });
  return Object.fromEntries([...(first ? [first] : []), ['counts', Object.fromEntries(counts)], ...others]);
}

/** The names of fields, for what finds those that are not known: null where the kernel names them. */
export const partShape = (name: PartName): Record<string, null> =>
  Object.fromEntries(['counts', ...textsOf(name).map(({ column }) => column)].map((field) => [field, null]));

/** All parts of the mappings of a document, row by row, back into columns. */
export class PartRows {
  private readonly rows: readonly (readonly [PartName, OnePart])[];

  constructor(room: TextRoom) {
    this.rows = partNames.map((name) => [name, new OnePart(name, room)]);
  }

  add(row: number, fields: Fields): void {
    for (const [, part] of this.rows) part.add(row, fields);
  }

  /** The tables of the parts whose keys the head has. */
  tables(length: number, keys: Readonly<Partial<Record<string, readonly string[]>>>): Pick<CaptureParts, PartName> {
    return Object.fromEntries(
      this.rows.flatMap(([name, part]) => {
        const own = keys[name];
        return own ? [[name, part.table(length, own)]] : [];
      }),
    );
  }
}

class OnePart {
  private readonly name: PartName;
  private readonly keyed: KeyedColumns;
  private readonly texts;

  constructor(name: PartName, room: TextRoom) {
    this.name = name;
    this.keyed = new KeyedColumns(name, `${name}.keys`);
    this.texts = textsOf(name).map((one) => {
      const distinct = new Distinct<string>(room);
      distinct.number('', '');
      return { ...one, distinct, numbers: [] as number[] };
    });
  }

  add(row: number, fields: Fields): void {
    const { [this.name]: own } = fields.may(this.name, (value, at) => new Fields(value, at));
    for (const { column, form, always, distinct, numbers } of this.texts) {
      const value = own ? readText(own, column, form, always) : '';
      numbers.push(distinct.number(value, value));
    }
    this.keyed.put(row, own ? own.orElse('counts', figures, []) : [], fields.at);
  }

  table(length: number, keys: readonly string[]): AnyTable {
    const texts = this.texts.flatMap(({ column, list: items, distinct, numbers }): [string, unknown][] => [
      [column, Uint32Array.from(numbers)],
      [items, distinct.items],
    ]);
    return {
      length,
      keys,
      columns: this.keyed.columns(length, keys),
      ...Object.fromEntries(texts),
    };
  }
}

function readText(own: Fields, column: string, form: 'text' | 'words', always: true | undefined): string {
  if (form === 'words') return own.orElse(column, list(text), []).join(' ');
  const value = always ? own.need(column, text) : own.orElse(column, text, '');
  if (always && value === '') misfit(`${own.at}.${column}`, `the name of a ${column}`);
  return value;
}
