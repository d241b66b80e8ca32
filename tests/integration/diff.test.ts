/** `procatlas diff` on a process that grows when it is told to. */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const cli = resolve('dist/main/cli.js');
const folder = mkdtempSync(join(tmpdir(), 'procatlas-diff-'));
const before = join(folder, 'before.json.gz');
const after = join(folder, 'after.json.gz');

/** Grows by 32 MiB at the first byte of its input and then waits. */
const program = `
  let kept;
  process.stdin.once('data', () => { kept = Buffer.alloc(32 * 1024 * 1024, 1); process.stdout.write('grown'); });
  process.stdout.write('ready');
`;

let grower: ChildProcess;

const procatlas = (...words: string[]) => spawnSync(process.execPath, [cli, ...words], { encoding: 'utf8' });

interface Difference {
  readonly oneLife: boolean;
  readonly totals: { readonly size: { readonly change: number }; readonly rss: { readonly change: number } };
  readonly owners: readonly { readonly there: string; readonly rss: { readonly change: number } }[];
  readonly spans?: readonly { readonly type: string; readonly bytes: number }[];
}

beforeAll(async () => {
  if (!existsSync(cli)) throw new Error('dist/main/cli.js is missing: run npm run build first');
  grower = spawn(process.execPath, ['-e', program], { stdio: ['pipe', 'pipe', 'ignore'] });
  await once(grower.stdout!, 'data');
  expect(procatlas('snap', String(grower.pid), '-o', before).status).toBe(0);
  grower.stdin!.write('.');
  await once(grower.stdout!, 'data');
  expect(procatlas('snap', String(grower.pid), '-o', after).status).toBe(0);
});

afterAll(() => {
  grower.kill('SIGKILL');
  rmSync(folder, { recursive: true });
});

describe('procatlas diff', () => {
  it('finds the growth of one life by address', () => {
    const { status, stdout } = procatlas('diff', before, after, '--json');
    expect(status).toBe(0);
    const found = JSON.parse(stdout) as Difference;
    expect(found.oneLife).toBe(true);
    expect(found.totals.rss.change).toBeGreaterThan(30 * 1024 * 1024);
    expect(found.owners[0]!.rss.change).toBeGreaterThan(30 * 1024 * 1024);
    const large = found.spans!.filter(({ bytes }) => bytes >= 32 * 1024 * 1024).map(({ type }) => type);
    expect(['born', 'grew']).toContain(large[0]);
  });

  it('compares with the process as it is now', () => {
    const { status, stdout } = procatlas('diff', before, String(grower.pid));
    expect(status).toBe(0);
    expect(stdout).toContain('compared by address');
    expect(stdout).toContain('Where the growth went:');
  });

  it('has an exit status for build servers', () => {
    const met = procatlas('diff', before, after, '--fail-on', 'rss>+10M');
    expect(met.status).toBe(3);
    expect(met.stderr).toMatch(/“rss>\+10M” was met: rss changed by \+[\d.]+ MiB\./);
    expect(procatlas('diff', before, after, '--fail-on', 'rss>+1G').status).toBe(0);
    expect(procatlas('diff', before, after, '--fail-on', 'nonsense').status).toBe(2);
    expect(procatlas('diff', before, join(folder, 'missing.json')).status).toBe(1);
  });

  it('lays another process beside it by role', () => {
    const { status, stdout } = procatlas('diff', before, String(process.pid), '--json');
    expect(status).toBe(0);
    const found = JSON.parse(stdout) as Difference;
    expect(found.oneLife).toBe(false);
    expect(found.spans).toBeUndefined();
    expect(found.owners.some(({ there }) => there === 'both')).toBe(true);
  });
});
