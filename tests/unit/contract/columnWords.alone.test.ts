/** Columns compared by their bytes: with memcmp and, as in a page, without it. */
import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type * as ColumnWords from '@contract/columnWords.ts';
import type { MappingColumns } from '@contract/capture.ts';
import { chanceCapture, chanceNumbers } from '../../support/chanceCapture.ts';

/** The module as it is where the platform has memcmp, or has not. */
async function loaded(native: boolean): Promise<typeof ColumnWords> {
  vi.resetModules();
  if (!native) vi.stubGlobal('Buffer', undefined);
  const module = await import('@contract/columnWords.ts');
  vi.unstubAllGlobals();
  return module;
}
afterEach(() => {
  vi.unstubAllGlobals();
  vi.resetModules();
});

/** Bits of a stretch, told without what is tested. */
const bits = (column: ColumnWords.Column, from: number, count: number): string =>
  [...new Uint8Array(column.slice(from, from + count).buffer)].join();

const numbers = fc.array(fc.constantFrom(0, 1, 255, 2 ** 31, -1, NaN, -0), { maxLength: 12 });
const columns = fc.oneof(
  ...[Float64Array, Uint32Array, Int32Array, Uint8Array].map((type) =>
    fc.tuple(numbers, numbers).map(([a, b]): [ColumnWords.Column, ColumnWords.Column] => [type.from(a), type.from(b)]),
  ),
);

/** A row with everything that it says, its name as a text. */
const rowOf = (table: MappingColumns, row: number): unknown[] => [
  ...[table.start, table.end, table.perms, table.offset, table.major, table.minor].map((column) => column[row]),
  ...[table.inodeLow[row], table.inodeHigh[row], table.names[table.name[row] ?? 0]],
];

describe.each([{ native: true }, { native: false }])('with memcmp: $native', ({ native }) => {
  it('stretches are the same when their bits are', async () => {
    const { sameStretch } = await loaded(native);
    fc.assert(
      fc.property(columns, fc.nat(12), fc.nat(12), fc.nat(12), ([a, b], from, to, wanted) => {
        const [first, other] = [Math.min(from, a.length), Math.min(to, b.length)];
        const count = Math.min(wanted, a.length - first, b.length - other);
        expect(sameStretch(a, first, b, other, count)).toBe(bits(a, first, count) === bits(b, other, count));
      }),
      { numRuns: 2000 },
    );
  });

  it('the ends of two tables are alike as far as their rows are, and no row counts twice', async () => {
    const { alikeEnds } = await loaded(native);
    const random = chanceNumbers(5);
    for (let step = 0; step < 300; step++) {
      const [a, other] = [chanceCapture(random, 1).mappings, chanceCapture(random, 2).mappings];
      const b = [other, { ...a }, withoutRow(a, random(a.length))][random(3)]!;
      const { head, tail } = alikeEnds(a, b);
      const shorter = Math.min(a.length, b.length);
      expect(head + tail).toBeLessThanOrEqual(shorter);
      for (let row = 0; row < head; row++) expect(rowOf(a, row)).toEqual(rowOf(b, row));
      for (let row = 1; row <= tail; row++) expect(rowOf(a, a.length - row)).toEqual(rowOf(b, b.length - row));
      if (b !== other) expect(head + tail).toBe(shorter);
    }
  });
});

/** A table in which one row is not there any more. */
function withoutRow(table: MappingColumns, gone: number): MappingColumns {
  const without = <Column extends ColumnWords.Column>(column: Column): Column =>
    column.filter((_, row) => row !== gone) as Column;
  return {
    ...table,
    length: table.length - 1,
    start: without(table.start),
    end: without(table.end),
    perms: without(table.perms),
    offset: without(table.offset),
    major: without(table.major),
    minor: without(table.minor),
    inodeLow: without(table.inodeLow),
    inodeHigh: without(table.inodeHigh),
    name: without(table.name),
  };
}
