import { asBytes, asKibibytes } from '@contract/units.ts';
import { formatBytes, formatColumn, formatCompact, formatPlural, formatShare } from '@renderer/format/bytes.ts';
import { describe, expect, it } from 'vitest';

describe('sizes in words', () => {
  it.each([
    [0, '0 B'],
    [1023, '1023 B'],
    [1024, '1 KiB'],
    [132 * 1024, '132 KiB'],
    [1.25 * 2 ** 30, '1.25 GiB'],
    [12.34 * 2 ** 20, '12.3 MiB'],
    [2 ** 47, '128 TiB'],
    [2 ** 64, '16 EiB'],
  ])('%d bytes read %s', (bytes, text) => {
    expect(formatBytes(asBytes(bytes))).toBe(text);
  });

  it('never round up to 1024 of a unit', () => {
    expect(formatBytes(asBytes(1024 * 1024 - 1))).toBe('1 MiB');
  });

  it('lose their unit to one letter in a narrow column', () => {
    expect([0, 512, 1536, 8 << 20].map((bytes) => formatCompact(asBytes(bytes)))).toEqual(['0', '512', '1.5K', '8M']);
  });
});

describe('figures in a column', () => {
  it('are grouped, and a missing one is a dash, not a zero', () => {
    expect(formatColumn(asKibibytes(65404))).toBe('65,404');
    expect(formatColumn(undefined)).toBe('—');
  });

  it('show that a part of a KiB is not nothing', () => {
    expect(formatColumn(asKibibytes(24 / 1024))).toBe('< 0.1');
    expect(formatColumn(asKibibytes(2.45))).toBe('2.5');
  });
});

it('counts with the right noun', () => {
  expect([formatPlural(1, 'mapping'), formatPlural(60000, 'mapping'), formatPlural(2, 'process', 'processes')]).toEqual(
    ['1 mapping', '60,000 mappings', '2 processes'],
  );
});

it('does not let a small share read as zero', () => {
  expect([0, 0.0004, 0.013, 0.5].map(formatShare)).toEqual(['0 %', '< 0.1 %', '1.3 %', '50 %']);
});
