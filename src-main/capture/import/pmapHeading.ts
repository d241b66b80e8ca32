/**
 * The headings of pmap in all its forms. They say which figures a row has and in which unit: procps 3.2 to 4, busybox,
 * toybox, SLES 11, openSUSE's pmap4suse, and our own with `--bytes`, `--pages` and `-A`.
 */
import { summedDirty } from '../../contract/smapsKeys.ts';
import { asPid } from '../../contract/units.ts';
import type { ProcessMark } from './tableFormat.ts';

/** What stands between the address and the mode of a row. */
export interface PmapColumns {
  /** What one of its sizes is, in bytes. */
  readonly unit: bigint;
  /** smaps keys of the figures behind the size; empty for one that has no such key. */
  readonly figures: readonly string[];
  /** The end stands behind the start, and sizes and offsets are hexadecimal: our own -A. */
  readonly hexadecimal: boolean;
  /** Offset and device stand behind the mode. */
  readonly device: boolean;
}

const units: Readonly<Record<string, bigint>> = { kbytes: 1024n, bytes: 1n, pages: 4096n, size: 1024n };
const keys: Readonly<Record<string, string>> = {
  rss: 'Rss',
  pss: 'Pss',
  swap: 'Swap',
  anon: 'Anonymous',
  locked: 'Locked',
};

/** The columns that a heading names; undefined for every other line. */
export function pmapColumns(line: string): PmapColumns | undefined {
  if (line.length > 512 || !/^(?:Address|Start|START)\b/.test(line)) return undefined;
  const words = line.trim().toLowerCase().split(/\s+/);
  const mode = words.findIndex((word) => word === 'mode' || word === 'perm');
  if (mode < 0 || words.at(-1) !== 'mapping') return undefined;
  const hexadecimal = words[0] === 'start' && words[1] === 'end';
  const sizeAt = hexadecimal ? 2 : 1;
  const size = words[sizeAt] ?? '';
  if (!Object.hasOwn(units, size)) return undefined;
  const named = words.slice(hexadecimal ? sizeAt + 2 : sizeAt + 1, mode);
  // Without RSS it is the output of busybox or toybox, whose Dirty is the private part (procps/pmap.c, toys/other/pmap.c).
  const dirty = named.includes('rss') ? summedDirty : 'Private_Dirty';
  return {
    unit: hexadecimal ? 1n : (units[size] ?? 1024n),
    figures: named.map((word) => (word === 'dirty' ? dirty : Object.hasOwn(keys, word) ? (keys[word] ?? '') : '')),
    hexadecimal,
    device: words.slice(mode).includes('device'),
  };
}

/** The line that pmap begins each process with; busybox and toybox leave one blank after the colon. */
export function pmapProcess(line: string): ProcessMark | undefined {
  const match = line.length <= longestLine ? /^(\d{1,20}):(?: {1,3}(.*))?$/.exec(line) : null;
  if (!match) return undefined;
  const [, digits = '', command = ''] = match;
  const text = Buffer.from(command.trimEnd(), 'latin1').toString();
  const known = Number(digits) >= 1 && Number(digits) <= largest;
  return {
    title: `${digits}: ${text}`.trimEnd(),
    facts: known ? { pid: asPid(Number(digits)), ...(text === '' ? {} : { cmdline: [text] }) } : {},
  };
}

/** The largest number that procps takes. */
const largest = 0x7fff_ffff;
/** Command lines may be as long as the kernel allows (MAX_ARG_STRLEN, 128 KiB, for one argument). */
const longestLine = 200_000;

/** What stands before the first row of a table of pmap: a process line, perhaps dashes or an older total. */
export function pmapBefore(lines: readonly string[]): { readonly lines: number; readonly mark?: ProcessMark } {
  let furniture = 0;
  for (const [index, line] of lines.toReversed().slice(0, 3).entries()) {
    const mark = pmapProcess(line);
    if (mark) return { lines: index + 1, mark };
    if (pmapFurniture.test(line)) furniture = index + 1;
  }
  return { lines: furniture };
}

/** Dashes and totals. Hostile lines are long: no pattern here may try the same characters twice. */
export const pmapFurniture =
  /^(?:\s*-{8}[- ]*|\s*total\s[\d\sa-fKBPkbytesgp.-]*|mapped: .*|\s*writable-private.*|[ =]*|[ \d.-]+(?:KB|bytes|pages) *)$/i;
