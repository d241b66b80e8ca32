/** Nothing of what a capture says of its parts may be left when labels are hidden; whatever can be counted stays. */
import { resolve } from 'node:path';
import { recordingOf } from '@main/classroom/recording.ts';
import { notesWithoutLabels, withoutLabels } from '@main/lessons/hiddenLabels.ts';
import type { Capture } from '@contract/capture.ts';
import { note } from '@contract/note.ts';
import { noteText } from '@words/notes.ts';
import { objectLabel, regionLabel } from '@words/labels.ts';
import { captureToJson } from '@main/capture/json.ts';
import { beforeAll, expect, test } from 'vitest';

let capture: Capture;

beforeAll(async () => {
  const recording = await recordingOf(resolve('build/lessons/what-a-thread-costs'));
  if (!recording?.ok) throw new Error('the lesson has no recording');
  const last = recording.value.steps.at(-1)?.moment.captures.get('');
  if (!last) throw new Error('the recording is empty');
  capture = last;
});

test('no kind, name, path, thread or evidence is left anywhere in it', () => {
  const text = JSON.stringify(captureToJson(withoutLabels(capture)).mappings);
  for (const word of ['stack', 'heap', 'libc', 'guard', 'arena', 'rodata', 'vdso', 'thread']) {
    expect(JSON.stringify(captureToJson(capture).mappings).includes(word), word).toBe(true);
    expect(text.includes(word), word).toBe(false);
  }
  const hidden = withoutLabels(capture);
  for (let region = 0; region < hidden.regions.length; region++) expect(regionLabel(hidden, region)).toBe('?');
  for (let object = 0; object < hidden.objects.length; object++) expect(objectLabel(hidden, object)).toBe('?');
});

test('a source whose labels were made by older rules does not tell them either', () => {
  const changed = { written: 1, today: 2, count: 1, at: 0, before: 'heap', now: 'stack' } as const;
  const notes = [note('recording-cut'), note('rules-older-changed', changed)];
  expect(notes.map(noteText).join(' ')).toMatch(/stack/i);
  expect(notesWithoutLabels(notes)).toEqual([note('recording-cut')]);
});

test('sizes, order, permissions, figures and what belongs together stay', () => {
  const hidden = withoutLabels(capture, { nameOf: (object) => String(object + 1) });
  expect(hidden.regions.start).toBe(capture.regions.start);
  expect(hidden.regions.end).toBe(capture.regions.end);
  expect(hidden.regions.object).toBe(capture.regions.object);
  expect(hidden.mappings.perms).toBe(capture.mappings.perms);
  expect(hidden.smaps).toBe(capture.smaps);
  expect(objectLabel(hidden, 1)).toBe('2');
});

test('one label can be shown, and no other is there then', () => {
  const stack = [...capture.regions.kind.keys()].find((row) => regionLabel(capture, row).includes('main thread'));
  if (stack === undefined) throw new Error('there is no main stack');
  const hidden = withoutLabels(capture, { revealed: [capture.regions.start[stack] ?? -1] });
  for (let row = 0; row < hidden.regions.length; row++)
    expect(regionLabel(hidden, row)).toBe(row === stack ? regionLabel(capture, stack) : '?');
  const text = JSON.stringify(hidden.regions.labels);
  expect(text).toContain('main-stack');
  for (const form of ['arena', 'guard', 'tls', 'heap']) expect(text).not.toContain(form);
});
