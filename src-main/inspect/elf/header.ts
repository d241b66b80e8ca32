/** The ELF header (elf(5)): what every other part of the file is found by. */
import { Fields, isSane, type ByteSource } from './fields.ts';

/** The header's fields that lead on. Offsets and sizes are byte counts. */
export interface ElfHeader {
  readonly wide: boolean;
  readonly little: boolean;
  readonly type: number;
  readonly machine: number;
  readonly sections: {
    readonly offset: number;
    readonly entrySize: number;
    readonly count: number;
    readonly names: number;
  };
}

const magic = [0x7f, 0x45, 0x4c, 0x46];
/** e_shstrndx when the index of the names does not fit; it is then in the first section's sh_link. */
const extendedIndex = 0xffff;

/** Reads the header; undefined when the bytes are no ELF file. */
export function readElfHeader(source: ByteSource): ElfHeader | undefined {
  const head = source.read(0, Math.min(64, source.size));
  if (head.length < 52 || magic.some((byte, index) => head[index] !== byte)) return undefined;
  const wide = head[4] === 2;
  const little = head[5] === 1;
  if ((head[4] !== 1 && !wide) || (head[5] !== 2 && !little) || (wide && head.length < 64)) return undefined;
  const fields = new Fields(head, little, wide);
  const offset = fields.native(wide ? 40 : 32);
  const entrySize = fields.half(wide ? 58 : 46);
  let count = fields.half(wide ? 60 : 48);
  let names = fields.half(wide ? 62 : 50);
  // Too many sections for 16 bits: the first section header holds what did not fit (elf(5), e_shnum, e_shstrndx).
  if (offset > 0 && isSane(offset) && entrySize >= (wide ? 64 : 40) && (count === 0 || names === extendedIndex)) {
    const first = source.read(offset, entrySize);
    if (first.length === entrySize) {
      const own = new Fields(first, little, wide);
      if (count === 0) count = own.native(wide ? 32 : 20);
      if (names === extendedIndex) names = own.word(wide ? 40 : 24);
    }
  }
  return {
    wide,
    little,
    type: fields.half(16),
    machine: fields.half(18),
    sections: { offset, entrySize, count, names },
  };
}
