import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findDesktop } from '@main/cli/desktop.ts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'procatlas-cli-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
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
