import { resolve } from 'node:path';
import { sourceFile } from '@main/cli/sourceFile.ts';
import { expect, test } from 'vitest';

test.each([
  ['4711', undefined],
  ['no-such-process', undefined],
  ['a.json.gz', resolve('a.json.gz')],
  ['a.procatlas', resolve('a.procatlas')],
  ['./a', resolve('a')],
  ['file:///tmp/a%20b.json.gz', '/tmp/a b.json.gz'],
  ['FILE:///tmp/x', '/tmp/x'],
  // An address of another host names no file here; it is told as one that is not there.
  ['file://elsewhere/tmp/x', resolve('file://elsewhere/tmp/x')],
])('%s means %s', async (word, file) => {
  expect(await sourceFile(word)).toBe(file);
});
