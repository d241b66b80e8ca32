import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addressOf, asAddress, formatAddress, formatAligned, pageNumberOf, parseAddress } from '@contract/address.ts';
import { asPageNumber, spanBytes } from '@contract/units.ts';

const vsyscall = 0xffffffffff600000n;

describe('addresses as text', () => {
  it('formats the vsyscall page, which no double holds as an address, exactly', () => {
    expect(formatAddress(pageNumberOf(asAddress(vsyscall)))).toBe('0xffffffffff600000');
  });

  it('formats a region that begins inside a page', () => {
    expect(formatAddress(pageNumberOf(asAddress(0x7fe1136b7940n)))).toBe('0x7fe1136b7940');
  });

  it('formats the null page and addresses inside it', () => {
    expect(formatAddress(asPageNumber(0))).toBe('0x0');
    expect(formatAddress(pageNumberOf(asAddress(0x10n)))).toBe('0x10');
  });

  it('pads to twelve digits, and to sixteen only where twelve are too few', () => {
    expect(formatAligned(pageNumberOf(asAddress(0x400000n)))).toBe('000000400000');
    expect(formatAligned(pageNumberOf(asAddress(vsyscall)))).toBe('ffffffffff600000');
  });

  it('reads hexadecimal with and without prefix and with digit groups', () => {
    expect(parseAddress('7f12a000')).toBe(0x7f12a000n);
    expect(parseAddress(' 0x7F12_a000 ')).toBe(0x7f12a000n);
    expect(parseAddress('00007f12`a0000000')).toBe(0x7f12a0000000n);
  });

  it.each(['', '0x', 'heap', '-1', '10000000000000000', '7f 12'])('refuses %j', (text) => {
    expect(parseAddress(text)).toBeUndefined();
  });

  it('refuses a number that needs more than 64 bits', () => {
    expect(() => asAddress(1n << 64n)).toThrow(RangeError);
    expect(() => asAddress(-1n)).toThrow(RangeError);
  });
});

describe('page numbers', () => {
  it('carry every page boundary below 2^64 there and back', () => {
    fc.assert(
      fc.property(fc.bigInt(0n, (1n << 52n) - 1n), (page) => {
        const address = asAddress(page << 12n);
        expect(addressOf(pageNumberOf(address))).toBe(address);
      }),
    );
  });

  it('carry every byte below 2^53 there and back, as number and as text', () => {
    fc.assert(
      fc.property(fc.bigInt(0n, (1n << 53n) - 1n), (bytes) => {
        const address = asAddress(bytes);
        expect(addressOf(pageNumberOf(address))).toBe(address);
        expect(parseAddress(formatAddress(pageNumberOf(address)))).toBe(address);
      }),
    );
  });

  it('carry multiples of eight bytes in the 56-bit space of five-level paging', () => {
    fc.assert(
      fc.property(fc.bigInt(0n, (1n << 53n) - 1n), (words) => {
        const address = asAddress(words * 8n);
        expect(addressOf(pageNumberOf(address))).toBe(address);
      }),
    );
  });

  it('give the size of a span in bytes', () => {
    expect(spanBytes(asPageNumber(16), asPageNumber(17.5))).toBe(6144);
  });
});
