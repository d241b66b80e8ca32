import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addressWidth, ByteText, byteString, decimalWidth } from '@main/pmap/byteText.ts';

const written = (write: (out: ByteText) => void): string => {
  const out = new ByteText(1);
  write(out);
  return byteString(out.bytes());
};

describe('ByteText', () => {
  test('writes any whole number as JavaScript does, right-aligned', () => {
    fc.assert(
      fc.property(fc.maxSafeNat(), fc.nat(24), (value, width) => {
        expect(written((out) => out.number(value, width))).toBe(String(value).padStart(width));
        expect(decimalWidth(value)).toBe(String(value).length);
      }),
    );
    expect(written((out) => out.number(2 ** 64))).toBe('18446744073709551616');
  });

  test('writes a fraction with at most two digits', () => {
    expect(
      written((out) =>
        out
          .number(0.25, 6)
          .text(' ')
          .number(1.999)
          .text(' ')
          .number(1 / 3),
      ),
    ).toBe('  0.25 2 0.33');
  });

  test('writes any address, its last byte included', () => {
    fc.assert(
      fc.property(fc.bigInt(0n, (1n << 53n) - 1n), fc.integer({ min: 1, max: 16 }), (address, digits) => {
        const page = Number(address) / 4096;
        const text = address.toString(16).padStart(digits, '0');
        expect(written((out) => out.address(page, digits))).toBe(text);
        expect(addressWidth(page, digits)).toBe(text.length);
      }),
    );
    expect(written((out) => out.address(Number(0xffff_ffff_ff60_0000n >> 12n), 16))).toBe('ffffffffff600000');
  });

  test('keeps bytes as they are and pads on either side', () => {
    expect(written((out) => out.left('\xff', 3).right('\x1b', 3).blanks(-1).repeat(61, 2).newline())).toBe(
      '\xff    \x1b==\n',
    );
  });
});
