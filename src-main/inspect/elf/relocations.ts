/** Where the loader writes addresses: DT_RELA, DT_REL and DT_RELR as sections (elf(5); the gABI for RELR). */
import { Fields, type ByteSource } from './fields.ts';
import type { ElfHeader } from './header.ts';
import { isInside, sectionFlags, sectionTypes, type Section } from './sections.ts';

/** Bytes of relocations that are read; the largest libraries have some ten MiB. */
const bytesLimit = 64 * 2 ** 20;

/** Addresses of the file that are relocated, sorted. */
export function readRelocations(source: ByteSource, header: ElfHeader, sections: readonly Section[]): Float64Array {
  const found: number[] = [];
  let left = bytesLimit;
  for (const section of sections) {
    const { type, flags, size } = section;
    const isTable = type === sectionTypes.rela || type === sectionTypes.rel || type === sectionTypes.relr;
    if (!isTable || (flags & sectionFlags.alloc) === 0 || !isInside(source, section) || size > left) continue;
    left -= size;
    const fields = new Fields(source.read(section.offset, size), header.little, header.wide);
    if (type === sectionTypes.relr) addRelative(fields, size, header.wide, found);
    else {
      const entrySize = (header.wide ? 8 : 4) * (type === sectionTypes.rela ? 3 : 2);
      for (let at = 0; at + entrySize <= size; at += entrySize) found.push(fields.native(at));
    }
  }
  return Float64Array.from(found).sort();
}

/** An even word is an address; an odd one a bitmap of the words that follow the last. */
function addRelative(fields: Fields, size: number, wide: boolean, found: number[]): void {
  const word = wide ? 8 : 4;
  let next = 0;
  for (let at = 0; at + word <= size; at += word) {
    const low = fields.word(at + (wide && !fields.isLittle ? 4 : 0));
    if ((low & 1) === 0) {
      const address = fields.native(at);
      found.push(address);
      next = address + word;
      continue;
    }
    const high = wide ? fields.word(at + (fields.isLittle ? 4 : 0)) : 0;
    for (let bit = 1; bit < word * 8; bit++) {
      const set = bit < 32 ? (low >>> bit) & 1 : (high >>> (bit - 32)) & 1;
      if (set) found.push(next + (bit - 1) * word);
    }
    next += (word * 8 - 1) * word;
  }
}

/** How many of the sorted addresses lie in a span. */
export function countBetween(sorted: Float64Array, start: number, end: number): number {
  const below = (limit: number): number => {
    let low = 0;
    let high = sorted.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((sorted[middle] ?? 0) < limit) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  return below(end) - below(start);
}
