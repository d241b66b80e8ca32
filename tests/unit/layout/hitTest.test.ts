import { asPageNumber } from '@contract/units.ts';
import { addressMapFrame } from '@renderer/layout/addressMap.ts';
import { hitTest, outlinesOf } from '@renderer/layout/hitTest.ts';
import type { Scene } from '@renderer/layout/scene.ts';
import { viewOfSpan } from '@renderer/layout/view.ts';
import { expect, it } from 'vitest';
import { captureOf } from '../../support/sampleCapture.ts';
import { sampleScene } from '../../support/sampleScene.ts';

const capture = captureOf([
  { start: 0x1003, end: 0x2000, perms: 'rw-p', label: 'heap', kind: 'heap', resident: 0.5 },
  { start: 0x2000, end: 0x2010, perms: 'r--p', label: 'other', kind: 'anon', resident: 0.5 },
]);

it('selects the page of a cell, and outlines that cell', () => {
  const whole = sampleScene(capture);
  const view = viewOfSpan(whole.scale, asPageNumber(0x1003), asPageNumber(0x1103));
  const scene: Scene = { ...whole, view };
  const frame = addressMapFrame(scene);
  const { pages } = frame;
  expect(pages.count).toBeGreaterThan(200);
  for (let cell = 0; cell < pages.count; cell += 7) {
    const [x, y, width, height] = [pages.x[cell]!, pages.y[cell]!, pages.width[cell]!, pages.height[cell]!];
    if (height < 2 || y < 0 || y + height > frame.height) continue;
    const page = pages.page[cell]!;
    const hit = hitTest(scene, frame, x + width / 2, y + height / 2);
    expect(hit?.selection).toEqual({ level: 'page', start: page, end: page + 1 });
    const [outline] = outlinesOf(scene, hit!.selection!);
    expect(Math.abs(outline!.x - x)).toBeLessThanOrEqual(1);
    expect(Math.abs(outline!.y - y)).toBeLessThanOrEqual(1);
  }
});
