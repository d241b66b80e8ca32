import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseLesson } from '@main/lessons/format.ts';
import { giftOf, sheetHtml } from '@main/lessons/sheet.ts';
import { plainText } from '@main/lessons/texts.ts';
import type { Lesson } from '@contract/lesson.ts';
import { describe, expect, it } from 'vitest';

const shipped = resolve('build/lessons');
const lessons: readonly Lesson[] = readdirSync(shipped, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .flatMap(({ name }) => {
    const { lesson } = parseLesson(readFileSync(join(shipped, name, 'lesson.md'), 'utf8'), name);
    return lesson ? [lesson] : [];
  });
const plain = { key: false, large: false };
const html = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
const bare = (page: string): string => page.replace(/<[^>]+>/g, '').replaceAll('&quot;', '"');

describe('a sheet', () => {
  it('asks every question of its lesson and answers none; the key answers all of them', () => {
    for (const lesson of lessons) {
      const sheet = bare(sheetHtml(lesson, 'int main(void) {}', [], plain));
      const key = bare(sheetHtml(lesson, 'int main(void) {}', [], { ...plain, key: true }));
      // A card for each letter, for the class to hold up.
      const most = Math.max(
        ...lesson.steps
          .flatMap(({ predictions, whys }) => [...predictions, ...whys])
          .map(({ choices }) => choices.length),
      );
      const cards = /<ol class="cards">(.*?)<\/ol>/.exec(sheetHtml(lesson, '', [], plain))?.[1] ?? '';
      expect(cards.match(/<li>/g)).toHaveLength(most);
      for (const { predictions, whys, notes } of lesson.steps) {
        for (const { ask, choices } of [...predictions, ...whys]) {
          expect(sheet).toContain(html(plainText(ask)));
          for (const { text, because } of choices) {
            expect(sheet).toContain(html(plainText(text)));
            if (because) expect(sheet).not.toContain(html(plainText(because)));
          }
        }
        for (const one of notes)
          if (one.type === 'paragraph') expect(sheet).not.toContain(html(plainText(one.inside)).slice(0, 40));
      }
      expect(sheet).not.toContain('☒');
      expect(key.match(/☒/g)?.length ?? 0).toBe(
        lesson.steps
          .flatMap(({ predictions, whys }) => [...predictions, ...whys])
          .filter(({ type }) => type === 'choice').length,
      );
    }
  });

  it('holds no markup of a stranger, and no colour', () => {
    const [lesson] = lessons;
    if (!lesson) throw new Error('no lessons');
    const evil = '<script>alert(1)</script>" onload="x';
    const sheet = sheetHtml({ ...lesson, title: evil, language: '"><b>' }, evil, [], plain);
    expect(sheet).not.toContain('<script');
    expect(sheet).not.toContain('"><b>');
    const colours = [...sheet.matchAll(/#([0-9a-f]{3,6})\b/g)].map(([, hex = '']) => hex);
    for (const hex of colours) expect(new Set(hex.match(hex.length === 3 ? /./g : /../g)).size, hex).toBe(1);
  });
});

describe('GIFT', () => {
  it('has one right answer a question, and escapes what is syntax there', () => {
    for (const lesson of lessons) {
      const gift = giftOf(lesson);
      const questions = lesson.steps
        .flatMap(({ predictions, whys }) => [...predictions, ...whys])
        .filter(({ type }) => type === 'choice');
      expect(gift.match(/^ {2}=/gm)?.length ?? 0).toBe(questions.length);
      expect(gift.match(/^ {2}~/gm)?.length ?? 0).toBe(
        questions.reduce((sum, { choices }) => sum + choices.length - 1, 0),
      );
      for (const line of gift.split('\n').filter((one) => /^ {2}[=~]/.test(one)))
        expect(
          line
            .slice(3)
            .replace(/ # .*/, '')
            .replace(/\\[~=#{}:\\]/g, ''),
        ).not.toMatch(/[~=#{}:]/);
    }
  });

  it('keeps a text with marks of HTML and line ends one question, as plain text', () => {
    const [lesson] = lessons;
    const step = lesson?.steps.find(({ predictions }) => predictions[0]?.type === 'choice');
    const question = step?.predictions[0];
    if (!lesson || !step || !question) throw new Error('the lesson asks nothing');
    const ask = [
      { type: 'text', text: 'Is a < b' },
      { type: 'break' },
      { type: 'break' },
      { type: 'text', text: '{or} =?' },
    ] as const;
    const gift = giftOf({ ...lesson, steps: [{ ...step, predictions: [{ ...question, ask }], whys: [] }] });
    expect(gift).toContain(`::${lesson.id}/${question.id}:: [plain]Is a < b \\{or\\} \\=? {\n`);
  });
});
