/** The textbook's figure against recorded processes: what is true of one and not of the other. */
import { resolve } from 'node:path';
import type { Capture } from '@contract/capture.ts';
import { kindIndex } from '@contract/kinds.ts';
import { recordingOf } from '@main/classroom/recording.ts';
import { figureParts, textbookFigure, type FigurePartId } from '@renderer/layout/textbookFigure.ts';
import { expect, test } from 'vitest';

/** A step of a shipped lesson, from its recording. */
async function recorded(lesson: string, step: string): Promise<Capture> {
  const recording = await recordingOf(resolve('build/lessons', lesson));
  if (!recording?.ok) throw new Error(`${lesson} has no recording`);
  const capture = recording.value.steps.find(({ moment }) => moment.step === step)?.moment.captures.get('');
  if (!capture) throw new Error(`${lesson} has no step ${step}`);
  return capture;
}
const partOf = (capture: Capture, wanted: FigurePartId) => {
  const part = textbookFigure(capture).find(({ id }) => id === wanted);
  if (!part) throw new Error(`no ${wanted}`);
  return part;
};

test('each box says what the book has and what is so, and no sentence has an open place', async () => {
  for (const [lesson, step] of [
    ['a-promise-of-memory', 'start'],
    ['what-a-thread-costs', 'joined'],
  ] as const) {
    const figure = textbookFigure(await recorded(lesson, step));
    expect(figure.map(({ id }) => id)).toEqual(figureParts);
    for (const { claim, here } of figure) for (const sentence of [claim, ...here]) expect(sentence).toMatch(/^[^{}]+$/);
  }
});

test('a heap that is not there yet is not false, and then the gap below it is told', async () => {
  expect(partOf(await recorded('two-ways-to-get-memory', 'before'), 'heap')).toMatchObject({ holds: undefined });
  const later = await recorded('two-ways-to-get-memory', 'one-byte');
  const heap = partOf(later, 'heap');
  expect(heap.holds).toBe(false);
  expect(heap.here[0]).toContain('A gap of ');
  const row = later.regions.kind.indexOf(kindIndex.heap);
  expect(heap.span).toEqual({ start: later.regions.start[row], end: later.regions.end[row] });
});

test('one stack is as the book has it, with threads there are more', async () => {
  expect(partOf(await recorded('a-promise-of-memory', 'start'), 'stack').holds).toBe(true);
  const threads = partOf(await recorded('what-a-thread-costs', 'three-threads'), 'stack');
  expect(threads.holds).toBe(false);
  expect(threads.here.at(-1)).toContain('There are 3 more');
});

test('a program that may be anywhere is not at the book’s address; libraries lie where the book has them', async () => {
  const capture = await recorded('a-promise-of-memory', 'start');
  expect(partOf(capture, 'code')).toMatchObject({ holds: false });
  expect(partOf({ ...capture, machine: { ...capture.machine, randomizeVaSpace: 0 } }, 'code').holds).toBe(true);
  expect(partOf(capture, 'mappings').holds).toBe(true);
  expect(partOf(capture, 'scale').here[0]).toMatch(/one part in [\d,]+/);
});
