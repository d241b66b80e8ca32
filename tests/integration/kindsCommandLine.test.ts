import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { coverageFaults, kindsOf, type CaptureJson } from '../support/captured.ts';
import { startProgram, temporaryFolder, type Program } from '../support/programs.ts';

const cli = resolve('dist/main/cli.js');

/** Runs the built command line. */
function procatlas(...args: string[]): { status: number | null; stdout: string; stderr: string } {
  if (!existsSync(cli)) throw new Error('dist/main/cli.js is missing: run npm run build first');
  return spawnSync(process.execPath, [cli, ...args], { encoding: 'utf8', maxBuffer: 256 * 1024 * 1024 });
}

describe('procatlas snap', () => {
  let program: Program;
  beforeAll(async () => {
    program = await startProgram('threads');
  });
  afterAll(() => program.stop());

  test('--json writes the documented format to standard output, right at the printed addresses', () => {
    const { status, stdout, stderr } = procatlas('snap', String(program.pid), '--json');
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    const capture = JSON.parse(stdout) as CaptureJson;
    expect(capture).toMatchObject({ format: 'procatlas-capture', version: 2, process: { pid: program.pid } });
    expect(coverageFaults(capture)).toEqual([]);
    expect(kindsOf(capture, program.made('plainStack'))).toEqual(['thread-stack exact', 'tls exact']);
    expect(kindsOf(capture, program.made('plainGuard'))).toEqual(['guard exact']);
    expect(kindsOf(capture, program.made('mainFrame'))).toEqual(['stack exact']);
  });

  test('-o writes the same to a file and nothing to standard output', () => {
    const file = `${temporaryFolder()}/capture.json`;
    expect(procatlas('snap', String(program.pid), '--json', '-o', file).status).toBe(0);
    expect((JSON.parse(readFileSync(file, 'utf8')) as CaptureJson).process.pid).toBe(program.pid);
  });

  test('a process that is gone ends with 42 and a sentence', () => {
    // Larger than any pid there can be (PID_MAX_LIMIT is 4,194,304).
    const { status, stdout, stderr } = procatlas('snap', '4194305', '--json');
    expect({ status, stdout }).toEqual({ status: 42, stdout: '' });
    expect(stderr).toMatch(/4194305/);
    expect(stderr).not.toMatch(/^\s+at /m);
  });

  test('a zombie is refused with the reason', async () => {
    const parent = await startProgram('zombie');
    try {
      const { status, stderr } = procatlas('snap', String(parent.made('zombie').facts.pid), '--json');
      expect(status).toBe(1);
      expect(stderr).toMatch(/zombie|ended/i);
    } finally {
      await parent.stop();
    }
  });
});
