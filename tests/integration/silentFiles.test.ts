/**
 * A process that maps a file on a file system that does not answer any more: nothing waits for it but who asks for it. In
 * an overlay the same file system is not told by its type, so that reading does wait, and begins anew.
 */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, test, vi, type TestContext } from 'vitest';
import type { Events, ReaderWaits } from '@contract/calls.ts';
import { asMilliseconds, asPid, type Pid } from '@contract/units.ts';
import { startLiveService } from '@main/live/client.ts';
import type { LiveService } from '@main/live/service.ts';
import { temporaryFolder, type Program } from '../support/programs.ts';
import { bundleReadingThread } from '../support/readingThread.ts';
import { startSilentTarget, type SilentTarget } from '../support/silentFiles.ts';
import { skip } from '../support/skip.ts';

const cli = resolve('dist/main/cli.js');
let worker: URL;
let service: LiveService;
const programs: Program[] = [];

beforeAll(async () => {
  worker = await bundleReadingThread();
  service = startLiveService(worker);
});
afterAll(async () => {
  // First: what waits for a file system ends with it.
  for (const program of programs) await program.stop();
  await service.close();
});

async function target(context: TestContext, overlay = false): Promise<SilentTarget> {
  const started = await startSilentTarget(overlay);
  if (typeof started === 'string') skip(context, started);
  programs.push(started.files);
  return started;
}

const silent = { progress: () => undefined, condition: () => undefined, grew: () => undefined };
const interval = asMilliseconds(200);

async function watch(pid: Pid): Promise<{ watch: number; updates: Events['watch.update'][] }> {
  const updates: Events['watch.update'][] = [];
  const outcome = await service.call(
    'process.watch',
    { pid, interval },
    { sink: { ...silent, update: (value) => updates.push(value) } },
  );
  if (!outcome.ok) throw new Error(outcome.message);
  return { ...outcome.value, updates };
}

const complete = (updates: readonly Events['watch.update'][]): boolean =>
  updates.some(({ update }) => update.head.stage === 'complete');

describe('a file on a file system that may not answer', () => {
  test(
    'is looked at only on request, and while it is silent nothing waits for it',
    { timeout: 60_000 },
    async (context) => {
      const { files, pid, start } = await target(context);
      const own = await watch(pid);
      await vi.waitUntil(() => complete(own.updates), 10_000);
      const look = { watch: own.watch, start };
      expect(await service.call('mapping.facts', look)).toMatchObject({ code: 'unasked' });
      expect(await service.call('file.ask', look)).toEqual({ ok: true, value: null });
      expect(await service.call('mapping.facts', look)).toMatchObject({ ok: true, value: { size: 8192 } });

      // The next of its kind has never been asked, and is silent from the start.
      const other = await target(context);
      other.files.signal('SIGUSR1');
      const waiting = await watch(other.pid);
      await vi.waitUntil(() => complete(waiting.updates), 10_000);
      const there = { watch: waiting.watch, start: other.start };
      expect(await service.call('elf.inside', there)).toMatchObject({ code: 'unasked' });
      expect(await service.call('security.findings', { watch: waiting.watch })).toMatchObject({ ok: true });
      expect(await service.call('file.ask', there)).toMatchObject({
        code: 'unasked',
        message: expect.stringMatching(/does not answer/) as string,
      });
      expect(await service.call('processes.list', undefined)).toMatchObject({ ok: true });
      files.signal('SIGUSR1');
      for (const words of [
        ['snap', String(other.pid), '--json'],
        ['pmap', '-l', String(other.pid)],
      ]) {
        const { status, stdout } = spawnSync(process.execPath, [cli, ...words], { encoding: 'utf8', timeout: 30_000 });
        expect({ words, status, long: stdout.length > 500 }).toEqual({ words, status: 0, long: true });
      }
      const drawn = join(temporaryFolder(), 'drawn.svg');
      const rendering = spawnSync(process.execPath, [cli, 'render', String(other.pid), '-o', drawn], {
        timeout: 30_000,
      });
      expect(rendering.status).toBe(0);
    },
  );

  test.each(['SIGINT', 'SIGTERM'] as const)('does not keep the server from ending at %s', async (signal) => {
    const [{ pid } = { pid: process.pid }] = programs.slice(-1).map((program) => program.made('mapped').facts);
    const server = await serving(String(pid));
    const ended = once(server, 'exit');
    server.kill(signal);
    expect((await ended)[0]).toBe(0);
  });
});

test(
  'what waits for one that nothing told of says so after three seconds, and goes on without it after ten',
  {
    timeout: 60_000,
  },
  async (context) => {
    const { files, pid } = await target(context, true);
    const said: (ReaderWaits | null)[] = [];
    service.onWaits((waits) => said.push(waits));
    const healthy = await watch(asPid(process.pid));
    files.signal('SIGUSR1');
    const own = watch(pid);
    await vi.waitUntil(() => said.length >= 1, 10_000);
    expect(said[0]?.message).toMatch(/^Reading waits for the file system of \/.*lib\.so\.$/);
    const before = healthy.updates.length;
    await vi.waitUntil(() => said.length >= 2, 15_000);
    expect(said[1]).toBeNull();
    const { updates } = await own;
    await vi.waitUntil(() => complete(updates) && healthy.updates.length > before + 2, 15_000);
  },
);

/** The built server, once it has printed its address. */
async function serving(word: string): Promise<ChildProcess> {
  const child = spawn(process.execPath, [cli, 'serve', word], { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(createInterface({ input: child.stdout }), 'line');
  return child;
}
