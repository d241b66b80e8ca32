import { expect, test } from 'vitest';
import { launchData, parseLaunchData } from '@main/desktop/launchData.ts';

test('what a second start sends is what the first one reads', () => {
  expect(parseLaunchData(launchData(['4711']))).toEqual({ targets: ['4711'] });
  expect(parseLaunchData(launchData(['/a.maps', '/b.maps']))).toEqual({ targets: ['/a.maps', '/b.maps'] });
  expect(parseLaunchData(launchData([]))).toEqual({ targets: [] });
});

test.each([
  null,
  'x',
  [],
  {},
  { targets: '4711' },
  { targets: [4711] },
  { targets: [''] },
  { targets: ['x'.repeat(5000)] },
  { targets: Array.from({ length: 1001 }, () => 'x') },
  { targets: ['1'], more: true },
])('%j is not from a start of ours', (raw) => {
  expect(parseLaunchData(raw)).toBeUndefined();
});
