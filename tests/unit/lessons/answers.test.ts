import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { classTables } from '@main/classroom/classTables.ts';
import { readAnswers } from '@main/classroom/readAnswers.ts';
import { answersOf, choiceCounts, classCsv, mostBelieved } from '@main/lessons/answers.ts';
import { parseLesson } from '@main/lessons/format.ts';
import { afterAll, expect, test } from 'vitest';

const { lesson } = parseLesson(
  readFileSync(resolve('build/lessons/a-promise-of-memory/lesson.md'), 'utf8'),
  'lesson.md',
);
if (!lesson) throw new Error('the lesson cannot be read');
const folder = mkdtempSync(join(tmpdir(), 'procatlas-answers-'));
const machine = { kernel: '6.1', architecture: 'x86_64' };
const seen = lesson.steps.map(({ name, predictions }) => ({
  step: name,
  figures: {},
  facts: [],
  decisions: predictions.map(({ id, choices }) => ({
    question: id,
    conditions: [],
    ...(choices[0] ? { right: choices[0].id } : {}),
  })),
}));

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

test('answers come back from their file, and tell nobody who gave them', async () => {
  const file = answersOf(lesson, seen, { 'rss-after-malloc': 'all', 'rss-after-half': null }, {}, machine);
  expect(file.answers).toEqual([
    { id: 'rss-after-malloc', block: 'predict', choice: 'all', right: 'none' },
    { id: 'rss-after-half', block: 'predict', choice: null, right: 'half' },
  ]);
  const path = join(folder, 'answers.json');
  writeFileSync(path, JSON.stringify(file));
  expect(await readAnswers(path, lesson.id)).toEqual({ ok: true, value: file });
  expect(await readAnswers(path, 'off-the-edge')).toMatchObject({ ok: false });
  writeFileSync(path, '{"format":"procatlas-answers"}');
  expect(await readAnswers(path, lesson.id)).toMatchObject({ ok: false });
  expect(await readAnswers(join(folder, 'none.json'), lesson.id)).toMatchObject({ ok: false });
});

test('the table of a class counts each choice and names the misconception', () => {
  const files = ['all', 'all', 'none'].map((choice) =>
    answersOf(lesson, seen, { 'rss-after-malloc': choice }, {}, machine),
  );
  const rows = choiceCounts(lesson, files);
  expect(rows.find(({ question, choice }) => question === 'rss-after-malloc' && choice === 'all')).toEqual({
    question: 'rss-after-malloc',
    ask: 'How much more memory is resident after malloc(16 MiB)?',
    choice: 'all',
    text: '16 MiB',
    chosen: 2,
    of: 3,
    rightOn: 0,
    believes: 'malloc-is-use',
  });
  const lines = classCsv(lesson, files).split('\r\n');
  expect(lines[0]).toBe('question,ask,choice,text,chosen,of,right on,misconception');
  expect(lines).toContain(
    'rss-after-malloc,How much more memory is resident after malloc(16 MiB)?,all,16 MiB,2,3,0,malloc-is-use',
  );
  expect(lines).toHaveLength(rows.length + 2);
});

test('files that are handed in together make a table for each lesson, and what is none of them is named', async () => {
  const file = answersOf(lesson, seen, { 'rss-after-malloc': 'all' }, {}, machine);
  const files = [
    { name: 'a.json', text: JSON.stringify(file) },
    { name: 'photo.json', text: '\u0089PNG' },
    { name: 'b.json', text: JSON.stringify(file) },
    { name: 'other.json', text: JSON.stringify({ ...file, lesson: 'swimming' }) },
  ];
  const { classes, leftOut } = await classTables(files, (id) =>
    Promise.resolve(
      id === lesson.id
        ? { ok: true, value: lesson }
        : { ok: false, code: 'invalid', message: `There is no lesson “${id}”.` },
    ),
  );
  expect(classes).toHaveLength(1);
  expect(classes[0]).toMatchObject({ lesson: lesson.id, title: lesson.title, files: 2 });
  expect(classes[0]?.believed[0]).toMatchObject({ misconception: 'malloc-is-use', believed: 2, asked: 2 });
  expect(classes[0]?.csv).toBe(classCsv(lesson, [file, file]));
  expect(classes[0]?.gift).toContain('$CATEGORY: Procatlas/a-promise-of-memory');
  expect(leftOut).toEqual([
    { name: 'photo.json', why: 'It is empty or damaged: this is not whole JSON. Ask for it once more.' },
    { name: 'other.json', why: 'There is no lesson “swimming”.' },
  ]);
});

test('what most believe stands first; what was right on their machine is no misconception', () => {
  const files = ['all', 'all', 'none'].map((choice) =>
    answersOf(lesson, seen, { 'rss-after-malloc': choice, 'rss-after-half': null }, {}, machine),
  );
  const [first, ...others] = mostBelieved(lesson, files);
  expect(first).toEqual({
    misconception: 'malloc-is-use',
    believed: 2,
    asked: 3,
    because: 'malloc returned an address, so the memory must be there.',
  });
  expect(others.length).toBeGreaterThan(0);
  for (const { believed, asked } of others) expect([believed, asked]).toEqual([0, 0]);
  const elsewhere = files.map((file) => ({
    ...file,
    answers: file.answers.map((answer) => ({ ...answer, right: 'all' })),
  }));
  expect(mostBelieved(lesson, elsewhere)[0]?.believed).toBe(0);
});

test('a file that is not there, is empty or breaks off is told so, in words', async () => {
  const path = join(folder, 'damaged.json');
  for (const text of ['', '{', '{"format":"procatlas-answers","version":1']) {
    writeFileSync(path, text);
    expect(await readAnswers(path, lesson.id)).toMatchObject({
      ok: false,
      why: 'It is empty or damaged: this is not whole JSON. Ask for it once more.',
    });
  }
  expect(await readAnswers(join(folder, 'none.json'), lesson.id)).toMatchObject({ why: 'There is no such file.' });
});
