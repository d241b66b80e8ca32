/** Input that means harm: a clear message within seconds and in bounded memory, whatever it is. */
import { closeSync, createWriteStream, mkdtempSync, openSync, rmSync, truncateSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createGzip, gzipSync } from 'node:zlib';
import { once } from 'node:events';
import { afterAll, describe, expect, test } from 'vitest';
import type { Outcome } from '@contract/calls.ts';
import { openSource, type Opened } from '@main/capture/files/openSource.ts';
import { captureJsonText } from '@main/capture/json.ts';
import { ContentReader } from '@main/capture/import/contentReader.ts';
import { soundSources } from '../../../support/mutations.ts';
import { sampleCapture } from '../sampleCapture.ts';
import { inWords } from '../../../support/words.ts';
import { importText } from '../../../support/atOnce.ts';

const folder = mkdtempSync(join(tmpdir(), 'procatlas-hostile-'));
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const document = [...captureJsonText(sampleCapture)].join('');
const head = document.slice(0, document.indexOf('"mappings":['));
const mapping = (start: number): string =>
  `{"start":"0x${start.toString(16)}000","end":"0x${(start + 1).toString(16)}000","perms":"rw-p","offset":"0x0","dev":"00:00","inode":0,"name":"","regions":[{"start":"0x${start.toString(16)}000","end":"0x${(start + 1).toString(16)}000","kind":"anon","certainty":"guess","evidence":[],"label":""}]}`;

function why(outcome: Outcome<Opened>): string {
  if (outcome.ok) return 'opened';
  expect(outcome.message).toMatch(/\.$/);
  return `${outcome.message} ${outcome.why ?? ''}`;
}

/** Writes the same bytes again and again. */
function repeated(name: string, first: string, again: string, bytes: number, last = ''): string {
  const path = join(folder, name);
  const file = openSync(path, 'w');
  writeSync(file, first);
  const block = Buffer.from(again.repeat(Math.ceil((1 << 20) / again.length)));
  for (let written = 0; written < bytes; written += block.length) writeSync(file, block);
  writeSync(file, last);
  closeSync(file);
  return path;
}

/** Opens a file and measures: at most `seconds`, and at most 600 MB more memory at its end. */
async function openedWithin(path: string, seconds: number): Promise<string> {
  const begin = performance.now();
  const before = process.memoryUsage().rss;
  const said = why(await openSource(path));
  expect((performance.now() - begin) / 1000).toBeLessThan(seconds);
  expect((process.memoryUsage().rss - before) / 2 ** 20).toBeLessThan(600);
  rmSync(path);
  return said;
}

describe('a huge file', () => {
  test('of nothing that can be opened is told at once', { timeout: 60_000 }, async () => {
    const path = repeated('huge.txt', '', 'lorem ipsum dolor\n', 1e6);
    truncateSync(path, 500e6);
    const said = await openedWithin(path, 2);
    expect(said).toMatch(/nothing that Procatlas can open.*lorem ipsum/);
  });

  test('of millions of mappings stops at the bound', { timeout: 60_000 }, async () => {
    const row = '7f0000000000-7f0000001000 rw-p 00000000 00:00 0 \n';
    expect(await openedWithin(repeated('rows.maps', row, row, 100e6), 20)).toMatch(/more than 1048576 mappings/);
  });

  test('with a line that never ends is not gathered whole', { timeout: 60_000 }, async () => {
    const path = repeated('line', '1000-2000 rw-p 0 0:0 0 x\n', 'a', 300e6);
    expect(await openedWithin(path, 5)).toMatch(/a line of more than 1048576 bytes/);
  });

  test('that is one JSON string, or one mapping, is not gathered whole', { timeout: 60_000 }, async () => {
    expect(await openedWithin(repeated('s.json', '{"a":"', 'a', 300e6), 10)).toMatch(/at most 16777216 bytes long/);
    expect(await openedWithin(repeated('m.json', `${head}"mappings":[{"a":[`, '0,', 300e6), 10)).toMatch(
      /Mapping 0 is not one with at most 1048576 values/,
    );
  });

  test(
    'that is compressed a thousandfold is unpacked only as far as it makes sense',
    { timeout: 120_000 },
    async () => {
      const path = join(folder, 'bomb.gz');
      const gzip = createGzip({ level: 1 });
      const file = createWriteStream(path);
      gzip.pipe(file);
      gzip.write('{"a":"');
      const zeros = Buffer.alloc(1 << 24, 'a');
      for (let part = 0; part < 64; part++) if (!gzip.write(zeros)) await once(gzip, 'drain');
      gzip.end();
      await once(file, 'close');
      expect(await openedWithin(path, 10)).toMatch(/at most 16777216 bytes long/);
      expect(why(importText(gzipSync(Buffer.alloc(300 << 20, 'a'), { level: 1 }), 'pasted'))).toMatch(
        /more than 256 MiB/,
      );
    },
  );
});

describe('a hostile capture', () => {
  test('nested without end is refused at a depth, not by an exhausted stack', () => {
    for (const open of ['[', '{"a":']) {
      const said = why(importText(`{"a":${open.repeat(200_000)}`, 'deep'));
      expect(said).toMatch(/nested at most 64 deep/);
    }
  });

  test.each([
    [
      'threads',
      `${head.replace(/"threads":\[.*?\]/, `"threads":[${Array(1_200_000).fill('{}').join(',')}]`)}"mappings":[],"objects":[]}`,
    ],
    ['unknown members of brackets', `{"u":[${Array(1_200_000).fill('[]').join(',')}]}`],
    ['arguments', `{"process":{"cmdline":[${Array(1_200_000).fill('""').join(',')}]}}`],
    [
      'values in many members',
      `{${Array.from({ length: 900 }, (_, at) => `"u${at}":[${Array(1500).fill('0').join(',')}]`).join(',')}}`,
    ],
  ])('with millions of %s is refused before they are taken apart', (_what, text) => {
    expect(why(importText(text, 'many'))).toMatch(/The head of the document is not one with at most 1048576 values/);
  });

  test('with thousands of unknown members is refused after the first thousand', () => {
    const text = `{${Array.from({ length: 2000 }, (_, at) => `"u${at}":0`).join(',')}}`;
    expect(why(importText(text, 'members'))).toMatch(/not one with at most 1024 members/);
  });

  test('with prototype keys changes nothing but itself', () => {
    const text = document
      .replace('{"format"', '{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},"format"')
      .replace('"VmSize"', '"__proto__":5,"VmSize"')
      .replace('"smaps":{', '"smaps":{"__proto__":1,');
    const outcome = importText(text, 'proto');
    expect(why(outcome)).toMatch(/the key __proto__ of smaps is not among figures.keys/i);
    const allowed = importText(text.replace('"smaps":{"__proto__":1,', '"smaps":{'), 'proto');
    if (!allowed.ok) throw new Error(allowed.why);
    expect({}).not.toHaveProperty('polluted');
    expect(Object.keys(allowed.value.capture.process.statusFigures)).toContain('__proto__');
    expect([...captureJsonText(allowed.value.capture)].join('')).toContain('"__proto__":{"polluted":1}');
  });

  test.each([
    ['a negative address', ['"0x400000"', '"-0x400000"'], /not an address/],
    ['an address beyond 2^64', ['"0x402000"', '"0x10000000000000000"'], /not an address/],
    ['a figure that no process can have', [/"Rss":\d+/, '"Rss":1e308'], /a number from 0 to 2\^64/],
    ['a range that goes backwards', ['"end":"0x402000"', '"end":"0x3ff000"'], /above the start/],
    ['a pid beyond every number', ['"pid":4711', '"pid":1e400'], /whole number/],
    ['text after its end', [/\]\}\n$/, ']}{}'], /not one JSON object/],
    ['an end too early', [/\]\}\n$/, ''], /cut off/],
    ['two lists of mappings', ['"objects":[', '"mappings":[],"objects":['], /there only once/],
    ['control characters', ['"format"', '\0"format"'], /control character/],
    ['a comma too many', ['"mappings":[', '"mappings":[,'], /not JSON in mapping 0/],
  ] as const)('with %s is refused with the place', (_what, [from, to], reason) => {
    const text = document.replace(from, to);
    expect(text).not.toBe(document);
    expect(why(importText(text, 'damaged'))).toMatch(reason);
  });

  test('with more different texts than a real one has is not kept whole', { timeout: 120_000 }, () => {
    const reader = new ContentReader('texts', {});
    reader.push(Buffer.from(`${head}"mappings":[`));
    const before = process.memoryUsage().rss;
    let row = 16;
    let wanted = true;
    // At most 1.5 GB, which would all have to be kept.
    for (; wanted && row < 100_000; row += 2) {
      const evidence = `${row} ${'x'.repeat(16_000)}`;
      wanted = reader.push(Buffer.from(`${mapping(row).replace('"evidence":[]', `"evidence":["${evidence}"]`)},`));
    }
    expect(row).toBeLessThan(50_000);
    expect(why(reader.finish())).toMatch(/not one with at most 256 MiB of different names, labels and evidence/);
    expect((process.memoryUsage().rss - before) / 2 ** 20).toBeLessThan(1200);
  });

  test('with overlapping mappings is refused, since no picture of it could be right', () => {
    const text = `${head}"mappings":[${mapping(16)},${mapping(16)}],"objects":[]}`;
    expect(why(importText(text, 'overlap'))).toMatch(
      /Mapping 1\.start is not at or above the end of the mapping before it/,
    );
  });

  test('may have its parts in any order and any white space', () => {
    const value = JSON.parse(document) as Record<string, unknown>;
    const reversed = Object.fromEntries(Object.entries(value).toReversed());
    expect(why(importText(JSON.stringify(reversed, undefined, 3), 'reversed'))).toBe('opened');
  });

  test('is read the same in chunks of any size', { timeout: 60_000 }, () => {
    for (const { name, bytes } of soundSources.filter((one) => one.name !== 'core')) {
      const whole = importText(bytes, name);
      for (const step of [1, 7, 511, 70_000]) {
        const reader = new ContentReader(name, {});
        for (let at = 0; at < bytes.length; at += step) reader.push(bytes.subarray(at, at + step));
        expect(reader.finish()).toEqual(whole);
      }
    }
  });
});

describe('hostile text', () => {
  const row = (at: number, name = ''): string =>
    `${(16 + at).toString(16)}000-${(17 + at).toString(16)}000 rw-p 00000000 00:00 0 ${name}\n`;

  test('with other flags in every row costs time in proportion to its length', () => {
    const rows = (count: number): string =>
      Array.from(
        { length: count },
        (_, at) => `${row(at)}Size:                  4 kB\nVmFlags: rd a${at.toString(36)}\n`,
      ).join('');
    const outcome = importText(rows(100_000), 'flags');
    if (!outcome.ok) throw new Error(outcome.why);
    // Comparing each with all before it took 130 s of processor time; the test's own limit is what fails then.
    expect(outcome.value.capture.smaps?.vmFlagSets.length).toBe(100_001);
  });

  test('with an offset that rounds to 2^64 is saved so that it opens again', () => {
    const opened = importText('00400000-00401000 r-xp ffffffffffffffff fe:00 12 /bin/x\n', 'offset');
    if (!opened.ok) throw new Error(opened.why);
    expect(why(importText([...captureJsonText(opened.value.capture)].join(''), 'again'))).toBe('opened');
  });

  test('with longer names than a real process has is not kept whole', () => {
    const long = 'x'.repeat(4000);
    const reader = new ContentReader('names', {});
    let at = 0;
    while (at < 40_000 && reader.push(Buffer.from(row(at, `/${at}${long}`)))) at += 1;
    expect(at).toBeLessThan(20_000);
    expect(why(reader.finish())).toMatch(/more than 64 MiB of different names and flags/);
  });

  test.each([
    ['', 'It is empty'],
    ['\u0000\u0001\u0002', 'neither text'],
    ['hello', 'hello'],
    ['\ufffe', 'first line'],
    ['{', 'cut off'],
    ['[]', 'first line'],
    ['Address           Kbytes     RSS   Dirty Mode  Mapping\n', 'first line'],
  ])('%j is refused in words', (text, reason) => {
    expect(why(importText(text, 'pasted text'))).toContain(reason);
  });

  test('a program is told from a core file', () => {
    expect(why(importText(Buffer.from('7f454c460201010000000000000000000300', 'hex'), 'ls'))).toMatch(
      /a program or library/,
    );
  });

  test('with sizes and addresses beyond 2^64 loses only those rows', () => {
    const outcome = importText(
      '1:   x\n0000000000001000      4K r---- a\nffffffffffffff00 99999999999999K r---- b\n0000000000003000 18446744073709551616K r---- c\n',
      'pmap',
    );
    if (!outcome.ok) throw new Error(outcome.why);
    expect(outcome.value.capture.mappings.length).toBe(1);
    expect(inWords(outcome.value.notes)[0]).toMatch(/^2 lines of the output of pmap/);
  });

  test('with long hostile lines costs time in proportion to their length', () => {
    const lines = [
      `${'='.repeat(500_000)}x`,
      `1000-2000 ${' '.repeat(500_000)}x`,
      ' '.repeat(900_000),
      '-'.repeat(500_000),
    ];
    const heads = ['pmap-like', '0000000000001000      4K r---- a', '  0x1000  0x2000  0x1000  0x0  r--p  /a'];
    // Going back in half a million characters from each of them takes minutes; the test's own limit is what fails then.
    for (const first of heads) expect(why(importText([first, ...lines].join('\n'), 'lines'))).toBeTypeOf('string');
  });
});
