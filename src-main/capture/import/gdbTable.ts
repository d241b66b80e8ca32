/**
 * The output of gdb's `info proc mappings`. Which columns there are depends on its version (`Perms` since gdb 12; an
 * offset of zero without `0x` up to gdb 7) and on whether a process or a core file was looked at; the heading tells.
 * A row is one only if its size is its end minus its start: stack dumps are lines of hexadecimal numbers, too.
 */
import { asPid } from '../../contract/units.ts';
import type { KnownFacts } from './foreign.ts';
import {
  sizeFits,
  type LineMeaning,
  type ProcessMark,
  type TableFacts,
  type TableFormat,
  type TableReader,
} from './tableFormat.ts';

const heading = /^\s*Start Addr\s+End Addr\s+Size\s+Offset(\s+Perms)?(\s+(objfile|File))?\s*$/i;
const row =
  /^\s*0x([0-9a-f]{1,16})\s+0x([0-9a-f]{1,16})\s+0x([0-9a-f]{1,16})\s+(?:0x)?([0-9a-f]{1,16})(?:\s+([r-][w-][x-][sp]))?(?:\s+(\S.*))?\s*$/;
const processLine = /^\s*process (\d{1,9})$/;
/** What gdb prints around the table (gdb/linux-tdep.c, linux_info_proc_1). */
const furniture =
  /^\s*(?:$|Mapped address spaces:|\[|Using host|\(gdb\)|(?:exe|cwd|cmdline) = |warning: |--Type <RET>|Reading symbols)/;

/** `info proc mappings`. */
export const gdbTable: TableFormat = {
  source: 'gdb',
  begins: (line) => heading.test(line) || rowOf(line) !== undefined,
  reader: () => new GdbReader(),
};

function rowOf(line: string): readonly (string | undefined)[] | undefined {
  if (!/^\s*0x/.test(line)) return undefined;
  const match = row.exec(line);
  const [, start = '', end = '', size = ''] = match ?? [];
  return match && sizeFits(start, end, size) ? match : undefined;
}

class GdbReader implements TableReader {
  private rows = 0;
  private without = 0;

  line(text: string): LineMeaning {
    if (heading.test(text)) return 'nothing';
    const mark = markOf(text);
    if (mark) return { mark };
    if (furniture.test(text)) return 'nothing';
    const match = rowOf(text);
    if (!match) return 'strange';
    const [, start = '', end = '', , offset = '', perms, name = ''] = match;
    this.rows += 1;
    if (perms === undefined) this.without += 1;
    // Without a name gdb up to 11 prints that of a core file’s mapping as the address 0.
    const named = name.trimEnd() === '0x0' ? '' : name.trimEnd();
    return { row: { start, end, ...(perms === undefined ? {} : { perms }), offset, name: named } };
  }

  takeBefore(lines: readonly string[]): { readonly lines: number; readonly mark?: ProcessMark } {
    let count = 0;
    for (const line of lines.toReversed()) {
      const mark = markOf(line);
      if (mark) return { lines: count + 1, mark };
      if (!furniture.test(line)) break;
      count += 1;
    }
    return { lines: count };
  }

  facts(): TableFacts {
    const silent = this.without === this.rows;
    return {
      format: 'gdb info proc mappings',
      unknown: [
        'device',
        'inode',
        ...(silent ? (['permissions'] as const) : []),
        ...(this.without > 0 ? (['sharing'] as const) : []),
      ],
    };
  }
}

function markOf(line: string): ProcessMark | undefined {
  const pid = Number(processLine.exec(line)?.[1] ?? 0);
  if (pid === 0) return undefined;
  const facts: KnownFacts = { pid: asPid(pid) };
  return { title: `process ${pid}`, facts };
}
