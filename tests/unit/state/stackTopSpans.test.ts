import type { StatAddresses } from '@contract/capture.ts';
import { asPageNumber } from '@contract/units.ts';
import { stackTopSpans } from '@renderer/state/stackTopSpans.ts';
import { expect, it } from 'vitest';
import { syntheticCapture } from './syntheticCapture.ts';

const zero = asPageNumber(0);
const page = (bytes: number) => asPageNumber(0x7ffc0 + bytes / 4096);
const usual: StatAddresses = {
  startCode: zero,
  endCode: zero,
  startData: zero,
  endData: zero,
  startBrk: zero,
  startStack: page(0x100),
  argStart: page(0x800),
  argEnd: page(0x830),
  envStart: page(0x830),
  envEnd: page(0xff0),
};

function spansOf(changes: Partial<StatAddresses>) {
  const capture = syntheticCapture([
    {
      start: '7ffbf000',
      end: '7ffc1000',
      perms: 'rw-p',
      name: '[stack]',
      regions: [{ start: '7ffbf000', end: '7ffc1000', kind: 'stack' }],
    },
  ]);
  return stackTopSpans({ ...capture, process: { ...capture.process, addresses: { ...usual, ...changes } } });
}

it('are pointers, arguments and environment, where stat says that they lie', () => {
  expect(spansOf({})).toEqual([
    { start: usual.startStack, end: usual.argStart, name: 'pointers, auxv' },
    { start: usual.argStart, end: usual.argEnd, name: 'arguments' },
    { start: usual.envStart, end: usual.envEnd, name: 'environment' },
  ]);
});

it('leave out what lies elsewhere, and say nothing when the stack does', () => {
  expect(spansOf({ envStart: asPageNumber(5), envEnd: asPageNumber(6) }).map(({ name }) => name)).toEqual([
    'pointers, auxv',
    'arguments',
  ]);
  expect(spansOf({ argStart: page(0), argEnd: page(0x10) }).map(({ name }) => name)).toEqual(['environment']);
  expect(spansOf({ envEnd: asPageNumber(0x7ffc2) }).map(({ name }) => name)).toEqual(['pointers, auxv', 'arguments']);
  expect(spansOf({ startStack: asPageNumber(0x10) })).toEqual([]);
});

it('are none where stat hides the addresses', () => {
  expect(stackTopSpans(syntheticCapture([{ start: '1000', end: '2000', perms: 'rw-p' }]))).toEqual([]);
});
