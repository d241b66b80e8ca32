/**
 * The desktop face in a real Electron, before a release (build/RELEASE.md): the built program, not packaged, because the
 * packaged one refuses the inspector that drives it. Runs only where Electron's binary and a display exist; everywhere
 * else tests/browser/desktopFace.test.ts drives the same files with a stand-in.
 */
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { _electron, type ElectronApplication, type Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Outcome, Versions } from '@contract/calls.ts';
import { findDesktop } from '@main/cli/desktop.ts';
import { readSandboxFacts } from '@main/cli/sandbox.ts';
import { skip } from '../support/skip.ts';

const root = resolve(import.meta.dirname, '../..');
const desktop = findDesktop({ root, environment: process.env, uid: process.getuid?.(), sandbox: readSandboxFacts() });
const built = existsSync(join(root, 'dist/main/index.js')) && existsSync(join(root, 'dist/renderer/index.html'));
const obstacle = 'obstacle' in desktop ? desktop.obstacle : built ? undefined : 'the program has not been built';

/** The page's world, of which these tests use one function. */
interface PageWorld {
  readonly procatlas: { call(name: string, argument: unknown, id: number): Promise<Outcome<unknown>> };
}

let app: ElectronApplication;
let page: Page;
let profile: string;
const complaints: string[] = [];

beforeAll(async () => {
  if (!('electron' in desktop) || obstacle !== undefined) return;
  profile = mkdtempSync(join(tmpdir(), 'procatlas-profile-'));
  app = await _electron.launch({
    executablePath: desktop.electron,
    args: [`--user-data-dir=${profile}`, root, String(process.pid)],
    cwd: root,
    // Playwright drives the window through Chromium's debugging port.
    env: { ...process.env, PROCATLAS_ALLOW_DEBUGGING: '1' },
  });
  page = await app.firstWindow();
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
});
afterAll(async () => {
  if (obstacle !== undefined) return;
  await app.close();
  rmSync(profile, { recursive: true, force: true });
});
beforeEach((context) => {
  if (obstacle !== undefined) skip(context, `${obstacle}.`);
});

test('the process named on the command line is drawn', async () => {
  expect(page.url()).toMatch(/^procatlas:\/\/app\//);
  await page.getByRole('region', { name: 'Address map' }).waitFor();
  // A function: a string is compiled in the page, which its policy forbids.
  await page.waitForFunction(() => document.documentElement.dataset.settled === 'true');
  await page.getByText(String(process.pid)).first().waitFor();
});

test('the page has one function of ours and nothing of Node or Electron', async () => {
  const seen = await page.evaluate(() => [
    ['require', 'process', 'module', 'electron', 'Buffer'].filter((name) => name in globalThis),
    Object.keys((globalThis as unknown as PageWorld).procatlas),
  ]);
  expect(seen).toEqual([[], ['call']]);
});

test('calls are answered, and unknown ones refused', async () => {
  const call = (name: string): Promise<Outcome<unknown>> =>
    page.evaluate((asked) => (globalThis as unknown as PageWorld).procatlas.call(asked, undefined, 1e6), name);
  const versions = await call('app.versions');
  expect(versions).toMatchObject({ ok: true, value: { face: 'desktop' } satisfies Partial<Versions> });
  expect(await call('process.kill')).toMatchObject({ ok: false, code: 'invalid' });
});

test('a whole capture crosses with its typed arrays', async () => {
  const crossed = await page.evaluate(async (pid) => {
    const bridge = (globalThis as unknown as PageWorld).procatlas;
    const watching = await bridge.call('process.watch', { pid, interval: 1000 }, 1e6 + 1);
    if (!watching.ok) return watching.message;
    const outcome = await bridge.call('capture.last', watching.value, 1e6 + 2);
    if (!outcome.ok) return outcome.message;
    const { mappings } = outcome.value as { mappings: Record<string, unknown> };
    return Object.values(mappings).some((column) => ArrayBuffer.isView(column));
  }, process.pid);
  expect(crossed).toBe(true);
});

test('the page cannot leave, open windows or reach the network', async () => {
  const opened = await page.evaluate(() => {
    location.href = 'https://example.org/';
    return window.open('https://example.org/') !== null;
  });
  expect(opened).toBe(false);
  expect(await page.evaluate(() => fetch('http://127.0.0.1:9/').then(String, () => 'refused'))).toBe('refused');
  expect(page.url()).toMatch(/^procatlas:\/\/app\//);
  expect(app.windows()).toHaveLength(1);
});

test('the page drew all this without a complaint of its own', () => {
  expect(complaints.filter((text) => !/example\.org|127\.0\.0\.1:9/.test(text))).toEqual([]);
});

test('a reload begins a new session', async () => {
  await page.reload();
  await page.getByRole('region', { name: 'Address map' }).waitFor();
});
