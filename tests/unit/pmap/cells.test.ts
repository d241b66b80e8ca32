import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ByteText, byteString } from '@main/pmap/byteText.ts';
import {
  addresses,
  constant,
  distinct,
  measured,
  numbers as numberCells,
  paddedTexts,
  texts,
  writeRows,
  type Cells,
} from '@main/pmap/cells.ts';
import { addressText, addressWidth, decimalText, decimalWidth } from '@main/pmap/digits.ts';

const numbers = (values: Float64Array, width: number): Cells => numberCells(measured(values), width);

/** Lines of a table behind a first line, so that rows do not begin at 0. */
function lines(length: number, ...columns: Cells[]): string[] {
  const out = new ByteText(1).text('first\n');
  writeRows(out, length, columns);
  return byteString(out.bytes()).split('\n').slice(1, -1);
}

describe('writeRows', () => {
  test('writes any whole number as JavaScript does, right-aligned, and moves what stands behind a wide one', () => {
    fc.assert(
      fc.property(fc.array(fc.maxSafeNat(), { minLength: 1 }), fc.nat(24), (values, width) => {
        const expected = values.map((value) => `${String(value).padStart(width)}|`);
        expect(lines(values.length, numbers(Float64Array.from(values), width), constant('|'))).toEqual(expected);
        for (const value of values) expect(decimalWidth(value)).toBe(decimalText(value).length);
      }),
    );
    expect(lines(1, numbers(Float64Array.of(2 ** 64), 0))).toEqual(['18446744073709551616']);
  });

  test('writes a fraction with at most two digits, and a dash for what is not known', () => {
    expect(lines(4, numbers(Float64Array.of(0.25, 1.999, 1 / 3, NaN), 6))).toEqual([
      '  0.25',
      '     2',
      '  0.33',
      '     -',
    ]);
  });

  test('writes any address, its last byte included', () => {
    fc.assert(
      fc.property(fc.bigInt(0n, (1n << 53n) - 1n), fc.integer({ min: 1, max: 16 }), (address, digits) => {
        const page = Number(address) / 4096;
        const text = address.toString(16).padStart(digits, '0');
        expect(lines(1, addresses(Float64Array.of(page), digits), constant('.'))).toEqual([`${text}.`]);
        expect(addressText(page, digits)).toBe(text);
        expect(addressWidth(page, digits)).toBe(text.length);
      }),
    );
    const vsyscall = Number(0xffff_ffff_ff60_0000n >> 12n);
    expect(lines(1, addresses(Float64Array.of(vsyscall), 16))).toEqual(['ffffffffff600000']);
  });

  test('keeps texts byte for byte, as long as they are or padded to the widest', () => {
    const names = ['', 'a\xff', 'long name'];
    const name = (row: number): string => names[row % names.length] ?? '';
    expect(lines(4, constant('<'), texts(distinct(4, name)), constant('>'))).toEqual([
      '<>',
      '<a\xff>',
      '<long name>',
      '<>',
    ]);
    expect(lines(3, paddedTexts(distinct(3, name), 4))).toEqual(['         ', '       a\xff', 'long name']);
    expect(
      lines(
        1,
        paddedTexts(
          distinct(1, () => 'a'),
          4,
        ),
      ),
    ).toEqual(['   a']);
  });

  test('writes no rows for none', () => {
    expect(lines(0, numbers(new Float64Array(), 7), texts(distinct(0, () => '')))).toEqual([]);
  });
});
