/** Saving where there is no room, or no right to write: nothing is lost and no half file is left. */
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, type TestContext } from 'vitest';
import { temporaryFolder } from '../support/programs.ts';
import { skip } from '../support/skip.ts';

const cli = resolve('dist/main/cli.js');
const full = join(temporaryFolder('saving'), 'full');
/** Why no small disk could be made; empty when there is one. */
let noDisk = '';

/** The built command line, as somebody else when `uid` is given. */
function procatlas(words: readonly string[], uid?: number) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [cli, ...words], {
    encoding: 'utf8',
    ...(uid === undefined ? {} : { uid, gid: uid }),
  });
  return { status, stdout, stderr };
}

beforeAll(() => {
  mkdirSync(full, { recursive: true });
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=16k', 'tmpfs', full], { encoding: 'utf8' });
  noDisk = mounted.status === 0 ? '' : `no disk can be mounted here: ${mounted.stderr.trim()}`;
});
afterAll(() => {
  if (noDisk === '') execFileSync('umount', [full]);
});

const needsDisk = (context: TestContext): void => {
  if (noDisk !== '') skip(context, noDisk);
};

describe('on a full disk', () => {
  test.for([
    ['capture.json', 'snap'],
    ['picture.svg', 'render'],
    ['page.html', 'render'],
  ] as const)('%s keeps what it held, and nothing else is left', ([name, command], context) => {
    needsDisk(context);
    const path = join(full, name);
    writeFileSync(path, 'precious');
    const { status, stderr } = procatlas([command, String(process.pid), '-o', path]);
    expect(status).toBe(1);
    expect(stderr).toMatch(/could not be written; nothing was changed\..*ENOSPC.*\. Make room on that disk/);
    expect(readFileSync(path, 'utf8')).toBe('precious');
    expect(readdirSync(full).filter((file) => file.startsWith('.'))).toEqual([]);
  });
});

describe('without the right to write', () => {
  test('the file stays and the message says what to do', async (context) => {
    if (process.getuid?.() !== 0) skip(context, 'only root can become another user');
    const nobody = 65_534;
    const folder = mkdtempSync(join(tmpdir(), 'procatlas-closed-'));
    const own = spawn('sleep', ['60'], { uid: nobody, gid: nobody, stdio: 'ignore' });
    try {
      await once(own, 'spawn');
      chmodSync(folder, 0o755);
      writeFileSync(join(folder, 'capture.json'), 'precious', { mode: 0o644 });
      const words = ['snap', String(own.pid), '-o', join(folder, 'capture.json')];
      const { status, stderr } = procatlas(words, nobody);
      expect(stderr).toMatch(
        /could not be written; nothing was changed\..*EACCES.*Choose a folder that you may write to\./,
      );
      expect(status).toBe(1);
      expect(readFileSync(join(folder, 'capture.json'), 'utf8')).toBe('precious');
      expect(readdirSync(folder)).toEqual(['capture.json']);
    } finally {
      own.kill('SIGKILL');
      rmSync(folder, { recursive: true });
    }
  });
});
