/**
 * Foreign tables become the kernel's own text, line by line, and one parser reads them all: rows, figures, wide
 * numbers and odd names are then treated as in smaps itself. Lines are Latin-1 strings on the way, one character a
 * byte, so that names of any bytes survive.
 */
import { LineStream } from '../../procfs/lineStream.ts';
import { SmapsParser } from '../../procfs/smaps.ts';
import { StrangeLines } from '../../procfs/text.ts';
import type { ForeignReader, ForeignRows } from './foreign.ts';

/** One row of a foreign table. Numbers are the table's own digits. */
export interface ForeignRow {
  /** Hexadecimal, without prefix. */
  readonly start: string;
  readonly end: string;
  /** Four letters as in maps. */
  readonly perms: string;
  readonly offset?: string;
  readonly device?: string;
  readonly inode?: string;
  readonly name: string;
  /** Figures of smaps by key, in KiB. */
  readonly figures?: readonly (readonly [key: string, digits: string])[];
  readonly vmFlags?: string;
}

/** What one line is: a row, something to pass over (headings, totals, nothing), or not understood. */
export type LineMeaning = ForeignRow | 'nothing' | 'strange';

/** Gives each line its meaning, in the order of the text. */
export interface LineTranslator {
  line(text: string): LineMeaning;
  /** What the lines told beside the rows. */
  result(): Omit<ForeignRows, 'mappings' | 'smaps' | 'notes'> & { readonly notes?: readonly string[] };
}

/** Reads a foreign table. `what` names it in the note about lines that were not understood. */
export function translated(what: string, translator: LineTranslator): ForeignReader {
  const parser = new SmapsParser();
  const strange = new StrangeLines(what);
  let rows = 0;
  const lines = new LineStream((bytes, start, end) => {
    const kernelText: string[] = [];
    const text = Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString('latin1');
    for (const line of text.slice(0, -1).split('\n')) {
      const meaning = translator.line(line);
      if (meaning === 'nothing') continue;
      if (meaning === 'strange') strange.add(Buffer.from(line, 'latin1'));
      else {
        kernelText.push(asKernelText(meaning));
        rows += 1;
      }
    }
    if (kernelText.length > 0) parser.push(Buffer.from(kernelText.join(''), 'latin1'));
  });
  return {
    get rows() {
      return rows;
    },
    push: (chunk) => {
      lines.push(chunk);
    },
    finish: () => {
      lines.finish();
      const { mappings, smaps, notes } = parser.finish();
      const told = translator.result();
      return {
        ...told,
        mappings,
        ...(smaps.keys.length > 0 ? { smaps } : {}),
        notes: [...strange.notes(), ...notes, ...(told.notes ?? [])],
      };
    },
  };
}

/** The row as smaps would print it. */
function asKernelText({ start, end, perms, offset, device, inode, name, figures, vmFlags }: ForeignRow): string {
  const line = `${start}-${end} ${perms} ${offset ?? '0'} ${device ?? '0:0'} ${inode ?? '0'} ${name}\n`;
  const keys = (figures ?? []).map(([key, digits]) => `${key}:`.padEnd(16) + digits.padStart(8) + ' kB\n');
  return line + keys.join('') + (vmFlags === undefined ? '' : `VmFlags: ${vmFlags}\n`);
}

/** A start and a size in KiB as the hexadecimal bounds of a row; undefined when the end needs more than 64 bits. */
export function boundsOfSize(start: string, kilobytes: string): { start: string; end: string } | undefined {
  if (start.length > 16 || kilobytes.length > 18) return undefined;
  const end = BigInt(`0x${start}`) + BigInt(kilobytes) * 1024n;
  return end >= 1n << 64n ? undefined : { start, end: end.toString(16) };
}
