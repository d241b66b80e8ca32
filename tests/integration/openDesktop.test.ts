/** What the built command line does with a window's program that works, dies, hangs or cannot be run. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runDesktop } from '@main/cli/desktopRun.ts';
import { failingWindows, programOf } from '../support/failingWindows.ts';

const root = resolve(import.meta.dirname, '../..');
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'procatlas-electron-'));
  chmodSync(folder, 0o755);
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** A program in the place of Electron's. */
function install(script: string): string {
  const program = join(folder, 'electron');
  writeFileSync(program, programOf(script));
  chmodSync(program, 0o755);
  return program;
}

/** Root gets no window, so that these run as somebody else where the tests run as root. */
const somebody = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};

interface Ended {
  readonly stdout: string;
  readonly stderr: string;
  readonly status: number | null;
}

/** Runs `procatlas WORDS`; one that serves is stopped when it has printed its address. */
async function procatlas(words: readonly string[], environment: NodeJS.ProcessEnv = {}): Promise<Ended> {
  const child = spawn(process.execPath, [join(root, 'dist/main/cli.js'), ...words], {
    ...somebody,
    env: {
      PATH: process.env.PATH,
      HOME: folder,
      DISPLAY: ':99',
      BROWSER: '/bin/true',
      ELECTRON_OVERRIDE_DIST_PATH: folder,
      ...environment,
    },
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
    if (stdout.includes('#token=')) child.kill('SIGTERM');
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const [status] = (await once(child, 'close')) as [number | null];
  return { stdout, stderr, status };
}

const address = /^http:\/\/127\.0\.0\.1:\d+\/#token=\S+\n$/;

describe('a window that comes', () => {
  it('is given the program’s folder, the process, and a way to say that it is shown', async () => {
    install(
      `printf '%s ' "$@" "$PROCATLAS_SHOWN_FD" "\${ELECTRON_RUN_AS_NODE-unset}" > ${folder}/given; echo shown >&3`,
    );
    writeFileSync(join(folder, 'given'), '');
    chmodSync(join(folder, 'given'), 0o666);
    const ended = await procatlas([String(process.pid)], { ELECTRON_RUN_AS_NODE: '1' });
    expect(ended).toEqual({ stdout: '', stderr: '', status: 0 });
    const given = readFileSync(join(folder, 'given'), 'utf8').trim().split(' ');
    expect(given.map((word) => word.replace(/\/$/, ''))).toEqual([root, String(process.pid), '3', 'unset']);
  });

  it('that hands over to one which is open ends well without being shown', async () => {
    install('exit 0');
    expect(await procatlas([])).toEqual({ stdout: '', stderr: '', status: 0 });
  });

  it('that dies later is no reason for a browser; what it says is passed on', async () => {
    install('echo early >&2; echo shown >&3; sleep 0.2; echo late >&2; exit 7');
    expect(await procatlas([])).toEqual({ stdout: '', stderr: 'late\n', status: 1 });
  });

  it('opens several files, and one process at a time', async () => {
    install(`echo "$#" >> ${folder}/count; echo shown >&3`);
    writeFileSync(join(folder, 'count'), '');
    chmodSync(join(folder, 'count'), 0o666);
    const maps = join(folder, 'a.maps');
    writeFileSync(maps, readFileSync('/proc/self/maps'));
    expect(await procatlas([maps, `file://${maps}`])).toMatchObject({ status: 0 });
    expect(readFileSync(join(folder, 'count'), 'utf8')).toBe('3\n');
    expect(await procatlas([maps, 'no-such-file.maps'])).toMatchObject({ status: 1 });
  });
});

describe('a window that does not come', () => {
  it.each(failingWindows)('because %s: the reason in one line, and the browser', async (_name, script, why) => {
    install(script);
    const { stdout, stderr, status } = await procatlas([]);
    expect(stderr).toMatch(why);
    expect(stderr).toMatch(/^[^\n]*, so the page is served to a browser instead:\n$/);
    expect(stdout).toMatch(address);
    expect(status).toBe(0);
  });

  it('because nothing is there: the same', async () => {
    const { stdout, stderr } = await procatlas([], { ELECTRON_OVERRIDE_DIST_PATH: join(folder, 'nowhere') });
    expect(stderr).toContain(`There is no Electron in ${join(folder, 'nowhere')}, so`);
    expect(stdout).toMatch(address);
  });

  it('because it hangs: it is ended', async () => {
    const end = await runDesktop(install('exec sleep 100'), [], { ...process.env }, 300);
    expect(end).toEqual({ shown: false, why: 'The desktop window did not appear within 0 seconds' });
  });

  it('names the files that a browser does not show', async () => {
    install('kill -SEGV $$');
    const maps = [join(folder, 'a.maps'), join(folder, 'b.maps')];
    for (const file of maps) writeFileSync(file, readFileSync('/proc/self/maps'));
    const { stderr, stdout } = await procatlas(maps);
    expect(stderr).toContain(`open ${maps[1]!} from the page`);
    expect(stdout).toMatch(address);
  });
});
