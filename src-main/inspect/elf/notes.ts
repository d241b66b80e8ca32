/** Notes of a PT_NOTE or PT_GNU_PROPERTY segment (elf(5), "Notes"). */
import { Fields } from './fields.ts';

/** One note. */
export interface ElfNote {
  readonly owner: string;
  readonly type: number;
  readonly value: Uint8Array;
}

/** The notes in order; a damaged one ends them. `align` is the segment's p_align. */
export function* elfNotes(bytes: Uint8Array, little: boolean, align: number): Generator<ElfNote> {
  const fields = new Fields(bytes, little, false);
  const step = align === 8 ? 8 : 4;
  const pad = (size: number): number => Math.ceil(size / step) * step;
  for (let at = 0; at + 12 <= bytes.length;) {
    const nameSize = fields.word(at);
    const size = fields.word(at + 4);
    const nameEnd = at + 12 + nameSize;
    const start = at + pad(12 + nameSize);
    if (nameEnd > bytes.length || start + size > bytes.length) return;
    const owner = new TextDecoder('latin1').decode(bytes.subarray(at + 12, nameEnd)).replace(/\0+$/, '');
    yield { owner, type: fields.word(at + 8), value: bytes.subarray(start, start + size) };
    at = start + pad(size);
  }
}
