import { told } from '../../../support/words.ts';
import { curveOf } from '@renderer/layout/pages/curve.ts';
import { lineRegions } from '@renderer/layout/pages/lineRegions.ts';
import { pageLine } from '@renderer/layout/pages/pageLine.ts';
import { namedRuns, placeLabels } from '@renderer/views/pages/placeLabels.ts';
import { expect, it } from 'vitest';
import { syntheticCapture } from '../../state/syntheticCapture.ts';

const curve = curveOf(5);
const size = { width: 640, height: 640 };

function namesOn(capture: ReturnType<typeof syntheticCapture>): string[] {
  const runs = namedRuns(capture, lineRegions(capture, pageLine(capture, 'process')));
  const text = { measure: (word: string) => word.length * 7, scale: 1 };
  return placeLabels(capture, runs, { curve, view: { x: 0, y: 0, cell: 20 }, size }, text).map((label) => label.text);
}

it('names regions of no object by what they are, and nothing twice', () => {
  const capture = syntheticCapture([
    { start: '100000', end: '200000', perms: 'rw-p', figures: { Rss: 4 } },
    { start: '200000', end: '300000', perms: 'r--p', figures: { Rss: 4 } },
  ]);
  const names = namesOn(capture);
  expect(names).toHaveLength(2);
  expect(names.every((name) => name !== '')).toBe(true);
});

it('names small regions of one object together', () => {
  const objects = [{ kind: 'module', role: 'library', label: told('libc.so.6'), key: 'module:libc' }] as const;
  const region = (start: string, end: string) => ({
    start,
    end,
    kind: 'rodata' as const,
    object: 0,
    label: 'libc.so.6',
  });
  const capture = syntheticCapture(
    Array.from({ length: 40 }, (_, index) => {
      const start = (0x100000 + index * 0x1000).toString(16);
      const end = (0x101000 + index * 0x1000).toString(16);
      return { start, end, perms: 'r--p', figures: { Rss: 4 }, regions: [region(start, end)] };
    }),
    { objects },
  );
  expect(namesOn(capture)).toEqual(['libc.so.6']);
});
