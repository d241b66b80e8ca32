/** The way through a lesson, over the moments of its shipped recording: no kernel file is read. */
import { resolve } from 'node:path';
import { readLessonFolder } from '@main/classroom/lessonFolder.ts';
import { recordingOf } from '@main/classroom/recording.ts';
import { LessonPlay } from '@main/lessons/play.ts';
import type { LessonMoment } from '@main/lessons/moment.ts';
import { beforeAll, expect, test } from 'vitest';

const folder = resolve('build/lessons/a-promise-of-memory');
let play: LessonPlay;
let moments: readonly LessonMoment[];

beforeAll(async () => {
  const { read } = await readLessonFolder(folder);
  const recording = await recordingOf(folder);
  if (!read || !recording?.ok) throw new Error('the lesson has no recording');
  play = new LessonPlay(read.lesson);
  moments = recording.value.steps.map(({ moment }) => moment);
});

const reach = (index: number) => {
  const moment = moments[index];
  if (!moment) throw new Error(`the recording has no step ${index}`);
  return play.reach(moment);
};

test('a step opens only once its questions have an answer, which then stays', () => {
  expect(play.held).toBeUndefined();
  expect(reach(0)).toMatchObject({ ok: true, value: { step: 'start' } });
  expect(play.held).toMatchObject({ ok: false, message: 'First say what you expect.' });
  expect(play.answer('rss-after-malloc-why', 'lazy')).toMatchObject({ ok: false });
  expect(play.answer('rss-after-malloc', 'nothing-of-the-kind')).toMatchObject({ ok: false });
  expect(play.answer('rss-after-malloc', 'all')).toEqual({ ok: true, value: null });
  expect(play.answer('rss-after-malloc', 'none')).toEqual({ ok: true, value: null });
  expect(play.held).toBeUndefined();
  const seen = reach(1);
  expect(seen).toMatchObject({
    ok: true,
    value: {
      decisions: [
        { question: 'rss-after-malloc', right: 'none' },
        { question: 'rss-after-malloc-why', right: 'lazy' },
      ],
      figures: { 'present(block)': '4,096' },
    },
  });
  expect(play.answer('rss-after-malloc', 'all')).toMatchObject({ ok: false });
  expect(play.answerTo('rss-after-malloc')).toBe('none');
});

test('a moment of another step is refused, and a question that was passed over holds nothing up', () => {
  expect(reach(3)).toMatchObject({ ok: false, message: expect.stringContaining('half-touched') as string });
  expect(play.answer('rss-after-half', null)).toEqual({ ok: true, value: null });
  expect(reach(2)).toMatchObject({ ok: true });
});
