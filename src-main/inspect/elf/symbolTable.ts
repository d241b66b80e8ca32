/** The symbols of an ELF file: `.symtab`, else `.dynsym` (elf(5), "String and symbol tables"). */
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
  bytes: 0,
  notes,
});

/** Reads the better of a file's symbol tables. Symbols without an address (undefined, files, sections, TLS) are left out. */
export function readSymbolTable(source: ByteSource, header: ElfHeader, sections: readonly Section[]): SymbolTable {
  for (const [table, type] of [
    ['symtab', sectionTypes.symtab],
    ['dynsym', sectionTypes.dynsym],
  ] as const) {
    const section = sections.find((candidate) => candidate.type === type && candidate.size > 0);
    const names = section && sections[section.link];
    if (!section || !names) continue;
    if (!isInside(source, section) || !isInside(source, names)) continue;
    if (section.size > tableLimit || names.size > tableLimit) {
      return noSymbols([`The symbol table takes more than ${tableLimit / 2 ** 20} MiB; it is not read.`]);
    }
    return tableOf(source, header, table, section, names);
  }
  return noSymbols([]);
}

function tableOf(
  source: ByteSource,
  { wide, little }: ElfHeader,
  table: 'symtab' | 'dynsym',
  section: Section,
  names: Section,
): SymbolTable {
  const entrySize = wide ? 24 : 16;
  const bytes = source.read(section.offset, section.size);
  const strings = source.read(names.offset, names.size);
  const fields = new Fields(bytes, little, wide);
  const rows: number[] = [];
  const count = Math.floor(bytes.length / entrySize);
  const addressOf = (row: number): number => fields.native(row * entrySize + (wide ? 8 : 4));
  for (let row = 1; row < count; row++) {
    const at = row * entrySize;
    const type = (bytes[at + (wide ? 4 : 12)] ?? 0) & 15;
    if (type === tlsType || !shownTypes.includes(type)) continue;
    const section = fields.half(at + (wide ? 6 : 14));
    if (section === undefinedSection || section === absoluteSection || fields.word(at) === 0) continue;
    const address = addressOf(row);
    if (address > 0 && isSane(address)) rows.push(row);
  }
  const addresses = Float64Array.from(rows, addressOf);
  const order = Uint32Array.from(rows.keys()).sort((a, b) => (addresses[a] ?? 0) - (addresses[b] ?? 0));
  const entryAt = (index: number): number => (rows[order[index] ?? 0] ?? 0) * entrySize;
  const length = order.length;
  const nameAt = Uint32Array.from(order, (_, index) => fields.word(entryAt(index)));
  return {
    table,
    length,
    address: Float64Array.from(order, (row) => addresses[row] ?? 0),
    size: Float64Array.from(order, (_, index) => {
      const size = fields.native(entryAt(index) + (wide ? 16 : 8));
      return isSane(size) ? size : 0;
    }),
    type: Uint8Array.from(order, (_, index) => {
      const type = (bytes[entryAt(index) + (wide ? 4 : 12)] ?? 0) & 15;
      return type === ifuncType ? 7 : type;
    }),
    nameOf: (row) => stringAt(strings, nameAt[row] ?? 0),
    bytes: strings.length + length * 25,
    notes: [],
  };
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
