/** A recorder that is killed at any time leaves a file that opens, lacks at most ten seconds, and is read a member at a time. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, fstatSync, mkdtempSync, openSync, readSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { recordingSteps } from '@main/capture/recording/decode.ts';
import { afterAll, expect, test } from 'vitest';
import { seed } from './seed.ts';
import { chanceNumbers } from '../support/chanceCapture.ts';

const cli = resolve('dist/main/cli.js');
const folder = mkdtempSync(join(tmpdir(), 'procatlas-killed-'));
/** Allocates and forgets, so that V8 maps and unmaps all the time. */
const churn = 'let kept = []; setInterval(() => { kept.push(Buffer.alloc(1e6)); kept = kept.slice(-50); }, 5)';
const churning = spawn(process.execPath, ['-e', churn], { stdio: 'ignore' });

afterAll(() => {
  churning.kill('SIGKILL');
  rmSync(folder, { recursive: true });
});

/** A file whose reads are counted. */
function counted(path: string): {
  size: number;
  reads: number;
  read(offset: number, length: number): Uint8Array;
  close(): void;
} {
  const file = openSync(path, 'r');
  return {
    size: fstatSync(file).size,
    reads: 0,
    read(offset, length) {
      this.reads += 1;
      const bytes = Buffer.alloc(length);
      return bytes.subarray(0, readSync(file, bytes, 0, length, offset));
    },
    close() {
      closeSync(file);
    },
  };
}

const random = chanceNumbers(seed);

test.each(Array.from({ length: 20 }, (_, index) => index))('kill %i', { timeout: 120_000 }, async (index) => {
  const path = join(folder, `${index}.recording.gz`);
  const record = spawn(process.execPath, [cli, 'record', String(churning.pid), '-i', '100ms', '-o', path], {
    stdio: ['pipe', 'ignore', 'inherit'],
  });
  await setTimeout(11_000 + random(30_000));
  const killed = Date.now();
  record.kill('SIGKILL');
  await once(record, 'exit');

  const file = counted(path);
  const steps = recordingSteps(file, path);
  let step = steps.next();
  while (!step.done) step = steps.next();
  if (!step.value.ok) throw new Error(step.value.message);
  const { moments } = step.value.value.info(0);
  // Ten seconds until it is written, and one look that was under way.
  expect(killed - moments.time.at(-1)!).toBeLessThan(11_000);
  for (let jump = 0; jump < 20; jump++) {
    file.reads = 0;
    const moment = moments.id[random(moments.length)]!;
    expect(step.value.value.picture({ moment }).ok).toBe(true);
    expect(file.reads).toBeLessThanOrEqual(2);
  }
  file.close();
  const text = spawnSync('zcat', [path], { maxBuffer: 2 ** 30 }).stdout.toString();
  expect(text.split('\n').filter((line) => line.startsWith('{"moment"'))).toHaveLength(moments.length);
});
