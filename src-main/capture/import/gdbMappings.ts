/**
 * The output of gdb's `info proc mappings`. Which columns there are depends on its version (`Perms` since gdb 12) and
 * on whether a process or a core file was looked at; the heading tells.
 */
import { asPid } from '../../contract/units.ts';
import type { ForeignReader, KnownFacts } from './foreign.ts';
import { translated, type LineMeaning, type LineTranslator } from './translated.ts';

const heading = /^\s*Start Addr\s+End Addr\s+Size\s+Offset(\s+Perms)?(\s+(objfile|File))?\s*$/i;
const row =
  /^\s*0x([0-9a-f]{1,16})\s+0x([0-9a-f]{1,16})\s+0x[0-9a-f]+\s+0x([0-9a-f]{1,16})(?:\s+([r-][w-][x-][sp]))?(?:\s+(\S.*))?\s*$/;

/** Whether a line can only come from `info proc mappings`. */
export const isGdbLine = (line: string): boolean => heading.test(line) || row.test(line);

/** Reads what gdb printed. */
export const gdbMappings = (): ForeignReader => translated('the output of gdb', new GdbTranslator());

class GdbTranslator implements LineTranslator {
  private facts: KnownFacts = {};
  private permissions = true;

  line(text: string): LineMeaning {
    const columns = heading.exec(text);
    if (columns) {
      this.permissions = columns[1] !== undefined;
      return 'nothing';
    }
    const process = /^process (\d{1,9})$/.exec(text.trim());
    if (process) {
      const pid = Number(process[1]);
      if (pid > 0) this.facts = { pid: asPid(pid) };
      return 'nothing';
    }
    if (/^\s*$|^Mapped address spaces:|^\[|^Using host|^\(gdb\)|^exe =|^cwd =|^cmdline =/.test(text)) return 'nothing';
    const match = row.exec(text);
    if (!match) return 'strange';
    const [, start = '', end = '', offset = '', perms, name = ''] = match;
    if (perms === undefined) this.permissions = false;
    return { start, end, perms: perms ?? '---p', offset, name: name.trimEnd() };
  }

  result(): ReturnType<LineTranslator['result']> {
    return {
      format: 'gdb info proc mappings',
      facts: this.facts,
      unknown: ['device', 'inode', ...(this.permissions ? [] : (['permissions', 'sharing'] as const))],
    };
  }
}
