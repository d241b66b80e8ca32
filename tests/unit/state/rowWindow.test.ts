import {
  columnsInView,
  rowAfter,
  rowsInView,
  rowsOfPage,
  scrollToRow,
  type NamedRows,
  type RowView,
} from '@renderer/state/rowWindow.ts';
import { describe, expect, it } from 'vitest';

const view = (scrollTop: number, count = 60_000): RowView => ({
  scrollTop,
  height: 260,
  head: 20,
  rowHeight: 20,
  count,
});

describe('the rows on screen', () => {
  it('are as many wherever one looks, and never more than there are', () => {
    expect(rowsInView(view(0))).toEqual({ first: 0, length: 26 });
    expect(rowsInView(view(20_000))).toEqual({ first: 994, length: 26 });
    expect(rowsInView(view(1_200_000))).toEqual({ first: 59_974, length: 26 });
    expect(rowsInView(view(0, 3))).toEqual({ first: 0, length: 3 });
    expect(rowsInView(view(0, 0))).toEqual({ first: 0, length: 0 });
  });
  it('are walked through by pages that share a row', () => {
    expect(rowsOfPage(view(0))).toBe(11);
    expect(rowsOfPage({ ...view(0), height: 10 })).toBe(1);
  });
  it('stay where they are for a row that is seen, move as little as they can for one nearby', () => {
    expect(scrollToRow(view(200), 10)).toBeUndefined();
    expect(scrollToRow(view(200), 21)).toBeUndefined();
    expect(scrollToRow(view(200), 22)).toBe(220);
    expect(scrollToRow(view(200), 9)).toBe(180);
    expect(scrollToRow(view(200), -1)).toBeUndefined();
  });
  it('show both sides of a row from afar', () => {
    expect(scrollToRow(view(0), 1000)).toBe(20_000 - 80);
    expect(scrollToRow(view(20_000), 1)).toBe(0);
  });
});

describe('the columns on screen', () => {
  const widths = [100, 50, 50, 50, 50, 50];
  it('are those beside the first one that begin before the edge', () => {
    expect(columnsInView(widths, 10, { scrollLeft: 0, width: 200 })).toEqual({ first: 1, last: 2 });
    expect(columnsInView(widths, 10, { scrollLeft: 0, width: 1000 })).toEqual({ first: 1, last: 5 });
  });
  it('are others when one has scrolled, those under the first one among them', () => {
    expect(columnsInView(widths, 10, { scrollLeft: 200, width: 200 })).toEqual({ first: 2, last: 5 });
  });
  it('are none where there is but one', () => {
    expect(columnsInView([100], 10, { scrollLeft: 0, width: 200 })).toEqual({ first: -1, last: -1 });
  });
});

describe('a row, once others have come and gone', () => {
  const named = (...names: string[]): NamedRows => ({
    count: names.length,
    nameOf: (row) => names[row] ?? '',
    order: '',
    byPlace: true,
  });
  const before = named('a', 'b', 'c', 'd');
  it('is found again by its name', () => {
    expect(rowAfter(before, named('a', 'b', 'c', 'd'), 2)).toBe(2);
    expect(rowAfter(before, named('x', 'y', 'a', 'b', 'c', 'd'), 2)).toBe(4);
    expect(rowAfter(before, named('c', 'd'), 2)).toBe(0);
  });
  it('that is gone gives way to the next below', () => {
    expect(rowAfter(before, named('a', 'd'), 1)).toBe(1);
    expect(rowAfter(before, named('a'), 1)).toBe(-1);
    expect(rowAfter(before, before, 9)).toBe(-1);
  });
});
