/** 500 damaged captures and imports on every run; tests/fuzz/run.ts does 10,000. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { damaged, importKeepsItsPromises, soundSources } from '../../../support/mutations.ts';

test.each(soundSources)('a sound source keeps its promises: $name', ({ name, bytes }) => {
  expect(importKeepsItsPromises(bytes, name)).toBe(true);
});

describe('a damaged source', () => {
  test('gives a capture that holds together or a failure in words, in time', { timeout: 120_000 }, () => {
    let shown = 0;
    fc.assert(
      fc.property(damaged, ({ name, bytes }) => {
        if (importKeepsItsPromises(bytes, name)) shown += 1;
      }),
      { numRuns: 500, seed: 1_127_236 },
    );
    // Most damage hits one line of many: what is left must be shown.
    expect(shown).toBeGreaterThan(150);
  });
});
