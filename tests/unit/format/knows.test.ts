import { describe, expect, it } from 'vitest';
import type { Capture, UnknownFact } from '@contract/capture.ts';
import { captureName, knownPermissions, knows } from '@renderer/format/knows.ts';
import { captureOf } from '../../support/sampleCapture.ts';

const live = captureOf([{ start: 16, end: 48, perms: 'rw-p', label: '[heap]', kind: 'heap' }]);
const without = (...unknown: UnknownFact[]): Capture => ({
  ...live,
  source: { format: 'maps', name: 'a.maps', unknown },
});

describe('what a capture knows', () => {
  it('is everything when it was read from a process', () => {
    expect(knows(live, 'pid')).toBe(true);
    expect(captureName(live)).toBe('sample (4711)');
    expect(knownPermissions(live, 0)).toBe('rw-p');
  });

  it('is said to be unknown where its source did not tell', () => {
    expect(knows(without('pid'), 'pid')).toBe(false);
    expect(captureName(without('pid', 'name'))).toBe('a.maps');
    expect(captureName(without('pid'))).toBe('sample');
    expect(knownPermissions(without('permissions'), 0)).toBeUndefined();
    expect(knownPermissions(without('sharing'), 0)).toBe('rw-?');
    const { source } = without();
    expect(knownPermissions({ ...live, source: { ...source!, unknownPermissions: [0] } }, 0)).toBeUndefined();
  });
});
