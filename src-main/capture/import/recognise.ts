/** Which of the formats that can be opened a file or text is, told by its first bytes and never by its name. */
import type { SourceFormat } from '../../contract/capture.ts';
import { quoteLine } from '../../procfs/text.ts';
import { isGdbLine } from './gdbMappings.ts';
import { isFullRow, pmapFormatOf } from './pmapText.ts';
import { isTarHeader } from './tarStream.ts';

/** What the first bytes say. */
export type Recognised =
  | { readonly kind: 'gzip' }
  | { readonly kind: 'capture' }
  | { readonly kind: 'foreign'; readonly format: SourceFormat }
  | { readonly kind: 'unknown'; readonly why: string };

const mapsLine = /^[0-9a-f]{1,16}-[0-9a-f]{1,16} [r-][w-][x-][sp] [0-9a-f]{1,16} [0-9a-f]{1,8}:[0-9a-f]{1,8} \d+( |$)/;
const figureLine = /^(?:[A-Z][A-Za-z0-9_]*: +\d+( kB)?|VmFlags: .*)$/;
/** Lines looked at before giving up; gdb prints a greeting of some twenty lines. */
const linesTried = 500;

/** Recognises a format from the first bytes, at most 64 KiB of them. */
export function recognise(head: Uint8Array): Recognised {
  if (head[0] === 0x1f && head[1] === 0x8b) return { kind: 'gzip' };
  if (head[0] === 0x7f && head[1] === 0x45 && head[2] === 0x4c && head[3] === 0x46) return elf(head);
  if (isTarHeader(head.subarray(0, 512))) return { kind: 'foreign', format: 'smemcap tar' };
  if ((head[0] === 0xff && head[1] === 0xfe) || (head[0] === 0xfe && head[1] === 0xff)) {
    return { kind: 'unknown', why: 'It is text in UTF-16; save it as UTF-8.' };
  }
  const text = Buffer.from(head.buffer, head.byteOffset, head.length).toString('latin1');
  if (/^(?:\u00ef\u00bb\u00bf)?[ \t\r\n]*\{/.test(text)) return { kind: 'capture' };
  const lines = text.replace(/^\u00ef\u00bb\u00bf/, '').split(/\r?\n/, linesTried);
  for (const [index, line] of lines.entries()) {
    if (line.length > 8192) continue;
    if (mapsLine.test(line)) {
      const smaps = figureLine.test(lines[index + 1] ?? '');
      return { kind: 'foreign', format: smaps ? 'smaps' : 'maps' };
    }
    const pmap = pmapFormatOf(line);
    if (pmap) return { kind: 'foreign', format: pmap };
    if (isGdbLine(line)) return { kind: 'foreign', format: 'gdb info proc mappings' };
  }
  if (head.length === 0) return { kind: 'unknown', why: 'It is empty.' };
  if (head.includes(0)) return { kind: 'unknown', why: 'It is neither text nor a core file nor an archive.' };
  if (lines.some(isFullRow)) {
    return {
      kind: 'unknown',
      why: 'It has the rows of pmap -X or -XX without their heading, so nobody can tell which figures they are; print it without -q.',
    };
  }
  const first = lines.find((line) => line.trim() !== '') ?? '';
  return { kind: 'unknown', why: `Its first line is ${quoteLine(Buffer.from(first, 'latin1'))}.` };
}

/** e_type of the header: only a core file has an address space in it. */
function elf(head: Uint8Array): Recognised {
  const little = head[5] !== 2;
  const type = little ? head[16] : head[17];
  if (type !== 4) {
    return { kind: 'unknown', why: 'It is a program or library (ELF), not the memory of a running process.' };
  }
  if (head[4] !== 2 || !little) {
    return {
      kind: 'unknown',
      why: 'It is a core file of a 32-bit or big-endian machine; only 64-bit ones can be read.',
    };
  }
  return { kind: 'foreign', format: 'ELF core' };
}
