/**
 * Texts of unusual systems and programs with their right answers (tests/fixtures/cases): what each row is, how sure, and
 * what it belongs to. Each is asserted as it is and as people paste it.
 */
import { readFileSync, readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Capture } from '@contract/capture.ts';
import { regionView } from '@contract/rows.ts';
import { captureFromJson } from '@main/capture/jsonRead.ts';
import { captureToJson } from '@main/capture/json.ts';
import { objectLabel } from '@words/labels.ts';
import { allSentences } from '../../../support/words.ts';
import { importText } from '../../../support/atOnce.ts';

const folder = resolve(import.meta.dirname, '../../../fixtures/cases');
const answers = JSON.parse(readFileSync(resolve(folder, 'answers.json'), 'utf8')) as Record<string, string[]>;
const textOf = (name: string): string => readFileSync(resolve(folder, name), 'utf8');

function captureOf(text: string): Capture {
  const outcome = importText(text, 'text');
  if (!outcome.ok) throw new Error(`${outcome.message} ${outcome.why ?? ''}`);
  return outcome.value.capture;
}

const told = (capture: Capture): string[] =>
  Array.from({ length: capture.regions.length }, (_, region) => {
    const { kind, certainty, object } = regionView(capture.regions, region);
    return [kind, certainty, ...(object === undefined ? [] : [objectLabel(capture, object)])].join(' ');
  });

/** As it is, and as it looks in a mail, an issue, a log and on a terminal of Windows. */
const pasted: Readonly<Record<string, (text: string) => string>> = {
  'as it is': (text) => text,
  quoted: (text) => text.replaceAll(/^/gm, '> '),
  indented: (text) => text.replaceAll(/^(?=.)/gm, '    '),
  'with carriage returns': (text) => text.replaceAll('\n', '\r\n'),
  'below a log': (text) => `${'something happened at 12:00\n'.repeat(700)}\n${text}`,
};

test('every text has its answer', () => {
  expect(Object.keys(answers).toSorted()).toEqual(
    readdirSync(folder)
      .filter((name) => name !== 'answers.json')
      .toSorted(),
  );
});

describe.each(Object.keys(answers))('%s', (name) => {
  test.each(Object.keys(pasted))('%s', (look) => {
    expect(told(captureOf(pasted[look]!(textOf(name))))).toEqual(answers[name]);
  });

  test('says nothing that the text does not, and survives being saved', () => {
    const capture = captureOf(textOf(name));
    const unknown = new Set(capture.source?.unknown);
    const said = allSentences(capture).flat().join(' ');
    if (unknown.has('permissions'))
      expect(said).not.toMatch(/permissions are|mapped (private|shared|executable|read only)/);
    if (unknown.has('sharing')) expect(said).not.toMatch(/mapped (private|shared)/);
    if (unknown.has('names')) expect(said).not.toMatch(/The kernel names it/);
    const again = captureFromJson(JSON.parse(JSON.stringify(captureToJson(capture))));
    expect(again).toMatchObject({ ok: true });
    if (again.ok) expect(told(again.value)).toEqual(answers[name]);
  });
});
