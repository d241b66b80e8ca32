/** The dynamic section: what the loader is told (elf(5), "Dynamic tags"). */
import { Fields, isSane, type ByteSource } from './fields.ts';
import type { ElfHeader } from './header.ts';
import type { ElfImage, ProgramHeader } from './image.ts';
import { stringAt } from './sections.ts';

export const dynamicTags = {
  needed: 1,
  strtab: 5,
  symtab: 6,
  strsz: 10,
  soname: 14,
  rpath: 15,
  textrel: 22,
  bindNow: 24,
  runpath: 29,
  flags: 30,
  flags1: 0x6ffffffb,
} as const;

/** Entries read at most; a real program has about 30. */
const entryLimit = 4096;
const stringsLimit = 64 * 2 ** 20;
/** PATH_MAX: no library is found by a longer name. */
const pathLimit = 4096;

/** Values by tag, in the file's order. */
export interface Dynamic {
  readonly values: (tag: number) => readonly number[];
  /** Strings that the values of a tag name. */
  readonly strings: (tag: number) => readonly string[];
}

/** Where an address of the file lies in the file; undefined when no LOAD segment holds it. */
function fileOffset(headers: readonly ProgramHeader[], address: number): number | undefined {
  const load = headers.find(
    ({ type, virtualAddress, fileSize }) =>
      type === 1 && address >= virtualAddress && address < virtualAddress + fileSize,
  );
  return load && load.offset + address - load.virtualAddress;
}

/** Reads the PT_DYNAMIC segment; undefined when there is none: the file is linked statically. */
export function readDynamic(source: ByteSource, header: ElfHeader, image: ElfImage): Dynamic | undefined {
  const segment = image.headers.find(({ type }) => type === 2);
  if (!segment || !isSane(segment.offset) || segment.offset >= source.size) return undefined;
  const entrySize = header.wide ? 16 : 8;
  const length = Math.min(segment.fileSize, entryLimit * entrySize, source.size - segment.offset);
  const bytes = source.read(segment.offset, length);
  const fields = new Fields(bytes, header.little, header.wide);
  const entries: (readonly [tag: number, value: number])[] = [];
  for (let at = 0; at + entrySize <= bytes.length; at += entrySize) {
    const tag = fields.native(at);
    if (tag === 0) break;
    entries.push([tag, fields.native(at + entrySize / 2)]);
  }
  const values = (tag: number): readonly number[] => entries.flatMap(([own, value]) => (own === tag ? [value] : []));
  const [address = 0] = values(dynamicTags.strtab);
  const [size = 0] = values(dynamicTags.strsz);
  const offset = fileOffset(image.headers, address);
  const fits = offset !== undefined && isSane(size) && size <= stringsLimit && offset + size <= source.size;
  const table = fits ? source.read(offset, size) : new Uint8Array();
  return { values, strings: (tag) => values(tag).map((at) => stringAt(table, at, pathLimit)) };
}
