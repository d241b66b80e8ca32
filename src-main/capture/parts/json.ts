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

/** Adds to a mapping's fields what the kernel printed of it; nothing of a part that had no line for it. */
export type PartWriter = (fields: JsonObject, row: number) => void;

/** The writers of the parts that a capture has. */
export const partWriters = (capture: Capture): readonly PartWriter[] =>
  partNames.flatMap((name) => {
    const table = capture[name] as AnyTable | undefined;
    return table ? [writerOf(name, table)] : [];
  });

function writerOf(name: PartName, table: AnyTable): PartWriter {
  const texts = textsOf(name);
  const columns = table.keys.flatMap((key, index) => {
    const column = table.columns[index];
    return column ? [{ key, column, missing: column instanceof Float64Array ? Number.NaN : missingFigure }] : [];
  });
  return (fields, row) => {
    const said: [string, unknown][] = [];
    const counts: [string, number][] = [];
    for (const one of texts) {
      const value = textAt(table, one, row);
      if (value !== '') said.push([one.column, one.form === 'text' ? value : value.split(' ')]);
      else if (one.always) return;
    }
    for (const { key, column, missing } of columns) {
      const value = column[row];
      if (value !== undefined && !Object.is(value, missing)) counts.push([key, value]);
    }
    // Made of entries, not by assigning: a key called __proto__ is a key.
    said.splice(1, 0, ['counts', Object.fromEntries(counts)]);
    fields[name] = Object.fromEntries(said);
  };
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
