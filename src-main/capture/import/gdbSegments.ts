/**
 * The parts of a core file as gdb's `info files` (`info target`) lists them: `0x… - 0x… is load1`. Each is a mapping
 * that the core file holds, without permissions, offset or name. The sections of programs and libraries in the same
 * list are no mappings.
 */
import { note } from '../../contract/note.ts';
import type { LineMeaning, TableFacts, TableFormat, TableReader } from './tableFormat.ts';

const listed = /^\s*0x([0-9a-f]{1,16}) - 0x([0-9a-f]{1,16}) is (\S.*)$/;

/** `info files` of a core file. */
export const gdbSegments: TableFormat = {
  source: 'gdb',
  begins: (line) => /is load\d+[a-z]?$/.test(line) && listed.test(line),
  reader: () => new SegmentReader(),
};

/** Whether a line is one of `info files`, also of a section. */
export const isSectionLine = (line: string): boolean => listed.test(line);

class SegmentReader implements TableReader {
  private sections = 0;

  line(text: string): LineMeaning {
    const match = listed.exec(text);
    if (!match)
      return /^\s*$|^\s*Entry point: |file type elf|^Using |^\s*While running this/.test(text) ? 'nothing' : 'strange';
    const [, start = '', end = '', name = ''] = match;
    if (!/^load\d+[a-z]?$/.test(name)) {
      this.sections += 1;
      return 'nothing';
    }
    const mapped = BigInt(`0x${end}`) > BigInt(`0x${start}`) && start.endsWith('000') && end.endsWith('000');
    return mapped ? { row: { start, end, name: '' } } : 'strange';
  }

  facts(): TableFacts {
    return {
      format: 'gdb info files',
      unknown: ['permissions', 'sharing', 'offset', 'device', 'inode', 'path', 'names'],
      notes: this.sections > 0 ? [note('gdb-sections', { count: this.sections })] : [],
    };
  }
}
