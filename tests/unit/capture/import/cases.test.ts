/** Texts as people paste them that were once read wrongly, each for its kind. */
import { describe, expect, test } from 'vitest';
import type { Capture } from '@contract/capture.ts';
import { mappingName, permissionText, smapsTotal } from '@contract/rows.ts';
import { asPid } from '@contract/units.ts';
import type { Opened, OpenOptions } from '@main/capture/import/contentReader.ts';
import { allSentences, inWords } from '../../../support/words.ts';
import { layoutRows, layouts } from '../../../support/toolLayouts.ts';
import { importText } from '../../../support/atOnce.ts';

function opened(content: string | Uint8Array, options: OpenOptions = {}): Opened {
  const outcome = importText(content, 'text', options);
  if (!outcome.ok) throw new Error(`${outcome.message} ${outcome.why ?? ''}`);
  return outcome.value;
}

function refused(content: string | Uint8Array, options: OpenOptions = {}): string {
  const outcome = importText(content, 'text', options);
  if (outcome.ok) throw new Error('It was opened.');
  return `${outcome.message} ${outcome.why ?? ''} ${outcome.remedy ?? ''}`;
}

const starts = ({ mappings }: Capture): string[] => Array.from(mappings.start, (start) => (start * 4096).toString(16));
const kibibytes = ({ mappings }: Capture): number =>
  Array.from(mappings.start).reduce((sum, start, row) => sum + (mappings.end[row]! - start) * 4, 0);

const smallMaps = `00400000-00401000 r-xp 00000000 08:01 17 /usr/bin/demo
00600000-00601000 rw-p 00000000 08:01 17 /usr/bin/demo
7ffd00000000-7ffd00021000 rw-p 00000000 00:00 0 [stack]
`;

describe('lines of hexadecimal numbers', () => {
  const stack = '  0x7fffffffde68 0x7fffffffdf00 0x1 0x0\n  0x401136 0x555555554040 0x7 0x555555557dc0\n';

  test('are no mappings by themselves, and it is said why', () => {
    expect(refused(`stack:\n${stack}`)).toMatch(/lines of hexadecimal numbers.*no size is an end minus a start/);
  });

  test.each([
    ['before maps', `stack dump:\n${stack}memory map:\n${smallMaps}`],
    ['after them', `${smallMaps}${stack}`],
  ])('%s take no row away', (_, text) => {
    const { capture, format } = opened(text);
    expect(format).toBe('maps');
    expect(starts(capture)).toEqual(['400000', '600000', '7ffd00000000']);
  });

  test('in a session of gdb are left out, and the permissions of its rows stay known', () => {
    const gdb = layouts.find(({ tool }) => tool === 'pwndbg')!.print(layoutRows.slice(0, 8));
    const session = `(gdb) x/4gx $sp\n${stack}${gdb}${stack}`;
    const { capture } = opened(session);
    expect(capture.mappings.length).toBe(8);
    expect(capture.source?.unknown).not.toContain('permissions');
  });

  test.each(['0x1000 0x3000 0x1000 0x0', '0x3000 0x1000 0x2000 0x0', '0x1000 0x1000 0x0 0x0'])(
    'with a wrong size are none: %s',
    (line) => {
      expect(refused(`${line}\n${line}\n`)).toMatch(/nothing that Procatlas can open/);
    },
  );
});

describe('gdb', () => {
  const row = (start: string, end: string, size: string, offset: string, rest: string): string =>
    `      ${start}     ${end}     ${size}        ${offset} ${rest}\n`;
  const heading = '          Start Addr           End Addr       Size     Offset objfile\n';
  const text = `process 4711\nMapped address spaces:\n\n${heading}${[
    row('0x555555554000', '0x555555555000', '0x1000', '0x0', '/usr/bin/app'),
    row('0x555555555000', '0x555555556000', '0x1000', '0x1000', '/usr/bin/app'),
    row('0x555555556000', '0x555555557000', '0x1000', '0x2000', '0x0'),
    row('0x7ffff7dc9000', '0x7ffff7deb000', '0x22000', '0x0', '/usr/lib/libc-2.31.so'),
    row('0x7ffff7deb000', '0x7ffff7f63000', '0x178000', '0x22000', '/usr/lib/libc-2.31.so'),
    row('0x7ffffffde000', '0x7ffffffff000', '0x21000', '0x0', '[stack]'),
  ].join('')}`;

  test('without permissions: no sentence states permissions or sharing', () => {
    const { capture } = opened(text);
    expect(capture.source?.unknown).toEqual(expect.arrayContaining(['permissions', 'sharing']));
    const said = allSentences(capture).flat().join(' ');
    expect(said).not.toMatch(/mapped private|permissions r|r--p|MAP_PRIVATE/);
  });

  test('prints 0x0 for a mapping of a core file without a name', () => {
    expect(mappingName(opened(text).capture.mappings, 2)).toBe('');
  });

  test('with permissions on some rows only: those of the others are unknown', () => {
    const mixed = text.replace('0x0 /usr/bin/app', '0x0  r--p  /usr/bin/app');
    const { capture } = opened(mixed);
    expect(capture.source?.unknown).not.toContain('permissions');
    expect(capture.source?.unknownPermissions).toEqual([1, 2, 3, 4, 5]);
    expect(permissionText(capture.mappings.perms[0]!)).toBe('r--p');
  });

  test('of a sorted text knows which rows they are', () => {
    const [first = '', ...others] = text
      .replace('0x0 /usr/bin/app', '0x0  r--p  /usr/bin/app')
      .split('\n')
      .slice(4, -1);
    const { capture } = opened(`${heading}${[...others.toReversed(), first].join('\n')}\n`);
    expect(starts(capture)[0]).toBe('555555554000');
    expect(capture.source?.unknownPermissions).toEqual([1, 2, 3, 4, 5]);
  });

  test('“info files” of a core file has its parts, and sections are none', () => {
    const loads =
      '\t0x0000555555554000 - 0x0000555555555000 is load1\n\t0x00007ffffffde000 - 0x00007ffffffff000 is load2a\n';
    const sections = '\t0x0000555555554318 - 0x0000555555554334 is .interp\n';
    const { capture, format, notes } = opened(
      `Local core dump file:\n\t\`core', file type elf64-x86-64.\n${loads}${sections}`,
    );
    expect(format).toBe('gdb info files');
    expect(starts(capture)).toEqual(['555555554000', '7ffffffde000']);
    expect(inWords(notes).join()).toContain('One section of programs and libraries was left out');
    expect(refused(`Entry point: 0x555555555080\n${sections}`)).toMatch(
      /“info files”.*paste what “info proc mappings” prints/,
    );
  });
});

describe('sums and other texts that are no map', () => {
  test('smaps_rollup is told from a mapping, with its sums', () => {
    const rollup =
      '00400000-ffffffffff601000 ---p 00000000 00:00 0                          [rollup]\nRss:               29948 kB\nPss:               29944 kB\n';
    expect(refused(rollup)).toMatch(
      /shows no mapping\. It is the text of smaps_rollup.*Rss 29,948 KiB, Pss 29,944 KiB.*Copy \/proc\/PID\/smaps/,
    );
    expect(refused(rollup)).not.toMatch(/whole text again/);
    expect(refused(rollup.replaceAll(/^/gm, '> '))).toMatch(/smaps_rollup/);
    const both = opened(smallMaps + rollup);
    expect(both.capture.mappings.length).toBe(3);
    expect(inWords(both.notes).join()).toContain('Left out is the text of smaps_rollup');
  });

  test.each([
    ['numa_maps', '55fb55064000 default file=/tmp/example/threads mapped=1 N0=1 kernelpagesize_kB=4\n'],
    ['status', 'Name:\tthreads\nUmask:\t0022\nState:\tS (sleeping)\n'],
    ['meminfo', 'MemTotal:       16311596 kB\nMemFree:         1311596 kB\n'],
    ['list of processes', 'USER       PID %CPU %MEM    VSZ   RSS TTY\nroot         1  0.0  0.0   2500  1600 ?\n'],
    [
      'program headers',
      '  LOAD           0x000000 0x0000000000000000 0x0000000000000000 0x0005f8 0x0005f8 R   0x1000\n',
    ],
    ['macOS', 'MALLOC_TINY              10a000000-10a100000    [ 1024K] rw-/rwx SM=PRV\n'],
    ['page of the web', '<!DOCTYPE html><html><pre>\n'],
  ])('the text of %s is named', (what, text) => {
    expect(refused(text)).toContain(what);
  });

  test('pmap with sizes of 0 is refused in words that fit the text', () => {
    const text =
      '4711:   ./demo\nAddress   Kbytes     RSS   Dirty Mode   Mapping\n08048000       0      16       0 r-x--  demo\n0804d000       0       4       4 rw---  demo\n';
    expect(refused(text)).toMatch(/The sizes of 2 rows are 0.*Copy .*\/proc\/PID\/maps/);
  });
});

describe('compressed files', () => {
  test.each([
    ['28b52ffd0458', 'zstd', 'zstd -d'],
    ['fd377a585a000004', 'xz', 'xz -dk'],
    ['04224d186440', 'LZ4', 'lz4 -d'],
    ['425a68393141', 'bzip2', 'bzip2 -dk'],
    ['504b03041400', 'ZIP', 'unzip'],
  ])('%s are told by name, with the tool', (bytes, name, tool) => {
    const said = refused(Buffer.from(bytes, 'hex'));
    expect(said).toContain(`compressed with ${name}; unpack it first, with “${tool} FILE”`);
    expect(said).toContain('coredumpctl dump');
  });
});

describe('core files of other machines', () => {
  const head = (wide: number, order: number): Buffer => {
    const bytes = Buffer.alloc(64);
    Buffer.from([0x7f, 0x45, 0x4c, 0x46, wide, order, 1]).copy(bytes);
    bytes.writeUInt8(4, order === 2 ? 17 : 16);
    return bytes;
  };
  test('are refused with the reason and the way round', () => {
    for (const wide of [1, 2]) expect(refused(head(wide, 2))).toMatch(/big-endian machine.*“info proc mappings”/);
  });
});

describe('our own pmap', () => {
  test('of more rows than can wait for a heading is read without', () => {
    const name = 'x'.repeat(3000);
    const line = (index: number): string =>
      `${(0x5555_0000_0000 + index * 8192).toString(16).padStart(16, '0')} 4 4 0 r---- ${name}\n`;
    const text = `11:   demo\n${Array.from({ length: 6000 }, (_, index) => line(index)).join('')}`;
    const { capture } = opened(text);
    expect(capture.mappings.length).toBe(6000);
    expect(smapsTotal(capture, 'Rss')).toBe(24_000);
  });

  test('of two processes without headings is split where the second one is named', () => {
    const rows = '0000555555554000 8 4 0 r---- demo\n00007ffc00000000 132 12 12 rw--- [ stack ]\n';
    const { capture, tables } = opened(`11:   demo\n${rows}12:   demo\n${rows}`);
    expect(tables?.map(({ name, mappings }) => [name, mappings])).toEqual([
      ['11: demo', 2],
      ['12: demo', 2],
    ]);
    expect(smapsTotal(capture, 'Rss')).toBe(16);
    // A heading of another one, further down, says nothing of rows above.
    const other = `13:   other\nAddress            Bytes     RSS   Dirty Mode  Mapping\n0000555555554000 8192 4096 0 r---- other\n`;
    const both = opened(`11:   demo\n${rows}${other}`);
    expect(kibibytes(both.capture)).toBe(140);
    expect(kibibytes(opened(`11:   demo\n${rows}${other}`, { table: '2' }).capture)).toBe(8);
  });

  test.each([
    ['Bytes', 'total bytes       172032   40960   12288', (kib: number) => kib * 1024],
    ['Pages', 'total pages           42      10       3', (kib: number) => kib / 4],
    ['Kbytes', 'total kB             168      40      12', (kib: number) => kib],
  ])('in %s has the true sizes', (unit, total, of) => {
    const row = (start: string, size: number, rss: number, dirty: number, rest: string): string =>
      `${start} ${String(of(size)).padStart(7)} ${String(of(rss)).padStart(7)} ${String(of(dirty)).padStart(7)} ${rest}\n`;
    const text =
      `674:   demo\nAddress           ${unit.padStart(6)}     RSS   Dirty Mode  Mapping\n` +
      row('000055d80328c000', 8, 8, 0, 'r---- demo') +
      row('000055d80328e000', 20, 20, 0, 'r-x-- demo') +
      row('000055d803293000', 8, 0, 0, 'r---- demo') +
      row('00007ffc00000000', 132, 12, 12, 'rw---   [ stack ]') +
      `---------------- ------- ------- ------- \n${total}\n`;
    // `| sort` puts the heading behind the rows, `| tac` upside down.
    const lines = text.slice(0, -1).split('\n');
    for (const order of [lines, lines.toSorted(), lines.toReversed()]) {
      const { capture, notes } = opened(`${order.join('\n')}\n`);
      expect(kibibytes(capture)).toBe(168);
      expect(smapsTotal(capture, 'Rss')).toBe(40);
      expect(smapsTotal(capture, 'Dirty')).toBe(12);
      expect(capture.process.identity.pid).toBe(674);
      expect(inWords(notes).join()).not.toMatch(/understood|overlapped|process/);
    }
  });

  test('sorted by a column is one process, whose line may stand anywhere', () => {
    const lines = [
      '---------------- ------- ------- ------- ',
      '00007f1368bf0000      32       0       0 r---- libexpat.so.1.8.10',
      '00007f1368d07000      16       0       0 r----   [ anon ]',
      '5556:   /usr/bin/demo -c run',
      'Address           Kbytes     RSS   Dirty Mode  Mapping',
      '00007ffc10a00000     132      12      12 rw---   [ stack ]',
      '00007f1368a00000    1368     940       0 r-x-- libc.so.6',
      '0000560000000000   65536   64000   64000 rw---   [ anon ]',
      'total kB           67084   64952   64012',
    ];
    for (const order of [lines, lines.toReversed(), lines.toSorted()]) {
      const { capture, notes } = opened(`${order.join('\n')}\n`);
      expect(capture.mappings.length).toBe(5);
      expect(smapsTotal(capture, 'Rss')).toBe(64952);
      expect(capture.process.identity.pid).toBe(5556);
      expect(inWords(notes).join()).not.toMatch(/process|overlapped/);
    }
  });
});

test('rows that are only out of order are all kept, and no overlap is told', () => {
  const text = `Address           Kbytes     RSS   Dirty Mode  Mapping
---------------- ------- ------- ------- 
total kB          459220   66228   66228
00000006a0000000  262144   44000   44000 rw---   [ anon ]
00007f2e3c000000   65524   22064   22064 rw---   [ anon ]
00007f2d537fb000    8212     100     100 rw---   [ anon ]
00007f2e00000000   65476      60      60 rw---   [ anon ]
0000561e5793b000       4       4       0 r-x-- java
00007f2d4fff1000      60       0       0 -----   [ anon ]
`;
  const { capture, notes } = opened(text);
  expect(starts(capture)).toEqual([
    '6a0000000',
    '561e5793b000',
    '7f2d4fff1000',
    '7f2d537fb000',
    '7f2e00000000',
    '7f2e3c000000',
  ]);
  expect([smapsTotal(capture, 'Rss'), smapsTotal(capture, 'Dirty')]).toEqual([66228, 66224]);
  expect(inWords(notes).join()).not.toMatch(/overlapped|backwards|cut|left out/);
  expect(capture.consistency.state).toBe('consistent');
});

test('smaps of Android has its figures, although a name stands before the first', () => {
  const text = `50000000-50800000 r-xp 00000000 00:00 0                                  [anon:dalvik-own-code-cache]
Name:           [anon:dalvik-own-code-cache]
Size:               8192 kB
Rss:                1024 kB
Pss:                 100 kB
Private_Dirty:         4 kB
70000000-70400000 rw-p 00000000 fe:00 77                                 /system/framework/own.art
Size:               4096 kB
Rss:                4000 kB
Pss:                 900 kB
Private_Dirty:        64 kB
`;
  const { capture, format, notes } = opened(text);
  expect(format).toBe('smaps');
  const sums = (capture.smaps?.keys ?? []).map((key) => `${key} ${smapsTotal(capture, key)}`);
  expect(sums).toEqual(['Size 12288', 'Rss 5024', 'Pss 1000', 'Private_Dirty 68']);
  expect(notes).toEqual([]);
});

describe('a table behind thousands of lines', () => {
  const many = (line: (index: number) => string): string =>
    `${Array.from({ length: 3000 }, (_, index) => line(index)).join('\n')}\n`;
  test.each([
    [
      'a crash of Ruby',
      `demo.rb:4: [BUG] Segmentation fault at 0x0000000000005cd5\n\n* Loaded features:\n\n${many((index) => `${index} /usr/lib/ruby/feature_${index}.rb`)}\n* Process memory map:\n\n`,
    ],
    [
      'a crash of the Java virtual machine',
      `#\n# A fatal error has been detected by the Java Runtime Environment:\n#\nJava Threads: ( => current thread )\n${many((index) => `  0x00007f4c${(index * 4096).toString(16).padStart(8, '0')} JavaThread "worker-${index}" [_thread_blocked, id=${index}, stack(0x00007f4c00000000,0x00007f4c00100000)]`)}\nDynamic libraries:\n`,
    ],
    [
      'a heap profile of jemalloc',
      `heap_v2/524288\n  t*: 1: 64 [0: 0]\n${many((index) => `@ 0x401136 0x7f${index.toString(16)} 0x1\n  t*: 1: ${index} [0: 0]`)}\nMAPPED_LIBRARIES:\n`,
    ],
    [
      'a heap profile of gperftools',
      `heap profile:   3000:  64 [  2:  128] @ heapprofile\n${many((index) => `     1:       ${index} [     2:      128] @ 0x0000000000401136 0x7f${index.toString(16)}`)}\nMAPPED_LIBRARIES:\n`,
    ],
    [
      'an abort of glibc',
      `${many((index) => `[${index}] request done`)}*** Error in \`demo': double free ***\n======= Memory map: ========\n`,
    ],
  ])('of %s is found', (_, before) => {
    const { capture, format } = opened(`${before}${smallMaps}\nend of it\n`);
    expect(format).toBe('maps');
    expect(starts(capture)).toEqual(['400000', '600000', '7ffd00000000']);
  });
});

describe('several processes', () => {
  const other = smallMaps.replaceAll('demo', 'other').replace('7ffd00000000-7ffd00021000', '7ffe00000000-7ffe00021000');

  test.each([
    ['one behind the other', smallMaps + other, /^\/usr\/bin\/demo, line 1$/],
    ['as tail prints them', `==> /proc/1/maps <==\n${smallMaps}\n==> /proc/2/maps <==\n${other}`, /^\/proc\/1\/maps$/],
    ['below their names', `/proc/1/maps:\n${smallMaps}\n/proc/2/maps:\n${other}`, /^\/proc\/1\/maps$/],
    [
      'as grep prints them',
      smallMaps.replaceAll(/^(?=.)/gm, '/proc/1/maps:') + other.replaceAll(/^(?=.)/gm, '/proc/2/maps:'),
      /^\/proc\/1\/maps$/,
    ],
    ['with a log between them', `${smallMaps}# done\n# next\n${other}`, /^\/usr\/bin\/demo, line 1$/],
  ])('%s are two: the first is shown, the other is offered', (_, text, name) => {
    const { capture, notes, tables } = opened(text);
    expect(starts(capture)).toEqual(['400000', '600000', '7ffd00000000']);
    expect(tables).toHaveLength(2);
    expect(tables?.[0]?.name).toMatch(name);
    expect(inWords(notes).join()).toContain('3 rows of one other process were left out');
    expect(starts(opened(text, { table: '2' }).capture)[2]).toBe('7ffe00000000');
    expect(refused(text, { table: '3' })).toMatch(/No table, or more than one, is called “3”\. It has: 1 “/);
  });

  test('are chosen by number, name or PID', () => {
    const text = `==> /proc/11/maps <==\n${smallMaps}\n==> /proc/12/maps <==\n${other}`;
    for (const options of [{ table: '2' }, { table: '/proc/12/maps' }, { table: '12' + '/maps' }, { pid: asPid(12) }]) {
      expect(starts(opened(text, options).capture)[2]).toBe('7ffe00000000');
    }
    expect(refused(text, { pid: asPid(13) })).toContain('It has no rows of process 13, but 6 of 2 other processes.');
  });

  test('are not seen in rows that a moving process gave, nor in a library named twice', () => {
    const moving = '1000-5000 rw-p 0 0:0 0\n3000-6000 r--p 0 0:0 0\n7000-8000 r--p 0 0:0 0\n';
    expect(opened(moving).tables).toBeUndefined();
    const twice = smallMaps
      .split('\n')
      .toSpliced(2, 0, '00700000-00701000 r-xp 00000000 08:01 17 /usr/bin/demo')
      .join('\n');
    expect(opened(twice).tables).toBeUndefined();
  });

  test('each have their own figures', () => {
    const smaps = (kib: number): string => smallMaps.replaceAll('\n', `\nRss: ${String(kib).padStart(16)} kB\n`);
    const { capture } = opened(`${smaps(4)}${smaps(8)}`, { table: '2' });
    expect(smapsTotal(capture, 'Rss')).toBe(24);
    const mixed = opened(`${smallMaps}${smaps(8)}`);
    expect(mixed.format).toBe('maps');
    expect(mixed.capture).not.toHaveProperty('smaps');
  });
});

describe('kernel text with small differences', () => {
  test('of gperftools has shared mappings with a dash', () => {
    const text = `heap profile:      1:       64 [     2:      128] @ heapprofile\n\nMAPPED_LIBRARIES:\n${smallMaps.replace('rw-p 00000000 08', 'r--- 00000000 08')}`;
    const { capture } = opened(text);
    expect(permissionText(capture.mappings.perms[1]!)).toBe('r--s');
    expect(capture.mappings.length).toBe(3);
    expect(inWords(opened(text).notes).join()).not.toMatch(/understood/);
    const written = opened(text.replace('r--- ', 'rw-- ')).capture;
    expect(permissionText(written.mappings.perms[1]!)).toBe('rw-s');
  });

  test('followed by other “Key: number” lines takes none of them for a figure', () => {
    for (const after of ['\nMemTotal:       16311596 kB\n', 'end of map\nThreads:        7\n']) {
      expect(opened(smallMaps + after).capture).not.toHaveProperty('smaps');
    }
  });

  test('in an apport report is found', () => {
    const report = `ProblemType: Crash\nArchitecture: amd64\nProcMaps:\n${smallMaps.replaceAll(/^(?=.)/gm, ' ')}ProcStatus:\n Name:\tdemo\nSignal: 11\n`;
    expect(opened(report).capture.mappings.length).toBe(3);
  });

  test('cut by head or tail shows what is left', () => {
    expect(opened(smallMaps.slice(0, -20)).capture.mappings.length).toBeGreaterThan(1);
    expect(opened(smallMaps.slice(30)).capture.mappings.length).toBe(2);
  });
});
