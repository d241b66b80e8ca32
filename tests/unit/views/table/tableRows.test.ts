import { locate, selectMapping, selectRegion } from '@renderer/state/located.ts';
import { maskOf } from '@renderer/state/filter.svelte.ts';
import { rowIsSelected, selectedRow, selectionOfRow, tableRow, tableRows } from '@renderer/views/table/tableRows.ts';
import { describe, expect, it } from 'vitest';
import { sample } from '../../state/syntheticCapture.ts';

const capture = sample();
const byStart = { key: 'start', descending: false } as const;
const rows = tableRows(capture, byStart, undefined);

describe('the table of mappings', () => {
  it('has a row for each mapping and child rows where a mapping holds several regions', () => {
    expect([...rows]).toEqual([0, 1, 2, ~2, ~3, 3]);
    expect(tableRow(capture, 1)).toEqual({ mapping: 1, region: 1, child: false });
    expect(tableRow(capture, 2)).toEqual({ mapping: 2, child: false });
    expect(tableRow(capture, ~3)).toEqual({ mapping: 2, region: 3, child: true });
  });
  it('sorts mappings and keeps their regions below them in address order', () => {
    expect([...tableRows(capture, { key: 'rss', descending: true }, undefined)]).toEqual([2, ~2, ~3, 1, 0, 3]);
    expect([...tableRows(capture, { key: 'start', descending: true }, undefined)][0]).toBe(3);
    expect([...tableRows(capture, { key: 'kind', descending: false }, undefined)]).toHaveLength(6);
  });
  it('hides what the filter leaves out', () => {
    expect([...tableRows(capture, byStart, maskOf(capture, ['tls']))]).toEqual([2, ~3]);
  });
  it('selects the region of a plain mapping, the mapping of a divided one', () => {
    expect(selectionOfRow(capture, 1)).toEqual(selectRegion(capture, 1));
    expect(selectionOfRow(capture, 2)).toEqual(selectMapping(capture, 2));
    expect(selectionOfRow(capture, ~3)).toEqual(selectRegion(capture, 3));
  });
  it('finds the row of what was selected in the picture', () => {
    expect(selectedRow(capture, rows, locate(capture, selectRegion(capture, 3)))).toBe(4);
    expect(selectedRow(capture, rows, locate(capture, selectMapping(capture, 2)))).toBe(2);
    expect(selectedRow(capture, rows, undefined)).toBe(-1);
    expect(rowIsSelected(capture, 0, { level: 'object', object: 0, regions: [0] })).toBe(true);
  });
});
