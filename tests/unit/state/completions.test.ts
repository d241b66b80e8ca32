import { parseQuery } from '@read/query.ts';
import { completionsOf } from '@renderer/state/completions.ts';
import { search } from '@renderer/state/search.ts';
import { expect, it } from 'vitest';
import { sample } from './syntheticCapture.ts';

const capture = sample();
const words = (query: string, before: readonly string[] = []): readonly string[] =>
  completionsOf(capture, query, before).map(({ word }) => word);

it('an empty box offers what was asked before, and what can be asked', () => {
  expect(words('', ['libc', 'rw-p'])).toEqual(expect.arrayContaining(['libc', 'rw-p', 'stack', 'heap']));
  expect(words('').length).toBeGreaterThan(2);
});

it('a word is completed with kinds, permissions, figures and names, and nothing that would find nothing', () => {
  expect(words('hea')).toContain('heap');
  expect(words('kind:t')).toContain('kind:tls');
  expect(words('rw')).toContain('rw-p');
  expect(words('zzz')).toEqual([]);
});

it('each count is what the query finds, together with the words before it', () => {
  for (const query of ['', 'h', 's', 'r', 'kind:', 'rw-p h', 'rw-p s']) {
    for (const { query: whole, count } of completionsOf(capture, query, [])) {
      if (count === undefined) continue;
      const parsed = parseQuery(whole);
      if (!parsed.ok) throw new Error(parsed.message);
      expect([whole, search(capture, parsed.terms).hits.length]).toEqual([whole, count]);
    }
  }
});
