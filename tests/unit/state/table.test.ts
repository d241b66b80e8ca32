import { missingFigure, type Capture } from '@contract/capture.ts';
import { asBytes } from '@contract/units.ts';
import { bothMasks, maskOf, maskOfQuery } from '@renderer/state/filter.svelte.ts';
import { locate, selectRegion } from '@renderer/state/located.ts';
import { cellText, sizeText, tabSeparated, type CellStyle } from '@renderer/state/tableCells.ts';
import { defaultTableChoices, readTableChoices, type Grouping } from '@renderer/state/tableChoices.ts';
import { tableColumns } from '@renderer/state/tableColumns.ts';
import type { NumberColumn } from '@renderer/state/tableColumn.ts';
import { chosenRows, codesOfLocated, groupOfCode, keyOfCode, tableContent } from '@renderer/state/tableGroups.ts';
import { moved, presetColumns, resized, shownColumns, toggled } from '@renderer/state/tablePresets.ts';
import { TableState } from '@renderer/state/tableState.svelte.ts';
import { countedRows, sumRows } from '@renderer/state/tableSums.ts';
import { describe, expect, it } from 'vitest';
import { sample, syntheticCapture } from './syntheticCapture.ts';

const capture = sample();
const columns = tableColumns(capture);
const column = (id: string, from = columns) => from.find((candidate) => candidate.id === id)!;
const size = column('size') as NumberColumn;
const rss = column('rss') as NumberColumn;
const style: CellStyle = { sizes: 'kB', zeros: true, pageSize: asBytes(4096) };

function content(key = 'start', descending = false, groupBy: Grouping = 'none', of: Capture = capture) {
  return tableContent(of, {
    sort: { key, descending },
    column: tableColumns(of).find(({ id }) => id === key),
    groupBy,
    folded: new Set(),
    mask: undefined,
  });
}

describe('the columns', () => {
  it('are those of maps, every key that the kernel printed, and what we make of them', () => {
    expect(columns.map(({ id }) => id)).toEqual([
      ...['start', 'end', 'size', 'perms', 'offset', 'device', 'inode'],
      ...['rss', 'pss', 'private', 'dirty', 'swap'],
      ...['smaps:Rss', 'smaps:Pss', 'smaps:Swap', 'kind', 'certainty', 'object', 'label', 'mapping'],
    ]);
  });
  it('say so where a source does not tell permissions and devices', () => {
    const imported: Capture = {
      ...sample(),
      source: { format: 'pmap', name: 'x', unknown: ['permissions', 'device'] },
    };
    for (const id of ['perms', 'device']) {
      const found = column(id, tableColumns(imported));
      expect('text' in found && found.text({ mapping: 0, region: 0, part: false })).toBe('—');
    }
  });
  it('show a key that this program does not know', () => {
    const later = syntheticCapture([{ start: '1000', end: '2000', perms: 'rw-p', figures: { Quantum_Foam: 3 } }]);
    const foam = column('smaps:Quantum_Foam', tableColumns(later));
    expect(cellText(later, foam, 0, style)).toBe('3');
    expect(presetColumns('more', tableColumns(later))).toContain('smaps:Quantum_Foam');
  });
  it('show the dirty memory that pmap -x prints as one figure, once', () => {
    const summed = syntheticCapture([{ start: '1000', end: '3000', perms: 'rw-p', figures: { Rss: 8, Dirty: 4 } }]);
    const found = tableColumns(summed);
    expect(cellText(summed, column('dirty', found), 0, style)).toBe('4');
    expect(found.map(({ id }) => id)).not.toContain('smaps:Dirty');
    const figures = { Shared_Dirty: 0, Private_Dirty: 4, Dirty: 9 };
    const both = syntheticCapture([{ start: '1000', end: '3000', perms: 'rw-p', figures }]);
    expect(cellText(both, column('dirty', tableColumns(both)), 0, style)).toBe('4');
    expect(tableColumns(both).map(({ id }) => id)).toContain('smaps:Dirty');
  });
  it('show a figure that is not known as a dash, never as a zero', () => {
    const half = syntheticCapture([
      { start: '1000', end: '2000', perms: 'rw-p', figures: { Rss: missingFigure } },
      { start: '2000', end: '3000', perms: 'rw-p', figures: { Rss: 0 } },
    ]);
    const resident = column('rss', tableColumns(half));
    expect([0, 1].map((row) => cellText(half, resident, row, style))).toEqual(['—', '0']);
  });
  it('show an inode as it is, not in groups of digits', () => {
    const file = syntheticCapture([{ start: '1000', end: '2000', perms: 'r--p', figures: { Rss: 1234567 } }]);
    file.mappings.inodeLow[0] = 1234567;
    const found = tableColumns(file);
    expect(cellText(file, column('inode', found), 0, style)).toBe('1234567');
    expect(cellText(file, column('rss', found), 0, style)).toBe('1,234,567');
  });
  it('leave the figures of a part to its mapping', () => {
    expect(cellText(capture, rss, 2, style)).toBe('2,048');
    expect(cellText(capture, rss, ~3, style)).toBe('');
    expect(cellText(capture, size, ~3, style)).toBe('2.3');
  });
  it('of a preset are pmap’s', () => {
    expect(presetColumns('extended', columns)).toEqual(['start', 'size', 'rss', 'dirty', 'perms', 'mapping']);
    expect(presetColumns('most', columns)).toContain('smaps:Swap');
    // Dirty is not among the figures of this capture: its column is there and says so.
    expect(shownColumns({ ...defaultTableChoices, preset: 'extended' }, columns)).toHaveLength(6);
    expect(cellText(capture, column('dirty'), 0, style)).toBe('—');
  });
  it('can be hidden, shown, moved and resized, which makes them the person’s own', () => {
    const shown = shownColumns({ ...defaultTableChoices, preset: 'default' }, columns);
    expect(toggled(shown, 'size')).toEqual({ preset: 'own', columns: ['start', 'perms', 'mapping'] });
    expect(toggled(shown, 'kind').columns).toEqual(['start', 'size', 'perms', 'mapping', 'kind']);
    expect(moved(shown, 'mapping', 0).columns).toEqual(['mapping', 'start', 'size', 'perms']);
    expect(moved(shown, 'start', -1)).toEqual({});
    expect(toggled(shown.slice(0, 1), 'start')).toEqual({});
    expect(resized(defaultTableChoices, 'size', 1000).widths).toEqual({ size: 60 });
  });
});

describe('what is remembered', () => {
  it.each([undefined, null, 7, 'x', [], { preset: 'nonsense', columns: 'x', widths: [1], sizes: 3 }])(
    'falls back to the defaults for %j',
    (value) => {
      expect(readTableChoices(value)).toEqual(defaultTableChoices);
    },
  );
  it('keeps what is right and drops what is not', () => {
    const stored = {
      preset: 'own',
      columns: ['start', 'start', 'smaps:Rss', '<b>', 7],
      widths: { start: 12, size: 1e9, '__proto__ x': 3 },
      sizes: 'human',
      zeros: false,
      groupBy: 'kind',
    };
    expect(readTableChoices(JSON.parse(JSON.stringify(stored)))).toEqual({
      ...stored,
      columns: ['start', 'smaps:Rss'],
      widths: { start: 12 },
    });
  });
});

describe('the lines', () => {
  it('are mappings with the regions of divided ones below them', () => {
    expect([...content().lines]).toEqual([0, 1, 2, ~2, ~3, 3]);
  });
  it('sort by any column, unknown last', () => {
    expect([...content('rss', true).lines]).toEqual([2, ~2, ~3, 1, 0, 3]);
    expect([...content('label').lines][0]).toBe(1);
    expect([...content('start', true).lines][0]).toBe(3);
    expect([...content('smaps:NotThere', true).lines]).toEqual([...content().lines]);
  });
  it('gather under kinds, with the largest sum first when sorted so', () => {
    const { lines, groups, rows } = content('size', true, 'kind');
    expect(groups.map(({ title }) => title)).toEqual([
      'Thread stack',
      'Heap',
      'Code (.text)',
      'vsyscall page',
      'Thread-local storage',
    ]);
    expect([...lines].map(groupOfCode)).toEqual([0, -1, 1, -1, 2, -1, 3, -1, 4, -1]);
    expect([...rows]).toEqual([~2, 1, 0, 3, ~3]);
  });
  it('gather under objects, and what belongs to none comes under a title of its own', () => {
    const { groups } = content('start', false, 'object');
    expect(groups.map(({ title, members }) => [title, members.length])).toEqual([
      ['sample', 1],
      ['Belongs to no object', 4],
    ]);
  });
  it('leave out what the filter leaves out', () => {
    const { mask } = maskOfQuery(capture, 'rss>1M');
    const found = tableContent(capture, {
      sort: { key: 'start', descending: false },
      column: undefined,
      groupBy: 'none',
      folded: new Set(),
      mask: bothMasks(mask, maskOf(capture, ['tls'])),
    });
    expect([...found.lines]).toEqual([2, ~3]);
  });
});

describe('the filter', () => {
  it('lets everything through and says why when it cannot be read', () => {
    const { mask, message } = maskOfQuery(capture, 'rss>banana');
    expect(mask).toBeUndefined();
    expect(message).toContain('banana');
    expect(maskOfQuery(capture, '  ')).toEqual({ mask: undefined });
  });
});

describe('sums', () => {
  it('count a mapping once, whether its parts are there too or not', () => {
    expect(sumRows(capture, Int32Array.of(2, ~2, ~3), rss)).toEqual({ total: 2048, approximate: false });
    expect(sumRows(capture, Int32Array.of(~2, ~3), rss)).toEqual({ total: 2048, approximate: false });
    expect(countedRows(capture, Int32Array.of(2, ~2, ~3))).toBe(1);
  });
  it('share the figures of a mapping out by size and say so', () => {
    expect(sumRows(capture, Int32Array.of(~2), rss)).toEqual({ total: 2047, approximate: true });
    expect(sumRows(capture, Int32Array.of(~2), size).approximate).toBe(false);
  });
  it('are unknown when no row knows its figure', () => {
    const half = syntheticCapture([{ start: '1000', end: '2000', perms: 'rw-p', figures: { Rss: missingFigure } }]);
    const resident = column('rss', tableColumns(half)) as NumberColumn;
    expect(sumRows(half, Int32Array.of(0), resident).total).toBeNaN();
  });
});

describe('choosing rows', () => {
  const lines = content();
  const chosen = (table: TableState): number[] => [...chosenRows(capture, lines.rows, table.chosen)];
  it('takes one, a range with Shift, and single ones with Ctrl', () => {
    const table = new TableState();
    table.choose(capture, lines, 1, 'only');
    table.choose(capture, lines, 3, 'range');
    expect(chosen(table)).toEqual([1, 2, ~2]);
    table.choose(capture, lines, 2, 'range');
    expect(chosen(table)).toEqual([1, 2]);
    table.choose(capture, lines, 5, 'toggle');
    expect(chosen(table)).toEqual([1, 2, 3]);
    table.choose(capture, lines, 4, 'range');
    expect(chosen(table)).toEqual([1, 2, ~3, 3]);
    table.choose(capture, lines, 1, 'toggle');
    expect(chosen(table)).toEqual([2, ~3, 3]);
    table.choose(capture, lines, 0, 'only');
    expect(chosen(table)).toEqual([0]);
    table.chooseAll(capture, lines);
    expect(chosen(table)).toHaveLength(6);
  });
  it('takes the rows of a group by its line', () => {
    const grouped = content('start', false, 'object');
    const table = new TableState();
    table.choose(capture, grouped, 2, 'only');
    expect([...chosenRows(capture, grouped.rows, table.chosen)]).toEqual([1, ~2, ~3, 3]);
  });
  it('outlives the next capture', () => {
    const table = new TableState();
    table.choose(capture, lines, 4, 'only');
    const next = syntheticCapture([
      { start: '1000', end: '2000', perms: 'rw-p' },
      {
        start: '7f0000000000',
        end: '7f0000800000',
        perms: 'rw-p',
        regions: [
          { start: '7f0000000000', end: '7f00007ff700', kind: 'thread-stack' },
          { start: '7f00007ff700', end: '7f0000800000', kind: 'tls' },
        ],
      },
    ]);
    expect([...chosenRows(next, content('start', false, 'none', next).rows, table.chosen)]).toEqual([~2]);
  });
  it('follows what was selected in another view', () => {
    const codes = codesOfLocated(capture, locate(capture, selectRegion(capture, 3)));
    expect(codes).toEqual([~3]);
    const table = new TableState();
    table.follow(
      codes.map((code) => keyOfCode(capture, code)),
      4,
    );
    expect(chosen(table)).toEqual([~3]);
  });
});

describe('cells', () => {
  it('write sizes in kB, pages, bytes or so that people read them', () => {
    const written = (['kB', 'pages', 'bytes', 'human'] as const).map((sizes) => sizeText(8192, { ...style, sizes }));
    expect(written).toEqual(['8,192', '2,048', '8,388,608', '8 MiB']);
    expect(sizeText(NaN, style)).toBe('—');
  });
  it('write addresses with or without leading zeros', () => {
    expect(cellText(capture, column('start'), 0, style)).toBe('0000000000400000');
    expect(cellText(capture, column('start'), 0, { ...style, zeros: false })).toBe('400000');
  });
  it('are copied as plain numbers between tabs', () => {
    const shown = shownColumns({ ...defaultTableChoices, preset: 'default' }, columns);
    expect(tabSeparated(capture, shown, Int32Array.of(1, 3), style)).toBe(
      'Address\tSize (kB)\tPerms\tMapping\n' +
        '0x0000000000600000\t132\trw-p\t[heap]\n' +
        '0xffffffffff600000\t4\t--xp\t[vsyscall]\n',
    );
  });
});
