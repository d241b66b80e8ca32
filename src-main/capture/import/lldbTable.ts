/** The output of lldb's `memory region --all`: half-open ranges, three letters, a name (CommandObjectMemory.cpp). */
import { note } from '../../contract/note.ts';
import type { LineMeaning, TableFacts, TableFormat, TableReader } from './tableFormat.ts';

const row = /^\s*\[0x([0-9a-f]{1,16})-0x([0-9a-f]{1,16})\) ([r?-][w?-][x?-])(?: (.*))?$/;
const furniture =
  /^\s*$|^\(lldb\)|^memory tagging: |^Modified memory \(dirty\) page list|^Dirty pages: |^Shadow stack: |^\s*0x[0-9a-f]+(?:, 0x[0-9a-f]+)*$/;

/** `memory region --all`. */
export const lldbTable: TableFormat = {
  source: 'lldb',
  begins: (line) => row.test(line),
  reader: () => new LldbReader(),
};

class LldbReader implements TableReader {
  private rows = 0;
  private withoutPermissions = 0;
  private nameless = 0;

  line(text: string): LineMeaning {
    if (furniture.test(text)) return 'nothing';
    const match = row.exec(text);
    if (!match) return 'strange';
    const [, start = '', end = '', letters = '', told = ''] = match;
    if (BigInt(`0x${start}`) >= BigInt(`0x${end}`)) return 'strange';
    // Behind a file stands the name of a part of it, such as PT_LOAD[0] or .text.
    const name = told.trimEnd().replace(/ (?:PT_[A-Z]+\[\d+\]|\.[\w.]+)$/, '');
    if (letters === '---' && name === '') {
      this.nameless += 1;
      return 'nothing';
    }
    this.rows += 1;
    if (letters.includes('?')) this.withoutPermissions += 1;
    return { row: { start, end, ...(letters.includes('?') ? {} : { perms: `${letters}p` }), name } };
  }

  facts(): TableFacts {
    const { rows, withoutPermissions, nameless } = this;
    return {
      format: 'lldb memory region',
      unknown: [
        'sharing',
        'offset',
        'device',
        'inode',
        ...(rows > 0 && withoutPermissions === rows ? (['permissions'] as const) : []),
      ],
      notes: nameless > 0 ? [note('lldb-nameless', { count: nameless })] : [],
    };
  }
}
