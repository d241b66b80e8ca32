import { expect, test } from 'vitest';
import { launchData, parseLaunchData } from '@main/desktop/launchData.ts';

test('what a second start sends is what the first one reads', () => {
  expect(parseLaunchData(launchData('4711'))).toEqual({ target: '4711' });
  expect(parseLaunchData(launchData(undefined))).toEqual({});
});

test.each([null, 'x', [], { target: 4711 }, { target: '' }, { target: 'x'.repeat(5000) }, { target: '1', more: true }])(
  '%j is not from a start of ours',
  (raw) => {
    expect(parseLaunchData(raw)).toBeUndefined();
  },
);
