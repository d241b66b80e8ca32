/**
 * What a newcomer does, as one run: clone, `npm ci`, `npm start`, export a page and open it; and what the package for npm
 * is for, as one: `npm pack` of the clone, installed into an empty folder, and a page drawn with `npx procatlas`. The clone
 * is of what has been committed.
 */
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openPage, settled } from '../support/browserFace.ts';
import { launchChromium } from '../support/chromium.ts';
import { startProgram, temporaryFolder, type Program } from '../support/programs.ts';

let browser: Browser;
let threads: Program;
let clone: string;

/** Without a display, and fetching no binary: what a server or a container has. */
const environment = {
  ...Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(npm_|WAYLAND_DISPLAY$|DISPLAY$|VITEST)/.test(name)),
  ),
  NODE_ENV: undefined,
  npm_config_update_notifier: 'false',
  npm_config_audit: 'false',
  npm_config_fund: 'false',
  // What has been fetched before is taken from npm's own cache.
  npm_config_prefer_offline: 'true',
};
const npm = (folder: string, ...words: string[]): string =>
  execFileSync('npm', words, { cwd: folder, encoding: 'utf8', env: environment, maxBuffer: 1 << 26 });

beforeAll(async () => {
  clone = join(temporaryFolder('clean-clone'), 'procatlas');
  execFileSync('git', ['clone', '--quiet', resolve(), clone]);
  npm(clone, 'ci');
  [browser, threads] = await Promise.all([launchChromium(), startProgram('threads')]);
}, 600_000);
afterAll(async () => {
  await browser.close();
  await threads.stop();
});

/** Opens a saved page from the disk, and waits until it draws the program. */
async function drawsThreads(file: string): Promise<void> {
  const { page, complaints } = await openPage(browser, pathToFileURL(file).href);
  await settled(page);
  await expect.poll(() => page.title()).toMatch(/threads/);
  await page.getByRole('region', { name: 'Address map' }).waitFor();
  expect(complaints).toEqual([]);
  await page.close();
}

test('a clean clone, npm ci && npm start, and Export ▸ HTML gives a page that draws the same', async () => {
  expect(existsSync(join(clone, 'dist'))).toBe(false);
  const child = spawn('npm', ['start', '--', String(threads.pid)], {
    cwd: clone,
    env: environment,
    stdio: ['ignore', 'pipe', 'inherit'],
    detached: true,
  });
  let url: string | undefined;
  for await (const line of createInterface({ input: child.stdout })) {
    url = /^http:\/\/\S+/.exec(line)?.[0];
    if (url !== undefined) break;
  }
  const { page, complaints } = await openPage(browser, url!);
  await settled(page);
  await expect.poll(() => page.title()).toMatch(/threads/);
  await page.getByRole('button', { name: 'Export' }).click();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('menuitem', { name: 'Page that zooms, HTML' }).click(),
  ]);
  const file = join(temporaryFolder('clean-clone'), 'export.html');
  await download.saveAs(file);
  expect(complaints).toEqual([]);
  await page.close();
  await drawsThreads(file);
  process.kill(-child.pid!, 'SIGTERM');
  await once(child, 'close');
});

test('npm pack of it, installed into an empty folder, draws a page by npx', async () => {
  const [{ filename }] = JSON.parse(npm(clone, 'pack', '--json', '--silent')) as [{ filename: string }];
  const place = temporaryFolder('clean-clone/place');
  writeFileSync(join(place, 'package.json'), '{}');
  npm(place, 'install', '--offline', join(clone, filename));
  const words = ['--no-install', 'procatlas', 'render', String(threads.pid), '-o', 'x.html'];
  expect(spawnSync('npx', words, { cwd: place, encoding: 'utf8', env: environment })).toMatchObject({ status: 0 });
  expect(readFileSync(join(place, 'x.html'), 'utf8')).toContain('<script type="module">');
  await drawsThreads(join(place, 'x.html'));
});
