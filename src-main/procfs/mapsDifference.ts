/**
 * Parses maps of a process looked at again: what stands as it stood is taken over from the rows of the look before, and
 * only the lines that differ are parsed. One mapping more among 60,000 took 17 to 30 ms.
 *
 * Both texts are walked at once. They are sorted by address, so the lines that belong together are known by where they
 * begin, and the row of a line by a search for its address: 4.5 MB of lines are never counted.
 */
import type { MappingColumns } from '../contract/capture.ts';
import { commonBytes } from './commonBytes.ts';
import { hexValue, pages } from './mappingTable.ts';
import { MapsParser } from './maps.ts';

const newline = 10;
const dash = 45;

/**
 * Above this share of lines that differ a parse of them all is quicker: stretches of nine columns are put together around each,
 * which costs as much as the parse of fifty. Few lines of a short text may always differ.
 */
const differingShare = 1 / 64;
const fewLines = 8;

/** Stands in the text of every name that is not UTF-8: two of them may look alike. */
const replacement = '\ufffd';

/** What is known of a text of maps: each line of it made one row, and the rows are sorted and disjoint. */
export interface KnownMaps {
  readonly text: Uint8Array;
  readonly mappings: MappingColumns;
}

/** Rows that follow each other in the table before, or among those that were parsed now. */
interface Stretch {
  readonly parsed: boolean;
  readonly row: number;
  readonly count: number;
}

interface Difference {
  readonly stretches: readonly Stretch[];
  /** The rows of the lines that differ. */
  readonly parsed: MappingColumns;
}

/**
 * The rows of `text`, equal index by index to what `parseMaps` makes of it, and the very rows of before where nothing
 * has changed. Undefined: too much differs, or there are lines or names that only a whole parse can tell.
 */
export function parseDifference(before: KnownMaps, text: Uint8Array): MappingColumns | undefined {
  const difference = differenceOf(before, text);
  return difference && joined(before.mappings, difference);
}

function differenceOf({ text: old, mappings }: KnownMaps, text: Uint8Array): Difference | undefined {
  const { length, start } = mappings;
  const parser = new MapsParser();
  const stretches: Stretch[] = [];
  const parse = (lines: Uint8Array): void => {
    if (lines.length === 0) return;
    const known = parser.rows;
    parser.push(lines);
    // The last line of a text may lack its newline: the parser takes it when it is told that this is all.
    const open = lines.at(-1) === newline ? 0 : 1;
    stretches.push({ parsed: true, row: known, count: parser.rows - known + open });
  };
  const patience = Math.max(fewLines, length * differingShare);
  // The lines that are compared, the row of the old one, and where the lines begin that were not parsed yet.
  let from = 0;
  let to = 0;
  let row = 0;
  let differing = 0;
  let pending = 0;
  while (from < old.length || to < text.length) {
    const was = startOf(old, from);
    const is = startOf(text, to);
    // NaN, of an empty line or a strange one, equals nothing.
    if (was !== (start[row] ?? Infinity) || Number.isNaN(is)) return undefined;
    const common = was === is ? commonLines(old, from, text, to) : 0;
    if (common > 0) {
      parse(text.subarray(pending, to));
      from += common;
      pending = to += common;
      const next = firstFrom(start, startOf(old, from));
      stretches.push({ parsed: false, row, count: next - row });
      row = next;
      continue;
    }
    if (++differing > patience) return undefined;
    if (was <= is) {
      from = lineEnd(old, from);
      row += 1;
    }
    if (is <= was) to = lineEnd(text, to);
  }
  parse(text.subarray(pending));
  const { mappings: parsed, notes } = parser.finish();
  return notes.length === 0 ? { stretches, parsed } : undefined;
}

/** Bytes of the whole lines that two texts have in common from the beginnings of two lines on. */
function commonLines(a: Uint8Array, from: number, b: Uint8Array, to: number): number {
  const common = commonBytes(a, from, b, to);
  if (common === 0 || (from + common === a.length && to + common === b.length)) return common;
  return a.lastIndexOf(newline, from + common - 1) + 1 - from;
}

/** Where the line after this one begins. */
const lineEnd = (text: Uint8Array, from: number): number => text.indexOf(newline, from) + 1 || text.length;

/** The page that a line begins with: Infinity behind the last line, NaN for a line that begins with none. */
function startOf(text: Uint8Array, from: number): number {
  if (from >= text.length) return Infinity;
  let at = from;
  let high = 0;
  let low = 0;
  let digit: number;
  while ((digit = hexValue[text[at] ?? 0] ?? 16) < 16) {
    high = (high << 4) | (low >>> 28);
    low = (low << 4) | digit;
    at += 1;
  }
  return text[at] === dash && at > from ? pages(high, low) : NaN;
}

/** The first row that begins at a page or above; the number of rows where none does. */
function firstFrom(start: Float64Array, page: number): number {
  let low = 0;
  let high = start.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((start[middle] ?? 0) < page) low = middle + 1;
    else high = middle;
  }
  return low;
}

function joined(before: MappingColumns, { stretches, parsed }: Difference): MappingColumns | undefined {
  const [only] = stretches;
  if (stretches.length === 1 && only?.parsed === false && only.count === before.length) return before;
  if (parsed.names.some((name) => name.includes(replacement))) return undefined;
  const length = stretches.reduce((sum, { count }) => sum + count, 0);
  const join = <T extends Float64Array | Uint32Array | Uint8Array>(known: T, fresh: T, column: T): T => {
    let at = 0;
    for (const stretch of stretches) {
      column.set((stretch.parsed ? fresh : known).subarray(stretch.row, stretch.row + stretch.count), at);
      at += stretch.count;
    }
    return column;
  };
  const [names, numbers] = namesWith(before.names, parsed.names);
  const freshNames = parsed.name.map((number) => numbers[number] ?? 0);
  return {
    length,
    start: join(before.start, parsed.start, new Float64Array(length)),
    end: join(before.end, parsed.end, new Float64Array(length)),
    perms: join(before.perms, parsed.perms, new Uint8Array(length)),
    offset: join(before.offset, parsed.offset, new Float64Array(length)),
    major: join(before.major, parsed.major, new Uint32Array(length)),
    minor: join(before.minor, parsed.minor, new Uint32Array(length)),
    inodeLow: join(before.inodeLow, parsed.inodeLow, new Uint32Array(length)),
    inodeHigh: join(before.inodeHigh, parsed.inodeHigh, new Uint32Array(length)),
    ...namesInOrder({
      name: join(before.name, freshNames, new Uint32Array(length)),
      names,
      rawNames: before.rawNames,
    }),
  };
}

type Names = Pick<MappingColumns, 'name' | 'names' | 'rawNames'>;

/** A list of names with those of another list, and the numbers that the other's have in it. */
function namesWith(names: readonly string[], others: readonly string[]): [readonly string[], readonly number[]] {
  if (others.length === 1) return [names, [0]];
  const known = new Map(names.map((name, number) => [name, number]));
  const all = [...names];
  const numbers = others.map((name) => known.get(name) ?? all.push(name) - 1);
  return [all, numbers];
}

/** Names as a parser numbers them that reads all rows: by their first row, and none that has no row. */
function namesInOrder({ name, names, rawNames }: Names): Names {
  const places = new Uint32Array(names.length);
  let count = 1;
  let inOrder = true;
  for (const number of name) {
    if (number === 0 || places[number] !== 0) continue;
    inOrder &&= number === count;
    places[number] = count++;
  }
  if (inOrder && count === names.length) return { name, names, rawNames };
  const ordered = names.slice(0, count);
  places.forEach((place, number) => {
    if (place > 0) ordered[place] = names[number] ?? '';
  });
  return {
    name: name.map((number) => places[number] ?? 0),
    names: ordered,
    rawNames: rawNames
      .flatMap((raw) => ((places[raw.name] ?? 0) > 0 ? [{ ...raw, name: places[raw.name] ?? 0 }] : []))
      .sort((a, b) => a.name - b.name),
  };
}
