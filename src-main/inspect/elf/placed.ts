/** Where a file's addresses lie in the process. */
import type { Capture, MappingIndex } from '../../contract/capture.ts';
import type { PlacedSection, PlacedSegment } from '../../contract/elfInside.ts';
import type { ElfSegment } from '../../contract/calls.ts';
import { mappingName } from '../../contract/rows.ts';
import { asBytes, asPageNumber, pageBytes, type PageNumber } from '../../contract/units.ts';
import type { ElfImage } from './image.ts';
import { sectionExplanation } from './sectionWords.ts';
import { sectionFlags, sectionTypes, type Section } from './sections.ts';

const loadType = 1;

/**
 * What the loader added to the file's addresses, in bytes: a mapping shows a page of the file, and the LOAD segment that
 * holds this page says where it would lie without. Undefined when no segment holds it: then the file was mapped as data.
 */
export function loadBias({ headers }: ElfImage, { mappings }: Capture, row: MappingIndex): number | undefined {
  const start = (mappings.start[row] ?? 0) * pageBytes;
  const end = (mappings.end[row] ?? 0) * pageBytes;
  const offset = (mappings.offset[row] ?? 0) * pageBytes;
  const executable = ((mappings.perms[row] ?? 0) & 4) !== 0;
  const holding = headers.filter((header) => {
    const first = header.offset - (header.offset % pageBytes);
    return header.type === loadType && offset >= first && offset < header.offset + Math.max(1, header.fileSize);
  });
  // One page of the file may be the end of one segment and the start of the next: permissions tell which is shown.
  const header = holding.find(({ flags }) => ((flags & 1) !== 0) === executable) ?? holding[0];
  if (!header || end <= start) return undefined;
  return start - (header.virtualAddress - header.offset + offset);
}

/** Spans of the process, in pages, that the file means to be code: executable and not writable segments. */
export const codeSpans = (
  { headers }: ElfImage,
  bias: number,
): readonly { readonly start: number; readonly end: number }[] =>
  headers.flatMap(({ type, flags, virtualAddress, memorySize }) =>
    type === loadType && (flags & 3) === 1
      ? [
          {
            start: Math.floor((virtualAddress + bias) / pageBytes),
            end: Math.ceil((virtualAddress + bias + memorySize) / pageBytes),
          },
        ]
      : [],
  );

/**
 * Whether rows are the file as the loader maps it: the first LOAD segment is among them. A piece of a file that a
 * program mapped once more (V8 does so with its built-in code) would give every symbol a second, false address.
 */
export function isLoaded({ headers }: ElfImage, { mappings }: Capture, rows: readonly MappingIndex[]): boolean {
  const first = headers.find(({ type }) => type === loadType);
  if (!first) return false;
  const offset = (first.offset - (first.offset % pageBytes)) / pageBytes;
  return rows.some((row) => mappings.offset[row] === offset);
}

/** All rows of the file that a row maps, as one copy of it: the neighbours with the same inode and name. */
export function rowsOfModule({ mappings, regions }: Capture, row: MappingIndex): readonly MappingIndex[] {
  const object = objectOfRow(regions, row);
  if (object < 0) return [row];
  const rows = new Set<MappingIndex>();
  const name = mappingName(mappings, row);
  for (let region = 0; region < regions.length; region++) {
    const mapping = regions.mapping[region] ?? 0;
    if (regions.object[region] === object && mappingName(mappings, mapping) === name) rows.add(mapping);
  }
  return [...rows];
}

/** The object of the first region of a mapping that belongs to one; -1 when none does. */
export function objectOfRow(regions: Capture['regions'], row: MappingIndex): number {
  for (let region = 0; region < regions.length; region++) {
    const object = regions.object[region] ?? -1;
    if (regions.mapping[region] === row && object >= 0) return object;
  }
  return -1;
}

const pageOf = (address: number): PageNumber => asPageNumber(address / pageBytes);

/** Segments that have a place in memory, where they lie in the process. */
export const placedSegments = (
  image: ElfImage,
  segments: readonly ElfSegment[],
  bias: number,
): readonly PlacedSegment[] =>
  segments.map((segment, index) => {
    const address = (image.headers[index]?.virtualAddress ?? 0) + bias;
    return { ...segment, start: pageOf(address), end: pageOf(address + segment.memorySize) };
  });

const typeNames: Readonly<Record<number, string>> = {
  1: 'PROGBITS',
  2: 'SYMTAB',
  3: 'STRTAB',
  4: 'RELA',
  5: 'HASH',
  6: 'DYNAMIC',
  7: 'NOTE',
  8: 'NOBITS',
  9: 'REL',
  11: 'DYNSYM',
  14: 'INIT_ARRAY',
  15: 'FINI_ARRAY',
  16: 'PREINIT_ARRAY',
  17: 'GROUP',
  18: 'SYMTAB_SHNDX',
  19: 'RELR',
  0x6ffffff5: 'GNU_ATTRIBUTES',
  0x6ffffff6: 'GNU_HASH',
  0x6ffffffd: 'VERDEF',
  0x6ffffffe: 'VERNEED',
  0x6fffffff: 'VERSYM',
};

/** Flag letters in readelf's order: W A X M S I L O G T C. */
const flagLetters: readonly (readonly [flag: number, letter: string])[] = [
  [1, 'W'],
  [2, 'A'],
  [4, 'X'],
  [0x10, 'M'],
  [0x20, 'S'],
  [0x40, 'I'],
  [0x80, 'L'],
  [0x100, 'O'],
  [0x200, 'G'],
  [0x400, 'T'],
  [0x800, 'C'],
];

/**
 * Sections that are in memory, in the order of addresses. Thread-local zeroes (.tbss) have an address in the file and no
 * place in the process: every thread has its own copy elsewhere.
 */
export function placedSections(sections: readonly Section[], bias: number): readonly PlacedSection[] {
  return sections
    .filter(
      ({ flags, type, size }) =>
        (flags & sectionFlags.alloc) !== 0 &&
        size > 0 &&
        !((flags & sectionFlags.tls) !== 0 && type === sectionTypes.nobits),
    )
    .map((section) => ({
      name: section.name,
      type: typeNames[section.type] ?? `0x${section.type.toString(16)}`,
      flags: flagLetters.flatMap(([flag, letter]) => (section.flags & flag ? [letter] : [])).join(''),
      start: pageOf(section.address + bias),
      end: pageOf(section.address + bias + section.size),
      offset: asBytes(section.offset),
      size: asBytes(section.size),
      explanation: sectionExplanation(section.name),
    }))
    .sort((a, b) => a.start - b.start);
}
