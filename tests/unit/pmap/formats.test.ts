/** The formats on a small process, as procps 4.0.2 prints it; runs where there is no procps. */
import { describe, expect, test } from 'vitest';
import { asBytes } from '@contract/units.ts';
import { byteString, ByteText } from '@main/pmap/byteText.ts';
import { distinct } from '@main/pmap/cells.ts';
import { writeDefault } from '@main/pmap/defaultFormat.ts';
import { writeDevice } from '@main/pmap/deviceFormat.ts';
import { writeExtended } from '@main/pmap/extendedFormat.ts';
import { writeHex } from '@main/pmap/hexFormat.ts';
import { kernelNames, mappingNames } from '@main/pmap/mappingName.ts';
import { moreColumns, mostColumns, writeMore, type MoreStyle } from '@main/pmap/moreFormat.ts';
import { mappingRows } from '@main/pmap/printedRows.ts';
import { bytes, kilobytes, pages } from '@main/pmap/sizeUnit.ts';
import type { PmapTable } from '@main/pmap/table.ts';
import { parseSmaps } from '../../support/atOnce.ts';

const figures = (size: number, rss: number, dirty: number): string =>
  Object.entries({ Size: size, Rss: rss, Shared_Dirty: 0, Private_Dirty: dirty, Swap: 0 })
    .map(([key, value]) => `${`${key}:`.padEnd(16)}${String(value).padStart(8)} kB\n`)
    .join('') + 'THPeligible:           1\nVmFlags: rd mr \n';
const { mappings, smaps } = parseSmaps(
  Buffer.from(
    `555a045b3000-555a045b5000 r--p 00002000 fe:00 1043 /usr/bin/sleep\n${figures(8, 8, 0)}` +
      `555a045b5000-555a055b5000 rw-s 00000000 00:01 12 /dev/zero (deleted)\n${figures(16384, 1024, 1000)}` +
      `ffffffffff600000-ffffffffff601000 --xp 00000000 00:00 0 [vsyscall]\n${figures(4, 0, 0)}`,
  ),
);
const rows = mappingRows(mappings, { first: 0, last: 3 });
const style = { fullPath: false, kernelName: false, charset: 'ascii' } as const;
const table: PmapTable = {
  mappings,
  smaps,
  rows,
  names: mappingNames(mappings, { isKernelDevice: () => false }, style),
};
const raw: PmapTable = { ...table, names: kernelNames(mappings, false) };
const titled = { titles: true, unit: kilobytes };

const written = (write: (out: ByteText) => void): string[] => {
  const out = new ByteText();
  write(out);
  return byteString(out.bytes()).split('\n').slice(0, -1);
};

test('default', () => {
  expect(
    written((out) => {
      writeDefault(out, table, titled);
    }),
  ).toEqual([
    '0000555a045b3000      8K r---- sleep',
    '0000555a045b5000  16384K rw-s- zero (deleted)',
    'ffffffffff600000      4K --x--   [ anon ]',
    ' total            16396K',
  ]);
});

test('-d', () => {
  expect(
    written((out) => {
      writeDevice(out, table, titled);
    }),
  ).toEqual([
    'Address           Kbytes Mode  Offset           Device    Mapping',
    '0000555a045b3000       8 r---- 0000000000002000 0fe:00000 sleep',
    '0000555a045b5000   16384 rw-s- 0000000000000000 000:00001 zero (deleted)',
    'ffffffffff600000       4 --x-- 0000000000000000 000:00000   [ anon ]',
    'mapped: 16396K    writeable/private: 0K    shared: 16384K',
  ]);
});

test('-d of a part of a page has at most two digits after the point', () => {
  const end = Float64Array.from(rows.end, (page, row) => (row === 1 ? page - 625 / 4096 : page));
  const part: PmapTable = { ...table, rows: { ...rows, end } };
  const last = (unit: typeof kilobytes): string | undefined =>
    written((out) => {
      writeDevice(out, part, { titles: true, unit });
    }).at(-1);
  expect(last(pages(asBytes(4096)))).toBe('mapped: 4098.85P    writeable/private: 0P    shared: 4095.85P');
  expect(last(kilobytes)).toBe('mapped: 16395.39K    writeable/private: 0K    shared: 16383.39K');
});

test('-x', () => {
  expect(
    written((out) => {
      writeExtended(out, table, titled);
    }),
  ).toEqual([
    'Address           Kbytes     RSS   Dirty Mode  Mapping',
    '0000555a045b3000       8       8       0 r---- sleep',
    '0000555a045b5000   16384    1024    1000 rw-s- zero (deleted)',
    'ffffffffff600000       4       0       0 --x--   [ anon ]',
    '---------------- ------- ------- ------- ',
    'total kB           16396    1032    1000',
  ]);
});

describe('-X', () => {
  const more = (changes: Partial<MoreStyle> = {}, kept = new Map<string, number>()): string[] =>
    written((out) => {
      writeMore(out, raw, { ...titled, shows: moreColumns, hex: false, ...changes }, kept);
    });

  test('leaves eight keys out and is as wide as needed', () => {
    expect(more()).toEqual([
      '         Address Perm   Offset Device Inode  Size  Rss Swap THPeligible Mapping',
      '    555a045b3000 r--p 00002000  fe:00  1043     8    8    0           1 sleep',
      '    555a045b5000 rw-s 00000000  00:01    12 16384 1024    0           1 zero (deleted)',
      'ffffffffff600000 --xp 00000000  00:00     0     4    0    0           1 [vsyscall]',
      '                                            ===== ==== ==== =========== ',
      '                                            16396 1032    0           3 KB ',
    ]);
  });

  test('-XX shows all of them, -q narrows to the values', () => {
    expect(more({ shows: mostColumns, titles: false })[0]).toBe(
      '    555a045b3000 r--p 00002000 fe:00 1043     8    8 0    0 0 1 rd mr sleep',
    );
  });

  test('only the address when nothing is chosen, and a blank behind its title', () => {
    expect(more({ shows: () => false })).toEqual([
      '         Address ',
      '    555a045b3000',
      '    555a045b5000',
      'ffffffffff600000',
    ]);
  });

  test('columns keep their width from one process to the next', () => {
    const kept = new Map([['Rss', 9]]);
    expect(more({ titles: false }, kept)[0]).toContain('     8         8 0 1 sleep');
  });

  test('nothing at all for a process without mappings', () => {
    const empty = parseSmaps(new Uint8Array());
    const none: PmapTable = {
      ...empty,
      rows: mappingRows(empty.mappings, { first: 0, last: 0 }),
      names: distinct(0, () => ''),
    };
    expect(
      written((out) => {
        writeMore(out, none, { ...titled, shows: moreColumns, hex: false }, new Map());
      }),
    ).toEqual([]);
  });

  test('other units leave plain numbers alone', () => {
    expect(more({ unit: bytes }).at(-1)).toMatch(/ 16789504 1056768 +0 +3 bytes $/);
    expect(more({ unit: pages(asBytes(4096)) })[1]).toMatch(/ 2 +2 +0 +1 sleep$/);
  });

  test('hexadecimal adds the end and gives sizes in bytes', () => {
    expect(more({ hex: true })[2]).toMatch(/^ +555a045b5000 +555a055b5000 rw-s 00000000 .* 1000000 1024 /);
  });
});

test('hexadecimal', () => {
  expect(
    written((out) => {
      writeHex(out, table, titled, 'default');
    }),
  ).toEqual([
    'Start            End                   Size    Offset Mode  Mapping',
    '0000555a045b3000 0000555a045b5000      2000      2000 r---- sleep',
    '0000555a045b5000 0000555a055b5000   1000000         0 rw-s- zero (deleted)',
    'ffffffffff600000 ffffffffff601000      1000         0 --x--   [ anon ]',
    'total                               1003000',
  ]);
});
