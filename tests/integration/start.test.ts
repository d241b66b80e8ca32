/** `npm start` in a checkout on an ordinary desktop, from the installer of Electron to the window, with an Electron of ours. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  accessSync,
  chmodSync,
  chownSync,
  constants,
  cpSync,
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
import { dirname, join, resolve } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { failingWindows, programOf } from '../support/failingWindows.ts';
import { skip } from '../support/skip.ts';

const root = resolve(import.meta.dirname, '../..');
/** Root gets no window, so that these run as somebody else where the tests run as root. */
const somebody = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : undefined;
const checkouts: string[] = [];
afterAll(() => {
  for (const checkout of checkouts) rmSync(checkout, { recursive: true });
});

/** A checkout with everything but Electron's binary, which this installer brings, or does not. */
function checkout(installer: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'procatlas-start-'));
  checkouts.push(folder);
  chmodSync(folder, 0o755);
  for (const name of ['src-main', 'src-renderer', 'electron.config.ts', 'package.json']) {
    symlinkSync(join(root, name), join(folder, name));
  }
  // Copies, since programs find the rest from where their own files really are; what is built is newer than its sources.
  for (const name of ['build', 'dist']) cpSync(join(root, name), join(folder, name), { recursive: true });
  const modules = join(folder, 'node_modules');
  mkdirSync(join(modules, 'electron'), { recursive: true });
  for (const name of readdirSync(join(root, 'node_modules'))) {
    if (name !== 'electron' && !name.startsWith('.'))
      symlinkSync(join(root, 'node_modules', name), join(modules, name));
  }
  writeFileSync(join(modules, 'electron/package.json'), '{"name":"electron","version":"45.4.1"}');
  writeFileSync(join(modules, 'electron/install.js'), installer);
  if (somebody) for (const path of [modules, join(modules, 'electron')]) chownSync(path, somebody.uid, somebody.gid);
  return folder;
}

/** An installer that brings this as the window's program, and writes down that it ran. */
const bringing = (program: string): string => `const fs = require('fs');
fs.appendFileSync('runs', 'x');
fs.mkdirSync('dist', { recursive: true });
fs.writeFileSync('dist/electron', ${JSON.stringify(program)}, { mode: 0o755 });
fs.writeFileSync('path.txt', 'electron');`;
/** A window's program that writes down what it was given, and shows its window. */
const shows = programOf('printf "%s " "$@" > "$(dirname "$0")/given"\necho shown >&3');

async function start(folder: string, ...words: string[]) {
  const child = spawn('npm', ['start', '--silent', '--', ...words], {
    cwd: folder,
    ...somebody,
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
    env: {
      PATH: process.env.PATH,
      HOME: folder,
      DISPLAY: ':99',
      BROWSER: '/bin/true',
      npm_config_cache: '/nonexistent',
    },
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
    // npm, its shell and the program: whoever serves is stopped.
    if (stdout.includes('#token=')) process.kill(-child.pid!, 'SIGTERM');
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const [status] = (await once(child, 'close')) as [number | null];
  return { status, stdout, stderr };
}

describe('npm start', () => {
  beforeEach((context) => {
    // Somebody else must get at the checkout of these tests.
    for (let folder = root; somebody && folder !== '/'; folder = dirname(folder)) {
      if ((statSync(folder).mode & 0o005) !== 0o005) skip(context, `${folder} is closed to others.`);
    }
    accessSync(join(root, 'dist/main/cli.js'), constants.R_OK);
  });

  it('fetches Electron’s binary once, and comes to the window', async () => {
    const folder = checkout(bringing(shows));
    const first = await start(folder, String(process.pid));
    expect(first.stderr).toMatch(/fetched once, about 120 MB/);
    expect(first).toMatchObject({ status: 0, stdout: '' });
    const electron = join(folder, 'node_modules/electron');
    expect(readFileSync(join(electron, 'dist/given'), 'utf8')).toBe(`${folder}/ ${process.pid} `);
    expect(await start(folder)).toEqual({ status: 0, stdout: '', stderr: '' });
    expect(readFileSync(join(electron, 'runs'), 'utf8')).toBe('x');
  });

  it('serves the page where the binary cannot be had, and says what would bring it', async () => {
    const folder = checkout(`console.error('TypeError: fetch failed: ENOTFOUND github.com'); process.exit(1);`);
    const { stdout, stderr } = await start(folder, String(process.pid));
    expect(stderr).toMatch(/could not be fetched: the network cannot be reached/);
    expect(stderr).toContain('Electron’s binary is not installed (“npx install-electron” brings it), so');
    expect(stdout).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/#token=/);
  });

  it.each(failingWindows)('serves the page where the window does not come because %s', async (_name, script, why) => {
    const folder = checkout(bringing(programOf(script)));
    const { stdout, stderr } = await start(folder, String(process.pid));
    expect(stderr).toMatch(/^The desktop window needs Electron’s binary: it is fetched once[^\n]*\n[^\n]*\n$/);
    expect(stderr).toMatch(why);
    expect(stderr).toMatch(/, so the page is served to a browser instead:\n$/);
    expect(stdout).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/#token=/);
  });
});
