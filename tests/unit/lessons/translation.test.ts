/** A made-up German translation of a shipped lesson: its texts change, what the machine reads does not. */
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { inLanguage, readLessonFolder } from '@main/classroom/lessonFolder.ts';
import { recordingOf } from '@main/classroom/recording.ts';
import { LessonPlay } from '@main/lessons/play.ts';
import { problemText } from '@main/lessons/problems.ts';
import { sheetHtml } from '@main/lessons/sheet.ts';
import { plainText } from '@main/lessons/texts.ts';
import { afterAll, beforeAll, expect, test } from 'vitest';

const german = `---
language: de
title: Ein Versprechen
---

Du bittest um 16 MiB. Was hast du bekommen?

## step start: Vorher

## step allocated: Nach malloc

\`\`\`predict
id: rss-after-malloc
ask: Wie viel mehr Speicher ist nach malloc **resident**?
choices:
  - { id: none, text: "fast keiner" }
  - { id: all, text: "16 MiB", because: "malloc hat eine Adresse geliefert." }
\`\`\`

\`\`\`see
Im Block sind {present(block)} Bytes da.
\`\`\`
`;

const own = mkdtempSync(join(tmpdir(), 'procatlas-translation-'));
const folder = join(own, 'a-promise-of-memory');
const translate = async (text: string) => {
  writeFileSync(join(folder, 'lesson.de.md'), text);
  const { read, problems } = await readLessonFolder(folder);
  if (!read) throw new Error(problems.map(problemText).join('; '));
  return read;
};

beforeAll(() => {
  cpSync(resolve('build/lessons/a-promise-of-memory'), folder, { recursive: true });
});
afterAll(() => {
  rmSync(own, { recursive: true });
});

test('texts are those of the language, and conditions, facts and ids stay', async () => {
  const read = await translate(german);
  const { lesson } = inLanguage(read, ['fr', 'de-AT', 'en']);
  expect(lesson).toMatchObject({ language: 'de', title: 'Ein Versprechen', id: read.lesson.id });
  const [original, translated] = [read.lesson.steps[1], lesson.steps[1]];
  expect(translated?.title).toBe('Nach malloc');
  expect(plainText(translated?.predictions[0]?.ask ?? [])).toBe('Wie viel mehr Speicher ist nach malloc resident?');
  expect(plainText(translated?.predictions[0]?.choices[1]?.because ?? [])).toContain('Adresse');
  expect(translated?.facts).toEqual(original?.facts);
  const conditionsOf = (step: typeof original) =>
    step?.predictions.map(({ id, choices }) => [id, choices.map((one) => [one.id, one.when, one.expected])]);
  expect(conditionsOf(translated)).toEqual(conditionsOf(original));
  expect(sheetHtml(lesson, read.source, [], { key: false, large: false })).toMatch(/<html lang="de"/);
});

test('it is played like the original: the same choice is right, and figures stand in its sentences', async () => {
  const read = await translate(german);
  const recording = await recordingOf(folder);
  if (!recording?.ok) throw new Error('the lesson has no recording');
  const seen = [read, inLanguage(read, ['de'])].map(({ lesson }) => {
    const play = new LessonPlay(lesson);
    return recording.value.steps.slice(0, 2).map(({ moment }) => {
      for (const { id } of play.next?.predictions ?? []) play.answer(id, null);
      const reached = play.reach(moment);
      return reached.ok ? reached.value : undefined;
    });
  });
  expect(seen[1]?.[1]?.decisions).toEqual(seen[0]?.[1]?.decisions);
  expect(seen[1]?.[1]?.figures).toMatchObject({ 'present(block)': '4,096' });
});

test('what is not translated stays as it was, marked, and the check tells it', async () => {
  const read = await translate(german);
  const { lesson } = inLanguage(read, ['de']);
  expect(lesson.steps[2]?.title).toBe(`${read.lesson.steps[2]?.title ?? ''} (en)`);
  const some = lesson.steps[1]?.predictions[0]?.choices.find(({ id }) => id === 'some');
  expect(plainText(some?.text ?? [])).toMatch(/ \(en\)$/);
  const told = read.untranslated.map(problemText);
  expect(told).toContain('a-promise-of-memory/lesson.de.md: the step half-touched is not translated');
  expect(told).toContain('a-promise-of-memory/lesson.de.md: the question rss-after-malloc-why is not translated');
  expect(told).toContain('a-promise-of-memory/lesson.de.md:13: the choice some of rss-after-malloc is not translated');
});

test('a person who reads the original first, or no language that is there, gets the original', async () => {
  const read = await translate(german);
  for (const languages of [['en-GB', 'de'], ['fr'], []]) expect(inLanguage(read, languages)).toBe(read);
});

test('what belongs into lesson.md, and what the lesson has not, is told with its line', async () => {
  const wrong = german
    .replace('language: de', 'language: fr')
    .replace('## step start: Vorher', '## step begin: Vorher\n\n```facts\nvmrss > 0\n```')
    .replace('id: all,', 'id: every,');
  const { untranslated } = await translate(wrong);
  const told = untranslated.map(problemText).map((one) => one.replace('a-promise-of-memory/lesson.de.md', ''));
  expect(told).toContain(':2: the file is named for de and says fr');
  expect(told).toContain(':8: lesson.md has no step begin');
  expect(told).toContain(':10: a block “facts” belongs into lesson.md alone');
  expect(told).toContain(':17: the question rss-after-malloc has no choice every');
  expect((await translate('nothing')).untranslated.map(problemText)).toEqual([
    'a-promise-of-memory/lesson.de.md:1: the file begins with YAML between ---',
  ]);
});
