/** A process in seven words: every region is one of them, libraries are never the program's own. */
import { resolve } from 'node:path';
import type { Capture } from '@contract/capture.ts';
import { kindIds } from '@contract/kinds.ts';
import { recordingOf } from '@main/classroom/recording.ts';
import { withoutLabels } from '@main/lessons/hiddenLabels.ts';
import { palettes } from '@renderer/paint/palettes.ts';
import { partColours, partOfRegion, programMask, textbookParts } from '@renderer/layout/textbookParts.ts';
import { beforeAll, expect, test } from 'vitest';

let capture: Capture;

beforeAll(async () => {
  const recording = await recordingOf(resolve('build/lessons/what-a-thread-costs'));
  if (!recording?.ok) throw new Error('the lesson has no recording');
  const last = recording.value.steps.at(-1)?.moment.captures.get('');
  if (!last) throw new Error('the recording is empty');
  capture = last;
});

const kindOf = (region: number) => kindIds[capture.regions.kind[region] ?? -1];
const rows = () => [...capture.regions.kind.keys()];
const isLibrary = (region: number): boolean => {
  const object = capture.objects[capture.regions.object[region] ?? -1];
  return object?.kind === 'module' && object.role !== 'program';
};

test('all seven parts are found in a threaded program, and libraries are one whatever is in them', () => {
  const found = new Set(rows().map((region) => partOfRegion(capture, region)));
  expect([...found].sort()).toEqual(textbookParts.map(({ id }) => id).sort());
  for (const region of rows()) expect(partOfRegion(capture, region) === 'libraries').toBe(isLibrary(region));
  for (const region of rows().filter((one) => kindOf(one) === 'arena'))
    expect(partOfRegion(capture, region)).toBe('heap');
});

test('only the program: libraries and the kernel’s parts are dimmed, its stacks and heaps are not', () => {
  const mask = programMask(capture);
  for (const region of rows()) {
    const kind = kindOf(region) ?? 'anon';
    if (isLibrary(region) || ['vdso', 'vvar', 'vsyscall'].includes(kind)) expect(mask?.[region], kind).toBe(0);
    if (['stack', 'thread-stack', 'heap', 'arena'].includes(kind)) expect(mask?.[region], kind).toBe(1);
  }
});

test('nothing is told by these colours while labels are hidden', () => {
  const hidden = withoutLabels(capture);
  expect(new Set(rows().map((region) => partOfRegion(hidden, region)))).toEqual(new Set(['other']));
  for (const palette of Object.values(palettes))
    expect(new Set(Object.values(partColours(palette))).size).toBe(textbookParts.length);
});
