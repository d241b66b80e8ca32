/** The tables of forms hold together: every place has its argument, and every word of a closed set its term. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { factArguments, labelArguments, phraseArguments } from '@contract/verdict.ts';
import { english } from '@words/english/index.ts';
import { placesOf } from '@words/fill.ts';
import { derivedFactForms } from '@words/language.ts';
import { describe, expect, it } from 'vitest';

/** Values that the maker of a sentence looks up in the capture. */
const lookedUp = ['perms', 'rss', 'flags', 'limit', 'pointer', 'depth', 'speaker'];

const classify = resolve(import.meta.dirname, '../../../src-main/classify');

describe('the English tables', () => {
  it('fill every place of a sentence with an argument of the fact', () => {
    for (const [id, form] of Object.entries(english.facts)) {
      const known = id in factArguments ? Object.keys(factArguments[id as keyof typeof factArguments]) : [];
      for (const place of placesOf(form)) {
        const derived = (derivedFactForms as readonly string[]).includes(id);
        const found =
          known.includes(place) || lookedUp.includes(place) || (derived && ['thread', 'name'].includes(place));
        expect(found, `${id}: {${place}}`).toBe(true);
      }
    }
  });

  it('fill every place of a label and a phrase', () => {
    for (const [form, { full, forms, guess }] of Object.entries(english.labels)) {
      const known = Object.keys(labelArguments[form as keyof typeof labelArguments]);
      for (const text of [full, ...forms, guess ?? '']) {
        for (const place of placesOf(text)) expect(known, `${form}: {${place}}`).toContain(place);
      }
    }
    for (const [form, text] of Object.entries(english.phrases)) {
      const known = Object.keys(phraseArguments[form as keyof typeof phraseArguments]);
      for (const place of placesOf(text)) expect(known, `${form}: {${place}}`).toContain(place);
    }
  });

  it('have a word for every part of a runtime and every use of a file that a rule names', () => {
    const source = readdirSync(classify)
      .map((file) => readFileSync(join(classify, file), 'utf8'))
      .join('\n');
    const parts = [
      ...source.matchAll(
        /(?:part: |claim\([^;]*?'(?:runtime-heap|reserve|jit-code)',\s*'\w+',\s*)'([a-z][a-z0-9-]+)'/g,
      ),
    ];
    expect(parts.length).toBeGreaterThan(15);
    for (const [, part = ''] of parts) expect(english.terms, part).toHaveProperty([`part:${part}`]);
  });
});

describe('classify', () => {
  it('holds no prose: no text of it is a sentence or a phrase of several words', () => {
    const found: string[] = [];
    for (const file of readdirSync(classify)) {
      const code = readFileSync(join(classify, file), 'utf8')
        .replace(/\/\*[\s\S]*?\*\//g, '')
        .replace(/\/\/.*$/gm, '');
      for (const [text] of code.matchAll(/'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\.)*`/g)) {
        const words = text.slice(1, -1).replace(/\$\{[^}]*\}/g, '');
        // Names that the kernel or procfs print, and questions that are only kept apart by their names.
        if (
          /^[A-Za-z]+ [a-z]+ ?[a-z ]*$/.test(words) &&
          !/^(Max stack size|stack limit|thread count|process id|start of (brk|stack)|command line|free around)/.test(
            words,
          )
        ) {
          found.push(`${file}: ${text}`);
        }
        if (/[a-z]{2,} [a-z]{2,} [a-z]{2,}.*[.:]$/.test(words)) found.push(`${file}: ${text}`);
      }
    }
    expect(found).toEqual([]);
  });
});
