/** With another language switched on, nothing of a capture is said in English any more. */
import type { Capture } from '@contract/capture.ts';
import { captureToJson } from '@main/capture/json.ts';
import { mappingTable } from '@renderer/export/mappingTable.ts';
import { useLanguage } from '@words/current.ts';
import { kindExplanation, kindName } from '@words/kinds.ts';
import { objectLabel, regionLabel, regionLabelForms } from '@words/labels.ts';
import { noteText, noteSentences } from '@words/notes.ts';
import { regionSentences } from '@words/sentences.ts';
import { noteArguments, type Note, type NoteId } from '@contract/note.ts';
import type { ArgumentType } from '@contract/verdict.ts';
import { kindIds } from '@contract/kinds.ts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { madeUpLanguage } from '../../support/madeUpLanguage.ts';
import { sampleCapture } from '../capture/sampleCapture.ts';
import { english } from '@words/english/index.ts';
import { importText } from '../../support/atOnce.ts';

const fixtures = resolve(import.meta.dirname, '../../fixtures/import');
const opened = (file: string): Capture => {
  const outcome = importText(readFileSync(resolve(fixtures, file)), file);
  if (!outcome.ok) throw new Error(outcome.message);
  return outcome.value.capture;
};
const captures: readonly (readonly [string, () => Capture])[] = [
  ['smaps', () => opened('smaps.txt')],
  ['maps', () => opened('maps.txt')],
  ['pmap -x', () => opened('pmap-x.txt')],
  ['gdb', () => opened('gdb.txt')],
  ['smemcap', () => opened('smemcap.tar')],
  ['a sample', () => sampleCapture],
];

beforeEach(() => {
  useLanguage(madeUpLanguage);
});
afterEach(() => {
  useLanguage(english);
});

/** Words of the English tables that are no names: what a sentence is made of. */
const englishWords =
  /\b(the|of|is|are|its|it|and|that|lies|below|above|names|mapped|memory|stack|heap|thread|guard|addresses|Anonymous|Probably)\b/;

/** What is no word of ours: names of files and threads, addresses, sizes and terms that the kernel prints. */
function withoutNames(text: string, capture: Capture): string {
  const names = [
    ...capture.mappings.names,
    ...capture.mappings.names.map((name) => name.slice(name.lastIndexOf('/') + 1)),
    ...capture.process.threads.map(({ name }) => name),
    capture.process.comm,
    ...capture.consistency.notes.flatMap(({ args }) =>
      Object.values(args).filter((value) => typeof value === 'string'),
    ),
    ...capture.regions.factSets.flatMap((facts) =>
      facts.flatMap(({ args }) => Object.values(args).filter((value) => typeof value === 'string')),
    ),
  ];
  return names
    .filter((name) => name !== '')
    .sort((a, b) => b.length - a.length)
    .reduce((left, name) => left.replaceAll(name, ''), text);
}

describe.each(captures)('%s', (_name, make) => {
  it('says no evidence, label or note in English', () => {
    const capture = make();
    const said: string[] = [...noteSentences(capture)];
    for (let region = 0; region < capture.regions.length; region++) {
      said.push(
        ...regionSentences(capture, region),
        regionLabel(capture, region),
        ...regionLabelForms(capture, region),
      );
    }
    for (let object = 0; object < capture.objects.length; object++) said.push(objectLabel(capture, object));
    expect(said.length).toBeGreaterThan(3);
    for (const sentence of said) expect(withoutNames(sentence, capture)).not.toMatch(englishWords);
  });

  it('writes no English label or evidence into files and tables', () => {
    const capture = make();
    const { mappings, objects, consistency } = captureToJson(capture) as {
      consistency: { notes: string[] };
      mappings: { regions: { label: string; evidence: string[]; guards?: string }[] }[];
      objects: { label: string }[];
    };
    const texts = [
      ...mappings.flatMap(({ regions }) =>
        regions.flatMap(({ label, evidence, guards = '' }) => [label, guards, ...evidence]),
      ),
      ...objects.map(({ label }) => label),
      ...consistency.notes,
    ];
    for (const text of texts) expect(withoutNames(text, capture)).not.toMatch(englishWords);
    const { columns, rows } = mappingTable(capture);
    const at = columns.indexOf('labels');
    expect(at).toBeGreaterThanOrEqual(0);
    for (const row of rows) expect(withoutNames(String(row[at]), capture)).not.toMatch(englishWords);
  });
});

/** An argument of each type; numbers are one and several, which choose the form. */
const argument = (type: ArgumentType, count: number): unknown =>
  type === 'name' || type === 'path' ? '“x”' : type === 'word' ? 'smaps' : count;

it.each([1, 7])('says no note in English, of %i thing', (count) => {
  const ids = Object.keys(noteArguments) as NoteId[];
  const said = ids.map((id) => {
    const args = Object.entries(noteArguments[id]).map(([name, type]) => [name, argument(type, count)] as const);
    return noteText({ id, args: Object.fromEntries(args) } as unknown as Note);
  });
  expect(said).toHaveLength(ids.length);
  for (const sentence of said) {
    expect(sentence).not.toMatch(/[{}]/);
    expect(sentence.replaceAll('smaps', '')).not.toMatch(englishWords);
    expect(sentence).not.toMatch(/\b(left out|lines?|rows?|could)\b/);
  }
});

it('names and explains no kind in English', () => {
  for (const kind of kindIds) expect(`${kindName(kind)} ${kindExplanation(kind)}`).not.toMatch(englishWords);
});
