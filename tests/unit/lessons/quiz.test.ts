import { resolve } from 'node:path';
import { recordingOf } from '@main/classroom/recording.ts';
import { quizOf } from '@main/lessons/quiz.ts';
import type { Capture } from '@contract/capture.ts';
import { certainties, kindIds } from '@contract/kinds.ts';
import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';

let captures: readonly Capture[];
beforeAll(async () => {
  const recordings = await Promise.all(
    ['what-a-thread-costs', 'two-ways-to-get-memory'].map((id) => recordingOf(resolve('build/lessons', id))),
  );
  captures = recordings.flatMap((recording) =>
    recording?.ok ? recording.value.steps.flatMap(({ moment }) => [...moment.captures.values()]) : [],
  );
});

test('every question has one right answer that is certain, whatever the seed', () => {
  fc.assert(
    fc.property(fc.nat(), fc.nat(20), fc.nat(100), (seed, count, which) => {
      const capture = captures[which % captures.length];
      if (!capture) throw new Error('no captures');
      const questions = quizOf(capture, count, seed);
      expect(questions.length).toBeLessThanOrEqual(count);
      expect(quizOf(capture, count, seed)).toEqual(questions);
      for (const { region, choices, right } of questions) {
        expect(capture.regions.certainty[region]).toBe(certainties.indexOf('exact'));
        expect(choices[right]).toBeDefined();
        expect(new Set(choices).size).toBe(choices.length);
      }
    }),
    { numRuns: 200 },
  );
});

test('the kinds that courses ask about are asked about', () => {
  const last = captures.at(-1);
  if (!last) throw new Error('no captures');
  const kinds = quizOf(last, 20, 1).map(({ region }) => kindIds[last.regions.kind[region] ?? 0]);
  for (const kind of ['stack', 'heap', 'text', 'rodata', 'bss'] as const) expect(kinds).toContain(kind);
});
