import { writableAndExecutable } from '@renderer/state/writableAndExecutable.ts';
import { expect, it } from 'vitest';
import { syntheticCapture, type MappingRow } from './syntheticCapture.ts';

const code: MappingRow = {
  start: '1000',
  end: '2000',
  perms: 'rwxp',
  regions: [{ start: '1000', end: '2000', kind: 'jit-code', detail: { runtime: 'V8' } }],
};
const other: MappingRow = { start: '5000', end: '6000', perms: 'rwxp' };
const plain: MappingRow = { start: '7000', end: '8000', perms: 'rw-p' };

it('is expected where a runtime is known to write its code, and there alone', () => {
  expect(writableAndExecutable(syntheticCapture([code, plain]))).toEqual({ count: 1, expected: true });
  expect(writableAndExecutable(syntheticCapture([code, other]))).toEqual({ count: 2, expected: false });
  expect(writableAndExecutable(syntheticCapture([plain])).count).toBe(0);
});

it('heeds findings of such memory alone', () => {
  const readable: MappingRow = {
    start: '9000',
    end: 'a000',
    perms: 'r-xp',
    regions: [{ start: '9000', end: 'a000', kind: 'anon' }],
  };
  expect(writableAndExecutable(syntheticCapture([code, readable]))).toEqual({ count: 1, expected: true });
});
