/** --filter: rows that meet every term of a query, in the language of the "Go to" box. */
import type { Label } from '../contract/verdict.ts';
import type { Scene } from '../words/arguments.ts';
import { sayLabel } from '../words/labels.ts';
import { addressOf } from '../contract/address.ts';
import type { MappedObject, RegionColumns } from '../contract/capture.ts';
import { comparedKeys, compares, type Comparison } from '../contract/comparison.ts';
import { kindIndex } from '../contract/kinds.ts';
import type { QueryTerm } from '../read/query.ts';
import { asPageNumber } from '../contract/units.ts';
import { rowKibibytes } from './printedRows.ts';
import { figureOf, type PmapTable } from './table.ts';

/** Rows, and what they are known to be where that has been asked. */
export interface FilteredTable extends PmapTable {
  readonly regions?: RegionColumns;
  readonly objects?: readonly MappedObject[];
  /** The process that labels speak of; there when regions are. */
  readonly scene?: Scene;
}

/** What must have been read before the terms can be answered. */
export const filterNeeds = (terms: readonly QueryTerm[]): { readonly smaps: boolean; readonly kinds: boolean } => ({
  smaps: terms.some((term) => term.type === 'comparison' && comparedKeys[term.key].length > 0),
  kinds: terms.some(({ type }) => type === 'kind'),
});

type Test = (row: number) => boolean;

/** The rows that meet every term, in the order they have. */
export function matchingRows(table: FilteredTable, terms: readonly QueryTerm[]): number[] {
  const tests = terms.map((term) => testOf(table, term));
  const rows: number[] = [];
  for (let row = 0; row < table.rows.length; row++) if (tests.every((test) => test(row))) rows.push(row);
  return rows;
}

function testOf(table: FilteredTable, term: QueryTerm): Test {
  const { mappings, rows } = table;
  switch (term.type) {
    case 'comparison':
      return comparisonTest(table, term);
    case 'kind': {
      const wanted = new Set<number | undefined>(term.kinds.map((kind) => kindIndex[kind]));
      return regionTest(table, (regions, region) => wanted.has(regions.kind[region]));
    }
    case 'permission':
      return (row) => ((mappings.perms[rows.mapping[row] ?? 0] ?? 0) & term.mask) === term.bits;
    case 'name':
      return nameTest(table, term.text);
    case 'address': {
      const named = term.orName === undefined ? undefined : nameTest(table, term.orName);
      return (row) =>
        (addressAt(rows.start, row) <= term.address && term.address < addressAt(rows.end, row)) ||
        (named?.(row) ?? false);
    }
    case 'span':
      return (row) => addressAt(rows.start, row) < term.end && term.start < addressAt(rows.end, row);
  }
}

const addressAt = (column: Float64Array, row: number): bigint => addressOf(asPageNumber(column[row] ?? 0));

function comparisonTest(table: FilteredTable, comparison: Comparison): Test {
  if (comparison.key === 'size') return (row) => compares(rowKibibytes(table.rows, row) * 1024, comparison);
  const figure = figureOf(table, comparedKeys[comparison.key]);
  return (row) => {
    const kibibytes = figure(row);
    // A figure that is not known meets no comparison.
    return !Number.isNaN(kibibytes) && compares(kibibytes * 1024, comparison);
  };
}

/** Rows of which the name contains a text, whatever the case; with kinds also the label or the object's. */
function nameTest(table: FilteredTable, text: string): Test {
  const wanted = text.toLowerCase();
  const has = (value: string): number => (value.toLowerCase().includes(wanted) ? 1 : 0);
  const { mappings, rows, objects = [] } = table;
  const names = Uint8Array.from(mappings.names, has);
  const scene = table.scene;
  const said = (label: Label): string => (scene ? sayLabel(scene, label).full : '');
  const objectNames = Uint8Array.from(objects, ({ label, path }) => has(`${said(label)}\n${path ?? ''}`));
  const labels = Uint8Array.from(table.regions?.labels ?? [], (label) => has(said(label)));
  const known = regionTest(
    table,
    (regions, region) => labels[regions.label[region] ?? 0] === 1 || objectNames[regions.object[region] ?? -1] === 1,
  );
  return (row) => names[mappings.name[rows.mapping[row] ?? 0] ?? 0] === 1 || known(row);
}

/** Whether a row's region, or any region of a row's mapping, passes; false where no kinds are known. */
function regionTest(
  { regions, rows, mappings }: FilteredTable,
  passes: (regions: RegionColumns, region: number) => boolean,
): Test {
  if (!regions) return () => false;
  const own = rows.region;
  if (own) return (row) => passes(regions, own[row] ?? 0);
  const marked = new Uint8Array(mappings.length);
  for (let region = 0; region < regions.length; region++) {
    if (passes(regions, region)) marked[regions.mapping[region] ?? 0] = 1;
  }
  return (row) => marked[rows.mapping[row] ?? 0] === 1;
}
