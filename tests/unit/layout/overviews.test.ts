import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { asPageNumber } from '@contract/units.ts';
import { minimapRows, minimapWindow, viewAtMinimap } from '@renderer/layout/minimap.ts';
import { sizeText } from '@words/sizes.ts';
import { trueScale } from '@renderer/layout/trueScale.ts';
import { spanOfView, viewOfSpan, zoomAbout } from '@renderer/layout/view.ts';
import { sampleCapture, vastCapture } from '../../support/sampleCapture.ts';
import { samplePalette, sampleScene } from '../../support/sampleScene.ts';

const scene = sampleScene(sampleCapture());

describe('the minimap', () => {
  it('has one colour for each pixel row', () => {
    const rows = minimapRows(scene.scale, scene.colours, samplePalette, 300, true);
    expect(rows).toHaveLength(300);
    expect(rows.filter((pixel) => pixel !== 0).length).toBeGreaterThan(250);
  });

  it('shows the window of the view, which can be dragged to any place', () => {
    fc.assert(
      fc.property(fc.integer({ min: 20, max: 280 }), fc.boolean(), (y, highAddressesOnTop) => {
        const view = zoomAbout(scene.scale, scene.view, 10, 30);
        const moved = viewAtMinimap(scene.scale, view, y, 300, highAddressesOnTop);
        const frame = minimapWindow({ scale: scene.scale, view: moved, highAddressesOnTop }, 300);
        expect(frame.y + frame.height / 2).toBeCloseTo(y, 6);
      }),
    );
  });

  it('fills the strip with the window when all is shown', () => {
    expect(minimapWindow(scene, 300)).toEqual({ y: 0, height: 300 });
  });
});

describe('the true-scale bar', () => {
  const span = spanOfView(scene.scale, scene.view);
  const bar = trueScale(scene.structure, scene.colours, span, 800);

  it('says how empty 128 TiB is', () => {
    expect(bar.text).toBe('128 TiB to scale: 113 MiB mapped, one part in 1,186,250');
  });

  it('shows every area at its place, at least a pixel wide and inside the bar', () => {
    expect(bar.slivers).toHaveLength(scene.structure.areas.length);
    for (const sliver of bar.slivers) {
      expect(sliver.width).toBeGreaterThanOrEqual(1);
      expect(sliver.x + sliver.width).toBeLessThanOrEqual(800);
    }
    expect(bar.slivers[0]!.x).toBeCloseTo((0x55d0c_2a41 / 2 ** 35) * 800, 6);
  });

  it('draws 15 TiB as wide as they are', () => {
    const vast = sampleScene(vastCapture());
    const { slivers } = trueScale(vast.structure, vast.colours, spanOfView(vast.scale, vast.view), 1280);
    expect(slivers[0]!.width).toBeCloseTo(150, 0);
  });

  it('marks the view even when it is a single page', () => {
    const view = viewOfSpan(scene.scale, asPageNumber(0x55d0c_2a41), asPageNumber(0x55d0c_2a42));
    expect(trueScale(scene.structure, scene.colours, spanOfView(scene.scale, view), 800).window.width).toBe(2);
  });
});

describe('a size', () => {
  it.each([
    [0, '0 B'],
    [4096, '4 KiB'],
    [132 * 1024, '132 KiB'],
    [1.5 * 2 ** 20, '1.5 MiB'],
    [2 ** 47, '128 TiB'],
    [2 ** 30 - 1, '1 GiB'],
    [1023 * 1024, '1023 KiB'],
  ])('of %d bytes reads %s', (bytes, text) => {
    expect(sizeText(bytes)).toBe(text);
  });
});
