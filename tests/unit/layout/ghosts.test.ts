/** What is gone, where it was: one outline a span, and one for all that lie within a line of words. */
import { describe, expect, test } from 'vitest';
import { asBytes, asPageNumber } from '@contract/units.ts';
import { ghostsOnScreen, ghostText } from '@renderer/layout/ghosts.ts';
import { pinY } from '@renderer/layout/pinPlace.ts';
import { captureOf } from '../../support/sampleCapture.ts';
import { sampleScene } from '../../support/sampleScene.ts';

const scene = sampleScene(
  captureOf([
    { start: 0x1000, end: 0x1400, perms: 'rw-p', label: 'heap', kind: 'heap' },
    { start: 0x1_0000, end: 0x1_0400, perms: 'rw-p', label: 'stack', kind: 'stack' },
  ]),
);
const gone = (start: number, end: number, name: string) => ({
  start: asPageNumber(start),
  end: asPageNumber(end),
  name,
});

describe('what is gone', () => {
  test('is outlined at its place, however little of the picture that is', () => {
    const ghosts = ghostsOnScreen(scene, [gone(0x1100, 0x1300, 'one'), gone(0x8000, 0x8001, 'two')]);
    expect(ghosts.map(({ name, spans, bytes }) => [name, spans, bytes])).toEqual([
      ['two', 1, 4096],
      ['one', 1, 0x200 * 4096],
    ]);
    const [two, one] = ghosts;
    // High addresses are on top: a span's upper edge is its end.
    expect(one?.y).toBe(pinY(scene, asPageNumber(0x1300)));
    expect((one?.y ?? 0) + (one?.height ?? 0)).toBeCloseTo(pinY(scene, asPageNumber(0x1100)) ?? NaN);
    expect(two?.height).toBe(3);
  });

  test('is one outline where words would lie over each other', () => {
    const near = [0x8010, 0x8000, 0x8008].map((start) => gone(start, start + 2, `at ${start}`));
    const [all, ...others] = ghostsOnScreen(scene, near);
    expect(others).toEqual([]);
    expect(all).toMatchObject({ spans: 3, bytes: 6 * 4096 });
  });

  test('says its name where there is room for a line, and its size alone where there is not or it has none', () => {
    const tall = { y: 0, height: 40, spans: 1, bytes: asBytes(4096), name: 'libx.so' };
    expect(ghostText(tall)).toBe('✕ libx.so gone, 4 KiB');
    expect(ghostText({ ...tall, spans: 2 })).toBe('✕ 2 spans gone, 4 KiB');
    expect(ghostText({ ...tall, name: '' })).toBe('✕ 4 KiB gone');
    expect(ghostText({ ...tall, height: 13 })).toBe('✕ 4 KiB gone');
  });

  test('beyond what is shown has none', () => {
    const view = { ...scene, viewport: { ...scene.viewport, height: 0.5 } };
    expect(ghostsOnScreen(view, [gone(0x20_0000, 0x20_0001, 'far')])).toEqual([]);
  });
});
