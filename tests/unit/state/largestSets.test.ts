import { expect, test } from 'vitest';
import { largestSets } from '@renderer/state/largestSets.ts';
import { treemapTree, wholeTree } from '@renderer/layout/treemap/tree.ts';
import { sample, syntheticCapture } from './syntheticCapture.ts';

test('sets of a kind stand together, the largest first, with their parts', () => {
  const capture = syntheticCapture([
    { start: '1000', end: '5000', perms: 'rw-p', figures: { Rss: 4 } },
    { start: '7000', end: '9000', perms: 'rw-p', figures: { Rss: 8 } },
    { start: 'a000', end: 'b000', perms: '---p', figures: { Rss: 0 } },
  ]);
  const [first] = largestSets(capture, 5, 5);
  expect(first).toMatchObject({ label: 'Anonymous memory', value: 12 * 1024 });
  expect(first?.parts).toMatchObject([
    { label: 'Anonymous memory', value: 8192, selection: { level: 'region', start: 7, end: 9 } },
    { label: 'Anonymous memory', value: 4096, selection: { level: 'region', start: 1, end: 5 } },
  ]);
  expect(largestSets(capture, 5, 1)[0]?.parts).toHaveLength(1);
});

test('they are the groups of the treemap, and add up to its whole', () => {
  const capture = sample();
  const tree = treemapTree(capture, { measure: 'rss', reservations: true });
  const sets = largestSets(capture, 1000, 1000);
  expect(sets.reduce((sum, { value }) => sum + value, 0)).toBe(tree?.value[wholeTree]);
  for (const { value, parts } of sets) expect(parts.reduce((sum, part) => sum + part.value, 0)).toBe(value);
});
