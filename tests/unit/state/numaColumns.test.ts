import { describe, expect, it } from 'vitest';
import type { Capture } from '@contract/capture.ts';
import { asBytes } from '@contract/units.ts';
import { joinPart } from '@main/capture/parts/read.ts';
import { mappingTable } from '@renderer/export/mappingTable.ts';
import { shownTable } from '@renderer/export/shownTable.ts';
import { tableText } from '@renderer/export/tableText.ts';
import { isNumaColumn, numaColumns } from '@renderer/state/numaColumns.ts';
import { cellText, type CellStyle } from '@renderer/state/tableCells.ts';
import { defaultTableChoices } from '@renderer/state/tableChoices.ts';
import { tableColumns } from '@renderer/state/tableColumns.ts';
import type { NumberColumn } from '@renderer/state/tableColumn.ts';
import { tableContent } from '@renderer/state/tableGroups.ts';
import { presetColumns, shownColumns } from '@renderer/state/tablePresets.ts';
import { sumRows } from '@renderer/state/tableSums.ts';
import { fixture } from '../procfs/fixtures.ts';
import { syntheticCapture } from './syntheticCapture.ts';
import { parseNumaMaps } from '../../support/atOnce.ts';

const rows = ['400000', '500000', '7f0000000000', '7f0040000000', '7fffffffe000'].map((start) => ({
  start,
  end: (BigInt(`0x${start}`) + 0x1000n).toString(16),
  perms: 'rw-p',
}));
const bare = syntheticCapture(rows);
const capture: Capture = {
  ...bare,
  numa: joinPart('numa', bare.mappings, parseNumaMaps(fixture('numa/four-nodes'))).table,
};
const columns = tableColumns(capture);
const find = (id: string) => columns.find((column) => column.id === id)!;
const style: CellStyle = { sizes: 'kB', zeros: false, pageSize: asBytes(4096) };
const cells = (id: string, changes: Partial<CellStyle> = {}): string[] =>
  rows.map((_, row) => cellText(capture, find(id), row, { ...style, ...changes }));
const numa = { ...defaultTableChoices, preset: 'numa' } as const;

describe('the columns of numa_maps', () => {
  it('are a policy, one for each node by its number, and the other counts of the kernel', () => {
    expect(columns.filter(isNumaColumn).map(({ id, group }) => [id, group])).toEqual(
      [
        ...['policy', 'N0', 'N1', 'N2', 'N3', 'N10', 'mapmax', 'mapped', 'active', 'kernelpagesize_kB'],
        ...['anon', 'dirty', 'swapcache', 'writeback', 'later', 'words'],
      ].map((key) => [`numa:${key}`, 'NUMA']),
    );
  });

  it('show sizes in the unit chosen, by the page size of their own line, and a dash for what is not known', () => {
    expect(cells('numa:policy')).toEqual(['default', 'interleave=static:0-3', 'bind=relative:1,3', 'local', '—']);
    expect(cells('numa:N3')).toEqual(['40', '100', '4,096', '—', '—']);
    expect(cells('numa:N3', { sizes: 'pages' })).toEqual(['10', '25', '1,024', '—', '—']);
    expect(cells('numa:mapmax')).toEqual(['3', '1', '1', '—', '—']);
    expect(cells('numa:active')).toEqual(['48', '160', '—', '—', '—']);
    expect(cells('numa:words')).toEqual(['', '', 'huge', '', '']);
  });

  it('of nodes add up, page sizes and mappers do not', () => {
    const all = Int32Array.from(rows, (_, row) => row);
    expect(sumRows(capture, all, find('numa:N3') as NumberColumn).total).toBe(40 + 100 + 4096);
    const adding = columns.filter((column) => isNumaColumn(column) && 'adds' in column && column.adds);
    expect(adding.map(({ id }) => id)).not.toContain('numa:kernelpagesize_kB');
    expect(adding.map(({ id }) => id)).not.toContain('numa:mapmax');
  });

  it('are offered of a process before anything is read, and otherwise only where numa_maps is known', () => {
    const offered = tableColumns(bare, true).filter(isNumaColumn);
    expect(offered.map(({ id }) => id)).toEqual(['numa:policy', 'numa:N0', 'numa:mapmax']);
    expect(offered.map((column) => cellText(bare, column, 0, style))).toEqual(['—', '—', '—']);
    expect(numaColumns(bare, false)).toEqual([]);
  });

  it('make a preset with all nodes there are', () => {
    expect(presetColumns('numa', columns)).toEqual([
      ...['start', 'size', 'perms', 'rss', 'numa:policy', 'numa:N0', 'numa:N1', 'numa:N2', 'numa:N3', 'numa:N10'],
      ...['numa:mapmax', 'label'],
    ]);
    expect(shownColumns(numa, tableColumns(bare)).some(isNumaColumn)).toBe(false);
  });
});

describe('exports', () => {
  it('carry the columns that are shown', () => {
    const content = tableContent(capture, {
      sort: { key: 'start', descending: false },
      column: undefined,
      groupBy: 'none',
      folded: new Set(),
      mask: undefined,
    });
    const table = shownTable(capture, content, shownColumns(numa, columns), style);
    expect(tableText(table, 'csv').split('\r\n').slice(0, 3)).toEqual([
      'Address,Size (kB),Perms,RSS (kB),NUMA policy,N0 (kB),N1 (kB),N2 (kB),N3 (kB),N10 (kB),mapmax,Name',
      '0x400000,4,rw-p,,default,120,0,0,40,0,3,Anonymous memory',
      '0x500000,4,rw-p,,interleave=static:0-3,100,100,100,100,0,1,Anonymous memory',
    ]);
    for (const format of ['json', 'markdown'] as const) {
      expect(tableText(table, format)).toContain('interleave=static:0-3');
    }
  });

  it('of all columns have the counts in pages, unknown ones empty', () => {
    const { columns: titles, rows: lines } = mappingTable(capture);
    const row = (index: number) => Object.fromEntries(titles.map((title, at) => [title, lines[index]![at]]));
    expect(row(2)).toMatchObject({
      numaPolicy: 'bind=relative:1,3',
      'numa.N0': 0,
      'numa.N3': 2,
      'numa.active': null,
      'numa.kernelpagesize_kB': 2048,
      numaWords: 'huge',
    });
    expect(row(4)).toMatchObject({ numaPolicy: null, 'numa.N0': null, numaWords: null });
  });
});
