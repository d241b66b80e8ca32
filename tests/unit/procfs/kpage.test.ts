import { asPid } from '@contract/units.ts';
import { clearRefs } from '@main/procfs/clearRefs.ts';
import { pageFlags, readFrameWord } from '@main/procfs/kpage.ts';
import { openProc } from '@main/procfs/reader.ts';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';

const root = mkdtempSync(join(tmpdir(), 'procatlas-kpage-'));
afterAll(() => {
  rmSync(root, { recursive: true });
});

test('flags are named by their bits, and an unknown bit by its number', () => {
  expect(pageFlags(0n)).toEqual([]);
  expect(pageFlags((1n << 5n) | (1n << 12n) | (1n << 34n) | (1n << 60n))).toEqual([
    'LRU',
    'ANON',
    'MAPPEDTODISK',
    'BIT_60',
  ]);
});

test('the word of a frame is read at its place, and is missing beyond the end', () => {
  writeFileSync(join(root, 'kpagecount'), new Uint8Array(BigUint64Array.of(1n, 7n, 2n ** 40n).buffer));
  const reader = openProc(root);
  expect(readFrameWord(reader, 'kpagecount', 1)).toBe(7n);
  expect(readFrameWord(reader, 'kpagecount', 2)).toBe(2n ** 40n);
  expect(readFrameWord(reader, 'kpagecount', 3)).toBeUndefined();
  expect(readFrameWord(reader, 'kpageflags', 0)).toMatchObject({ status: 'absent' });
});

test('clearing writes the code of what is cleared, and nothing else', () => {
  mkdirSync(join(root, '7'));
  writeFileSync(join(root, '7/clear_refs'), '');
  const reader = openProc(root);
  expect(clearRefs(reader, asPid(7), 'referenced')).toMatchObject({ status: 'read' });
  expect(readFileSync(join(root, '7/clear_refs'), 'latin1')).toBe('1');
  clearRefs(reader, asPid(7), 'soft-dirty');
  expect(readFileSync(join(root, '7/clear_refs'), 'latin1')).toBe('4');
});
