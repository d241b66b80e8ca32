import fc from 'fast-check';
import { expect, test } from 'vitest';
import { damaged, importKeepsItsPromises, processorTime } from '../support/mutations.ts';
import { replay, rounds, seed } from './seed.ts';

/** No answer may keep a person waiting for longer. */
const patience = 2000;

test(`${rounds(20_000)} damaged sources crash nothing and hang nothing (${replay})`, () => {
  fc.assert(
    fc.property(damaged, ({ name, bytes }) => {
      const begin = processorTime();
      importKeepsItsPromises(bytes, name);
      expect(processorTime() - begin).toBeLessThan(patience);
    }),
    { numRuns: rounds(20_000), seed },
  );
});
