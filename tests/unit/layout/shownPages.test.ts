import { addressMapFrame } from '@renderer/layout/addressMap.ts';
import { shownPages, unitedSpans, withoutSpans } from '@renderer/layout/shownPages.ts';
import type { Scene } from '@renderer/layout/scene.ts';
import { viewOfSpan } from '@renderer/layout/view.ts';
import { asPageNumber } from '@contract/units.ts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { captureOf } from '../../support/sampleCapture.ts';
import { sampleScene } from '../../support/sampleScene.ts';

/** Sorted spans that do not overlap, over a hundred pages. */
const spans = fc
  .uniqueArray(fc.nat(100), { maxLength: 16 })
  .map((bounds) => Float64Array.from(bounds.sort((a, b) => a - b).slice(0, bounds.length & ~1)));
const membersOf = (list: Float64Array): Set<number> => {
  const members = new Set<number>();
  for (let at = 0; at < list.length; at += 2)
    for (let page = list[at]!; page < list[at + 1]!; page++) members.add(page);
  return members;
};
const sorted = (list: Float64Array): boolean => list.every((bound, at) => at === 0 || bound >= list[at - 1]!);

describe('spans as sets', () => {
  it('lose what is covered', () => {
    fc.assert(
      fc.property(spans, spans, (wanted, covered) => {
        const rest = withoutSpans(wanted, covered);
        expect(membersOf(rest)).toEqual(
          new Set([...membersOf(wanted)].filter((page) => !membersOf(covered).has(page))),
        );
        expect(sorted(rest)).toBe(true);
      }),
    );
  });

  it('unite', () => {
    fc.assert(
      fc.property(spans, spans, (a, b) => {
        const united = unitedSpans(a, b);
        expect(membersOf(united)).toEqual(new Set([...membersOf(a), ...membersOf(b)]));
        expect(sorted(united)).toBe(true);
        expect(withoutSpans(united, united)).toHaveLength(0);
      }),
    );
  });
});

const vast = 2 ** 22;
const rows = (resident: number) =>
  captureOf([
    { start: 0x400, end: 0x500, perms: 'r-xp', label: 'program', kind: 'text', resident: 1 },
    { start: 0x10_0000, end: 0x10_0000 + vast, perms: 'rw-p', label: 'vast', kind: 'anon', resident },
  ]);
/** A capture whose kernel prints Swap too. */
function withSwap(capture: ReturnType<typeof rows>): ReturnType<typeof rows> {
  const { smaps } = capture;
  if (!smaps) return capture;
  const swap = new Uint32Array(capture.mappings.length);
  return { ...capture, smaps: { ...smaps, keys: [...smaps.keys, 'Swap'], columns: [...smaps.columns, swap] } };
}
function shown(resident: number, start = 0x10_0000, end = start + vast) {
  const whole = sampleScene(withSwap(rows(resident)));
  const view = viewOfSpan(whole.scale, asPageNumber(start), asPageNumber(end), 0);
  const scene: Scene = { ...whole, view };
  return shownPages(scene, addressMapFrame(scene));
}

describe('the pages on screen', () => {
  it('are asked for one by one while they are few', () => {
    const { spans: asked, counted, drawn } = shown(0.5, 0x10_0000 + 1000, 0x10_0000 + 1100);
    expect(asked[0]).toBeLessThanOrEqual(0x10_0000 + 1000);
    expect(asked.at(-1)).toBeGreaterThanOrEqual(0x10_0000 + 1100);
    expect(counted).toEqual([]);
    expect(drawn).toBe(true);
  });

  it('are counted when they are many, in cells that stay within the region', () => {
    const [span] = shown(0.5).counted;
    expect(span!.start).toBe(0x10_0000);
    expect(span!.start + span!.cells * span!.pagesPerCell).toBe(0x10_0000 + vast);
    expect(Math.log2(span!.pagesPerCell) % 1).toBe(0);
    // No cell is higher than a band of 3 px on this screen of 720.
    expect(span!.pagesPerCell).toBeLessThanOrEqual((vast / 720) * 3);
  });

  it('are not asked for where smaps says that nothing is held', () => {
    expect(shown(0).counted).toEqual([]);
  });
});
