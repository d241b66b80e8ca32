import { pageCollector } from '@renderer/layout/pageCells.ts';
import { fadingTime, pageFlashes } from '@renderer/views/address-map/pageFlashes.ts';
import { expect, it } from 'vitest';

const collector = pageCollector();
for (const page of [7, 8, 9]) collector.add({ x: 0, y: page, width: 5, height: 1, page, fill: 0, state: 1 });
const frame = { pages: collector.cells() };

it('marks the cells of the pages that changed, fainter and fainter', () => {
  const changed = { pages: [8, 400], at: 1000 };
  const [mark, ...others] = pageFlashes(frame, changed, 'light', 1000, false);
  expect(others).toEqual([]);
  expect(mark!.rectangle).toEqual({ x: 0, y: 8, width: 5, height: 1 });
  const [later] = pageFlashes(frame, changed, 'light', 1000 + fadingTime / 2, false);
  expect(later!.strength).toBeCloseTo(mark!.strength / 2);
});

it('does not fade where less motion is wished', () => {
  const strengths = [0, fadingTime / 2].map(
    (passed) => pageFlashes(frame, { pages: [7], at: 0 }, 'dark', passed, true)[0]!.strength,
  );
  expect(strengths).toEqual([0.5, 0.5]);
});
