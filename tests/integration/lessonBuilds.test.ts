/**
 * Lessons in builds that their authors did not mean: optimised, with the address sanitizer, linked statically. What no
 * longer holds is not counted; nobody who expects what most machines show is ever told that it was wrong.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { openContext } from '@main/capture/context.ts';
import { compileLesson } from '@main/classroom/compile.ts';
import { readLessonFolder } from '@main/classroom/lessonFolder.ts';
import { lacking } from '@main/classroom/requirements.ts';
import { LessonRun } from '@main/classroom/run.ts';
import { LessonPlay } from '@main/lessons/play.ts';
import type { Lesson, LessonSeen } from '@contract/lesson.ts';
import { scoreOf } from '@renderer/state/lessons/walk.ts';
import { afterAll, expect, test } from 'vitest';
import { skip } from '../support/skip.ts';

const own = mkdtempSync(join(tmpdir(), 'procatlas-builds-'));
afterAll(() => {
  rmSync(own, { recursive: true, force: true });
});

/** `departs`: whether this build of this lesson shows something else here (seen with gcc 12 and glibc 2.36). */
const builds = [
  { id: 'off-the-edge', flag: '-O2', departs: true },
  { id: 'off-the-edge', flag: '-fsanitize=address', departs: false },
  { id: 'off-the-edge', flag: '-static', departs: false },
  { id: 'free-gives-it-back', flag: '-O2', departs: false },
  { id: 'free-gives-it-back', flag: '-fsanitize=address', departs: true },
  { id: 'free-gives-it-back', flag: '-static', departs: true },
  { id: 'two-ways-to-get-memory', flag: '-O2', departs: false },
  { id: 'two-ways-to-get-memory', flag: '-fsanitize=address', departs: true },
  { id: 'two-ways-to-get-memory', flag: '-static', departs: true },
] as const;

/** The expected choice of every question. */
const expectedAnswers = ({ steps }: Lesson): Readonly<Record<string, string | null>> =>
  Object.fromEntries(
    steps
      .flatMap(({ predictions, whys }) => [...predictions, ...whys])
      .map(({ id, choices }) => [id, choices.find(({ expected }) => expected)?.id ?? null]),
  );

test.for(builds)('$id built with $flag counts nothing as wrong', async ({ id, flag, departs }, context) => {
  const { read } = await readLessonFolder(resolve('build/lessons', id));
  if (!read) throw new Error(`${id} cannot be read`);
  const { lesson, folder } = read;
  const missing = await lacking(lesson.requires);
  if (missing.length > 0) skip(context, missing.join(' '));
  const options = { folder, include: resolve('build/lessons'), cache: join(own, 'cache'), extra: [flag] };
  const compiled = await compileLesson(lesson, options);
  if (!compiled.ok) skip(context, `the compiler here makes no build with ${flag}: ${compiled.why ?? ''}`);

  const answers = expectedAnswers(lesson);
  const play = new LessonPlay(lesson);
  const seen: LessonSeen[] = [];
  const run = new LessonRun(openContext(), compiled.value.binary, mkdtempSync(join(own, 'work-')));
  for (let at = await run.first(); at.ok && at.value.type === 'step'; at = await run.next()) {
    for (const { id: question, type } of play.next?.predictions ?? [])
      if (type === 'choice') play.answer(question, answers[question] ?? null);
    const reached = play.reach(at.value.moment);
    if (!reached.ok) throw new Error(reached.message);
    seen.push(reached.value);
  }
  await run.stop();
  if (seen.length === 0) skip(context, `a build with ${flag} does not start here.`);
  const { predicted, predictions, reasons, whys, undecided } = scoreOf(lesson, seen, answers);
  expect({ predicted, reasons }).toEqual({ predicted: predictions, reasons: whys });
  if (departs) expect(undecided).toBeGreaterThan(0);
});
