import { accessEntry, openProc } from '@main/procfs/reader.ts';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fixture, fixtureRoot } from './fixtures.ts';

let root = '';
const large = Uint8Array.from({ length: 700_000 }, (_, index) => index % 251);

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'procatlas-reader-'));
  mkdirSync(join(root, '7'));
  writeFileSync(join(root, '7/large'), large);
});
afterAll(() => {
  rmSync(root, { recursive: true });
});

describe('openProc', () => {
  test('reads a whole file into bytes of the caller’s own', () => {
    const reader = openProc(fixtureRoot);
    const first = reader.read('sleep/maps');
    reader.read('sleep/smaps');
    expect(first.status === 'read' && Buffer.from(first.value).equals(fixture('sleep/maps'))).toBe(true);
    expect(first).toMatchObject({ bytes: fixture('sleep/maps').length });
  });

  test('reads a file larger than its buffer', () => {
    const outcome = openProc(root).read('7/large');
    expect(outcome.status === 'read' && Buffer.compare(outcome.value, large)).toBe(0);
  });

  test('hands out chunks that make up the file, and stops when told to', () => {
    const reader = openProc(root);
    const sizes: number[] = [];
    const outcome = reader.readChunks('7/large', (chunk) => sizes.push(chunk.length));
    expect(outcome).toMatchObject({ status: 'read', value: { stopped: false }, bytes: large.length });
    expect(sizes.length).toBeGreaterThan(1);
    const stopped = reader.readChunks(
      '7/large',
      () => undefined,
      () => true,
    );
    expect(stopped).toMatchObject({ status: 'read', value: { stopped: true }, bytes: sizes[0] });
  });

  test('may be asked for another file inside a chunk', () => {
    const reader = openProc(root);
    const parts: Uint8Array[] = [];
    reader.readChunks('7/large', (chunk) => {
      const before = chunk.slice();
      reader.read('7/large');
      expect(Buffer.compare(chunk, before)).toBe(0);
      parts.push(before);
    });
    expect(Buffer.compare(Buffer.concat(parts), large)).toBe(0);
  });

  test('lets mistakes of the caller through as exceptions', () => {
    expect(() =>
      openProc(root).readChunks('7/large', () => {
        throw new TypeError('a bug');
      }),
    ).toThrow('a bug');
  });

  test('reports what is not there, in words, and as a line of the access report', () => {
    const outcome = openProc(root).read('8/maps');
    expect(outcome).toMatchObject({ status: 'absent', why: 'There is no process 8: it has ended, or never was.' });
    expect(accessEntry('8/maps', outcome)).toMatchObject({ file: '/proc/8/maps', status: 'absent', bytes: 0 });
    expect(openProc(root).readLink('7/exe')).toMatchObject({
      status: 'absent',
      why: 'Process 7 has no program file: it is a kernel thread or a zombie.',
    });
  });

  test('lists names', () => {
    expect(openProc(root).list('7')).toMatchObject({ status: 'read', value: ['large'] });
  });
});
