import { asBytes } from '@contract/units.ts';
import { shownTable } from '@renderer/export/shownTable.ts';
import { tableText } from '@renderer/export/tableText.ts';
import type { CellStyle } from '@renderer/state/tableCells.ts';
import type { Grouping } from '@renderer/state/tableChoices.ts';
import { tableColumns } from '@renderer/state/tableColumns.ts';
import { tableContent } from '@renderer/state/tableGroups.ts';
import { describe, expect, it } from 'vitest';
import { syntheticCapture } from '../state/syntheticCapture.ts';

const capture = syntheticCapture([
  { start: '1000', end: '3000', perms: 'r-xp', figures: { Rss: 4 } },
  { start: '5000', end: '9000', perms: 'rw-p', figures: { Rss: 8 } },
  { start: 'a000', end: 'b000', perms: 'rw-p' },
]);
const available = tableColumns(capture);
const style: CellStyle = { sizes: 'kB', zeros: false, pageSize: asBytes(4096) };

function shown(ids: readonly string[], styled: Partial<CellStyle> = {}, groupBy: Grouping = 'none', mask?: Uint8Array) {
  const content = tableContent(capture, {
    sort: { key: 'size', descending: true },
    column: available.find(({ id }) => id === 'size'),
    groupBy,
    folded: new Set(['anon']),
    mask,
  });
  const columns = ids.map((id) => available.find((column) => column.id === id)!);
  return shownTable(capture, content, columns, { ...style, ...styled });
}

describe('the table as shown', () => {
  it('has the columns chosen, in their order, and the rows in theirs', () => {
    expect(shown(['perms', 'size', 'start'])).toEqual({
      columns: ['Perms', 'Size (kB)', 'Address'],
      rows: [
        ['rw-p', 16, '0x5000'],
        ['r-xp', 8, '0x1000'],
        ['rw-p', 4, '0xa000'],
      ],
    });
  });

  it('has the units shown, and nothing where nothing is known', () => {
    expect(shown(['size', 'rss'], { sizes: 'pages' })).toEqual({
      columns: ['Size (pages)', 'RSS (pages)'],
      rows: [
        [4, 2],
        [2, 1],
        [1, null],
      ],
    });
    expect(shown(['size'], { sizes: 'bytes' }).rows[0]).toEqual([16_384]);
    expect(shown(['size'], { sizes: 'human' })).toMatchObject({
      columns: ['Size'],
      rows: [['16 KiB'], ['8 KiB'], ['4 KiB']],
    });
  });

  it('has only rows that pass the filter', () => {
    expect(shown(['start'], {}, 'none', Uint8Array.of(0, 1, 0)).rows).toEqual([['0x5000']]);
  });

  it('tells the group of each row, also of folded ones', () => {
    const { columns, rows } = shown(['start'], {}, 'kind');
    expect(columns).toEqual(['Group', 'Address']);
    expect(rows).toHaveLength(3);
    expect(tableText({ columns, rows }, 'csv').split('\r\n')[0]).toBe('Group,Address');
  });
});
