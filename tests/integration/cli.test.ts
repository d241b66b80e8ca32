/** The built command line as a shell uses it: words in, text, files and exit statuses out. */
import { spawn, spawnSync, type ChildProcess, type SpawnSyncReturns } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import packageFile from '../../package.json' with { type: 'json' };
import { skip } from '../support/skip.ts';

const cli = resolve('dist/main/cli.js');
const folder = mkdtempSync(join(tmpdir(), 'procatlas-cli-'));
/** A name that no other process on the machine has. */
const name = `sleeper${process.pid}`;
const sleepers: ChildProcess[] = [];
/** No display, so that nothing is opened. */
const environment = { ...process.env, DISPLAY: '', WAYLAND_DISPLAY: '' };

const procatlas = (...words: string[]): SpawnSyncReturns<string> =>
  spawnSync(process.execPath, [cli, ...words], { encoding: 'utf8', env: environment, maxBuffer: 64 * 1024 * 1024 });

async function startSleeper(): Promise<number> {
  const child = spawn(join(folder, name), ['1000'], { stdio: 'ignore' });
  sleepers.push(child);
  await once(child, 'spawn');
  return child.pid!;
}

let pid: number;

beforeAll(async () => {
  if (!existsSync(cli)) throw new Error('dist/main/cli.js is missing: run npm run build first');
  copyFileSync('/bin/sleep', join(folder, name));
  pid = await startSleeper();
});

afterAll(() => {
  for (const child of sleepers) child.kill('SIGKILL');
  rmSync(folder, { recursive: true });
});

/** No failure may show a stack trace. */
const trace = /^\s+at .*:\d+/m;

describe('procatlas', () => {
  it('prints its help and version', () => {
    expect(procatlas('--help')).toMatchObject({
      status: 0,
      stderr: '',
      stdout: expect.stringContaining('42') as string,
    });
    expect(procatlas('--version')).toMatchObject({ status: 0, stdout: `procatlas ${packageFile.version}\n` });
  });

  it('is a program that a shell can start', () => {
    expect(readFileSync(cli, 'utf8')).toMatch(/^#!\/usr\/bin\/env node\n/);
  });

  it.each([['--nonsense'], ['snap'], ['serve', '--port', 'x'], ['list', 'x']])(
    'ends with 2 and a sentence for %s',
    (...words) => {
      const { status, stdout, stderr } = procatlas(...words);
      expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
      expect(stderr).toMatch(/“.* (?:[a-z]+ )?--help” shows the usage\.\n$/);
      expect(stderr).not.toMatch(trace);
    },
  );

  it.each([
    ['snap', '4194304'],
    ['snap', '4194305'],
    ['snap', 'no-such-name-anywhere'],
    ['serve', '4194304'],
    ['serve', 'no-such-name-anywhere'],
  ])('ends with 42 and a sentence for %s %s', (...words) => {
    const { status, stdout, stderr } = procatlas(...words);
    expect({ status, stdout }).toEqual({ status: 42, stdout: '' });
    expect(stderr).toMatch(/^[^\n]+\n$/);
    expect(stderr).not.toMatch(trace);
  });
});

describe('procatlas list', () => {
  it('shows the processes as a table and as JSON', () => {
    const table = procatlas('list');
    expect(table).toMatchObject({ status: 0, stderr: '' });
    expect(table.stdout.split('\n').find((line) => line.includes(name))).toMatch(new RegExp(`^ *${pid} `));
    const rows = JSON.parse(procatlas('list', '--json').stdout) as { pid: number; comm: string }[];
    expect(rows.find((row) => row.pid === pid)).toMatchObject({ comm: name.slice(0, 15), kernelThread: false });
  });

  it('ends quietly when its reader has seen enough', () => {
    const { status, stderr, stdout } = spawnSync('bash', [
      '-c',
      '"$0" "$1" list --json | head -c 1; exit ${PIPESTATUS[0]}',
      process.execPath,
      cli,
    ]);
    expect({ status, stderr: String(stderr), stdout: String(stdout) }).toEqual({ status: 0, stderr: '', stdout: '[' });
  });
});

describe('procatlas snap', () => {
  it('finds a process by PID, hexadecimal PID or name, and prints JSON into a pipe', () => {
    for (const target of [String(pid), `0x${pid.toString(16)}`, name]) {
      const { status, stdout } = procatlas('snap', target);
      expect(status).toBe(0);
      expect(JSON.parse(stdout)).toMatchObject({ format: 'procatlas-capture', process: { pid } });
    }
  });

  it('writes a file that only its owner can read', () => {
    const path = join(folder, 'capture.json');
    expect(procatlas('snap', String(pid), '-o', path)).toMatchObject({ status: 0, stdout: '', stderr: '' });
    expect(JSON.parse(readFileSync(path, 'utf8'))).toMatchObject({ process: { pid } });
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(procatlas('snap', String(pid), '-o', join(folder, 'no', 'x'))).toMatchObject({ status: 1 });
  });

  it('opens a file, and what comes on standard input, as it reads a process', () => {
    const smaps = readFileSync(`/proc/${pid}/smaps`, 'latin1');
    const path = join(folder, 'copied.smaps');
    writeFileSync(path, smaps, 'latin1');
    interface Rows {
      mappings: { start: string; smaps: Record<string, number> }[];
    }
    const starts = smaps.match(/^[0-9a-f]+(?=-)/gm)?.map((start) => `0x${start}`);
    const sizes = smaps.match(/^Size: +\d+/gm)?.map((line) => Number(line.replace(/\D/g, '')));
    const texts = [
      procatlas('snap', path, '--json').stdout,
      spawnSync(process.execPath, [cli, 'snap', '-'], { input: smaps, encoding: 'utf8' }).stdout,
    ];
    for (const { mappings } of texts.map((text) => JSON.parse(text) as Rows)) {
      expect(mappings.map(({ start }) => start)).toEqual(starts);
      expect(mappings.map((row) => row.smaps.Size)).toEqual(sizes);
    }
    const nothing = spawnSync(process.execPath, [cli, 'snap', '-'], { input: 'no table\n', encoding: 'utf8' });
    expect(nothing).toMatchObject({ status: 1, stdout: '' });
    expect(nothing.stderr.length).toBeGreaterThan(20);
  });

  it('does not open the memory of the process when told so, and says so in the capture', (context) => {
    interface Report {
      access: { file: string; status: string; bytes: number }[];
    }
    const memoryOf = (...options: string[]) => {
      const { access } = JSON.parse(procatlas('snap', String(pid), ...options).stdout) as Report;
      return access.find(({ file }) => file.endsWith('/mem'));
    };
    if (memoryOf()?.status !== 'read') skip(context, 'this user may not read the memory of its own processes');
    expect(memoryOf()?.bytes).toBeGreaterThan(0);
    expect(memoryOf('--no-memory')).toMatchObject({ status: 'absent', bytes: 0 });
  });

  it('holds what numa_maps says of each mapping', (context) => {
    if (!existsSync('/proc/self/numa_maps')) skip(context, 'this kernel has no numa_maps (CONFIG_NUMA)');
    const { stdout } = procatlas('snap', String(pid));
    const capture = JSON.parse(stdout) as { mappings: { name: string; numa?: { policy: string } }[] };
    expect(capture).toHaveProperty('numa.keys', expect.arrayContaining(['kernelpagesize_kB']) as unknown);
    // That row is the kernel's, the same in every process, and not in numa_maps.
    const own = capture.mappings.filter(({ name: mapping }) => mapping !== '[vsyscall]');
    expect(own.filter(({ numa }) => numa === undefined)).toEqual([]);
  });

  it('prints a summary on a terminal', () => {
    // util-linux's script gives the program a terminal; without it there is nothing to test on.
    const found = spawnSync('script', ['--version']).status === 0;
    if (!found) {
      console.info('not tested: the program “script” is not installed');
      return;
    }
    const { stdout } = spawnSync('script', ['-qec', `"${process.execPath}" "${cli}" snap ${pid}`, '/dev/null'], {
      encoding: 'utf8',
    });
    expect(stdout).toMatch(new RegExp(`^${pid} ${name.slice(0, 15)}`));
    expect(stdout).toMatch(/KIND +REGIONS +SIZE/);
    expect(stdout).toMatch(/^Stack +1 /m);
  });

  it('lists the candidates when a name fits more than one process', async () => {
    const second = await startSleeper();
    const { status, stdout, stderr } = procatlas('snap', name);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toContain(String(pid));
    expect(stderr).toContain(String(second));
  });
});

describe.each([
  ['serve', ['serve']],
  ['without a face named', []],
])('procatlas %s', (face, words) => {
  it.each(['SIGINT', 'SIGTERM'] as const)(
    'prints one line, the address, serves there, and ends cleanly at %s',
    async (signal) => {
      const child = spawn(process.execPath, [cli, ...words, String(pid)], { env: environment });
      const ended = once(child, 'exit');
      let complaints = '';
      child.stderr.setEncoding('utf8').on('data', (text: string) => (complaints += text));
      const lines: string[] = [];
      const reader = createInterface({ input: child.stdout });
      reader.on('line', (line) => lines.push(line));
      await once(reader, 'line');

      const address = new URL(lines[0]!);
      const query = new URLSearchParams(address.hash.slice(1));
      expect(address.hostname).toBe('127.0.0.1');
      expect(query.get('pid')).toBe(String(pid));
      expect(await (await fetch(address.origin)).text()).toContain('<title>');
      const socket = new WebSocket(address.origin.replace('http', 'ws'), `procatlas.${query.get('token') ?? ''}`, {
        origin: address.origin,
      });
      await once(socket, 'open');
      const closed = once(socket, 'close');

      child.kill(signal);
      expect(await ended).toEqual([0, null]);
      await closed;
      expect(lines).toHaveLength(1);
      if (face === 'serve') expect(complaints).toBe('');
      else expect(complaints).toMatch(/^[^\n]*so the page is served to a browser instead:\n$/);
    },
  );
});
