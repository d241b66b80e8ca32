/**
 * The tables of two extensions of gdb: pwndbg's `vmmap` (start, end, permissions, size, offset, file) and GEF's (start,
 * end, offset, permissions, path; in some versions with the size before the offset).
 */
import { note } from '../../contract/note.ts';
import { sizeFits, type LineMeaning, type TableFacts, type TableFormat, type TableReader } from './tableFormat.ts';

/** A mark before the row that holds an address which was asked for. */
const marked = '^\\s*(?:\\u00e2\\u0096\\u00ba|=>|->)?\\s*';
const address = '0x([0-9a-f]{1,16})';
const pwndbgRow = new RegExp(
  `${marked}${address} +${address} +([r-][w-][x-][sp-]?) +(?:0x)?([0-9a-f]{1,16}) +(?:0x)?([0-9a-f]{1,16})(?: +(\\S.*))? *$`,
);
const gefRow = new RegExp(
  `${marked}${address} +${address} +(?:${address} +)?${address} +([r-][w-][x-])(?: +(\\S.*))? *$`,
);
const pwndbgHeading = /^\s*Start +End +Perm +Size +Offset +File/;
const gefHeading = /^\s*Start +End +(?:Size +)?Offset +Perms? +Path/i;
const furniture = /^\s*$|^\[ ?Legend:|^LEGEND:|^(?:pwndbg|gef\S*)> |^There are no mappings/;

/** pwndbg's `vmmap`. */
export const pwndbgTable: TableFormat = {
  source: 'pwndbg',
  begins: (line) => pwndbgHeading.test(line) || pwndbgFields(line) !== undefined,
  reader: () => new VmmapReader('pwndbg vmmap', pwndbgHeading, pwndbgFields),
};

/** GEF's `vmmap`. */
export const gefTable: TableFormat = {
  source: 'gef',
  begins: (line) => gefHeading.test(line) || gefFields(line) !== undefined,
  reader: () => new VmmapReader('gef vmmap', gefHeading, gefFields),
};

interface Fields {
  readonly start: string;
  readonly end: string;
  readonly letters: string;
  readonly offset: string;
  readonly name: string;
}

function pwndbgFields(line: string): Fields | undefined {
  const match = pwndbgRow.exec(line);
  if (!match) return undefined;
  const [, start = '', end = '', letters = '', size = '', offset = '', name = ''] = match;
  return sizeFits(start, end, size) ? { start, end, letters, offset, name: name.trimEnd() } : undefined;
}

function gefFields(line: string): Fields | undefined {
  const match = gefRow.exec(line);
  if (!match) return undefined;
  const [, start = '', end = '', size, offset = '', letters = '', name = ''] = match;
  if (BigInt(`0x${start}`) >= BigInt(`0x${end}`)) return undefined;
  if (size !== undefined && !sizeFits(start, end, size)) return undefined;
  return { start, end, letters, offset, name: name.trimEnd() };
}

class VmmapReader implements TableReader {
  private readonly format: 'pwndbg vmmap' | 'gef vmmap';
  private readonly heading: RegExp;
  private readonly fieldsOf: (line: string) => Fields | undefined;
  private withoutSharing = 0;
  private madeNames = 0;

  constructor(format: VmmapReader['format'], heading: RegExp, fieldsOf: VmmapReader['fieldsOf']) {
    this.format = format;
    this.heading = heading;
    this.fieldsOf = fieldsOf;
  }

  line(text: string): LineMeaning {
    if (furniture.test(text) || this.heading.test(text)) return 'nothing';
    const fields = this.fieldsOf(text);
    if (!fields) return 'strange';
    const { start, end, letters, offset, name } = fields;
    if (!/[sp]$/.test(letters)) this.withoutSharing += 1;
    // pwndbg makes up names for memory without one (pwndbg/aglib/vmmap.py).
    const made = /^\[(?:anon|stack|heap)_[0-9a-f]+\]$|^<explored>$/.test(name);
    if (made) this.madeNames += 1;
    return {
      row: {
        start,
        end,
        perms: `${letters.slice(0, 3)}${letters.endsWith('s') ? 's' : 'p'}`,
        offset,
        name: made ? '' : name,
      },
    };
  }

  facts(): TableFacts {
    const { madeNames } = this;
    return {
      format: this.format,
      unknown: ['device', 'inode', ...(this.withoutSharing > 0 ? (['sharing'] as const) : [])],
      notes: madeNames > 0 ? [note('pwndbg-names', { count: madeNames })] : [],
    };
  }
}
