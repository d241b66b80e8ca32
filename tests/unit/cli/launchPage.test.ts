import { mkdtempSync, readFileSync, existsSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { writeLaunchPage } from '@main/cli/launchPage.ts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'procatlas-launch-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

const address = 'http://127.0.0.1:4711/open/secret?a="&b';

describe('the page that leads a browser to us', () => {
  it('can be read by its owner only, and its own address, which every user sees, holds no secret', () => {
    const page = writeLaunchPage(address, { XDG_RUNTIME_DIR: folder });
    const file = fileURLToPath(page.url);
    expect(file.startsWith(`${folder}/`)).toBe(true);
    expect(page.url).not.toContain('secret');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(statSync(dirname(file)).mode & 0o777).toBe(0o700);
    expect(readFileSync(file, 'utf8')).toContain('content="0;url=http://127.0.0.1:4711/open/secret?a=&quot;&amp;b"');
  });

  it('goes, with its folder, when it is no longer needed', () => {
    const page = writeLaunchPage(address, { XDG_RUNTIME_DIR: folder });
    const file = fileURLToPath(page.url);
    page.remove();
    expect(existsSync(dirname(file))).toBe(false);
    page.remove();
  });

  it('lies in the temporary folder, as private, where there is no runtime folder', () => {
    for (const environment of [{}, { XDG_RUNTIME_DIR: '' }, { XDG_RUNTIME_DIR: join(folder, 'gone') }]) {
      const page = writeLaunchPage(address, environment);
      const file = fileURLToPath(page.url);
      expect(dirname(dirname(file))).toBe(tmpdir());
      expect(statSync(dirname(file)).mode & 0o777).toBe(0o700);
      page.remove();
    }
  });
});
