import { describe, expect, test } from 'vitest';
import { parseQuery } from '@read/query.ts';
import { csvRow, csvTitles } from '@main/pmap/csvText.ts';
import { filterNeeds, matchingRows } from '@main/pmap/filter.ts';
import { jsonText } from '@main/pmap/jsonText.ts';
import { mappingRows, pickRows } from '@main/pmap/printedRows.ts';
import { recordOf } from '@main/pmap/records.ts';
import { parseSort, sortedRows, sortNeeds } from '@main/pmap/sort.ts';
import type { PmapTable } from '@main/pmap/table.ts';
import { distinct } from '@main/pmap/cells.ts';
import { parseSmaps } from '../../support/atOnce.ts';

const record = (range: string, perms: string, name: string, rss: number): string =>
  `${range} ${perms} 00001000 fe:00 12 ${name}\nRss:${String(rss).padStart(20)} kB\nVmFlags: rd mr \n`;
const { mappings, smaps } = parseSmaps(
  Buffer.concat([
    Buffer.from(record('1000-2000', 'r--p', '/lib/a,"b"', 4)),
    Buffer.from(record('2000-6000', 'rw-p', '', 12)),
    Buffer.from('7000-8000 r-xp 00000000 00:00 0 /x\xff\n', 'latin1'),
  ]),
);
const rows = mappingRows(mappings, { first: 0, last: 3 });
const table: PmapTable = { mappings, smaps, rows, names: distinct(3, (row) => `name ${row}`) };

const filtered = (text: string): number[] => {
  const query = parseQuery(text);
  if (!query.ok) throw new Error(query.message);
  return matchingRows(table, query.terms);
};

describe('filters', () => {
  test('every term must hold', () => {
    expect(filtered('lib')).toEqual([0]);
    expect(filtered('rw-p')).toEqual([1]);
    expect(filtered('size>=16k')).toEqual([1]);
    expect(filtered('rss>=4k')).toEqual([0, 1]);
    expect(filtered('0x2fff')).toEqual([1]);
    expect(filtered('0x6fff')).toEqual([]);
    expect(filtered('0x1000-0x2001')).toEqual([0, 1]);
    expect(filtered('lib rw-p')).toEqual([]);
  });

  test('a figure the kernel did not print meets no comparison', () => {
    expect(filtered('rss<1G')).toEqual([0, 1]);
    expect(filtered('swap=0')).toEqual([]);
  });

  test('say what must be read for them', () => {
    const needs = (text: string) => {
      const query = parseQuery(text);
      return query.ok ? filterNeeds(query.terms) : undefined;
    };
    expect(needs('libc size>1M')).toEqual({ smaps: false, kinds: false });
    expect(needs('rss>1M heap')).toEqual({ smaps: true, kinds: true });
  });
});

describe('order', () => {
  const sorted = (text: string) => sortedRows(table, parseSort(text) ?? { column: '', descending: false });
  test('by any column, unknown figures last in either direction', () => {
    expect(sorted('-size')).toEqual({ rows: [1, 0, 2] });
    expect(sorted('rss')).toEqual({ rows: [0, 1, 2] });
    expect(sorted('-RSS')).toEqual({ rows: [1, 0, 2] });
    expect(sorted('perm')).toEqual({ rows: [0, 2, 1] });
    const unknown = sorted('nonsense');
    const columns = 'columns' in unknown ? unknown.columns : [];
    expect(columns).toEqual(expect.arrayContaining(['size', 'Rss']));
    // Each once, though Size is a column and a key.
    expect(new Set(columns.map((column) => column.toLowerCase())).size).toBe(columns.length);
  });

  test('only figures need smaps', () => {
    expect(parseSort('')).toBeUndefined();
    expect(parseSort('a b')).toBeUndefined();
    expect(sortNeeds({ column: 'inode', descending: false })).toEqual({ smaps: false, kinds: false });
    expect(sortNeeds({ column: 'pss', descending: false })).toEqual({ smaps: true, kinds: false });
  });

  test('picked rows keep their mappings', () => {
    expect(pickRows(rows, [2, 0])).toMatchObject({ length: 2, mapping: Uint32Array.of(2, 0) });
  });
});

describe('records', () => {
  test('leave out what is unknown', () => {
    expect(recordOf(table, 2)).toEqual({
      start: '0x7000',
      end: '0x8000',
      size: 4096,
      perms: 'r-xp',
      offset: '0x0',
      dev: '00:00',
      inode: 0,
      name: '/x\ufffd',
      nameBase64: 'L3j/',
      smaps: {},
    });
    expect(recordOf(table, 0)).toMatchObject({ smaps: { Rss: 4 }, vmFlags: ['rd', 'mr'] });
  });

  test('JSON holds processes, refusals and what is missing', () => {
    const processes = [
      { pid: 7, command: 'a', records: [recordOf(table, 0), recordOf(table, 1)] },
      { pid: 8, command: 'b', refused: 'It is another user’s.' },
    ];
    const document: unknown = JSON.parse([...jsonText(processes, [9])].join(''));
    expect(document).toMatchObject({
      format: 'procatlas-pmap',
      version: 1,
      processes: [
        { pid: 7, rows: [{ start: '0x1000' }, { start: '0x2000' }] },
        { pid: 8, refused: 'It is another user’s.', rows: [] },
      ],
      missing: [9],
    });
  });

  test('CSV quotes what needs it', () => {
    const columns = { keys: ['Rss'], flags: true, labels: false };
    expect(csvTitles(columns)).toBe('procatlas-pmap-1,pid,start,end,size,perms,offset,dev,inode,name,Rss,VmFlags\n');
    expect(csvRow(1, 7, recordOf(table, 0), columns)).toBe(
      '1,7,0x1000,0x2000,4096,r--p,0x1000,fe:00,12,"/lib/a,""b""",4,rd mr\n',
    );
    expect(csvRow(2, 7, recordOf(table, 2), columns)).toMatch(/,\/x\ufffd,,\n$/);
  });
});
