import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';

const root = resolve(import.meta.dirname, '../../..');
const text = (path: string): string => readFileSync(resolve(root, path), 'utf8');
const packaging = text('build/electron-builder.yml');

test('the packaged Electron is the installed one, to the last digit', () => {
  const { version } = JSON.parse(text('node_modules/electron/package.json')) as { version: string };
  expect(packaging).toContain(`\nelectronVersion: ${version}\n`);
});

test.each([16, 24, 32, 48, 64, 128, 256, 512])('there is an icon of %i pixels, and it has that size', (size) => {
  const file = resolve(root, `build/icons/${size}x${size}.png`);
  expect(existsSync(file)).toBe(true);
  // Width and height stand at bytes 16 and 20 of a PNG file, in its first chunk.
  const bytes = readFileSync(file);
  expect([bytes.readUInt32BE(16), bytes.readUInt32BE(20)]).toEqual([size, size]);
});
