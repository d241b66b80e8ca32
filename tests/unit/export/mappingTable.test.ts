import { told } from '../../support/words.ts';
import { describe, expect, it } from 'vitest';
import { mappingTable } from '@renderer/export/mappingTable.ts';
import type { ExportTable } from '@renderer/format/exportTable.ts';
import { tableText } from '@renderer/export/tableText.ts';
import { missingFigure, type Capture } from '@contract/capture.ts';
import { captureOf, sampleCapture } from '../../support/sampleCapture.ts';

const heap = captureOf(
  [{ start: 16, end: 48, perms: 'rw-p', label: '[heap]', kind: 'heap', object: 'heap', resident: 0.5 }],
  [{ kind: 'heap', label: told('Heap'), key: 'heap' }],
);
const row = (table: ExportTable, index: number): Record<string, unknown> =>
  Object.fromEntries(table.columns.map((column, at) => [column, table.rows[index]?.[at]]));

describe('the table of mappings', () => {
  it('has the kernel’s columns, its figures, and what we make of them', () => {
    expect(row(mappingTable(heap), 0)).toEqual({
      start: '0x10000',
      end: '0x30000',
      sizeKiB: 128,
      perms: 'rw-p',
      offset: '0x0',
      dev: '00:00',
      inode: 0,
      name: '[heap]',
      Size: 128,
      Rss: 64,
      Private_Dirty: 44,
      Shared_Dirty: 0,
      kinds: 'heap',
      certainties: 'exact',
      labels: '[heap]',
      object: 'Heap',
    });
  });

  it('has one row for each mapping, in the order of the addresses', () => {
    const capture = sampleCapture();
    expect(mappingTable(capture).rows).toHaveLength(capture.mappings.length);
  });

  it('lists all regions of a mapping in its row', () => {
    const capture: Capture = {
      ...heap,
      regions: {
        ...heap.regions,
        length: 2,
        start: Float64Array.of(16, 47),
        end: Float64Array.of(47, 48),
        mapping: Uint32Array.of(0, 0),
        kind: Uint8Array.of(0, 1),
        certainty: Uint8Array.of(0, 1),
        label: Uint32Array.of(1, 1),
        object: Int32Array.of(0, -1),
        facts: Uint32Array.of(0, 0),
      },
    };
    expect(row(mappingTable(capture), 0)).toMatchObject({
      kinds: 'stack; thread-stack',
      certainties: 'exact; strong',
      labels: '[heap]',
    });
  });

  it('leaves out what was not read and never writes a zero for it', () => {
    const { smaps, ...bare } = heap;
    expect(mappingTable(bare).columns).not.toContain('Rss');
    const partly = { ...heap, smaps: { ...smaps!, columns: smaps!.columns.map(() => Uint32Array.of(missingFigure)) } };
    expect(row(mappingTable(partly), 0)).toMatchObject({ Size: null, Rss: null });
  });

  it('keeps every digit of addresses and inodes that a double would round', () => {
    const high = captureOf([
      { start: 0xffffffffff600, end: 0xffffffffff601, perms: '--xp', label: '[vsyscall]', kind: 'vsyscall' },
    ]);
    high.mappings.inodeHigh[0] = 0xffff_ffff;
    high.mappings.inodeLow[0] = 0xffff_ffff;
    expect(row(mappingTable(high), 0)).toMatchObject({
      start: '0xffffffffff600000',
      end: '0xffffffffff601000',
      inode: '18446744073709551615',
    });
  });
});

describe('tables as text', () => {
  const table: ExportTable = {
    columns: ['name', 'Rss'],
    rows: [
      ['a "b", c\nd', 12],
      ['|x| <b>*[y]*', null],
    ],
  };

  it('as CSV after RFC 4180, unknown as nothing', () => {
    expect(tableText(table, 'csv')).toBe('name,Rss\r\n"a ""b"", c\nd",12\r\n|x| <b>*[y]*,\r\n');
  });

  it('as JSON that names its format and version, unknown as null', () => {
    expect(JSON.parse(tableText(table, 'json'))).toEqual({
      format: 'procatlas-table',
      version: 1,
      columns: ['name', 'Rss'],
      rows: [
        { name: 'a "b", c\nd', Rss: 12 },
        { name: '|x| <b>*[y]*', Rss: null },
      ],
    });
    expect(JSON.parse(tableText({ columns: ['a'], rows: [] }, 'json'))).toMatchObject({ rows: [] });
  });

  it('keeps a column that is called like a prototype key', () => {
    expect(tableText({ columns: ['__proto__'], rows: [[1]] }, 'json')).toContain('{"__proto__":1}');
  });

  it('as Markdown in which no name becomes markup', () => {
    expect(tableText(table, 'markdown')).toBe(
      ['| name | Rss |', '| --- | --: |', '| a "b", c\\\\nd | 12 |', '| \\|x\\| &lt;b>\\*\\[y\\]\\* | — |', ''].join(
        '\n',
      ),
    );
  });
});
