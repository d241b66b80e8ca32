import { describe, expect, test } from 'vitest';
import { parseMaps } from '@main/procfs/maps.ts';
import { parseRange, rowsInRange, wholeRange } from '@main/pmap/range.ts';

const largest = (1n << 64n) - 1n;

describe('-A', () => {
  test('takes hexadecimal as strtoul does', () => {
    expect(parseRange('7f00')).toEqual({ low: 0x7f00n, high: 0x7f00n });
    expect(parseRange('0x10,0X20')).toEqual({ low: 0x10n, high: 0x20n });
    expect(parseRange(' +10,')).toEqual({ low: 0x10n, high: largest });
    expect(parseRange(',20')).toEqual({ low: 0n, high: 0x20n });
    expect(parseRange(',')).toEqual(wholeRange);
    expect(parseRange('')).toEqual(wholeRange);
    expect(parseRange('-1')).toEqual({ low: largest, high: largest });
    expect(parseRange('fffffffffffffffff')).toEqual({ low: largest, high: largest });
  });

  test('keeps what an earlier one said where the text says nothing', () => {
    expect(parseRange(',5', { low: 1n, high: 2n })).toEqual({ low: 1n, high: 5n });
  });

  test.each(['zz', '0x', '1,2,3', '1 ', '-', '1-2'])('refuses %j', (text) => {
    expect(parseRange(text)).toBeUndefined();
  });

  test('takes every mapping that overlaps, both ends included', () => {
    const text = '1000-2000 r--p 0 0:0 0\n2000-4000 r--p 0 0:0 0\nffffffffff600000-ffffffffff601000 --xp 0 0:0 0\n';
    const { mappings } = parseMaps(Buffer.from(text));
    const rows = (low: bigint, high: bigint) => rowsInRange(mappings, { low, high });
    expect(rows(0n, 0xfffn)).toEqual({ first: 0, last: 0 });
    expect(rows(0n, 0x1000n)).toEqual({ first: 0, last: 1 });
    expect(rows(0x1fffn, 0x1fffn)).toEqual({ first: 0, last: 1 });
    expect(rows(0x2000n, 0x3fffn)).toEqual({ first: 1, last: 2 });
    expect(rows(0x4000n, largest)).toEqual({ first: 2, last: 3 });
    expect(rows(largest, largest)).toEqual({ first: 3, last: 3 });
    expect(rows(5n, 1n)).toEqual({ first: 0, last: 0 });
  });
});
