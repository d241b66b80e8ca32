import { asEpochMilliseconds } from '@contract/units.ts';
import { hexRow, parseBytes, type HexWindow } from '@renderer/state/hexRows.ts';
import { describe, expect, it } from 'vitest';
import { sample } from './syntheticCapture.ts';

const capture = sample();
const window = (bytes: Uint8Array, pages: readonly number[] = [0], start = 0x600000): HexWindow => ({
  start,
  memory: { bytes, pages: Uint8Array.from(pages), readAt: asEpochMilliseconds(0) },
});

describe('a row of memory', () => {
  it('has two words and their letters', () => {
    const bytes = new TextEncoder().encode('Procatlas\0\0\0\0\0\0\0');
    expect(hexRow(window(bytes), 0x600000, capture)).toEqual({
      state: 'read',
      words: [
        { text: '50 72 6f 63 61 74 6c 61', zero: false },
        { text: '73 00 00 00 00 00 00 00', zero: false },
      ],
      text: 'Procatlas.......',
    });
  });

  it('knows where its words point, and takes small and huge numbers for numbers', () => {
    const bytes = new Uint8Array(BigUint64Array.of(0x401010n, 0xffff_ffff_ff60_0000n).buffer);
    const row = hexRow(window(bytes), 0x600000, capture);
    expect(row).toMatchObject({ words: [{ target: { region: 0, page: 0x401 + 16 / 4096 } }, {}] });
    expect(row.state === 'read' && row.words[1]?.target).toBeUndefined();
    const small = hexRow(window(new Uint8Array(BigUint64Array.of(0x600n, 0n).buffer)), 0x600000, capture);
    expect(small).toMatchObject({ words: [{ zero: false }, { zero: true }] });
  });

  it('says why it has no bytes', () => {
    const two = window(new Uint8Array(32), [0, 1], 0x600ff0);
    expect(hexRow(two, 0x600ff0, capture).state).toBe('read');
    expect(hexRow(two, 0x601000, capture).state).toBe('absent');
    expect(hexRow(two, 0x602000, capture).state).toBe('loading');
    expect(hexRow(undefined, 0x600000, capture).state).toBe('loading');
  });
});

it('reads bytes as people write them', () => {
  expect([...parseBytes('c0 ff ee')!]).toEqual([0xc0, 0xff, 0xee]);
  expect([...parseBytes('0xC0,0xFF')!]).toEqual([0xc0, 0xff]);
  for (const wrong of ['', 'c', 'c0 f', 'xyz', '0x']) expect(parseBytes(wrong)).toBeUndefined();
});
