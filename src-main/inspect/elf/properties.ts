/** Marks that the linker leaves for processor and kernel: .note.gnu.property (Linux gABI extensions, "Program property"). */
import { Fields, type ByteSource } from './fields.ts';
import type { ElfHeader } from './header.ts';
import type { ElfImage } from './image.ts';
import { elfNotes } from './notes.ts';

const propertySegment = 0x6474e553;
const propertyNote = 5;
const machines = { x86: 62, arm: 183 } as const;
/** GNU_PROPERTY_X86_FEATURE_1_AND and GNU_PROPERTY_AARCH64_FEATURE_1_AND, by e_machine. */
const featureTypes: Readonly<Record<number, number>> = { [machines.x86]: 0xc000_0002, [machines.arm]: 0xc000_0000 };
const featureNames: Readonly<Record<number, readonly (readonly [bit: number, name: string])[]>> = {
  [machines.x86]: [
    [1, 'IBT'],
    [2, 'SHSTK'],
  ],
  [machines.arm]: [
    [1, 'BTI'],
    [2, 'PAC'],
  ],
};
/** A property note has some ten bytes a property. */
const noteLimit = 4096;

/** What a file says of the checks of jumps and returns that it can stand. */
export interface BranchProtection {
  /** The checks that this processor family knows. */
  readonly known: readonly string[];
  /** Those of them that the file is marked with. */
  readonly marked: readonly string[];
}

/** Reads the marks; undefined for a processor family that has none. */
export function readBranchProtection(
  source: ByteSource,
  header: ElfHeader,
  image: ElfImage,
): BranchProtection | undefined {
  const names = featureNames[header.machine];
  if (!names) return undefined;
  const features = featuresOf(source, header, image);
  return {
    known: names.map(([, name]) => name),
    marked: names.flatMap(([bit, name]) => ((features & bit) !== 0 ? [name] : [])),
  };
}

function featuresOf(source: ByteSource, { machine, little, wide }: ElfHeader, { headers }: ElfImage): number {
  const segment = headers.find(({ type }) => type === propertySegment);
  if (!segment || segment.offset >= source.size) return 0;
  const bytes = source.read(segment.offset, Math.min(segment.fileSize, noteLimit, source.size - segment.offset));
  const step = wide ? 8 : 4;
  for (const { owner, type, value } of elfNotes(bytes, little, segment.align)) {
    if (owner !== 'GNU' || type !== propertyNote) continue;
    const fields = new Fields(value, little, wide);
    for (let at = 0; at + 8 <= value.length;) {
      const size = fields.word(at + 4);
      if (at + 8 + size > value.length) break;
      if (fields.word(at) === featureTypes[machine] && size >= 4) return fields.word(at + 8);
      at += 8 + Math.ceil(size / step) * step;
    }
  }
  return 0;
}
