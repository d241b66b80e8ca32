import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Capture } from '@contract/capture.ts';
import { note } from '@contract/note.ts';
import { fact } from '@contract/verdict.ts';
import { captureJsonText, captureToJson } from '@main/capture/json.ts';
import { captureFromJson } from '@main/capture/jsonRead.ts';
import { noteSentences } from '@words/notes.ts';
import { factSentence } from '@words/sentences.ts';
import type { CaptureJson } from '../../support/captured.ts';
import { sampleCapture } from './sampleCapture.ts';

const written = (capture: Capture): unknown => JSON.parse([...captureJsonText(capture)].join(''));

interface Mutable {
  [field: string]: unknown;
  mappings: { start: string; regions: (Record<string, unknown> & { facts: unknown[] })[]; [field: string]: unknown }[];
  consistency: Record<string, unknown>;
}
const mutable = (): Mutable => written(sampleCapture) as Mutable;

describe('a capture as JSON', () => {
  test('has the documented fields, addresses as strings, ends exclusive', () => {
    expect(captureToJson(sampleCapture)).toMatchObject({
      format: 'procatlas-capture',
      version: 2,
      takenAt: '2026-01-31T12:00:00.123Z',
      kernel: '6.12.1',
      pageSize: 4096,
      process: {
        pid: 4711,
        startTime: 123_456,
        comm: 'a b)\n',
        cmdline: ['./a', '', 'ü'],
        exe: '/usr/bin/a',
        uid: 1000,
      },
      mappings: [
        {
          start: '0x400000',
          end: '0x402000',
          perms: 'r-xp',
          offset: '0x0',
          dev: 'fe:00',
          inode: '18446744069414584337',
          name: '/bad\ufffd',
          nameBase64: 'L2JhZP8=',
          smaps: { Rss: 4, THPeligible: 0, Huge: 2 ** 40 },
          vmFlags: ['rd', 'ex'],
          numa: { policy: 'default', counts: { mapped: 2, N0: 2 ** 40 } },
          regions: [{ start: '0x400000', end: '0x402000', kind: 'text', certainty: 'exact', label: 'a', object: 0 }],
        },
        {
          regions: [
            { kind: 'guard', guardsRegion: 2 },
            { start: '0x7fff8200', stackSize: 8_388_608 },
          ],
        },
        { start: '0xffffffffff600000', name: '[vsyscall]' },
      ],
      objects: [
        { id: 0, kind: 'module', role: 'program' },
        { id: 1, kind: 'thread', tid: 4712 },
      ],
    });
  });

  test('leaves out what is unknown instead of writing zero or null', () => {
    const without = (fields: object, names: string[]) =>
      Object.fromEntries(Object.entries(fields).filter(([name]) => !names.includes(name)));
    const bare = {
      ...without(sampleCapture, ['smaps', 'figuresTakenAt', 'numa', 'numaTakenAt']),
      process: without(sampleCapture.process, ['exe', 'user', 'addresses']),
    } as unknown as Capture;
    const text = [...captureJsonText(bare)].join('');
    expect(text).not.toMatch(/null|undefined|NaN|"exe"|"smaps"|"vmFlags"|4294967295/);
    expect(captureToJson(sampleCapture)).not.toHaveProperty(['mappings', 1, 'smaps', 'Huge']);
  });

  test('is written in pieces that make the same document', () => {
    expect(written(sampleCapture)).toEqual(JSON.parse(JSON.stringify(captureToJson(sampleCapture))));
  });

  test('comes back as the same capture', () => {
    const read = captureFromJson(written(sampleCapture));
    expect(read).toEqual({ ok: true, value: sampleCapture });
  });

  test('carries fields that it does not know and writes them back', () => {
    const document = mutable();
    document.later = { deep: [1] };
    document.mappings[0]!.later = true;
    document.mappings[1]!.regions[0]!.__proto__later = null;
    Object.defineProperty(document, '__proto__', { value: { polluted: true }, enumerable: true });
    const read = captureFromJson(document);
    if (!read.ok) throw new Error(read.why);
    const { carried, ...rest } = read.value;
    expect(rest).toEqual(sampleCapture);
    expect(carried).toHaveLength(4);
    expect(written(read.value)).toEqual(JSON.parse(JSON.stringify(document)));
    expect({}).not.toHaveProperty('polluted');
  });
});

describe('a file of version 1', () => {
  // Written by the last program that knew only sentences, from seven rows with three guesses among them.
  const old = JSON.parse(
    readFileSync(new URL('../../fixtures/capture-version1.json', import.meta.url), 'utf8'),
  ) as CaptureJson;
  const read = captureFromJson(old);
  if (!read.ok) throw new Error(read.why);
  const again = written(read.value) as CaptureJson;
  const told = ({ mappings }: CaptureJson) =>
    mappings.flatMap(({ regions }) =>
      regions.map(({ kind, certainty, label, evidence, guards }) => ({ kind, certainty, label, evidence, guards })),
    );

  test('says what it said: labels, evidence and what guards guard, and a guess only once that it is one', () => {
    expect(old.version).toBe(1);
    expect(told(again)).toEqual(told(old));
    expect(told(again).map(({ label }) => label)).toContain('Probably a malloc arena');
    expect(again.objects.map(({ label }) => label)).toEqual(old.objects.map(({ label }) => label));
  });

  test('is saved as version 2, and is the same when that is opened', () => {
    expect(again.version).toBe(2);
    const reread = captureFromJson(again);
    expect(reread).toMatchObject({ ok: true });
    expect(reread.ok && written(reread.value)).toEqual(again);
  });
});

interface WithFacts {
  readonly mappings: {
    readonly regions: {
      readonly evidence: string[];
      readonly facts: { id: string; said?: false; args?: object; later?: true }[];
    }[];
  }[];
}

test('no evidence is an empty sentence, and each sentence stays with its fact', () => {
  const { regions } = sampleCapture;
  const silent = fact('resident');
  const figureless = Object.entries(sampleCapture).filter(([name]) => !['smaps', 'figuresTakenAt'].includes(name));
  const document = written({
    ...(Object.fromEntries(figureless) as unknown as Capture),
    regions: { ...regions, factSets: regions.factSets.map((facts) => [silent, ...facts]) },
  }) as WithFacts;
  for (const { evidence, facts } of document.mappings.flatMap((mapping) => mapping.regions)) {
    expect(evidence).not.toContain('');
    expect(facts[0]).toEqual({ id: 'resident', said: false });
    expect(evidence).toHaveLength(facts.filter(({ said }) => said !== false).length);
  }
  // A fact of a newer program is told by its own sentence, not by a neighbour's.
  const [first] = document.mappings[0]!.regions;
  first!.facts[1] = { id: 'found-by-a-newer-rule', args: { at: '0x1000', of: ['a', { b: 2 }] }, later: true };
  const read = captureFromJson(document);
  if (!read.ok) throw new Error(read.why);
  const found = read.value.regions.factSets[read.value.regions.facts[0]!]![1]!;
  expect(found).toMatchObject({ id: 'newer', args: { text: first!.evidence[0]! } });
  expect(factSentence(read.value, found, 0)).toBe(first!.evidence[0]);
});

test('facts, labels, phrases, notes and rules of a newer program pass through unchanged, and nothing English is lost', () => {
  const document = mutable();
  const later = { args: { at: '0x1000', of: ['a', { b: 2 }] }, later: true };
  const [region] = document.mappings[0]!.regions;
  const guard = document.mappings.flatMap(({ regions }) => regions).find(({ guardsForm }) => guardsForm !== undefined);
  region!.facts[1] = { id: 'newer-fact', ...later };
  region!.form = { form: 'newer-label', ...later };
  region!.rule = 'newer-rule';
  guard!.guardsForm = { form: 'newer-phrase', ...later };
  document.consistency.facts = [{ id: 'newer-note', ...later }];
  const read = captureFromJson(document);
  if (!read.ok) throw new Error(read.why);
  expect(written(read.value)).toEqual(document);
});

test('a note on the reading of a file without forms is told as it was written', () => {
  const document = mutable();
  document.consistency = { state: 'moving', retries: 2, notes: ['One row was cut.'] };
  const read = captureFromJson(document);
  if (!read.ok) throw new Error(read.why);
  expect(read.value.consistency.notes).toEqual([note('told', { text: 'One row was cut.' })]);
  expect(noteSentences(read.value)[0]).toBe('One row was cut.');
});

test('the example of FORMAT.md is a capture', () => {
  const page = readFileSync(new URL('../../../src-main/capture/FORMAT.md', import.meta.url), 'utf8');
  const [, example = ''] = /```json\n([\s\S]*?)```/.exec(page) ?? [];
  expect(captureFromJson(JSON.parse(example))).toMatchObject({ ok: true, value: { stage: 'complete' } });
});

describe('what is not a capture', () => {
  test.each([
    [null],
    [undefined],
    [3],
    ['text'],
    [[]],
    [{}],
    [{ format: 'procatlas-capture' }],
    [{ format: 'other', version: 1 }],
  ])('%j is refused in words', (value) => {
    expect(captureFromJson(value)).toMatchObject({
      ok: false,
      code: 'invalid',
      message: expect.stringMatching(/./) as string,
      remedy: expect.stringMatching(/./) as string,
    });
  });

  test('a newer version is told apart from a damaged file', () => {
    expect(captureFromJson({ format: 'procatlas-capture', version: 3 })).toMatchObject({ ok: false, code: 'version' });
  });

  const damages: [string, (document: Mutable) => void, RegExp][] = [
    ['an address that is none', (d) => (d.mappings[0]!.start = 'rax'), /Mapping 0\.start is not an address/],
    ['an address beyond 64 bits', (d) => (d.mappings[0]!.start = '0x10000000000000000'), /not an address/],
    ['regions with a gap', (d) => (d.mappings[1]!.regions[1]!.start = '0x7fff9000'), /continuation/],
    ['regions that end early', (d) => d.mappings[1]!.regions.pop(), /covered exactly/],
    ['an unknown kind', (d) => (d.mappings[0]!.regions[0]!.kind = 'toString'), /one of/],
    ['an object that is not there', (d) => (d.mappings[0]!.regions[0]!.object = 2), /id of an object/],
    ['a region that guards nothing', (d) => (d.mappings[1]!.regions[0]!.guardsRegion = 99), /number of a region/],
    ['an impossible date', (d) => (d.takenAt = '2026-99-99T00:00:00Z'), /a date/],
    ['figures without keys', (d) => (d.figures = {}), /keys is not present/],
    ['a figure that is no number', (d) => (d.mappings[0]!.smaps = { Rss: '4' }), /Rss is not a number/],
    ['a mapping without a policy', (d) => (d.mappings[0]!.numa = { counts: {} }), /numa\.policy is not present/],
    ['counts that are not listed', (d) => (d.numa = { keys: ['N0'] }), /key mapped of numa is not among numa\.keys/],
    ['an end below the start', (d) => (d.mappings[0]!.end = '0x1000'), /above the start/],
  ];
  test.each(damages)('%s is named with its place', (_what, damage, why) => {
    const document = mutable();
    damage(document);
    const read = captureFromJson(document);
    expect(read).toMatchObject({ ok: false, code: 'invalid' });
    expect(read).toHaveProperty('why', expect.stringMatching(why));
  });

  test('any damage anywhere gives a capture or a Failure, never an exception', () => {
    const places: (string | number)[][] = [];
    const walk = (value: unknown, path: (string | number)[]) => {
      places.push(path);
      if (typeof value !== 'object' || value === null) return;
      for (const [key, item] of Object.entries(value)) walk(item, [...path, key]);
    };
    walk(written(sampleCapture), []);
    fc.assert(
      fc.property(fc.constantFrom(...places.slice(1)), fc.jsonValue(), (path, value) => {
        const document = mutable();
        let parent: unknown = document;
        for (const key of path.slice(0, -1)) parent = (parent as Record<string, unknown>)[key];
        (parent as Record<string, unknown>)[path.at(-1)!] = value;
        expect(typeof captureFromJson(document).ok).toBe('boolean');
      }),
      { numRuns: 500 },
    );
  });
});
