import { expect, test } from 'vitest';
import { pageStateBits } from '@contract/pages.ts';
import { asPageNumber, asTid } from '@contract/units.ts';
import { stackMarks } from '@renderer/layout/stackMarks.ts';
import { captureOf } from '../../support/sampleCapture.ts';

const plain = captureOf([
  { start: 100, end: 110, perms: 'rw-p', label: 'stack', kind: 'stack' },
  { start: 200, end: 210, perms: 'rw-p', label: 'heap', kind: 'heap' },
]);
const pointer = asPageNumber(107.5);
const thread = { tid: asTid(7), name: 'worker', state: 'S', stackPointer: pointer };
const capture = {
  ...plain,
  process: { ...plain.process, threads: [thread] },
  regions: {
    ...plain.regions,
    details: [
      { region: 0, thread: { tid: asTid(7) } },
      { region: 1, runtime: 'glibc' },
    ],
  },
};

test('a stack is marked at its pointer, and nothing else is', () => {
  expect(stackMarks(capture)).toEqual([{ region: 0, page: pointer, label: 'stack pointer', mark: 'pointer' }]);
});

test('and at its deepest page, where its pages are known', () => {
  const states = new Uint8Array(10).fill(pageStateBits.present, 5);
  states[1] = pageStateBits.present; // below a hole
  const marks = stackMarks(capture, () => ({ start: asPageNumber(100), states }));
  expect(marks.map(({ mark, page }) => [mark, page])).toEqual([
    ['pointer', 107.5],
    ['deepest', 105],
  ]);
});

test('a pointer outside the stack marks nothing', () => {
  const elsewhere = { ...capture.regions, details: [{ region: 0, stackPointer: asPageNumber(205) }] };
  expect(stackMarks({ ...capture, regions: elsewhere })).toEqual([]);
});
