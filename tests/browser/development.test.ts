/** `npm run dev` where there is no Electron: a newcomer changes a colour and sees it, in a page that is not loaded anew. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { openPage, settled } from '../support/browserFace.ts';
import { closePages, sharedChromium } from '../support/chromium.ts';
import { temporaryFolder } from '../support/programs.ts';

let browser: Browser;
let copy: string;
let child: ChildProcess;
let address: string;

beforeAll(async () => {
  // A checkout of its own, so that nobody else's build sees the change.
  copy = temporaryFolder('checkout');
  for (const path of ['package.json', 'electron.config.ts', 'src-main', 'src-renderer', 'build']) {
    cpSync(resolve(path), join(copy, path), { recursive: true });
  }
  symlinkSync(resolve('node_modules'), join(copy, 'node_modules'));
  child = spawn(process.execPath, ['build/dev.js', String(process.pid)], {
    cwd: copy,
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, DISPLAY: '', WAYLAND_DISPLAY: '' },
  });
  const line = once(createInterface({ input: child.stdout! }), 'line') as Promise<[string]>;
  browser = await sharedChromium();
  [address] = await line;
});
afterAll(async () => {
  await closePages(browser);
  child.kill('SIGTERM');
  await once(child, 'close');
});

/** Vite compiles the whole page when it is first asked for. */
const firstLoad = 120_000;

it('shows the page from its sources, and a changed colour without a reload', { timeout: 2 * firstLoad }, async () => {
  const { page, complaints } = await openPage(browser, address, { colorScheme: 'light', timeout: firstLoad });
  await settled(page);
  await page.getByRole('region', { name: 'Address map' }).waitFor();
  await page.evaluate(() => {
    document.body.dataset.before = 'the change';
  });

  const file = join(copy, 'src-renderer/theme/tokens.css');
  const colour = (): Promise<string> =>
    page.evaluate(() => getComputedStyle(document.documentElement).getPropertyValue('--accent').trim());
  const before = await colour();
  const text = readFileSync(file, 'utf8');
  expect(text).toMatch(/--accent:[^;]+;/);
  writeFileSync(file, text.replaceAll(/--accent:[^;]+;/g, '--accent: rgb(1 2 3);'));
  await expect.poll(colour).not.toBe(before);
  expect(await page.evaluate(() => document.body.dataset.before)).toBe('the change');
  expect(complaints).toEqual([]);
});

it('keeps the guards: no file without the host’s own name, no socket without the token', async () => {
  const { origin } = new URL(address);
  const page = await fetch(origin);
  expect(page.headers.get('content-security-policy')).toMatch(/script-src 'self'; style-src 'self' 'nonce-[\w-]+'/);
  const foreign = await fetch(`${origin}/main.ts`, { headers: { origin: 'https://example.org' } });
  expect(foreign.status).toBe(403);
  const socket = new WebSocket(origin.replace('http', 'ws'), 'procatlas.wrong', { origin });
  const [error] = (await once(socket, 'error')) as [Error];
  expect(error.message).toContain('403');
});
