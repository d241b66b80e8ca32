/**
 * One process as other tools print its memory map, made of the kernel's maps and smaps in tests/fixtures/import. Each
 * layout follows the tool's own source or output; what a tool does not tell is named.
 */
import { readFileSync } from 'node:fs';
import type { UnknownFact } from '@contract/capture.ts';

const fixture = (name: string): string =>
  readFileSync(new URL(`../fixtures/import/${name}`, import.meta.url)).toString();

/** One row of smaps. */
export interface LayoutRow {
  readonly start: bigint;
  readonly end: bigint;
  readonly perms: string;
  readonly offset: bigint;
  readonly device: string;
  readonly inode: string;
  readonly name: string;
  readonly figures: Readonly<Record<string, number>>;
}

/** Reads the rows of a text of smaps or maps. */
export function rowsOf(text: string): LayoutRow[] {
  return text
    .split(/\n(?=[0-9a-f]+-)/)
    .filter((record) => record !== '')
    .map((record) => {
      const [heading = '', ...keys] = record.split('\n');
      const [, start, end, perms = '', offset, device = '', inode = '', name = ''] =
        /^(\w+)-(\w+) (\S{4}) (\w+) (\S+) (\d+) *(.*)$/.exec(heading) ?? [];
      const figures = keys.flatMap((key) => {
        const [, word = '', digits = ''] = /^(\w+): +(\d+) kB$/.exec(key) ?? [];
        return word === '' ? [] : [[word, Number(digits)] as const];
      });
      const hex = (digits: string | undefined): bigint => BigInt(`0x${digits ?? '0'}`);
      return {
        start: hex(start),
        end: hex(end),
        perms,
        offset: hex(offset),
        device,
        inode,
        name,
        figures: Object.fromEntries(figures),
      };
    });
}

/** The process of the fixtures. */
export const layoutRows: readonly LayoutRow[] = rowsOf(fixture('smaps.txt'));

/** How a tool prints rows. */
export interface Layout {
  readonly tool: string;
  readonly format: string;
  readonly print: (rows: readonly LayoutRow[]) => string;
  /** What a row does not tell. */
  readonly unknown: readonly UnknownFact[];
  /** Keys of smaps that it tells. */
  readonly keys?: readonly string[];
  /** Rows that it does not print. */
  readonly leavesOut?: (row: LayoutRow) => boolean;
}

const hex = (value: bigint, width = 0): string => value.toString(16).padStart(width, '0');
const kibibytes = ({ start, end }: LayoutRow): number => Number((end - start) / 1024n);
const base = (name: string): string => name.slice(name.lastIndexOf('/') + 1);
const lines =
  (heading: string, row: (row: LayoutRow) => string, footer = ''): Layout['print'] =>
  (rows) =>
    `${heading}${rows.map((one) => `${row(one)}\n`).join('')}${footer}`;
const figure = (row: LayoutRow, key: string, width = 7): string => String(row.figures[key] ?? 0).padStart(width);
const dirtyOf = (row: LayoutRow): number => (row.figures.Shared_Dirty ?? 0) + (row.figures.Private_Dirty ?? 0);
/** procps’s mode: always five characters, a dash for private. */
const mode = ({ perms }: LayoutRow): string => `${perms.slice(0, 3)}${perms.endsWith('s') ? 's' : '-'}-`;
const procpsName = ({ name }: LayoutRow): string =>
  name.startsWith('/') ? base(name) : name === '[stack]' ? '  [ stack ]' : '  [ anon ]';
const toyboxName = ({ name }: LayoutRow): string =>
  name.startsWith('/') ? base(name) : name === '' ? '  [anon]' : `  ${name}`;

const unknownOfShort: readonly UnknownFact[] = ['inode', 'offset', 'device'];
const unknownOfProcps: readonly UnknownFact[] = [...unknownOfShort, 'names', 'path'];

/** The tools. */
export const layouts: readonly Layout[] = [
  {
    tool: 'procps 3.2 -x',
    format: 'pmap -x',
    unknown: unknownOfProcps,
    keys: ['Size', 'Rss', 'Dirty'],
    print: lines(
      '9402:   ./threads\nAddress           Kbytes     RSS   Dirty Mode   Mapping\n',
      (row) =>
        `${hex(row.start, 16)} ${String(kibibytes(row)).padStart(7)} ${figure(row, 'Rss')} ${String(dirtyOf(row)).padStart(7)} ${mode(row)}  ${procpsName(row)}`,
      '----------------  ------  ------  ------\ntotal kB            1132     660      92\n',
    ),
  },
  {
    tool: 'procps 3.2.7 -x, whose figures are dashes',
    format: 'pmap -x',
    unknown: unknownOfProcps,
    keys: ['Size'],
    print: lines(
      '9402:   ./threads\nAddress           Kbytes     RSS    Anon  Locked Mode   Mapping\n',
      (row) =>
        `${hex(row.start, 16)} ${String(kibibytes(row)).padStart(7)}       -       -       - ${mode(row)}  ${procpsName(row)}`,
      '----------------  ------  ------  ------  ------\ntotal kB            1132       -       -       -\n',
    ),
  },
  {
    tool: 'pmap -x with blanks collapsed, from a web page',
    format: 'pmap -x',
    unknown: unknownOfProcps,
    keys: ['Size', 'Rss', 'Dirty'],
    print: lines(
      '9402: ./threads\nAddress Kbytes RSS Dirty Mode Mapping\n',
      (row) =>
        `${hex(row.start, 16)} ${kibibytes(row)} ${row.figures.Rss ?? 0} ${dirtyOf(row)} ${mode(row)} ${procpsName(row).trim()}`,
      '---------------- ------- ------- -------\ntotal kB 1132 660 92\n',
    ),
  },
  {
    tool: 'busybox',
    format: 'pmap',
    unknown: unknownOfShort,
    print: lines(
      '9402: ./threads\n',
      (row) => `${hex(row.start, 16)} ${String(kibibytes(row)).padStart(7)}K ${row.perms}  ${row.name}`,
      'mapped: 2532K\n',
    ),
  },
  {
    tool: 'busybox -x',
    format: 'pmap -x',
    unknown: unknownOfShort,
    keys: ['Size', 'Pss', 'Private_Dirty', 'Swap'],
    print: lines(
      '9402: ./threads\nAddress\t\t  Kbytes     PSS   Dirty    Swap  Mode  Mapping\n',
      (row) =>
        `${hex(row.start, 16)} ${String(kibibytes(row)).padStart(7)} ${figure(row, 'Pss')} ${figure(row, 'Private_Dirty')} ${figure(row, 'Swap')}  ${row.perms}  ${row.name}`,
      '----------------  ------  ------  ------  ------\ntotal\t\t    2532     200     108       0\n',
    ),
  },
  {
    tool: 'toybox -x',
    format: 'pmap -x',
    unknown: [...unknownOfShort, 'path'],
    keys: ['Size', 'Pss', 'Private_Dirty', 'Swap'],
    print: lines(
      '9402: ./threads\nAddress           Kbytes     PSS   Dirty    Swap Mode  Mapping\n',
      (row) =>
        `${hex(row.start, 16)} ${String(kibibytes(row)).padStart(7)} ${figure(row, 'Pss')} ${figure(row, 'Private_Dirty')} ${figure(row, 'Swap')} ${mode(row)} ${toyboxName(row)}`,
      '----------------  ------  ------  ------  ------\ntotal               2924     210     108       0\n',
    ),
  },
  {
    tool: 'SLES 11',
    format: 'pmap -x',
    unknown: unknownOfShort,
    keys: ['Size', 'Rss', 'Pss', 'Dirty', 'Swap'],
    print: lines(
      '9402: ./threads\nSTART               SIZE     RSS     PSS   DIRTY    SWAP PERM MAPPING\n',
      (row) =>
        `${hex(row.start, 16)} ${`${kibibytes(row)}K`.padStart(8)} ${figure(row, 'Rss')}K ${figure(row, 'Pss')}K ${String(dirtyOf(row)).padStart(6)}K ${figure(row, 'Swap', 6)}K ${row.perms} ${row.name}`,
      'Total:            2924K   1052K    210K    108K      0K\n',
    ),
  },
  {
    tool: 'openSUSE 15',
    format: 'pmap -x',
    unknown: [...unknownOfShort, 'names'],
    keys: ['Size', 'Rss', 'Pss', 'Dirty', 'Swap'],
    print: lines(
      '9402:   ./threads\nAddress           Kbytes     RSS     PSS   Dirty    Swap Mode   Mapping\n',
      (row) =>
        `${hex(row.start, 16)} ${String(kibibytes(row)).padStart(7)} ${figure(row, 'Rss')} ${figure(row, 'Pss')} ${String(dirtyOf(row)).padStart(7)} ${figure(row, 'Swap')} ${row.perms}- ${row.name.startsWith('/') ? row.name : procpsName(row)}`,
      '---------------- ------- ------- ------- ------- ------- \ntotal kB            1964     644      65      32       0\n',
    ),
  },
  {
    tool: 'gdb 7, with offsets of zero without 0x',
    format: 'gdb info proc mappings',
    unknown: ['device', 'inode', 'permissions', 'sharing'],
    print: lines(
      "process 9402\ncmdline = './threads'\ncwd = '/tmp/example'\nexe = '/tmp/example/threads'\nMapped address spaces:\n\n\tStart Addr   End Addr       Size     Offset objfile\n",
      (row) =>
        `\t${`0x${hex(row.start)}`.padStart(10)} ${`0x${hex(row.end)}`.padStart(10)} ${`0x${hex(row.end - row.start)}`.padStart(10)} ${(row.offset === 0n ? '0' : `0x${hex(row.offset)}`).padStart(10)}    ${row.name.padStart(20)}`,
    ),
  },
  {
    tool: 'lldb',
    format: 'lldb memory region',
    unknown: ['sharing', 'offset', 'device', 'inode'],
    leavesOut: ({ name, perms }) => name === '' && perms.startsWith('---'),
    print: lines(
      '(lldb) memory region --all\n[0x0000000000000000-0x0000000000001000) ---\n',
      (row) =>
        `[0x${hex(row.start, 16)}-0x${hex(row.end, 16)}) ${row.perms.slice(0, 3)}${row.name === '' ? '' : ` ${row.name}${row.name.startsWith('/') ? ' PT_LOAD[1]' : ''}`}`,
    ),
  },
  {
    tool: 'pwndbg',
    format: 'pwndbg vmmap',
    unknown: ['device', 'inode'],
    print: lines(
      'LEGEND: STACK | HEAP | CODE | DATA | WX | RODATA\n             Start                End Perm     Size   Offset File\n',
      (row) =>
        `${`0x${hex(row.start)}`.padStart(18)} ${`0x${hex(row.end)}`.padStart(18)} ${row.perms} ${hex(row.end - row.start).padStart(8)} ${hex(row.offset).padStart(8)} ${row.name === '' ? `[anon_${hex(row.start >> 12n)}]` : row.name}`,
    ),
  },
  {
    tool: 'GEF',
    format: 'gef vmmap',
    unknown: ['device', 'inode', 'sharing'],
    print: lines(
      '[ Legend:  Code | Heap | Stack ]\nStart              End                Offset             Perm Path\n',
      (row) =>
        `0x${hex(row.start, 16)} 0x${hex(row.end, 16)} 0x${hex(row.offset, 16)} ${row.perms.slice(0, 3)} ${row.name}`,
    ),
  },
  {
    tool: 'an Android tombstone',
    format: 'Android tombstone',
    unknown: ['sharing', 'device', 'inode'],
    print: lines(
      "*** *** ***\nABI: 'x86_64'\npid: 9402, tid: 9402, name: threads  >>> ./threads <<<\nsignal 6 (SIGABRT), code -1 (SI_QUEUE)\n\nmemory map (48 entries):\n",
      (row) => {
        const halves = (value: bigint): string => hex(value, 16).replace(/^.{8}/, "$&'");
        const name =
          row.name === ''
            ? ''
            : `  ${row.name}${row.name.startsWith('/') ? ' (BuildId: 00112233) (load bias 0x1000)' : ''}`;
        return `    ${halves(row.start)}-${halves(row.end - 1n)} ${row.perms.slice(0, 3)} ${hex(row.offset).padStart(9)} ${hex(row.end - row.start).padStart(9)}${name}`;
      },
    ),
  },
  {
    tool: 'maps without device and inode',
    format: 'maps',
    unknown: ['device', 'inode'],
    print: lines(
      '',
      (row) =>
        `${hex(row.start)}-${hex(row.end)} ${row.perms} ${hex(row.offset, 10)}${row.name === '' ? '' : `                    ${row.name}`}`,
    ),
  },
  {
    tool: 'smaps of Android, with names',
    format: 'smaps',
    unknown: [],
    keys: ['Size', 'Rss', 'Pss', 'Private_Dirty'],
    print: (rows) =>
      rows
        .map((row) => {
          const heading = `${hex(row.start)}-${hex(row.end)} ${row.perms} ${hex(row.offset, 8)} ${row.device} ${row.inode}`;
          const keys = ['Size', 'Rss', 'Pss', 'Private_Dirty'].map(
            (key) => `${key}:`.padEnd(16) + figure(row, key, 8) + ' kB\n',
          );
          return `${heading} ${row.name}\nName:           ${row.name}\n${keys.join('')}`;
        })
        .join(''),
  },
];
