import { maskOf } from '@renderer/state/filter.svelte.ts';
import { locate, selectMapping, selectRegion } from '@renderer/state/located.ts';
import { tableColumns } from '@renderer/state/tableColumns.ts';
import {
  codesOfLocated,
  namedLines,
  rowOfCode,
  selectionOfCode,
  tableContent,
  type TableContent,
} from '@renderer/state/tableGroups.ts';
import type { Grouping } from '@renderer/state/tableChoices.ts';
import { TableState } from '@renderer/state/tableState.svelte.ts';
import { describe, expect, it } from 'vitest';
import { sample, syntheticCapture } from './syntheticCapture.ts';

const capture = sample();

function lines(
  key = 'start',
  descending = false,
  groupBy: Grouping = 'none',
  kinds: Parameters<typeof maskOf>[1] = [],
): TableContent {
  const sort = { key, descending };
  const column = tableColumns(capture).find(({ id }) => id === key);
  return tableContent(capture, { sort, column, groupBy, folded: new Set(), mask: maskOf(capture, kinds) });
}

describe('lines and what they show', () => {
  it('are a mapping with its only region, a mapping of several, and a part of it', () => {
    expect(rowOfCode(capture, 1)).toEqual({ mapping: 1, region: 1, part: false });
    expect(rowOfCode(capture, 2)).toEqual({ mapping: 2, region: -1, part: false });
    expect(rowOfCode(capture, ~3)).toEqual({ mapping: 2, region: 3, part: true });
  });
  it('keep the mapping of a part that passes the filter', () => {
    expect([...lines('start', false, 'none', ['tls']).lines]).toEqual([2, ~3]);
  });
  it('select the region of a plain mapping, the mapping of a divided one', () => {
    expect(selectionOfCode(capture, 1)).toEqual(selectRegion(capture, 1));
    expect(selectionOfCode(capture, 2)).toEqual(selectMapping(capture, 2));
    expect(selectionOfCode(capture, ~3)).toEqual(selectRegion(capture, 3));
  });
  it('are found for what was selected in the picture', () => {
    expect(codesOfLocated(capture, locate(capture, selectRegion(capture, 3)))).toEqual([~3]);
    expect(codesOfLocated(capture, locate(capture, selectMapping(capture, 2)))).toEqual([2]);
    expect(codesOfLocated(capture, undefined)).toEqual([]);
  });
  it('have names that do not depend on where they stand', () => {
    const by = (key: string) => ({ sort: { key, descending: false }, groupBy: 'none' }) as const;
    const none = { kinds: [], text: '' };
    const first = namedLines(capture, lines(), by('start'), none);
    const last = namedLines(capture, lines('start', true), by('start'), none);
    expect(last.nameOf(0)).toBe(first.nameOf(5));
    expect(first.byPlace).toBe(true);
    expect(namedLines(capture, lines('rss'), by('rss'), none).byPlace).toBe(false);
    expect(namedLines(capture, lines(), by('start'), { kinds: [], text: 'libc' }).order).not.toBe(first.order);
  });
});

describe('where the keyboard stands', () => {
  it('stays with its row in another order, under groups, and when rows come before it', () => {
    const table = new TableState();
    table.choose(capture, lines(), 1, 'only');
    const turned = lines('start', true);
    table.carry(capture, turned);
    expect(turned.lines[table.active]).toBe(1);
    const grouped = lines('start', false, 'kind');
    table.carry(capture, grouped);
    expect(grouped.lines[table.active]).toBe(1);
    // A range goes on from the row it began at, wherever that is now.
    table.choose(capture, grouped, table.active + 1, 'range');
    expect(table.chosen.has(capture.mappings.start[1] ?? NaN)).toBe(true);
  });
  it('is nowhere while its row is filtered out, and comes back with it', () => {
    const table = new TableState();
    table.choose(capture, lines(), 1, 'only');
    table.carry(capture, lines('start', false, 'none', ['tls']));
    expect(table.active).toBe(-1);
    table.carry(capture, lines());
    expect(table.active).toBe(1);
  });
  it('stays on the head of a group', () => {
    const table = new TableState();
    const grouped = lines('start', false, 'kind');
    table.choose(capture, grouped, 0, 'only');
    const later = syntheticCapture([{ start: '1000', end: '2000', perms: 'rw-p' }]);
    table.carry(
      later,
      tableContent(later, {
        sort: { key: 'start', descending: false },
        column: undefined,
        groupBy: 'none',
        folded: new Set(),
        mask: undefined,
      }),
    );
    expect(table.active).toBe(-1);
    table.carry(capture, grouped);
    expect(table.active).toBe(0);
  });
});
