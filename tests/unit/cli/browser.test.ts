import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openBrowser } from '@main/cli/browser.ts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'procatlas-browser-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

/** A "browser" that notes what it was asked to open. */
function install(name: string): string {
  const program = join(folder, name);
  writeFileSync(program, `#!/bin/sh\necho "${name} $*" >> '${folder}/opened'\n`, { mode: 0o755 });
  return program;
}

const opened = (): string => {
  try {
    return readFileSync(join(folder, 'opened'), 'utf8');
  } catch {
    return '';
  }
};

describe('opening a browser', () => {
  it('takes the one that $BROWSER names', async () => {
    install('xdg-open');
    openBrowser('http://x/#a&b', { DISPLAY: ':0', BROWSER: install('mine'), PATH: `${folder}:/bin:/usr/bin` });
    await expect.poll(opened).toBe('mine http://x/#a&b\n');
  });

  it('asks the desktop when $BROWSER is no program, or not set', async () => {
    install('xdg-open');
    const PATH = `${folder}:/bin:/usr/bin`;
    openBrowser('http://x/', { WAYLAND_DISPLAY: 'w', BROWSER: 'mine --new-window %s', PATH });
    await expect.poll(opened).toBe('xdg-open http://x/\n');
    openBrowser('http://y/', { DISPLAY: ':0', PATH });
    await expect.poll(opened).toBe('xdg-open http://x/\nxdg-open http://y/\n');
  });

  it('does nothing without a display, and does not fail without a program', async () => {
    openBrowser('http://x/', { BROWSER: install('mine'), PATH: folder });
    openBrowser('http://x/', { DISPLAY: ':0', PATH: folder });
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(opened()).toBe('');
  });
});
