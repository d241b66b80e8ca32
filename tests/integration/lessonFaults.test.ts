/** A lesson with faults that its author might make: one message for each, with the line where it stands. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { openContext } from '@main/capture/context.ts';
import { checkLesson } from '@main/classroom/check.ts';
import { readLessonFolder } from '@main/classroom/lessonFolder.ts';
import { lacking } from '@main/classroom/requirements.ts';
import { problemText } from '@main/lessons/problems.ts';
import { afterAll, expect, test } from 'vitest';
import { skip } from '../support/skip.ts';

const own = mkdtempSync(join(tmpdir(), 'procatlas-faults-'));
const options = { include: resolve('build/lessons'), cache: join(own, 'cache') };

afterAll(() => {
  rmSync(own, { recursive: true, force: true });
});

/** A line with a fault, and what must be said of it. */
interface Fault {
  readonly line: string;
  readonly says: string;
}
const fault = (line: string, says: string): Fault => ({ line, says });

/** Writes the lesson; `FILE:LINE: what is said` of every fault in it, in the order of the lines. */
function plant(name: string, lesson: readonly (string | Fault)[], program: readonly (string | Fault)[]): string[] {
  mkdirSync(join(own, name));
  return [['lesson.md', lesson] as const, ['program.c', program] as const].flatMap(([file, lines]) => {
    writeFileSync(join(own, name, file), lines.map((one) => (typeof one === 'string' ? one : one.line)).join('\n'));
    return lines.flatMap((one, index) =>
      typeof one === 'string' ? [] : [`${name}/${file}:${index + 1}: ${one.says}`],
    );
  });
}

const front = (id: string, ...more: readonly (string | Fault)[]): readonly (string | Fault)[] => [
  '---',
  'lesson: 1',
  `id: ${id}`,
  'title: Faults',
  'language: en',
  'program: program.c',
  'minutes: 10',
  'licence: CC-BY-4.0',
  ...more,
  '---',
  '',
];

const program = ['#include "lesson.h"', 'int main(void) {', '  step("one");', '  return 0;', '}', ''];

test('twelve faults of the text are twelve messages, each with its line', async () => {
  const expected = plant(
    'twelve',
    [
      ...front(
        'twelve',
        fault('minuets: 10', '“minuets” is not known; did you mean minutes?'),
        fault('requires: [linx]', 'requires.0: '),
      ),
      fault('## stp one: A word too short', '“## stp one: A word too short” begins no step'),
      '## step one: The step',
      '```predict',
      'id: asked',
      'ask: Which?',
      'choices:',
      fault('  - { id: a, text: "this" }', 'exactly one choice is the expected one'),
      fault('  - { id: b, text: "that", when: "vmrss = 4K" }', 'choice “b”: '),
      '```',
      '```predict',
      fault('id: asked', 'the id asked is there twice'),
      'ask: And which?',
      'choices:',
      '  - { id: a, text: "this", expected: true }',
      '  - { id: c, text: "that" }',
      '```',
      '```why',
      'id: long',
      'ask: Why?',
      'choices:',
      '  - { id: a, text: "this", expected: true }',
      fault(`  - { id: b, text: "${'long '.repeat(17)}" }`, 'choices.1.text: longer than 80 characters'),
      '```',
      '```predict',
      fault('id: pointing', 'a question to point at something needs its label'),
      'type: point',
      'ask: Where?',
      '```',
      '```facts',
      fault('knd(block) == heap', '“knd(block) == heap”: '),
      'kind(block) == heap',
      '```',
      '```see',
      'It has',
      fault('{sise(block)} bytes.', '{sise(block)}: '),
      '```',
      fault('## step one: The same again', 'the step one is there twice'),
      '```modify',
      'change: the line',
      'to: another',
      'ask: And now?',
      fault('fnd: line', '“fnd” is not known; did you mean find?'),
      '```',
    ],
    program,
  );
  expect(expected).toHaveLength(12);
  const { read, problems } = await readLessonFolder(join(own, 'twelve'));
  expect(read).toBeUndefined();
  const told = problems.map(problemText).sort(byLine);
  expect(told).toEqual(expected.map((one) => expect.stringContaining(one) as string));
});

const byLine = (a: string, b: string): number => lineOf(a) - lineOf(b);
const lineOf = (text: string): number => Number(/:(\d+):/.exec(text)?.[1] ?? 0);

test('faults that only a run can show have their lines too, and are each told once', async (context) => {
  const missing = await lacking(['glibc']);
  if (missing.length > 0) skip(context, missing.join(' '));
  const expected = plant(
    'run-faults',
    [
      ...front('run-faults'),
      fault('## step one: The step', 'step one: the program names no process “nobody” (in its look)'),
      '```look',
      'zoom: block',
      'beside: nobody',
      '```',
      '```predict',
      'id: asked',
      'ask: Which?',
      'choices:',
      '  - { id: a, text: "this", expected: true, when: "kind(block) == heap" }',
      fault('  - { id: b, text: "that", when: "kind(blok) == stack" }', 'step one: the program names no “blok”'),
      '```',
      '```predict',
      fault('id: other', 'step one: question other: the choice “b” holds and “a” is expected.'),
      'ask: Which?',
      'choices:',
      '  - { id: a, text: "this", expected: true, when: "kind(block) == stack" }',
      '  - { id: b, text: "that", when: "kind(block) == heap" }',
      '```',
      '```facts',
      'kind(block) == heap',
      fault('perms(block) == r--p', 'step one: the fact “perms(block) == r--p” does not hold: rw-p against r--p'),
      fault('size(blck) > 0', 'step one: the program names no “blck” (in “size(blck) > 0”)'),
      fault('threads@two == 1', 'step one: there is no step “two”'),
      fault('child.threads == 1', 'step one: the program names no process “child”'),
      '```',
      '```see',
      fault('It is {guard(block)} away.', 'step one: {guard(block)} is not there'),
      '```',
      '```modify',
      fault('change: the line', 'step one: “malloc(65)” stands 0 times in the program, not once'),
      'to: malloc(66)',
      'find: malloc(65)',
      'ask: And now?',
      '```',
      fault('## step three: A step that never comes', 'the program ends before the step three'),
    ],
    [
      '#include "lesson.h"',
      '#include <stdlib.h>',
      'int main(void) {',
      fault(`  char *block = calloc(64, 1);${' '.repeat(48)}/* wide */`, 'the line is longer than 78 columns'),
      '  here("block", block, 64);',
      '  step("one");',
      '  return 0;',
      '}',
      '',
    ],
  );
  const { read, problems } = await readLessonFolder(join(own, 'run-faults'));
  expect(problems).toEqual([]);
  if (!read) throw new Error('the lesson cannot be read');
  const { problems: found } = await checkLesson(openContext(), read, options);
  const told = found.map(problemText);
  const sorted = ['lesson.md', 'program.c'].flatMap((file) =>
    told.filter((one) => one.startsWith(`run-faults/${file}`)).sort(byLine),
  );
  expect(sorted).toEqual(expected.map((one) => expect.stringContaining(one) as string));
});

test('a process that is left behind is told, one that is still busy is waited for', async (context) => {
  const missing = await lacking(['glibc']);
  if (missing.length > 0) skip(context, missing.join(' '));
  plant(
    'behind',
    [...front('behind'), '## step one: The step', '```facts', 'child.threads == 1', '```'],
    [
      '#include "lesson.h"',
      '#include <time.h>',
      '/* One sleeps until its alarm. */',
      'static void stay(void) { alarm(20); for (;;) pause(); }',
      '/* One is busy a second longer than a program has to end. */',
      'static void work(void) {',
      '  for (pid_t parent = getppid(); getppid() == parent;) usleep(1000);',
      '  clock_t begun = clock();',
      '  while (clock() - begun < 11 * CLOCKS_PER_SEC / 5) {}',
      '  _exit(0);',
      '}',
      'static pid_t start(void (*does)(void)) {',
      '  pid_t child = fork();',
      '  if (child > 0) return child;',
      '  for (int file = 0; file < 3; file++) close(file);',
      '  does();',
      '  return 0;',
      '}',
      'int main(void) {',
      '  process("child", start(stay));',
      '  process("busy", start(work));',
      '  step("one");',
      '  return 0;',
      '}',
      '',
    ],
  );
  const { read, problems } = await readLessonFolder(join(own, 'behind'));
  if (!read) throw new Error(problems.map(problemText).join('\n'));
  const { problems: found } = await checkLesson(openContext(), read, options);
  const left = found.map(problemText);
  // Of both runs: the whole one, and the one that ends at its only step.
  expect(left).toEqual([
    expect.stringMatching(/program\.c: it leaves the process \d+ behind/),
    expect.stringMatching(/program\.c: it leaves the process \d+ behind/),
  ]);
  for (const one of left) process.kill(Number(/process (\d+)/.exec(one)?.[1]), 'SIGKILL');
});
