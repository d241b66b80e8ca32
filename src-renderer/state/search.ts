/** Answers a query of the "Go to" box from one capture. Pure. */
import { addressOf, formatAddress, pageNumberOf } from '@contract/address.ts';
import { permissionBits, type Capture, type RegionIndex } from '@contract/capture.ts';
import { kindIndex } from '@contract/kinds.ts';
import { partOf } from '@contract/rows.ts';
import { objectLabel, sayLabel } from '@words/labels.ts';
import { asBytes, asPageNumber, pageBytes, spanBytes, type Address } from '@contract/units.ts';
import { formatBytes } from '../format/bytes.ts';
import { comparedKeys, compares, type Comparison } from '@contract/comparison.ts';
import { knows, permissionsKnown } from '../format/knows.ts';
import type { QueryTerm } from '@read/query.ts';
import { leavesUserSpace } from '../layout/userSpace.ts';
import { fromOrigin, originOf } from './countedFrom.ts';
import { figureReader } from './figures.ts';
import { regionsOfObject, selectAddress, selectObject, selectRegion } from './located.ts';
import type { Selection } from './model.ts';

/** What a query found: loaded files of that name, then regions in address order. */
export interface SearchResult {
  readonly hits: readonly Selection[];
  /** What there is to say beside the hits: which region an address lies in and how far, or why nothing was found. */
  readonly note?: string;
}

interface Table {
  readonly length: number;
  readonly start: Float64Array;
  readonly end: Float64Array;
}

/** The row that holds an exact address, or the complement of the first row above it. Page numbers round above 2^53. */
function exactRow(table: Table, address: Address): number {
  let low = 0;
  let high = table.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    if (address < addressOf(asPageNumber(table.start[middle] ?? 0))) high = middle - 1;
    else if (address >= addressOf(asPageNumber(table.end[middle] ?? 0))) low = middle + 1;
    else return middle;
  }
  return ~low;
}

/** What lies at an address. */
export interface AddressPlace {
  readonly mapped: boolean;
  /** The region that holds it, or the gap around it; missing above everything that is mapped. */
  readonly selection?: Selection;
  /** File or region and offset, or a sentence that says how far off the next mapping is. */
  readonly what: string;
}

/** Finds it without saying the address itself. */
export function placeOfAddress(capture: Capture, address: Address): AddressPlace {
  const row = exactRow(capture.regions, address);
  if (row >= 0) {
    return {
      mapped: true,
      selection: selectRegion(capture, row),
      what: fromOrigin(originOf(capture, row), address),
    };
  }
  return { mapped: false, ...gapOf(capture, address) };
}

/** Where an address lies that is not mapped: the gap around it, and where that is in words that go on after "is". */
function gapOf(capture: Capture, address: Address): Pick<AddressPlace, 'selection' | 'what'> {
  const { mappings } = capture;
  const above = ~exactRow(mappings, address);
  const start = asPageNumber(mappings.end[above - 1] ?? 0);
  const next = mappings.start[above];
  if (next === undefined) return { what: 'above everything that is mapped.' };
  const end = asPageNumber(next);
  return {
    selection: { level: 'gap', start, end, at: pageNumberOf(address) },
    what: leavesUserSpace(start, end)
      ? "not mapped: it lies above the program's topmost mapping, where user space ends."
      : `${partOf(capture) ? 'not mapped or left out' : 'not mapped'}: it lies in a gap of ${formatBytes(spanBytes(start, end))}, ${formatBytes(
          asBytes(Number(addressOf(end) - address)),
        )} below ${formatAddress(end)}.`,
  };
}

/** An address: its byte, with what holds it and the offset in that, or the gap around it. */
function findAddress(capture: Capture, address: Address): SearchResult {
  const text = `0x${address.toString(16)}`;
  const row = exactRow(capture.regions, address);
  if (row >= 0) {
    const { name, start } = originOf(capture, row);
    const offset = address - start;
    const place =
      offset === 0n ? 'is the start of' : `is 0x${offset.toString(16)} (${offset.toLocaleString('en-GB')}) bytes into`;
    return { hits: [selectAddress(address)], note: `${text} ${place} ${name}` };
  }
  const { selection, what } = gapOf(capture, address);
  return { hits: selection ? [selection] : [], note: `${text} is ${what}` };
}

type Test = (region: RegionIndex) => boolean;

/** Regions of which label, mapping name, object path or kind contain a text, whatever the case. */
function nameTest(capture: Capture, text: string): Test {
  const wanted = text.toLowerCase();
  const has = (value: string): number => (value.toLowerCase().includes(wanted) ? 1 : 0);
  const { regions, mappings } = capture;
  const labels = Uint8Array.from(regions.labels, (label) => has(sayLabel(capture, label).full));
  const names = Uint8Array.from(mappings.names, has);
  const objects = Uint8Array.from(capture.objects, ({ path = '' }, index) =>
    has(`${objectLabel(capture, index)}\n${path}`),
  );
  return (row) =>
    labels[regions.label[row] ?? 0] === 1 ||
    names[mappings.name[regions.mapping[row] ?? 0] ?? 0] === 1 ||
    objects[regions.object[row] ?? -1] === 1;
}

function comparisonTest(capture: Capture, comparison: Comparison): Test | undefined {
  const { regions } = capture;
  if (comparison.key === 'size') {
    return (row) => compares(((regions.end[row] ?? 0) - (regions.start[row] ?? 0)) * pageBytes, comparison);
  }
  const readers = comparedKeys[comparison.key].map((key) => figureReader(capture, key));
  if (readers.every((reader) => reader === undefined)) return undefined;
  return (row) => {
    const mapping = regions.mapping[row] ?? 0;
    let kibibytes = 0;
    for (const reader of readers) kibibytes += reader?.(mapping) ?? 0;
    return compares(kibibytes * 1024, comparison);
  };
}

/** What is not known fits no permission that is asked for. */
function permissionTest(capture: Capture, { mask, bits }: Extract<QueryTerm, { type: 'permission' }>): Test {
  const { regions, mappings } = capture;
  if ((mask & permissionBits.shared) !== 0 && !knows(capture, 'sharing')) return () => false;
  const known = permissionsKnown(capture);
  return (row) => {
    const mapping = regions.mapping[row] ?? 0;
    return known(mapping) && ((mappings.perms[mapping] ?? 0) & mask) === bits;
  };
}

/** The test of one term; undefined when the capture has no figures to answer it with. */
function testOf(capture: Capture, term: QueryTerm): Test | undefined {
  const { regions } = capture;
  switch (term.type) {
    case 'comparison':
      return comparisonTest(capture, term);
    case 'kind': {
      const wanted = new Set<number | undefined>(term.kinds.map((kind) => kindIndex[kind]));
      return (row) => wanted.has(regions.kind[row]);
    }
    case 'permission':
      return permissionTest(capture, term);
    case 'name':
      return nameTest(capture, term.text);
    case 'address': {
      const holder = exactRow(regions, term.address);
      const named = term.orName === undefined ? undefined : nameTest(capture, term.orName);
      return (row) => row === holder || (named?.(row) ?? false);
    }
    case 'span': {
      const first = exactRow(regions, term.start);
      const last = exactRow(regions, (term.end - 1n) as Address);
      return (row) => row >= (first < 0 ? ~first : first) && row <= (last < 0 ? ~last - 1 : last);
    }
  }
}

/** All regions that meet every term. A single address also says where in the region, or in which gap, it lies. */
export function search(capture: Capture, terms: readonly QueryTerm[]): SearchResult {
  if (terms.length === 0) return { hits: [] };
  const [only] = terms;
  if (terms.length === 1 && only?.type === 'address') {
    const named = only.orName === undefined ? [] : rowsOf(capture, [nameTest(capture, only.orName)]);
    const place = findAddress(capture, only.address);
    if (named.length === 0 || exactRow(capture.regions, only.address) >= 0) return place;
    return { hits: named.map((row) => selectRegion(capture, row)) };
  }
  const found = matchingRegions(capture, terms);
  if (typeof found === 'string') return { hits: [], note: found };
  const whole = terms.length === 1 && only?.type === 'name' ? modulesNamed(capture, only.text) : [];
  return found.length > 0
    ? { hits: [...whole, ...found.map((row) => selectRegion(capture, row))] }
    : { hits: [], note: 'Nothing in this process matches.' };
}

/** Loaded files in several parts whose own name has the text: who asks for `libc` means all of it. */
const modulesNamed = (capture: Capture, text: string): readonly Selection[] =>
  capture.objects.flatMap(({ kind }, index) =>
    kind === 'module' &&
    objectLabel(capture, index).toLowerCase().includes(text.toLowerCase()) &&
    regionsOfObject(capture, index).length > 1
      ? (selectObject(capture, index) ?? [])
      : [],
  );

/** The regions that meet every term, in address order; a sentence when the capture has no figures to tell. */
export function matchingRegions(capture: Capture, terms: readonly QueryTerm[]): readonly RegionIndex[] | string {
  const tests = terms.map((term) => testOf(capture, term));
  if (tests.includes(undefined)) {
    return capture.smaps
      ? 'This kernel does not print the figure asked for.'
      : 'The figures of smaps have not been read, so sizes in memory cannot be compared.';
  }
  return rowsOf(
    capture,
    tests.filter((test) => test !== undefined),
  );
}

function rowsOf(capture: Capture, tests: readonly Test[]): readonly RegionIndex[] {
  const rows: RegionIndex[] = [];
  for (let row = 0; row < capture.regions.length; row++) if (tests.every((test) => test(row))) rows.push(row);
  return rows;
}
