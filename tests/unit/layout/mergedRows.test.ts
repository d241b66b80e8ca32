import { describe, expect, it } from 'vitest';
import { palerRows, rowMixer } from '@renderer/layout/mergedRows.ts';

const parts = (pixel: number | undefined) => [
  (pixel ?? 0) & 255,
  ((pixel ?? 0) >> 8) & 255,
  ((pixel ?? 0) >> 16) & 255,
];

describe('merged rows', () => {
  it('mix cells by the share of the row each covers', () => {
    const mixer = rowMixer(4, 0x000000);
    mixer.add(1, 1.25, 0xff0000);
    mixer.add(1.25, 2, 0x0000ff);
    expect(parts(mixer.pixels()[1])).toEqual([64, 0, 191]);
  });

  it('leave rows empty where nothing lies, and show the background through the rest of a row', () => {
    const mixer = rowMixer(3, 0xffffff);
    mixer.add(1, 1.5, 0x000000);
    const pixels = mixer.pixels();
    expect(pixels[0]).toBe(0);
    expect(parts(pixels[1])).toEqual([128, 128, 128]);
  });

  it('carry a cell over a row’s edge', () => {
    const mixer = rowMixer(3, 0x000000);
    mixer.add(0.5, 2, 0x00ff00);
    mixer.add(2, 2.5, 0x00ff00);
    expect([...mixer.pixels()].map((pixel) => parts(pixel)[1])).toEqual([128, 255, 128]);
  });

  it('cut off what lies outside the screen', () => {
    const mixer = rowMixer(2, 0x000000);
    mixer.add(-5, 0.5, 0xff0000);
    mixer.add(1.5, 9, 0xff0000);
    expect(mixer.pixels()).toHaveLength(2);
    expect([...mixer.pixels()].map((pixel) => parts(pixel)[0])).toEqual([128, 128]);
  });

  it('become paler without changing their place', () => {
    const mixer = rowMixer(2, 0xffffff);
    mixer.add(1, 2, 0xff0000);
    const paler = palerRows(mixer.pixels(), 0xffffff, 0.5);
    expect(paler[0]).toBe(0);
    expect(parts(paler[1])).toEqual([255, 128, 128]);
  });
});
