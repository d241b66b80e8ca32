/** A capture saved, opened, saved again: the same file, whatever it was made of. */
import {
  chmodSync,
  lstatSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { rulesVersion } from '@main/classify/rulesVersion.ts';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, describe, expect, test } from 'vitest';
import { note, type Note } from '@contract/note.ts';
import type { Capture } from '@contract/capture.ts';
import { openSource } from '@main/capture/files/openSource.ts';
import { saveCapture } from '@main/capture/files/saveCapture.ts';
import { captureJsonText } from '@main/capture/json.ts';
import { sampleCapture } from '../sampleCapture.ts';
import { inWords } from '../../../support/words.ts';
import { importText } from '../../../support/atOnce.ts';

const folder = mkdtempSync(join(tmpdir(), 'procatlas-files-'));
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});
const at = (name: string): string => join(folder, name);

async function saved(name: string, capture: Capture): Promise<Buffer> {
  const outcome = await saveCapture(at(name), capture);
  if (!outcome.ok) throw new Error(outcome.why);
  const bytes = readFileSync(at(name));
  expect(outcome.value.bytes).toBe(bytes.length);
  return bytes;
}

async function opened(name: string): Promise<{ capture: Capture; notes: readonly Note[] }> {
  const outcome = await openSource(at(name));
  if (!outcome.ok) throw new Error(`${outcome.message} ${outcome.why ?? ''}`);
  return outcome.value;
}

const fixture = (name: string): Buffer => readFileSync(new URL(`../../../fixtures/import/${name}`, import.meta.url));

describe('save → open → save', () => {
  test.each(['plain.json', 'compressed.json.gz'])('gives the same file: %s', async (name) => {
    const first = await saved(name, sampleCapture);
    const { capture, notes } = await opened(name);
    expect(capture).toEqual(sampleCapture);
    expect(notes).toEqual([]);
    expect(await saved(`again-${name}`, capture)).toEqual(first);
  });

  test('compresses by the name alone, and the text inside is the same', async () => {
    const text = await saved('a.json', sampleCapture);
    expect(gunzipSync(await saved('a.json.gz', sampleCapture))).toEqual(text);
  });

  test.each(['maps.txt', 'smaps.txt', 'pmap.txt', 'pmap-x.txt', 'pmap-d.txt', 'pmap-XX.txt', 'gdb.txt', 'smemcap.tar'])(
    'keeps an import of %s with what it does not know, and writes no stand-in',
    async (name) => {
      const outcome = importText(fixture(name), name);
      if (!outcome.ok) throw new Error(outcome.message);
      const { capture } = outcome.value;
      const first = await saved(`${name}.json`, capture);
      const document = JSON.parse(first.toString()) as {
        process: Record<string, unknown>;
        mappings: Record<string, unknown>[];
      };
      const unknown = new Set<string>(capture.source?.unknown);
      expect(document).not.toHaveProperty('takenAt');
      if (unknown.has('pid')) expect(document.process).not.toHaveProperty('pid');
      if (unknown.has('name')) expect(document.process).not.toHaveProperty('comm');
      if (unknown.has('offset')) expect(document.mappings[0]).not.toHaveProperty('offset');
      if (unknown.has('inode')) expect(document.mappings[0]).not.toHaveProperty('inode');
      const again = await opened(`${name}.json`);
      const { source, process, smaps } = again.capture;
      expect({ source, process, smaps }).toEqual({
        source: capture.source,
        process: capture.process,
        smaps: capture.smaps,
      });
      expect(await saved(`again-${name}.json`, again.capture)).toEqual(first);
    },
  );

  test('keeps unknown fields of a newer program at every level', async () => {
    const document = JSON.parse([...captureJsonText(sampleCapture)].join('')) as Record<string, never>;
    const newer = JSON.parse(JSON.stringify(document)) as {
      process: { threads: Record<string, unknown>[]; [name: string]: unknown };
      mappings: { regions: Record<string, unknown>[]; [name: string]: unknown }[];
      objects: Record<string, unknown>[];
      [name: string]: unknown;
    };
    newer.future = { deep: [1, { x: null }] };
    newer.process.scheduler = 'batch';
    newer.process.threads[1]!.policy = 'FIFO';
    newer.mappings[1]!.later = { N0: 3 };
    (newer.mappings[1]!.numa as Record<string, unknown>).weights = [3, 1];
    (newer.numa as Record<string, unknown>).nodes = 2;
    newer.mappings[1]!.regions[1]!.colour = 'red';
    newer.objects[0]!.licence = 'MIT';
    writeFileSync(at('newer.json'), JSON.stringify(newer, undefined, 2));
    const { capture } = await opened('newer.json');
    expect(JSON.parse((await saved('kept.json', capture)).toString())).toEqual(newer);
  });
});

describe('a file', () => {
  test('is readable by its owner only, and one that was there keeps its permissions', async () => {
    await saved('new.json', sampleCapture);
    expect(lstatSync(at('new.json')).mode & 0o777).toBe(0o600);
    writeFileSync(at('old.json'), 'old', { mode: 0o644 });
    await saved('old.json', sampleCapture);
    expect(lstatSync(at('old.json')).mode & 0o777).toBe(0o644);
    expect(readdirSync(folder).filter((name) => name.startsWith('.'))).toEqual([]);
  });

  test('that is a link is written where the link leads', async () => {
    writeFileSync(at('behind.json'), 'old');
    symlinkSync('behind.json', at('link.json'));
    await saved('link.json', sampleCapture);
    expect(lstatSync(at('link.json')).isSymbolicLink()).toBe(true);
    expect(readFileSync(at('behind.json'), 'utf8')).toContain('procatlas-capture');
  });

  test('that cannot be written leaves the old one and no half one, and says why', async () => {
    expect(await saveCapture(at('missing/x.json'), sampleCapture)).toMatchObject({
      ok: false,
      message: expect.stringContaining('could not be written') as string,
      remedy: 'Create the folder first, or choose another one.',
    });
    expect(await saveCapture(folder, sampleCapture)).toMatchObject({
      ok: false,
      why: expect.stringContaining('folder') as string,
    });
    expect(await saveCapture('/dev/full', sampleCapture)).toMatchObject({
      ok: false,
      remedy: 'Make room on that disk, or choose another place.',
    });
  });

  test('whose making fails halfway leaves the old one and no half one', async () => {
    writeFileSync(at('kept.txt'), 'precious');
    const { mappings } = sampleCapture;
    const broken = {
      ...sampleCapture,
      mappings: {
        ...mappings,
        get names(): readonly string[] {
          throw new Error('broken on purpose');
        },
      },
    };
    expect(await saveCapture(at('kept.txt'), broken)).toMatchObject({ ok: false, why: 'broken on purpose.' });
    expect(readFileSync(at('kept.txt'), 'utf8')).toBe('precious');
    expect(readdirSync(folder).filter((name) => name.startsWith('.'))).toEqual([]);
  });

  test('that is not there, is a folder, or may not be read is told apart', async () => {
    expect(await openSource(at('nothing'))).toMatchObject({ ok: false, why: 'There is no such file.' });
    expect(await openSource(folder)).toMatchObject({ ok: false, why: 'It is a folder.' });
    writeFileSync(at('secret'), 'x');
    chmodSync(at('secret'), 0);
    const outcome = await openSource(at('secret'));
    // root may read everything; then the content is at fault.
    expect(outcome).toMatchObject({ ok: false, code: process.getuid?.() === 0 ? 'invalid' : 'refused' });
  });

  test('may be any text, compressed or not', async () => {
    writeFileSync(at('maps.gz'), gzipSync(fixture('maps.txt')));
    expect((await opened('maps.gz')).capture.mappings.length).toBe(48);
    writeFileSync(at('maps'), fixture('maps.txt'));
    expect((await opened('maps')).capture.mappings.length).toBe(48);
  });
});

describe('a capture of older rules', () => {
  const olderRules = (change: (document: { mappings: { regions: Record<string, unknown>[] }[] }) => void): string => {
    const outcome = importText(fixture('smaps.txt'), 'x');
    if (!outcome.ok) throw new Error(outcome.message);
    const document = JSON.parse([...captureJsonText(outcome.value.capture)].join('')) as {
      rulesVersion: number;
      mappings: { regions: Record<string, unknown>[] }[];
    };
    document.rulesVersion = 0;
    change(document);
    return JSON.stringify(document);
  };

  test('keeps its labels and says so when today’s rules say the same', () => {
    const outcome = importText(
      olderRules(() => undefined),
      'old',
    );
    expect(outcome).toMatchObject({
      ok: true,
      value: {
        notes: [note('rules-older-same', { written: 0, today: rulesVersion })],
      },
    });
  });

  test('gets today’s labels where they are at least as certain, and says how many and where', () => {
    const outcome = importText(
      olderRules((document) => {
        document.mappings[0]!.regions[0]!.kind = 'anon';
        document.mappings[0]!.regions[0]!.certainty = 'guess';
      }),
      'old',
    );
    if (!outcome.ok) throw new Error(outcome.why);
    expect(outcome.value.notes).toHaveLength(1);
    expect(inWords(outcome.value.notes)[0]).toMatch(
      /one mapping has a new label now, at 0x[0-9a-f]+, from “Anonymous memory” to/,
    );
    expect(outcome.value.capture).not.toHaveProperty('rulesVersion');
  });

  test('keeps a label that rests on what only its day could see', () => {
    const outcome = importText(
      olderRules((document) => {
        const [region] = document.mappings[8]!.regions;
        region!.kind = 'runtime-heap';
        region!.certainty = 'exact';
      }),
      'old',
    );
    if (!outcome.ok) throw new Error(outcome.why);
    const document = JSON.parse([...captureJsonText(outcome.value.capture)].join('')) as {
      mappings: { regions: { kind: string }[] }[];
    };
    expect(document.mappings[8]!.regions[0]!.kind).toBe('runtime-heap');
  });
});
