/** The symbols of an ELF file: `.symtab`, else `.dynsym` (elf(5), "String and symbol tables"). */
import { addressOrder } from './addressOrder.ts';
import { Fields, isSane, type ByteSource } from './fields.ts';
import type { ElfHeader } from './header.ts';
import { isInside, sectionTypes, stringAt, type Section } from './sections.ts';

/** Symbols that have an address, as columns sorted by it. Addresses are those of the file. */
export interface SymbolTable {
  readonly table: 'symtab' | 'dynsym' | 'none';
  readonly length: number;
  readonly address: Float64Array;
  readonly size: Float64Array;
  /** Index into `symbolTypes` of the contract. */
  readonly type: Uint8Array;
  /** The name of a row, as the file has it. */
  readonly nameOf: (row: number) => string;
  /** Names that begin with a prefix of ASCII letters and are not longer than `longest`, without making the others. */
  readonly namesWith: (prefix: string, longest: number) => readonly string[];
  /** Bytes that the table holds in memory. */
  readonly bytes: number;
  readonly notes: readonly string[];
}

/** Bytes of one table and of its names that are read; node's own, with a million symbols, take 70 MiB. */
const tableLimit = 256 * 2 ** 20;
/** st_shndx of symbols that are defined elsewhere, and of those that are numbers, not addresses. */
const undefinedSection = 0;
const absoluteSection = 0xfff1;
const tlsType = 6;
/** STT_GNU_IFUNC by number; the contract calls it 7. */
const ifuncType = 10;
const shownTypes: readonly number[] = [0, 1, 2, ifuncType];

const noSymbols = (notes: readonly string[]): SymbolTable => ({
  table: 'none',
  length: 0,
  address: new Float64Array(),
  size: new Float64Array(),
  type: new Uint8Array(),
  nameOf: () => '',
  namesWith: () => [],
  bytes: 0,
  notes,
});

/** The bytes that a table is made of; without a table, what there is to say about that. */
export type RawSymbols =
  | {
      readonly table: 'symtab' | 'dynsym';
      readonly wide: boolean;
      readonly little: boolean;
      readonly entries: Uint8Array;
      readonly strings: Uint8Array;
    }
  | { readonly table: 'none'; readonly notes: readonly string[] };

/** Reads the better of a file's symbol tables, as it stands in the file. */
export function readRawSymbols(
  source: ByteSource,
  { wide, little }: ElfHeader,
  sections: readonly Section[],
): RawSymbols {
  for (const [table, type] of [
    ['symtab', sectionTypes.symtab],
    ['dynsym', sectionTypes.dynsym],
  ] as const) {
    const section = sections.find((candidate) => candidate.type === type && candidate.size > 0);
    const names = section && sections[section.link];
    if (!section || !names) continue;
    if (!isInside(source, section) || !isInside(source, names)) continue;
    if (section.size > tableLimit || names.size > tableLimit) {
      return {
        table: 'none',
        notes: [`The symbol table takes more than ${tableLimit / 2 ** 20} MiB; it is not read.`],
      };
    }
    const entries = source.read(section.offset, section.size);
    return { table, wide, little, entries, strings: source.read(names.offset, names.size) };
  }
  return { table: 'none', notes: [] };
}

/** Rows taken between two yields: a millisecond or two. */
const slice = 16_384;

/**
 * Sorts and sifts a table, in slices that yield the share done. Symbols without an address (undefined, files, sections,
 * TLS) are left out.
 */
export function* symbolTable(raw: RawSymbols): Generator<number, SymbolTable> {
  if (raw.table === 'none') return noSymbols(raw.notes);
  const { table, wide, little, entries, strings } = raw;
  const entrySize = wide ? 24 : 16;
  const fields = new Fields(entries, little, wide);
  const count = Math.floor(entries.length / entrySize);
  const offsets = new Uint32Array(count);
  const unsorted = new Float64Array(count);
  let length = 0;
  let threadLocal = 0;
  for (let row = 1; row < count; row++) {
    if (row % slice === 0) yield (row / count) * 0.3;
    const at = row * entrySize;
    const type = (entries[at + (wide ? 4 : 12)] ?? 0) & 15;
    if (type === tlsType) threadLocal++;
    if (!shownTypes.includes(type)) continue;
    const section = fields.half(at + (wide ? 6 : 14));
    if (section === undefinedSection || section === absoluteSection || fields.word(at) === 0) continue;
    const place = fields.native(at + (wide ? 8 : 4));
    if (place <= 0 || !isSane(place)) continue;
    offsets[length] = at;
    unsorted[length++] = place;
  }
  const order = yield* addressOrder(unsorted.subarray(0, length));
  const [address, size] = [new Float64Array(length), new Float64Array(length)];
  const [type, nameAt] = [new Uint8Array(length), new Uint32Array(length)];
  for (let index = 0; index < length; index++) {
    if (index % slice === slice - 1) yield 0.6 + (index / length) * 0.4;
    const row = order[index] ?? 0;
    const at = offsets[row] ?? 0;
    address[index] = unsorted[row] ?? 0;
    const extent = fields.native(at + (wide ? 16 : 8));
    size[index] = isSane(extent) ? extent : 0;
    const own = (entries[at + (wide ? 4 : 12)] ?? 0) & 15;
    type[index] = own === ifuncType ? 7 : own;
    nameAt[index] = fields.word(at);
  }
  return {
    table,
    length,
    address,
    size,
    type,
    nameOf: (row) => stringAt(strings, nameAt[row] ?? 0),
    namesWith: (prefix, longest) => namesWith(strings, nameAt, prefix, longest),
    bytes: strings.length + length * 25,
    notes:
      threadLocal === 0
        ? []
        : [
            `${threadLocal.toLocaleString('en-GB')} thread-local symbols are left out: they say where in each thread’s block a variable lies, which is no address.`,
          ],
  };
}

function namesWith(strings: Uint8Array, nameAt: Uint32Array, prefix: string, longest: number): string[] {
  const wanted = new TextEncoder().encode(prefix);
  const found = new Set<string>();
  for (const at of nameAt) {
    if (wanted.some((byte, index) => strings[at + index] !== byte)) continue;
    const end = strings.subarray(at, at + longest + 1).indexOf(0);
    if (end >= 0) found.add(stringAt(strings, at, end));
  }
  return [...found];
}

/** Names at most, and letters of each and of all; a program that takes more from others has not been seen. */
const importLimit = 100_000;
const importNameLimit = 4096;
const importLetters = 16 * 2 ** 20;

/** Names of the dynamic symbols that a file takes from others. */
export function readImports(
  source: ByteSource,
  { wide, little }: ElfHeader,
  sections: readonly Section[],
): readonly string[] {
  const section = sections.find(({ type }) => type === sectionTypes.dynsym);
  const names = section && sections[section.link];
  if (!section || !names || !isInside(source, section) || !isInside(source, names)) return [];
  const entrySize = wide ? 24 : 16;
  const length = Math.min(section.size, importLimit * entrySize);
  if (names.size > tableLimit) return [];
  const fields = new Fields(source.read(section.offset, length), little, wide);
  const strings = source.read(names.offset, names.size);
  const found: string[] = [];
  let letters = 0;
  for (let at = entrySize; at + entrySize <= length; at += entrySize) {
    if (fields.half(at + (wide ? 6 : 14)) !== undefinedSection) continue;
    const name = stringAt(strings, fields.word(at), importNameLimit);
    letters += name.length;
    if (letters > importLetters) break;
    found.push(name);
  }
  return found;
}
