import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readWindowState, writeWindowState } from '@main/desktop/windowStateFile.ts';

const state = { x: 1, y: 2, width: 800, height: 600, maximized: true };
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'procatlas-window-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

test('what is written is read back, and nothing else is left in the folder', () => {
  expect(writeWindowState(join(folder, 'window.json'), state)).toBeUndefined();
  expect(readWindowState(join(folder, 'window.json'))).toEqual(state);
  expect(readdirSync(folder)).toEqual(['window.json']);
});

test('a missing or damaged file is no state', () => {
  expect(readWindowState(join(folder, 'none.json'))).toBeUndefined();
  writeFileSync(join(folder, 'window.json'), '{"x":');
  expect(readWindowState(join(folder, 'window.json'))).toBeUndefined();
});

test('a folder that does not exist is told, not thrown', () => {
  expect(writeWindowState(join(folder, 'none', 'window.json'), state)).toContain('ENOENT');
});
