/** The section headers of an ELF file (elf(5)). */
import { Fields, isSane, type ByteSource } from './fields.ts';
import type { ElfHeader } from './header.ts';

/** One section as the file has it. Numbers are byte counts and indexes. */
export interface Section {
  readonly name: string;
  /** sh_type by number. */
  readonly type: number;
  readonly flags: number;
  readonly address: number;
  readonly offset: number;
  readonly size: number;
  readonly link: number;
  readonly entrySize: number;
}

export const sectionTypes = {
  progbits: 1,
  symtab: 2,
  strtab: 3,
  rela: 4,
  nobits: 8,
  rel: 9,
  dynsym: 11,
  relr: 19,
} as const;
export const sectionFlags = { write: 1, alloc: 2, execute: 4, tls: 0x400 } as const;

/** A program has about 40 sections; a damaged file may claim any number, and give all of them one long name. */
const countLimit = 16_384;
const sectionNameLimit = 512;
const namesLimit = 4 * 2 ** 20;

/** Sections, and what was wrong with them in sentences. */
export interface Sections {
  readonly sections: readonly Section[];
  readonly notes: readonly string[];
}

/** Reads all section headers. Sections that reach beyond the file are kept with their claim; nobody reads there. */
export function readSections(source: ByteSource, header: ElfHeader): Sections {
  const { offset, entrySize, count, names } = header.sections;
  if (offset === 0 || count === 0)
    return { sections: [], notes: ['The file has no section headers: it has been stripped of them.'] };
  const { wide, little } = header;
  const fits = isSane(offset) && entrySize >= (wide ? 64 : 40) && entrySize <= 256 && count <= countLimit;
  if (!fits || offset + count * entrySize > source.size) {
    return { sections: [], notes: ['The section headers do not fit the file: it is damaged or cut short.'] };
  }
  const fields = new Fields(source.read(offset, count * entrySize), little, wide);
  const raw = Array.from({ length: count }, (_, index) => rawSection(fields, index * entrySize, wide));
  const table = raw[names];
  const strings =
    table && isInside(source, table) && table.size <= namesLimit
      ? source.read(table.offset, table.size)
      : new Uint8Array();
  return {
    sections: raw.map(({ nameAt, ...section }) => ({ ...section, name: stringAt(strings, nameAt, sectionNameLimit) })),
    notes: strings.length === 0 ? ['The names of the sections cannot be read.'] : [],
  };
}

/** Whether a section's bytes are within the file. */
export const isInside = (source: ByteSource, { offset, size }: Pick<Section, 'offset' | 'size'>): boolean =>
  isSane(offset) && isSane(size) && offset + size <= source.size;

function rawSection(fields: Fields, at: number, wide: boolean): Omit<Section, 'name'> & { nameAt: number } {
  return wide
    ? {
        nameAt: fields.word(at),
        type: fields.word(at + 4),
        flags: fields.native(at + 8),
        address: fields.native(at + 16),
        offset: fields.native(at + 24),
        size: fields.native(at + 32),
        link: fields.word(at + 40),
        entrySize: fields.native(at + 56),
      }
    : {
        nameAt: fields.word(at),
        type: fields.word(at + 4),
        flags: fields.word(at + 8),
        address: fields.word(at + 12),
        offset: fields.word(at + 16),
        size: fields.word(at + 20),
        link: fields.word(at + 24),
        entrySize: fields.word(at + 36),
      };
}

/** Longest name of a file of debug information that is told: that of a file in Linux. */
const linkLimit = 255;

/** The file that a file's debug information was split off into (`.gnu_debuglink`, objcopy(1)); undefined without one. */
export function debugLink(source: ByteSource, sections: readonly Section[]): string | undefined {
  const section = sections.find(({ name }) => name === '.gnu_debuglink');
  if (!section || !isInside(source, section)) return undefined;
  const name = stringAt(source.read(section.offset, Math.min(section.size, linkLimit)), 0);
  return name === '' ? undefined : name;
}

/** Bytes of one name at most: C++ makes names of some thousand; the longest of Chromium's has 6,700. */
const nameLimit = 16 * 1024;
const decoder = new TextDecoder();

/** The text that begins at an offset of a string table; empty outside it. */
export function stringAt(strings: Uint8Array, at: number, limit = nameLimit): string {
  if (at >= strings.length) return '';
  const room = strings.subarray(at, at + limit);
  const end = room.indexOf(0);
  return decoder.decode(end < 0 ? room : room.subarray(0, end));
}
