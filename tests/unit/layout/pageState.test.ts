import { pageStateBits } from '@contract/pages.ts';
import { pageRemarks, pageStateOf, pageStates, pageStateWords, stateOfByte } from '@renderer/layout/pageState.ts';
import { describe, expect, it } from 'vitest';

const { present, swapped, file, exclusive, guard, unread, softDirty, writeProtected } = pageStateBits;

describe('the state of a page', () => {
  it.each([
    ['never touched', 0, 'untouched'],
    ['only soft-dirty, which a new mapping is', softDirty, 'untouched'],
    ['written', present | exclusive | softDirty, 'private'],
    ['after fork, or the zero page', present, 'shared'],
    ['of a file, mapped only here', present | file | exclusive, 'file'],
    ['in swap', swapped, 'swapped'],
    ['shared memory in swap', swapped | file, 'swapped'],
    ['a guard', guard, 'guard'],
    ['not asked', unread, 'unknown'],
  ])('%s', (_, byte, state) => {
    expect(pageStateOf(byte)).toBe(state);
  });

  it('is one of those that have words, for every byte', () => {
    for (let byte = 0; byte < 256; byte++) expect(pageStateWords[pageStates[stateOfByte[byte]!]!]).toBeDefined();
  });

  it('says what else the bits say', () => {
    expect(pageRemarks(present | exclusive)).toEqual([]);
    expect(pageRemarks(present | file | exclusive)).toEqual(['mapped only here']);
    expect(pageRemarks(present | softDirty | writeProtected)).toHaveLength(2);
  });
});
