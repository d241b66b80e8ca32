/**
 * The kernel's own text, `/proc/PID/maps` and `smaps`, and what comes close to it: Android's `Name:` lines, the
 * shared mappings of gperftools (a last letter `-`), kernels whose maps lack device and inode. Rows as Linux prints
 * them go to the parser of smaps as bytes; only the others pass through here as strings.
 */
import type { UnknownFact } from '../../contract/capture.ts';
import { note, type Note } from '../../contract/note.ts';
import { longestRow } from './decorations.ts';
import type { ForeignRow, LineMeaning, TableFacts, TableFormat, TableReader } from './tableFormat.ts';

const bounds = '([0-9a-f]{1,16})-([0-9a-f]{1,16})';
const whole = new RegExp(
  `^${bounds}[ \\t]+([r-][w-][x-][sp-])[ \\t]+([0-9a-f]{1,16})[ \\t]+([0-9a-f]{1,8}:[0-9a-f]{1,8})[ \\t]+(\\d{1,20})(?:[ \\t]+(.*))?$`,
);
/** Without device and inode. More digits are asked for, since less of the line is told apart. */
const short = /^([0-9a-f]{6,16})-([0-9a-f]{6,16}) +([r-][w-][x-][sp]) +([0-9a-f]{8,16})(?: +([/[].*)?)?$/;
const figure = /^[A-Z][A-Za-z0-9_]*: *\d+( kB)?$/;

/** Rows of maps and smaps. */
export const kernelTable: TableFormat = {
  source: 'maps',
  begins: (line) => line.length <= longestRow && rowOf(line) !== undefined,
  reader: () => new KernelReader(),
};

/** A row, and whether it lacks device and inode; undefined for any other line. */
function rowOf(line: string): { readonly row: ForeignRow; readonly short: boolean } | undefined {
  // A quick look: all but a few lines of a log end here.
  if (!/^[0-9a-f]{1,16}-[0-9a-f]/.test(line)) return undefined;
  const match = whole.exec(line) ?? short.exec(line);
  if (!match) return undefined;
  const [, start = '', end = '', letters = '', offset = '', device, inode, name = ''] = match;
  if (start.padStart(16, '0') >= end.padStart(16, '0')) return undefined;
  // gperftools prints `p` for private and `-` for shared (src/base/sysinfo.cc, FormatLine).
  const perms = letters.endsWith('-') ? `${letters.slice(0, 3)}s` : letters;
  if (inode !== undefined)
    return { row: { start, end, perms, offset, device: device ?? '', inode, name }, short: false };
  return { row: { start, end, perms, offset, name: (device ?? '').trimEnd() }, short: true };
}

class KernelReader implements TableReader {
  /** Figures may come now: the lines since the last row were figures of it. */
  private inRecord = false;
  private rows = 0;
  private shortRows = 0;
  private rollup: { readonly figures: [key: string, kibibytes: number][] } | undefined;
  private inRollup = false;

  line(text: string): LineMeaning {
    const found = text.length <= longestRow ? rowOf(text) : undefined;
    if (found?.row.name === '[rollup]') {
      // fs/proc/task_mmu.c, show_smaps_rollup: one made-up row from the first mapping to the last.
      this.rollup = { figures: [] };
      this.inRollup = true;
      this.inRecord = true;
      return 'nothing';
    }
    if (found) {
      this.rows += 1;
      if (found.short) this.shortRows += 1;
      this.inRollup = false;
      this.inRecord = true;
      return { row: found.row };
    }
    const line = text.trimEnd();
    if (this.inRecord && (figure.test(line) || line.startsWith('VmFlags:'))) {
      if (!this.inRollup) return { kernelText: `${line}\n` };
      this.takeSum(line);
      return 'nothing';
    }
    // Android's own kernels before 5.17: the name of anonymous memory, once more.
    if (this.inRecord && line.startsWith('Name:')) return 'nothing';
    this.inRecord = false;
    if (line === '') return 'nothing';
    return text.length <= longestRow && whole.test(text) ? 'damaged' : 'strange';
  }

  isKernelText(bytes: Uint8Array, from: number, end: number): boolean {
    const first = bytes[from] ?? 0;
    if (first >= 65 && first <= 90) return this.inRecord && !this.inRollup && isFigure(bytes, from, end);
    if (end - from > longestRow || !isHexadecimal(first)) return false;
    const line = Buffer.from(bytes.buffer, bytes.byteOffset + from, end - 1 - from).toString('latin1');
    // Only what the parser of smaps surely takes: it must not count lines of its own.
    const match = exact.exec(line);
    const [, start = '', stop = ''] = match ?? [];
    if (!match || start.padStart(16, '0') >= stop.padStart(16, '0') || line.endsWith('[rollup]')) return false;
    this.rows += 1;
    this.inRollup = false;
    this.inRecord = true;
    return true;
  }

  facts(): TableFacts {
    const unknown: UnknownFact[] = this.shortRows > 0 ? ['device', 'inode'] : [];
    const notes: Note[] = [];
    if (this.rollup) {
      const sums = this.rollup.figures
        .slice(0, 3)
        .map(([key, kibibytes]) => `${key} ${kibibytes.toLocaleString('en-GB')} KiB`)
        .join(', ');
      notes.push(note(this.rows > 0 ? 'rollup-left-out' : 'rollup-only'));
      if (sums !== '') notes.push(note('rollup-sums', { sums }));
    }
    return { format: 'maps', unknown, notes };
  }

  private takeSum(line: string): void {
    const [, key = '', digits = ''] = /^(\w+): *(\d{1,15}) kB$/.exec(line) ?? [];
    if (key !== '' && (this.rollup?.figures.length ?? 0) < 64) this.rollup?.figures.push([key, Number(digits)]);
  }
}

const exact = new RegExp(`^${bounds} [r-][w-][x-][sp] [0-9a-f]{1,16} [0-9a-f]{1,8}:[0-9a-f]{1,8} \\d{1,19}(?: .*)?$`);

const isHexadecimal = (byte: number): boolean => (byte >= 48 && byte <= 57) || (byte >= 97 && byte <= 102);

/** `Key:   123 kB`, `Key:   123` or `VmFlags: …`: just what the parser of smaps takes. */
function isFigure(bytes: Uint8Array, from: number, end: number): boolean {
  let at = from;
  while (isOfKey(bytes[at] ?? 0)) at += 1;
  if (bytes[at] !== colon || at - from > longestKey) return false;
  const key = at;
  at += 1;
  if (key - from === 7 && bytes[from] === 86 && bytes[from + 2] === 70) return true;
  while (bytes[at] === space) at += 1;
  const digits = at;
  while ((bytes[at] ?? 0) >= 48 && (bytes[at] ?? 0) <= 57) at += 1;
  if (at === digits || at - digits > 18) return false;
  if (bytes[at] === space && bytes[at + 1] === 107 && bytes[at + 2] === 66) at += 3;
  return at === end - 1;
}

const colon = 58;
const space = 32;
const longestKey = 64;
const isOfKey = (byte: number): boolean =>
  (byte >= 97 && byte <= 122) || (byte >= 65 && byte <= 90) || (byte >= 48 && byte <= 57) || byte === 95;
