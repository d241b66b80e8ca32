/**
 * Columns of a table about to be printed. A column is written from its first row to its last before the next one
 * begins: one loop then writes all columns of a sort, and V8 has compiled it before the first is done. Written row by
 * row, 60,000 rows of -X take five times as long.
 */
import { addressWidth, decimalText, decimalWidth, hexDigits, unknown } from './digits.ts';
import type { ByteText } from './byteText.ts';

/** A column: one cell for each row, right-aligned. A cell wider than the column moves what stands behind it. */
export interface Cells {
  /** Characters that every cell takes. */
  readonly width: number;
  /** Characters that each cell takes beyond those; missing when none does. */
  readonly surplus?: Uint32Array;
  /** Writes all cells over blanks; the cell of a row ends before `starts[row] + offset`. */
  readonly write: (bytes: Uint8Array, starts: Uint32Array, offset: number) => void;
}

const zero = 48;
const dash = unknown.charCodeAt(0);
/** Numbers below this are divided as 32-bit integers. */
const smallNumbers = 2 ** 31;

/** The same characters in every row. */
export function constant(text: string): Cells {
  const codes = Uint8Array.from(text, (character) => character.charCodeAt(0));
  const blank = text.trim() === '' && !text.includes('\n');
  return {
    width: text.length,
    write: (bytes, starts, offset) => {
      if (blank) return;
      const first = offset - codes.length;
      for (const [place, code] of codes.entries()) {
        for (const start of starts) bytes[start + first + place] = code;
      }
    },
  };
}

/** Numbers, and what one look at all of them tells. */
export interface Measured {
  /** NaN where a number is not known. */
  readonly values: Float64Array;
  /** The sum of those that are known; NaN when there are numbers and none is known. */
  readonly total: number;
  /** Characters of the widest one. */
  readonly widest: number;
}

/** Adds numbers up and finds the widest. */
export function measured(values: Float64Array): Measured {
  let total = 0;
  let known = 0;
  let largest = 0;
  let widest = unknown.length;
  for (let row = values.length - 1; row >= 0; row--) {
    const value = values[row] ?? 0;
    if (value !== value) continue;
    known += 1;
    total += value;
    if (value > largest) largest = value;
    // A fraction may take more room than a larger number.
    if (Math.floor(value) !== value) widest = Math.max(widest, decimalWidth(value));
  }
  return {
    values,
    total: known === 0 && values.length > 0 ? NaN : total,
    widest: Math.max(widest, decimalWidth(largest)),
  };
}

/** Numbers that are not negative, in decimal. */
export function numbers({ values, widest }: Measured, width: number): Cells {
  return {
    width,
    ...surplusOf(values, width, widest, decimalWidth),
    write: (bytes, starts, offset) => {
      writeNumbers(bytes, starts, offset, values);
    },
  };
}

function writeNumbers(bytes: Uint8Array, starts: Uint32Array, offset: number, values: Float64Array): void {
  for (let row = 0; row < values.length; row++) {
    const value = values[row] ?? 0;
    let at = (starts[row] ?? 0) + offset;
    if (value === 0) bytes[at - 1] = zero;
    else if (value < smallNumbers && Math.floor(value) === value) {
      for (let rest = value | 0; rest > 0;) {
        const tenth = (rest / 10) | 0;
        bytes[--at] = zero + rest - tenth * 10;
        rest = tenth;
      }
    } else if (value !== value) bytes[at - 1] = dash;
    else {
      const text = decimalText(value);
      at -= text.length;
      for (let place = 0; place < text.length; place++) bytes[at + place] = text.charCodeAt(place);
    }
  }
}

/** Digits of a full address: no address has more. */
const allDigits = 16;

/** Addresses, given as page numbers, in hexadecimal with at least so many digits. */
export function addresses(pages: Float64Array, digits: number, width = digits): Cells {
  const widest = digits === allDigits ? digits : widestAddress(pages, digits);
  return {
    width,
    ...surplusOf(pages, width, widest, (page) => addressWidth(page, digits)),
    write: (bytes, starts, offset) => {
      writeAddresses(bytes, starts, offset, pages, digits);
    },
  };
}

function writeAddresses(
  bytes: Uint8Array,
  starts: Uint32Array,
  offset: number,
  pages: Float64Array,
  digits: number,
): void {
  for (let row = 0; row < pages.length; row++) {
    const page = pages[row] ?? 0;
    let high = Math.floor(page / 0x10_0000) >>> 0;
    // What is left is below 2^32, a byte within its page included.
    let low = Math.round((page % 0x10_0000) * 4096) >>> 0;
    let at = (starts[row] ?? 0) + offset;
    const least = at - digits;
    do {
      bytes[--at] = hexDigits[low & 15] ?? zero;
      low = ((low >>> 4) | (high << 28)) >>> 0;
      high >>>= 4;
    } while (at > least || low !== 0 || high !== 0);
  }
}

/** Digits of the largest address. */
export function widestAddress(pages: Float64Array, digits: number): number {
  return addressWidth(
    pages.reduce((largest, page) => Math.max(largest, page), 0),
    digits,
  );
}

/** For each row one of a few texts, byte for byte (see byteString). */
export interface Chosen {
  readonly choices: readonly string[];
  /** The choice of each row. */
  readonly chosen: Uint32Array;
}

/** Such texts. */
export function texts({ choices, chosen }: Chosen, width = 0): Cells {
  const ends = new Uint32Array(choices.length);
  let length = 0;
  for (const [choice, text] of choices.entries()) ends[choice] = length += text.length;
  const pool = new Uint8Array(Buffer.from(choices.join(''), 'latin1'));
  const beyond = Uint32Array.from(choices, (text) => Math.max(0, text.length - width));
  return {
    width,
    ...(beyond.some((count) => count > 0) ? { surplus: picked(beyond, chosen) } : {}),
    write: (bytes, starts, offset) => {
      writeTexts(bytes, starts, offset, pool, ends, chosen);
    },
  };
}

/** The same in a column as wide as the widest of the choices, and at least as wide as said. */
export const paddedTexts = (chosen: Chosen, least: number): Cells =>
  texts(chosen, Math.max(least, ...chosen.choices.map((choice) => choice.length)));

/** Texts that a function gives for each row; few of them are distinct. */
export function distinct(rows: number, text: (row: number) => string): Chosen {
  const places = new Map<string, number>();
  const choices: string[] = [];
  const chosen = new Uint32Array(rows);
  for (let row = 0; row < rows; row++) {
    const own = text(row);
    let place = places.get(own);
    if (place === undefined) places.set(own, (place = choices.push(own) - 1));
    chosen[row] = place;
  }
  return { choices, chosen };
}

function writeTexts(
  bytes: Uint8Array,
  starts: Uint32Array,
  offset: number,
  pool: Uint8Array,
  ends: Uint32Array,
  chosen: Uint32Array,
): void {
  for (let row = 0; row < starts.length; row++) {
    const choice = chosen[row] ?? 0;
    const first = choice === 0 ? 0 : (ends[choice - 1] ?? 0);
    let at = (starts[row] ?? 0) + offset;
    for (let place = (ends[choice] ?? 0) - 1; place >= first; place--) bytes[--at] = pool[place] ?? 0;
  }
}

function picked(values: Uint32Array, chosen: Uint32Array): Uint32Array {
  const of = new Uint32Array(chosen.length);
  for (let row = 0; row < of.length; row++) of[row] = values[chosen[row] ?? 0] ?? 0;
  return of;
}

function surplusOf(
  values: Float64Array,
  width: number,
  widest: number,
  widthOf: (value: number) => number,
): { surplus?: Uint32Array } {
  if (widest <= width) return {};
  return { surplus: Uint32Array.from(values, (value) => Math.max(0, widthOf(value) - width)) };
}

/** Writes rows of cells, each ended by a newline. */
export function writeRows(out: ByteText, length: number, columns: readonly Cells[]): void {
  const starts = new Uint32Array(length);
  const width = columns.reduce((sum, column) => sum + column.width, 0);
  const surpluses = columns.flatMap(({ surplus }) => surplus ?? []);
  const end = placeRows(starts, out.length, width + 1, surpluses);
  const bytes = out.area(end - out.length);
  let offset = 0;
  for (const { surplus, width: own, write } of [...columns, constant('\n')]) {
    if (surplus) addTo(starts, surplus);
    offset += own;
    write(bytes, starts, offset);
  }
}

/** Finds where each row starts; returns where the last one ends. */
function placeRows(starts: Uint32Array, first: number, width: number, surpluses: readonly Uint32Array[]): number {
  const extra = surpluses.length === 1 ? surpluses[0] : new Uint32Array(starts.length);
  if (extra && surpluses.length > 1) for (const surplus of surpluses) addTo(extra, surplus);
  let at = first;
  for (let row = 0; row < starts.length; row++) {
    starts[row] = at;
    at += width + (extra?.[row] ?? 0);
  }
  return at;
}

function addTo(sums: Uint32Array, more: Uint32Array): void {
  for (let row = 0; row < sums.length; row++) sums[row] = (sums[row] ?? 0) + (more[row] ?? 0);
}
