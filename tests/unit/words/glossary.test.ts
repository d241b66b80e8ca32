/** The glossary explains what the page leads to, and leads nowhere else. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { certainties } from '@contract/kinds.ts';
import { english } from '@words/english/index.ts';
import { certaintyWord, termIds, termMeaning, termName, termPieces } from '@words/glossary.ts';
import { describe, expect, it } from 'vitest';

const renderer = resolve(import.meta.dirname, '../../../src-renderer');
const sources = readdirSync(renderer, { recursive: true, encoding: 'utf8' })
  .filter((file) => /\.(?:svelte|ts)$/.test(file))
  .map((file) => ({ file, text: readFileSync(join(renderer, file), 'utf8') }));

describe('the glossary', () => {
  it('is in the order of its words, each of which is there once', () => {
    const names = termIds().map((id) => termName(id).toLowerCase().replace(/^\./, ''));
    expect(names).toEqual([...new Set(names)].sort((one, other) => one.localeCompare(other, 'en')));
  });

  it('leads from a meaning to other terms that exist, and never to itself', () => {
    for (const id of termIds()) {
      expect(termMeaning(id)).not.toMatch(/[[\]]/);
      expect(termMeaning(id)).toMatch(/\.$/);
      const others = termPieces(id).flatMap(({ term }) => term ?? []);
      for (const term of others) expect(english.glossary, `${id} leads to ${term}`).toHaveProperty([term]);
      expect(others).not.toContain(id);
    }
  });

  it('says how sure a label is in the words “exact”, “strong”, “probably”, and no screen or table has others', () => {
    expect(certainties.map(certaintyWord)).toEqual(['exact', 'strong', 'probably']);
    for (const { file, text } of sources) {
      // Texts of templates and strings; names in code say `guess`, as the documented formats do.
      const told = [...text.matchAll(/>([^<>{}]*)<|"([^"\n]*)"|'([^'\n]*)'|`([^`]*)`/g)].flatMap(([, ...parts]) =>
        parts.filter(Boolean),
      );
      const wrong = told.filter(
        (words) => /\s/.test(words.trim()) && /\b(?:a guess|guesses|guessed|certain)\b/i.test(words),
      );
      expect(wrong, file).toEqual([]);
    }
  });
});
