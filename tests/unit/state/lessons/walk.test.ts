import { resolve } from 'node:path';
import { readFileSync, readdirSync } from 'node:fs';
import { parseLesson } from '@main/lessons/format.ts';
import { lessonKey } from '@renderer/lessons/lessonKeys.ts';
import { waitingLine } from '@renderer/state/lessons/place.ts';
import { discussionHint, scoreOf, stationsAfter, verdictOf } from '@renderer/state/lessons/walk.ts';
import { expect, test } from 'vitest';

const shipped = resolve('build/lessons');
const lessons = readdirSync(shipped, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .flatMap(({ name }) => {
    const { lesson } = parseLesson(readFileSync(resolve(shipped, name, 'lesson.md'), 'utf8'), name);
    return lesson ? [lesson] : [];
  });

test('undecided is never wrong, nor is what this machine shows unlike others, and neither is counted', () => {
  const decision = { question: 'q', conditions: [] };
  const choices = ['a', 'b', 'c'].map((id) => ({ id, text: [], expected: id === 'a' }));
  const verdict = (answer: string | null, right?: string) =>
    verdictOf({ choices }, answer, { ...decision, ...(right === undefined ? {} : { right }) });
  expect(verdict('a')).toBe('undecided');
  expect(verdict('a', 'a')).toBe('right');
  expect(verdict('b', 'a')).toBe('other');
  expect(verdict(null, 'a')).toBe('passed');
  expect(verdict('a', 'b')).toBe('different');
  expect(verdict('c', 'b')).toBe('different');
  expect(verdict('b', 'b')).toBe('right');
  const [lesson] = lessons;
  if (!lesson) throw new Error('no lessons');
  const questions = lesson.steps.flatMap(({ predictions, whys }) => [...predictions, ...whys]);
  const answers = Object.fromEntries(questions.map(({ id }) => [id, 'anything']));
  const seen = lesson.steps.map(({ name, predictions, whys }) => ({
    step: name,
    figures: {},
    facts: [],
    decisions: [...predictions, ...whys].map(({ id }) => ({ question: id, conditions: [] })),
  }));
  expect(scoreOf(lesson, seen, answers)).toEqual({
    predicted: 0,
    predictions: 0,
    reasons: 0,
    whys: 0,
    undecided: questions.length,
  });
});

test('what was seen is stated before it is explained, and asked why after it', () => {
  for (const { steps } of lessons) {
    for (const step of steps) {
      const stations = stationsAfter(step);
      expect(stations).toContain('explain');
      const order = ['point', 'observe', 'explain', 'why'];
      expect(stations).toEqual(order.filter((station) => stations.some((one) => one === station)));
      if (step.predictions.some(({ type }) => type === 'choice')) expect(stations).toContain('observe');
    }
  }
});

test('every step of a shipped lesson has its line in the program', () => {
  for (const { id, program, steps } of lessons) {
    const source = readFileSync(resolve(shipped, id, program), 'utf8');
    const literal = steps.filter(({ name }) => waitingLine(source, name) !== undefined);
    // A loop names its rounds while it runs; such steps have no line of their own.
    if (!/step\(name|step\(names/.test(source)) expect(literal.length, id).toBeGreaterThan(0);
  }
});

test('a class that is divided discusses, any other does not', () => {
  expect(discussionHint({}, 'a')).toBe('');
  expect(discussionHint({ a: 5, b: 5 }, undefined)).toBe('');
  expect(discussionHint({ a: 1, b: 9 }, 'a')).toContain('explain');
  expect(discussionHint({ a: 5, b: 5 }, 'a')).toContain('discuss');
  expect(discussionHint({ a: 9, b: 1 }, 'a')).toContain('go on');
});

test('keys answer, go on and look back; text and buttons keep theirs', () => {
  const press = (key: string, more = {}) => ({
    key,
    ctrlKey: false,
    metaKey: false,
    altKey: false,
    shiftKey: false,
    target: null,
    defaultPrevented: false,
    ...more,
  });
  expect(lessonKey(press('2'), true)).toEqual({ do: 'choose', number: 2 });
  expect(lessonKey(press('2'), false)).toBeUndefined();
  expect(lessonKey(press(' '), true)).toEqual({ do: 'go' });
  expect(lessonKey(press('PageDown'), false)).toEqual({ do: 'go' });
  expect(lessonKey(press('PageUp'), false)).toEqual({ do: 'look', by: -1 });
  expect(lessonKey(press('PageDown', { ctrlKey: true }), false)).toBeUndefined();
});
