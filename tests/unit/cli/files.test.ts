import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findDesktop } from '@main/cli/desktop.ts';
import { saveFile } from '@main/cli/saveFile.ts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'procatlas-cli-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

describe('saving a file', () => {
  it('writes it for its owner only, even over a file that others could read', async () => {
    const path = join(folder, 'a.json');
    writeFileSync(path, 'old');
    chmodSync(path, 0o644);
    await saveFile(path, ['new ', 'text']);
    expect(readFileSync(path, 'utf8')).toBe('new text');
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(readdirSync(folder)).toEqual(['a.json']);
  });

  it('leaves the old file whole and nothing behind when the text breaks off', async () => {
    const path = join(folder, 'a.json');
    writeFileSync(path, 'old');
    const pieces = (function* () {
      yield 'new';
      throw new Error('broke off');
    })();
    await expect(saveFile(path, pieces)).rejects.toThrow('broke off');
    expect(readFileSync(path, 'utf8')).toBe('old');
    expect(readdirSync(folder)).toEqual(['a.json']);
  });

  it('follows a symbolic link and writes into a device instead of replacing it', async () => {
    writeFileSync(join(folder, 'target'), '');
    symlinkSync('target', join(folder, 'link'));
    await saveFile(join(folder, 'link'), ['x']);
    expect(readFileSync(join(folder, 'target'), 'utf8')).toBe('x');
    await saveFile('/dev/null', ['x']);
    expect(statSync('/dev/null').isCharacterDevice()).toBe(true);
  });

  it('refuses a folder and a place that is not there', async () => {
    await expect(saveFile(folder, ['x'])).rejects.toThrow('is a folder');
    await expect(saveFile(join(folder, 'no', 'a.json'), ['x'])).rejects.toThrow('ENOENT');
  });
});

describe('looking for the desktop', () => {
  const display = { DISPLAY: ':0' };
  const install = (): string => {
    const electron = join(folder, 'node_modules', 'electron');
    mkdirSync(join(electron, 'dist'), { recursive: true });
    writeFileSync(join(folder, 'package.json'), '{}');
    writeFileSync(join(electron, 'package.json'), '{"name":"electron","version":"0.0.0"}');
    return electron;
  };

  it('finds the binary where its package says it is', () => {
    const electron = install();
    writeFileSync(join(electron, 'path.txt'), 'own-name\n');
    writeFileSync(join(electron, 'dist', 'own-name'), '');
    expect(findDesktop(folder, display, 1000)).toEqual({ electron: join(electron, 'dist', 'own-name') });
    expect(findDesktop(folder, { WAYLAND_DISPLAY: 'wayland-0' }, 1000)).toHaveProperty('electron');
  });

  it('says why there is none: no binary, no display, or root', () => {
    expect(findDesktop(folder, display, 1000)).toEqual({
      obstacle: expect.stringContaining('not installed') as string,
    });
    const electron = install();
    expect(findDesktop(folder, display, 1000)).toHaveProperty('obstacle');
    writeFileSync(join(electron, 'dist', 'electron'), '');
    expect(findDesktop(folder, { DISPLAY: '' }, 1000)).toEqual({ obstacle: 'There is no display' });
    expect(findDesktop(folder, display, 0)).toEqual({ obstacle: expect.stringContaining('root') as string });
    expect(findDesktop(folder, display, 1000)).toHaveProperty('electron');
  });
});
