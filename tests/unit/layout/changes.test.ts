import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { changesBetween } from '@renderer/layout/changes.ts';
import { captureOf, sampleCapture } from '../../support/sampleCapture.ts';

const regions = (...spans: readonly (readonly [number, number])[]) =>
  captureOf(spans.map(([start, end]) => ({ start, end, perms: 'rw-p', label: 'x', kind: 'anon' }))).regions;

describe('the changes between two captures', () => {
  it('are none when nothing has changed', () => {
    expect(changesBetween(sampleCapture().regions, sampleCapture().regions)).toEqual({
      added: [],
      resized: [],
      gone: [],
    });
  });

  it('are a new region', () => {
    expect(changesBetween(regions([1, 5]), regions([1, 5], [8, 9]))).toEqual({ added: [1], resized: [], gone: [] });
    expect(changesBetween(regions([8, 9]), regions([1, 5], [8, 9]))).toEqual({ added: [0], resized: [], gone: [] });
  });

  it('are a region that is gone', () => {
    expect(changesBetween(regions([1, 5], [8, 9]), regions([1, 5]))).toEqual({
      added: [],
      resized: [],
      gone: [{ start: 8, end: 9 }],
    });
  });

  it('are a heap that grew upwards and a stack that grew downwards', () => {
    expect(changesBetween(regions([1, 5], [20, 30]), regions([1, 9], [18, 30]))).toEqual({
      added: [],
      resized: [0, 1],
      gone: [],
    });
  });

  it('tell every region that shares no page with an old one as added', () => {
    const anyTable = fc
      .uniqueArray(fc.integer({ min: 0, max: 60 }), { minLength: 2, maxLength: 20 })
      .map((marks) => marks.sort((a, b) => a - b))
      .map((marks) =>
        marks
          .slice(0, -1)
          .flatMap((start, index) => (index % 2 === 0 ? [[start, marks[index + 1] ?? start] as const] : [])),
      );
    fc.assert(
      fc.property(anyTable, anyTable, (before, after) => {
        const { added, gone } = changesBetween(regions(...before), regions(...after));
        const apart = ([start, end]: readonly [number, number], table: readonly (readonly [number, number])[]) =>
          table.every(([from, to]) => end <= from || start >= to);
        expect(added).toEqual(after.flatMap((span, row) => (apart(span, before) ? [row] : [])));
        expect(gone.map(({ start }) => start)).toEqual(
          before.filter((span) => apart(span, after)).map(([start]) => start),
        );
      }),
    );
  });

  it('are not told when the whole process has been replaced', () => {
    const many = (from: number) =>
      regions(...Array.from({ length: 1500 }, (_, row) => [from + row * 2, from + row * 2 + 1] as const));
    expect(changesBetween(many(0), many(100_000)).added).toEqual([]);
  });
});
