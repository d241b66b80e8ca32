import { asKibibytes, asMilliseconds } from '@contract/units.ts';
import { workingSetRows } from '@renderer/state/workingSetRows.ts';
import { expect, it } from 'vitest';
import { syntheticCapture } from './syntheticCapture.ts';

const capture = syntheticCapture([
  {
    start: '400000',
    end: '404000',
    perms: 'rw-p',
    name: '/bin/sample',
    figures: { Rss: 16 },
    regions: [
      { start: '400000', end: '402000', kind: 'data', label: 'data' },
      { start: '402000', end: '404000', kind: 'bss', label: 'bss' },
    ],
  },
  {
    start: '500000',
    end: '504000',
    perms: 'rw-p',
    figures: { Rss: 16 },
    regions: [{ start: '500000', end: '504000', kind: 'heap', label: 'Heap' }],
  },
]);
const measured = (perMapping: readonly number[]) => ({
  waited: asMilliseconds(1000),
  referenced: asKibibytes(0),
  starts: Float64Array.of(0x400, 0x500, 0x900),
  perMapping: Uint32Array.from(perMapping),
  notes: [],
});

it('lists what was touched, most first, by name', () => {
  const rows = workingSetRows(capture, measured([4, 12, 8]));
  expect(rows.map(({ start, label, referenced, resident }) => [start, label, referenced, resident])).toEqual([
    [0x500, 'Heap', 12, 16],
    [0x400, '/bin/sample', 4, 16],
  ]);
});

it('leaves out what was not touched, and mappings that have gone', () => {
  expect(workingSetRows(capture, measured([0, 0, 8]))).toEqual([]);
});
