/** What a text looks like that holds no table, and what to open instead. */
import { quoteLine } from '../../procfs/text.ts';
import { isSectionLine } from './gdbSegments.ts';
import { isFullRow } from './pmapFullTable.ts';
import type { FoundTables } from './textTables.ts';

/** Texts that people take for a memory map, by one of their first lines. */
const lookalikes: readonly { readonly has: (line: string) => boolean; readonly why: string }[] = [
  {
    has: isFullRow,
    why: 'It has the rows of pmap -X or -XX without their heading, so nobody can tell which figures they are; print it without -q.',
  },
  {
    has: isSectionLine,
    why: 'It looks like gdb’s “info files”, which lists sections of files and no mappings; paste what “info proc mappings” prints.',
  },
  {
    has: (line) => /^[0-9a-f]{6,16} (?:default|interleave|bind|prefer|local)\S* /.test(line),
    why: 'It looks like /proc/PID/numa_maps, which has no ends of mappings; copy /proc/PID/maps or smaps.',
  },
  {
    has: (line) => /^(?:Name|VmPeak|VmSize|VmRSS|Tgid|NSpid):\t/.test(line),
    why: 'It looks like /proc/PID/status, which has sums and no mappings; copy /proc/PID/maps or smaps.',
  },
  {
    has: (line) => /^Mem(?:Total|Free|Available): +\d+ kB/.test(line),
    why: 'It looks like /proc/meminfo, which is of the machine and not of a process; copy /proc/PID/maps or smaps.',
  },
  {
    has: (line) => /^(?: *PID |USER +PID |UID +PID )/.test(line),
    why: 'It looks like a list of processes; copy /proc/PID/maps or smaps of one of them.',
  },
  {
    has: (line) => /^ {2}(?:LOAD|PHDR|GNU_STACK) +0x[0-9a-f]+ 0x[0-9a-f]+/.test(line),
    why: 'It looks like the program headers of a file (readelf -l), which is no running process; copy /proc/PID/maps or smaps of one.',
  },
  {
    has: (line) =>
      /^(?:==== )?(?:Writable|Non-writable) regions for process|^(?:__TEXT|MALLOC_\w+) +[0-9a-f]+-[0-9a-f]+ +\[/.test(
        line,
      ),
    why: 'It looks like vmmap of macOS; Procatlas shows processes of Linux.',
  },
  {
    has: (line) => /^(?: {0,8}0x[0-9a-f]+\b[ \t:]*){3,}/.test(line),
    why: 'It has lines of hexadecimal numbers that are no rows of a table: no size is an end minus a start. Copy the whole table with its heading.',
  },
  {
    has: (line) => /^(?:<!doctype|<html|<\?xml)/i.test(line),
    why: 'It is a page of the web; copy the table out of it.',
  },
];

/** Why a text shows nothing, in sentences. */
export function whyUnknown({ firstLines, gaveUp }: FoundTables): string {
  if (gaveUp === 'binary' && firstLines.length === 0) return 'It is neither text nor a core file nor an archive.';
  const found = lookalikes.find(({ has }) => firstLines.some((line) => has(line)));
  if (found) return found.why;
  const first = quoteLine(Buffer.from(firstLines[0] ?? '', 'latin1'));
  const bound = gaveUp === 'too long' ? ' It has no memory map in its first 64 MiB.' : '';
  return `Its first line is ${first}.${bound}`;
}
