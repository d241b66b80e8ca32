/** Fetching Electron's binary for a checkout, with installers of our own in the place of Electron's. */
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { provideElectron } from '../../build/provideElectron.js';

let root: string;
let said: string[];
const display = { DISPLAY: ':0', PATH: process.env.PATH };
const person = { uid: 1000 };
/** Milliseconds without a byte after which a download is given up: more than a busy machine takes to start its installer. */
const patience = 2500;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'procatlas-checkout-'));
  mkdirSync(join(root, 'node_modules/electron'), { recursive: true });
  said = [];
  vi.spyOn(console, 'error').mockImplementation((text: string) => void said.push(text));
});
afterEach(() => {
  vi.restoreAllMocks();
  rmSync(root, { recursive: true });
});

/** An installer that writes down each run before it does what it is told. */
function installer(does: string): void {
  const text = `const fs = require('fs'), os = require('os'), path = require('path');
fs.appendFileSync(path.join(__dirname, 'runs'), 'x');
const install = () => { fs.mkdirSync('dist', { recursive: true }); fs.writeFileSync('dist/electron', ''); fs.writeFileSync('path.txt', 'electron'); };
${does}`;
  writeFileSync(join(root, 'node_modules/electron/install.js'), text);
}
const hasRun = (): boolean => existsSync(join(root, 'node_modules/electron/runs'));

test('the binary is fetched once, with a word about what happens and how large it is', async () => {
  installer('install();');
  expect(await provideElectron(root, ['4711'], display, person)).toBe(true);
  expect(said).toEqual([expect.stringMatching(/fetched once, about 120 MB/)]);
  rmSync(join(root, 'node_modules/electron/runs'));
  expect(await provideElectron(root, [], display, person)).toBe(true);
  expect(hasRun()).toBe(false);
});

test.each([
  ['a command that opens no window', ['serve', '1'], display, person],
  ['a question', ['--help'], display, person],
  ['no display', [], { PATH: process.env.PATH }, person],
  ['root', [], display, { ...person, uid: 0 }],
  ['a person who wants none', [], { ...display, PROCATLAS_NO_DOWNLOAD: '1' }, person],
  ['a machine that only tests', [], { ...display, CI: 'true' }, person],
] as const)('nothing is fetched for %s', async (_name, words, environment, options) => {
  installer('install();');
  expect(await provideElectron(root, words, environment, options)).toBe(false);
  expect(hasRun()).toBe(false);
  expect(said).toEqual([]);
});

test('a distribution’s own Electron is taken as it is', async () => {
  installer('install();');
  expect(
    await provideElectron(root, [], { ...display, ELECTRON_OVERRIDE_DIST_PATH: '/usr/lib/electron' }, person),
  ).toBe(true);
  expect(hasRun()).toBe(false);
});

test('without a network the reason is one sentence, and it is not tried again in this session', async () => {
  const stack = String.raw`TypeError: fetch failed\n    at node:internal\n  [cause]: Error: getaddrinfo ENOTFOUND github.com\n    at GetAddrInfoReqWrap`;
  installer(`console.error(${JSON.stringify(stack)}.replaceAll('\\\\n', '\\n')); process.exit(1);`);
  expect(await provideElectron(root, [], display, person)).toBe(false);
  expect(said.at(-1)).toBe(
    'Electron’s binary could not be fetched: the network cannot be reached (ENOTFOUND github.com).',
  );
  said = [];
  rmSync(join(root, 'node_modules/electron/runs'));
  expect(await provideElectron(root, [], display, person)).toBe(false);
  expect([hasRun(), said]).toEqual([false, []]);
  // Another login is another session.
  expect(await provideElectron(root, [], { ...display, XDG_SESSION_ID: 'another' }, person)).toBe(false);
  expect(hasRun()).toBe(true);
});

test('a download that stands still is given up, one that grows is waited for', async () => {
  installer('setInterval(() => undefined, 1000);');
  expect(await provideElectron(root, [], display, { ...person, patience })).toBe(false);
  expect(said.at(-1)).toMatch(/nothing has come for \d+ seconds/);
  rmSync(join(root, 'node_modules/.cache'), { recursive: true });
  // Twice as long as the patience, with a byte more all the time.
  installer(`const file = path.join(os.tmpdir(), 'part'); const end = Date.now() + ${2 * patience};
    const timer = setInterval(() => { fs.appendFileSync(file, 'x'); if (Date.now() > end) { clearInterval(timer); install(); } }, 50);`);
  expect(await provideElectron(root, [], display, { ...person, patience })).toBe(true);
});

test('an installer that leaves nothing behind has failed', async () => {
  installer('');
  expect(await provideElectron(root, [], display, person)).toBe(false);
  expect(said.at(-1)).toContain('left none behind');
});
