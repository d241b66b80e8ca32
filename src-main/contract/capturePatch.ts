/**
 * The tables of a capture as differences from those of the capture before. Numbers that point into another table
 * (names, labels, facts, objects, mappings) are carried along when that table moves, so that one row more does not
 * change every row behind it.
 */
import {
  missingFigure,
  type MappedObject,
  type MappingColumns,
  type RawName,
  type RegionColumns,
  type RegionDetail,
  type SmapsColumn,
  type SmapsColumns,
} from './capture.ts';
import { mappingColumns, type Column } from './columnWords.ts';
import { sameValue } from './sameValue.ts';
import type { Fact, Label } from './verdict.ts';
import {
  alignedRows,
  gone,
  isWhole,
  newRows,
  patchColumn,
  patchedColumn,
  patchedList,
  patchFrom,
  patchList,
  type ColumnPatch,
  type Copies,
  type ListPatch,
  type OldList,
} from './tablePatch.ts';

const regionColumns = ['start', 'end', 'mapping', 'kind', 'certainty', 'rule', 'label', 'object', 'facts'] as const;

type Patches<Name extends string> = Readonly<Partial<Record<Name, ColumnPatch>>>;

/** Mappings: rows, their cells, and the names. */
export interface MappingsPatch {
  readonly length: number;
  readonly copies: Copies;
  readonly columns: Patches<(typeof mappingColumns)[number]>;
  readonly names: ListPatch<string>;
  readonly rawNames: readonly RawName[];
}

/** smaps of the same keys; its rows move as the mappings do. */
export interface SmapsPatch {
  /** Fresh rows hold no figures, rather than zeros: told once, not in each of 23 columns. */
  readonly unread?: true;
  readonly columns: readonly { readonly key: number; readonly column: ColumnPatch }[];
  readonly vmFlags?: ColumnPatch;
  readonly vmFlagSets: ListPatch<string>;
}

/** Regions: rows, their cells, labels, facts and details. */
export interface RegionsPatch {
  readonly length: number;
  readonly copies: Copies;
  readonly columns: Patches<(typeof regionColumns)[number]>;
  readonly labels: ListPatch<Label>;
  readonly factSets: ListPatch<readonly Fact[]>;
  readonly details: ListPatch<RegionDetail>;
}

/** Where the rows of mappings went, for the tables that follow them. */
export interface RowMove {
  readonly length: number;
  readonly copies: Copies;
}

type Moves<Name extends string> = Partial<Record<Name, Uint32Array | undefined>>;

function patchColumns<Name extends string>(
  names: readonly Name[],
  before: Readonly<Record<Name, Column>>,
  after: Readonly<Record<Name, Column>>,
  copies: Copies,
  moves: Moves<Name>,
): Patches<Name> {
  const patches: Partial<Record<Name, ColumnPatch>> = {};
  for (const name of names) {
    const patch = patchColumn(before[name], after[name], copies, moves[name]);
    if (patch) patches[name] = patch;
  }
  return patches;
}

function patchedColumns<Name extends string, Table extends Readonly<Record<Name, Column>>>(
  names: readonly Name[],
  before: Table,
  { length, copies }: RowMove,
  patches: Patches<Name>,
  moves: Moves<Name>,
): Pick<Table, Name> {
  return Object.fromEntries(
    names.map((name) => [name, patchedColumn(before[name], length, copies, patches[name], moves[name])]),
  ) as Pick<Table, Name>;
}

/** Where numbers that point into a list go; undefined when they stay. */
const movesOf = (list: RowMove, oldLength: number): Uint32Array | undefined =>
  isWhole(list.copies, oldLength, Math.min(oldLength, list.length))
    ? undefined
    : newRows(list.copies, oldLength, list.length);

/** The difference of two tables of mappings. */
export function patchMappings(before: MappingColumns, after: MappingColumns): MappingsPatch {
  const copies = alignedRows(before.start, after.start);
  const names = patchList(before.names, after.names);
  const columns = patchColumns(mappingColumns, before, after, copies, { name: movesOf(names, before.names.length) });
  return { length: after.length, copies, columns, names, rawNames: after.rawNames };
}

/** The mappings that a patch makes of those before. */
export function patchedMappings(before: MappingColumns, patch: MappingsPatch): MappingColumns {
  const { length, columns, names, rawNames } = patch;
  const moves = { name: movesOf(names, before.names.length) };
  return {
    length,
    ...patchedColumns(mappingColumns, before, patch, columns, moves),
    names: patchedList(before.names, names),
    rawNames,
  };
}

/** What a fresh row of a column of figures holds. */
const freshFigure = (column: SmapsColumn, unread: boolean): number =>
  unread ? (column instanceof Float64Array ? Number.NaN : missingFigure) : 0;

/** Whether the first row that is not taken over has no figures: rows are fresh because only maps was read, or all were. */
function isUnread({ length, columns }: SmapsColumns, copies: Copies): boolean {
  let row = 0;
  for (let at = 0; at < copies.length && copies[at] === row; at += 3) row += copies[at + 2] ?? 0;
  const [column] = columns;
  return column !== undefined && row < length && Object.is(column[row], freshFigure(column, true));
}

/** The difference of two tables of figures; undefined when the keys differ. */
export function patchSmaps(before: SmapsColumns, after: SmapsColumns, { copies }: RowMove): SmapsPatch | undefined {
  const { keys } = after;
  if (keys.length !== before.keys.length || keys.some((key, index) => key !== before.keys[index])) return undefined;
  const vmFlagSets = patchList(before.vmFlagSets, after.vmFlagSets);
  const moved = movesOf(vmFlagSets, before.vmFlagSets.length);
  const vmFlags = patchColumn(before.vmFlags, after.vmFlags, copies, moved);
  const unread = isUnread(after, copies);
  const columns = after.columns.flatMap((next, key) => {
    const old = before.columns[key];
    const column = old ? patchColumn(old, next, copies, undefined, freshFigure(next, unread)) : { whole: next };
    return column ? [{ key, column }] : [];
  });
  return { ...(unread ? { unread } : {}), columns, vmFlagSets, ...(vmFlags ? { vmFlags } : {}) };
}

/** The figures that a patch makes of those before. */
export function patchedSmaps(before: SmapsColumns, patch: SmapsPatch, { length, copies }: RowMove): SmapsColumns {
  const { vmFlagSets } = patch;
  const moved = movesOf(vmFlagSets, before.vmFlagSets.length);
  const patches = new Map(patch.columns.map(({ key, column }) => [key, column]));
  return {
    length,
    keys: before.keys,
    columns: before.columns.map(
      (column, key) =>
        patchedColumn(
          column,
          length,
          copies,
          patches.get(key),
          undefined,
          freshFigure(column, patch.unread === true),
        ) as typeof column,
    ),
    vmFlags: patchedColumn(before.vmFlags, length, copies, patch.vmFlags, moved) as Uint32Array,
    vmFlagSets: patchedList(before.vmFlagSets, vmFlagSets),
  };
}

/** Where a guarded region went; one that was not taken over keeps its number, as a new one may stand there. */
const movedGuarded = ({ guardsRegion }: RegionDetail, moved: Uint32Array): number | undefined => {
  const known = guardsRegion === undefined ? gone : (moved[guardsRegion] ?? gone);
  return known === gone ? guardsRegion : known;
};

/** Details at the rows to which their regions went. */
function movedDetails(details: readonly RegionDetail[], moved: Uint32Array): RegionDetail[] {
  const kept: RegionDetail[] = [];
  for (const detail of details) {
    const region = moved[detail.region] ?? gone;
    if (region === gone) continue;
    const guardsRegion = movedGuarded(detail, moved);
    if (region === detail.region && guardsRegion === detail.guardsRegion) kept.push(detail);
    else kept.push(guardsRegion === undefined ? { ...detail, region } : { ...detail, region, guardsRegion });
  }
  return kept;
}

/** The same list for comparing only: of 60,000 regions 15,000 have details, and making them took longer than all columns. */
function detailsToMove(details: readonly RegionDetail[], moved: Uint32Array): OldList<RegionDetail> {
  const kept = details.filter(({ region }) => (moved[region] ?? gone) !== gone);
  return {
    length: kept.length,
    says: (place, item) => {
      const old = kept[place];
      return old !== undefined && saysMoved(old, item, moved);
    },
    items: () => movedDetails(kept, moved),
  };
}

// Field by field: a loop over their names took four times as long, and guards are a quarter of some processes' regions.
const saysMoved = (old: RegionDetail, item: RegionDetail, moved: Uint32Array): boolean =>
  moved[old.region] === item.region &&
  movedGuarded(old, moved) === item.guardsRegion &&
  old.stackSize === item.stackSize &&
  old.stackTop === item.stackTop &&
  old.runtime === item.runtime &&
  sameValue(old.guards, item.guards) &&
  sameValue(old.thread, item.thread);

/** How far mappings and objects moved under the regions. */
export interface Ground {
  readonly mappings: Uint32Array | undefined;
  readonly objects: Uint32Array | undefined;
}

/** Where mappings and objects went. */
export const groundOf = (rows: RowMove, oldRows: number, objects: ListPatch<MappedObject>, old: number): Ground => ({
  mappings: movesOf(rows, oldRows),
  objects: movesOf(objects, old),
});

/** The difference of two tables of regions. */
export function patchRegions(before: RegionColumns, after: RegionColumns, ground: Ground): RegionsPatch {
  const copies = alignedRows(before.start, after.start);
  const labels = patchList(before.labels, after.labels);
  const factSets = patchList(before.factSets, after.factSets);
  const moved = newRows(copies, before.length, after.length);
  const columns = patchColumns(regionColumns, before, after, copies, {
    mapping: ground.mappings,
    object: ground.objects,
    label: movesOf(labels, before.labels.length),
    facts: movesOf(factSets, before.factSets.length),
  });
  const details = patchFrom(detailsToMove(before.details, moved), after.details);
  return { length: after.length, copies, columns, labels, factSets, details };
}

/** The regions that a patch makes of those before. */
export function patchedRegions(before: RegionColumns, patch: RegionsPatch, ground: Ground): RegionColumns {
  const { length, copies, columns, labels, factSets, details } = patch;
  const moves = {
    mapping: ground.mappings,
    object: ground.objects,
    label: movesOf(labels, before.labels.length),
    facts: movesOf(factSets, before.factSets.length),
  };
  return {
    length,
    ...patchedColumns(regionColumns, before, patch, columns, moves),
    labels: patchedList(before.labels, labels),
    factSets: patchedList(before.factSets, factSets),
    details: patchedList(movedDetails(before.details, newRows(copies, before.length, length)), details),
  };
}
