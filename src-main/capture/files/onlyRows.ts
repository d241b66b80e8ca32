/** A part of a capture: some of its mappings, with all that is known of them and nothing of the others. */
import type { Capture, MappedObject, MappingColumns, MappingIndex, RegionColumns } from '../../contract/capture.ts';
import { note } from '../../contract/note.ts';
import { partNames, textsOf, type AnyTable, type PartName } from '../../contract/parts/table.ts';
import { partOf, rowAt } from '../../contract/rows.ts';
import type { PageNumber } from '../../contract/units.ts';
import { without } from './redact.ts';

/**
 * The mappings that hold one of these pages. Rows stay whole, as the kernel tells them; names, labels, facts, objects and
 * pins of the others are gone, and a note says of how many they are a part. What is told of the process stays.
 */
export function onlyRows(capture: Capture, pages: readonly PageNumber[]): Capture {
  const { mappings, smaps, objects, source, consistency, pins } = capture;
  const kept = keptRows(mappings, pages);
  const regions = Uint32Array.from(capture.regions.mapping.keys()).filter((row) =>
    kept.moved.has(capture.regions.mapping[row] ?? 0),
  );
  const owners = new Listed<MappedObject>(objects);
  const whole = partOf(capture)?.args.rows ?? mappings.length;
  return {
    ...without(capture, 'notes', 'carried', ...partNames),
    mappings: mappingsOf(mappings, kept.rows),
    ...(smaps ? { smaps: withTexts(rowsOf(smaps, kept.rows), [{ column: 'vmFlags', list: 'vmFlagSets' }]) } : {}),
    ...partsOf(capture, kept.rows),
    regions: regionsOf(capture.regions, regions, kept.moved, owners),
    objects: owners.items,
    consistency: {
      ...consistency,
      notes: [
        ...consistency.notes.filter(({ id }) => id !== 'only-selected'),
        note('only-selected', { kept: kept.rows.length, rows: whole }),
      ],
    },
    ...(pins ? { pins: pins.filter(({ at }) => kept.moved.has(rowAt(mappings, at))) } : {}),
    ...(source ? { source: sourceOf(source, kept.moved) } : {}),
  };
}

/** Rows in the order of their addresses, and where each has gone. */
interface Kept {
  readonly rows: Uint32Array;
  readonly moved: ReadonlyMap<MappingIndex, MappingIndex>;
}

function keptRows(mappings: MappingColumns, pages: readonly PageNumber[]): Kept {
  const found = new Set(pages.map((page) => rowAt(mappings, page)).filter((row) => row >= 0));
  const rows = Uint32Array.from(found).sort();
  return { rows, moved: new Map([...rows].map((row, index) => [row, index])) };
}

/** Those entries of a list that are named, numbered anew in the order in which they are. */
class Listed<Item> {
  readonly items: Item[] = [];
  readonly #list: readonly Item[];
  readonly #numbers = new Map<number, number>();

  /** `first`: entries that stay where they are, named or not. */
  constructor(list: readonly Item[], first = 0) {
    this.#list = list;
    for (let number = 0; number < first; number++) this.number(number);
  }

  /** The new number of an entry; of a number without one, that number. */
  readonly number = (old: number): number => {
    const known = this.#numbers.get(old);
    if (known !== undefined) return known;
    const item = this.#list[old];
    if (item === undefined) return old;
    this.#numbers.set(old, this.items.length);
    return this.items.push(item) - 1;
  };
}

type Column = Float64Array | Uint32Array | Int32Array | Uint8Array;

/** Some rows of a column. */
function picked<C extends Column>(column: C, rows: Uint32Array): C {
  const made = column.slice(0, rows.length);
  rows.forEach((row, index) => (made[index] = column[row] ?? 0));
  return made as C;
}

const isColumn = (value: unknown): value is Column => ArrayBuffer.isView(value) && !(value instanceof DataView);

/** Some rows of a table: of its columns and of its lists of columns, of which every one has as many rows as the table. */
function rowsOf<Table extends { readonly length: number }>(table: Table, rows: Uint32Array): Table {
  const fields = Object.entries(table).map(([field, value]: [string, unknown]) => {
    if (isColumn(value)) return [field, picked(value, rows)];
    if (Array.isArray(value) && value.every(isColumn)) return [field, value.map((column) => picked(column, rows))];
    return [field, value];
  });
  return { ...(Object.fromEntries(fields) as Table), length: rows.length };
}

/** A table with those texts alone that its rows name; the first one is empty and stays. */
function withTexts<Table>(table: Table, texts: readonly { readonly column: string; readonly list: string }[]): Table {
  const shorter: Record<string, unknown> = {};
  for (const { column, list } of texts) {
    const { [column]: numbers, [list]: all } = table as unknown as Record<string, unknown>;
    const listed = new Listed(all as readonly string[], 1);
    shorter[column] = (numbers as Uint32Array).map(listed.number);
    shorter[list] = listed.items;
  }
  return { ...table, ...shorter };
}

function mappingsOf(mappings: MappingColumns, rows: Uint32Array): MappingColumns {
  const names = new Listed(mappings.names, 1);
  const table = rowsOf(mappings, rows);
  const name = table.name.map(names.number);
  const rawNames = mappings.rawNames
    .filter((raw) => picked(mappings.name, rows).includes(raw.name))
    .map((raw) => ({ ...raw, name: names.number(raw.name) }));
  return { ...table, name, names: names.items, rawNames };
}

const partsOf = (capture: Capture, rows: Uint32Array): Pick<Capture, PartName> =>
  Object.fromEntries(
    partNames.flatMap((name) => {
      const table = capture[name] as AnyTable | undefined;
      return table ? [[name, withTexts(rowsOf(table, rows), textsOf(name))]] : [];
    }),
  );

function regionsOf(
  regions: RegionColumns,
  rows: Uint32Array,
  mappings: Kept['moved'],
  objects: Listed<MappedObject>,
): RegionColumns {
  const labels = new Listed(regions.labels);
  const factSets = new Listed(regions.factSets);
  const moved = new Map([...rows].map((row, index) => [row, index]));
  const table = rowsOf({ ...regions, details: [] }, rows);
  return {
    ...table,
    mapping: table.mapping.map((row) => mappings.get(row) ?? 0),
    label: table.label.map(labels.number),
    object: table.object.map(objects.number),
    facts: table.facts.map(factSets.number),
    labels: labels.items,
    factSets: factSets.items,
    details: regions.details.flatMap(({ guardsRegion, ...detail }) => {
      const region = moved.get(detail.region);
      if (region === undefined) return [];
      const guarded = guardsRegion === undefined ? undefined : moved.get(guardsRegion);
      return [{ ...detail, region, ...(guarded === undefined ? {} : { guardsRegion: guarded }) }];
    }),
  };
}

function sourceOf(source: NonNullable<Capture['source']>, moved: Kept['moved']): NonNullable<Capture['source']> {
  const { unknownPermissions } = source;
  return unknownPermissions
    ? { ...source, unknownPermissions: unknownPermissions.flatMap((row) => moved.get(row) ?? []) }
    : source;
}
