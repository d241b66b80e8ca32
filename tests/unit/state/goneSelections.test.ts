import { expect, test } from 'vitest';
import { asEpochMilliseconds } from '@contract/units.ts';
import type { Capture } from '@contract/capture.ts';
import { GoneSelections } from '@renderer/state/goneSelections.ts';
import { selectMapping } from '@renderer/state/located.ts';
import { syntheticCapture } from './syntheticCapture.ts';

const at = (time: number, ...names: string[]): Capture => ({
  ...syntheticCapture(names.map((name) => ({ start: '10000', end: '20000', perms: 'rw-p', name }))),
  takenAt: asEpochMilliseconds(time),
});
const selection = selectMapping(at(1, '/a'), 0);

test('what is gone is gone since it was missed first, also when the like is mapped again', () => {
  const gone = new GoneSelections();
  expect(gone.locate(at(1, '/a'), selection).level).toBe('mapping');
  expect(gone.locate(at(2), selection)).toEqual({ level: 'gone', since: 2 });
  expect(gone.locate(at(3, '/b'), selection)).toEqual({ level: 'gone', since: 2 });
  expect(gone.locate(at(4, '/a'), selection)).toEqual({ level: 'gone', since: 2 });
  // Selecting what is there now is another selection.
  expect(gone.locate(at(4, '/a'), { ...selection }).level).toBe('mapping');
});

test('a moment before its end shows it, and one before its beginning does not end it', () => {
  const gone = new GoneSelections();
  gone.locate(at(5, '/a'), selection);
  expect(gone.locate(at(2), selection)).toEqual({ level: 'gone' });
  expect(gone.locate(at(6, '/a'), selection).level).toBe('mapping');
  gone.locate(at(7), selection);
  expect(gone.locate(at(6, '/a'), selection).level).toBe('mapping');
});
