/** The reading thread as it ships, watching real processes. */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { formatAddress } from '@contract/address.ts';
import type { Capture } from '@contract/capture.ts';
import type { Events } from '@contract/calls.ts';
import { recordedEventTypes } from '@contract/recording.ts';
import { nodeKeys, numaCount, numaPolicy } from '@contract/numa.ts';
import { asMilliseconds, asPageNumber, asPid } from '@contract/units.ts';
import { applyUpdate } from '@contract/update.ts';
import { startLiveService } from '@main/live/client.ts';
import type { LiveService } from '@main/live/service.ts';
import { skip } from '../support/skip.ts';
import { startProgram, temporaryFolder, type Program } from '../support/programs.ts';
import { bundleReadingThread } from '../support/readingThread.ts';

let thread: URL;
let service: LiveService;
let programs: Program[] = [];

beforeAll(async () => {
  thread = await bundleReadingThread();
  service = startLiveService(thread);
});
afterAll(() => service.close());
afterEach(async () => {
  await Promise.all(programs.map((program) => program.stop()));
  programs = [];
});

const started = async (...[name, options]: Parameters<typeof startProgram>): Promise<Program> => {
  const program = await startProgram(name, options);
  programs.push(program);
  return program;
};

/** A watch with its picture put together as the page does it. */
class Watched {
  picture: Capture | undefined;
  updates: Events['watch.update'][] = [];
  conditions: Events['watch.condition'][] = [];
  progress: Events['watch.progress'][] = [];
  grew: Events['recording.grew'][] = [];
  watch = 0;
  private waiting: (() => void)[] = [];

  readonly sink = {
    update: (value: Events['watch.update']) => {
      this.updates.push(value);
      const next = applyUpdate(this.picture, value.update);
      if (!next) throw new Error('an update did not fit');
      this.picture = next;
      this.wake();
    },
    progress: (value: Events['watch.progress']) => void this.progress.push(value),
    condition: (value: Events['watch.condition']) => {
      this.conditions.push(value);
      this.wake();
    },
    grew: (value: Events['recording.grew']) => {
      this.grew.push(value);
      this.wake();
    },
  };

  static async of(pid: number, interval = 50): Promise<Watched> {
    const watched = new Watched();
    const outcome = await service.call(
      'process.watch',
      { pid: asPid(pid), interval: asMilliseconds(interval) },
      { sink: watched.sink },
    );
    if (!outcome.ok) throw new Error(outcome.message);
    watched.watch = outcome.value.watch;
    return watched;
  }

  /** Waits until something holds; the test's own time limit ends it otherwise. */
  async until(holds: () => boolean): Promise<void> {
    while (!holds()) await new Promise<void>((resolve) => this.waiting.push(resolve));
  }

  private wake(): void {
    for (const resolve of this.waiting.splice(0)) resolve();
  }
}

const heapEnd = ({ mappings }: Capture): number => {
  const row = mappings.name.findIndex((name) => mappings.names[name] === '[heap]');
  return mappings.end[row] ?? 0;
};

describe('watching', () => {
  test('first the picture of maps, then the complete one, then only what changes', async () => {
    const program = await started('grows');
    const watched = await Watched.of(program.pid);
    await watched.until(() => watched.updates.length >= 4);
    const [first, second, third] = watched.updates.map(({ update }) => update);
    expect(first).toMatchObject({ base: 0, head: { stage: 'maps' } });
    expect(second).toMatchObject({ base: 1, head: { stage: 'complete' } });
    expect(second!.smaps?.length).toBeGreaterThan(0);
    expect(third).not.toHaveProperty('mappings');
    expect(third).not.toHaveProperty('regions');
    expect(watched.conditions).toEqual([]);
    await service.call('process.stop', { watch: watched.watch });
  });

  test('numa_maps is read once somebody wants it, for the rows that have it', async (context) => {
    if (!existsSync('/proc/self/numa_maps')) skip(context, 'this kernel has no numa_maps (CONFIG_NUMA)');
    const program = await started('policies', { args: [temporaryFolder()] });
    const watched = await Watched.of(program.pid);
    await watched.until(() => watched.picture?.stage === 'complete');
    expect(watched.picture).not.toHaveProperty('numa');
    await service.call('process.part', { watch: watched.watch, part: 'numa', wanted: true });
    await watched.until(() => watched.picture?.numa !== undefined);
    const { numa, mappings, access } = watched.picture!;
    const rowOf = (name: string): number => mappings.start.indexOf(Number(program.made(name).start / 4096n));
    const expected = {
      default: 'default',
      untouched: 'default',
      preferred: 'prefer:0',
      bound: 'bind:0',
      interleaved: 'interleave:0',
      local: 'local',
      'preferred many': 'prefer (many):0',
      weighted: 'weighted interleave:0',
      file: 'default',
    };
    for (const [name, policy] of Object.entries(expected)) {
      const { skipped, facts } = program.made(name);
      if (skipped !== undefined) {
        console.info(`left out: ${name}: ${skipped}`);
        continue;
      }
      expect([name, numaPolicy(numa!, rowOf(name))]).toEqual([name, policy]);
      const pages = nodeKeys(numa!).map((node) => numaCount(numa!, node, rowOf(name)));
      const total = pages.includes(undefined) ? undefined : pages.reduce<number>((sum, count) => sum + (count ?? 0), 0);
      // Of a mapping without pages the kernel tells the policy only.
      expect([name, total]).toEqual([name, facts.touched === 0 ? undefined : facts.touched]);
    }
    expect(access.find(({ file }) => file.endsWith('/numa_maps'))).toMatchObject({ status: 'read' });
    await service.call('process.stop', { watch: watched.watch });
  });

  test('a heap that grows and a thread that starts appear', async () => {
    const program = await started('grows');
    const watched = await Watched.of(program.pid);
    await watched.until(() => watched.picture?.stage === 'complete');
    const before = heapEnd(watched.picture!);
    program.signal('SIGUSR1');
    await program.nextLine();
    await watched.until(() => heapEnd(watched.picture!) > before && watched.picture!.process.threads.length === 2);
    const kinds = watched.picture!.objects.map(({ kind }) => kind);
    expect(kinds).toContain('thread');
    await service.call('process.stop', { watch: watched.watch });
  });

  test('what was watched can be looked back at, also after the process has ended', async () => {
    const program = await started('grows');
    const watched = await Watched.of(program.pid);
    const { watch } = watched;
    const pictures = new Map<number, Capture>();
    const keep = (): void => {
      if (watched.picture?.stage === 'complete') pictures.set(watched.picture.sequence, watched.picture);
    };
    await watched.until(() => (keep(), pictures.size >= 2));
    const before = heapEnd(watched.picture!);
    expect(await service.call('recording.mark', { watch, name: 'before' })).toMatchObject({ ok: true });
    program.signal('SIGUSR1');
    await program.nextLine();
    await watched.until(() => (keep(), heapEnd(watched.picture!) > before));
    await program.stop();
    await watched.until(() => (keep(), watched.conditions.length > 0));

    const info = await service.call('recording.info', { watch, since: 0 });
    if (!info.ok) throw new Error(info.message);
    const { moments, bookmarks, events, lives, state } = info.value;
    expect(state).toBe('ended');
    expect(lives).toMatchObject([{ comm: watched.picture!.process.comm }]);
    expect(watched.grew.at(-1)).toMatchObject({ moments: moments.length });
    const types = [...events.type].map((type) => recordedEventTypes[type]);
    expect(types).toContain('grew');
    expect(types).toContain('thread-began');
    for (const moment of moments.id) {
      const answer = await service.call('recording.moment', { watch, at: { moment } });
      if (!answer.ok) throw new Error(answer.message);
      const shown = applyUpdate(undefined, answer.value.update);
      const known = pictures.get(shown!.sequence);
      if (known) expect(shown).toEqual(known);
    }
    expect(pictures.size).toBeGreaterThan(1);
    const marked = await service.call('recording.moment', { watch, at: { moment: bookmarks[0]!.moment } });
    expect(marked.ok && heapEnd(applyUpdate(undefined, marked.value.update)!)).toBe(before);
    await service.call('process.stop', { watch });
  });

  test('the end of the process is told, and its last picture stays', async () => {
    const program = await started('grows');
    const watched = await Watched.of(program.pid);
    await watched.until(() => watched.picture?.stage === 'complete');
    await program.stop();
    await watched.until(() => watched.conditions.length > 0);
    expect(['exited', 'no-address-space']).toContain(watched.conditions[0]?.condition);
    expect(watched.picture?.mappings.length).toBeGreaterThan(0);
    await service.call('process.stop', { watch: watched.watch });
  });

  test('exec is announced and followed by the new picture', async () => {
    const program = await started('execs', { args: ['/bin/sleep', '60'] });
    const watched = await Watched.of(program.pid);
    await watched.until(() => watched.picture?.stage === 'complete');
    program.signal('SIGUSR1');
    await watched.until(() => watched.picture?.process.comm === 'sleep');
    expect(watched.conditions.map(({ condition }) => condition)).toContain('exec');
    expect(watched.picture!.mappings.names).not.toContain(program.file);
    await service.call('process.stop', { watch: watched.watch });
  });

  test('a process that is not there is a failure at once', async () => {
    expect(await service.call('process.watch', { pid: asPid(4_200_001), interval: asMilliseconds(100) })).toMatchObject(
      {
        ok: false,
        code: 'no-such-process',
      },
    );
  });

  test('a paused watch is silent; refresh gives one update, and the last capture can be had whole', async () => {
    const program = await started('grows');
    const watched = await Watched.of(program.pid, 20);
    await watched.until(() => watched.picture?.stage === 'complete');
    // The answer comes after the updates that were on their way.
    expect(await service.call('process.pace', { watch: watched.watch, interval: null })).toEqual({
      ok: true,
      value: null,
    });
    const count = watched.updates.length;
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(watched.updates).toHaveLength(count);
    await service.call('process.refresh', { watch: watched.watch });
    await watched.until(() => watched.updates.length === count + 1);
    const last = await service.call('capture.last', { watch: watched.watch });
    expect(last.ok && applyUpdate(undefined, last.value)).toEqual(watched.picture);
    await service.call('process.stop', { watch: watched.watch });
  });
});

describe('a large process', () => {
  test('shows maps early, tells progress, and can be cancelled', async () => {
    const program = await started('vmas', { args: ['20000', temporaryFolder('vmas-files')] });
    const watched = await Watched.of(program.pid, 1000);
    expect(watched.updates[0]!.update).toMatchObject({ head: { stage: 'maps' } });
    await watched.until(() => watched.picture?.stage === 'complete');
    expect(watched.picture!.mappings.length).toBeGreaterThan(20_000);
    await service.call('process.stop', { watch: watched.watch });
    const abort = new AbortController();
    const cancelled = service.capture(asPid(program.pid), { signal: abort.signal });
    setTimeout(() => {
      abort.abort();
    }, 30);
    expect(await cancelled).toMatchObject({ ok: false, code: 'cancelled' });
    const whole = await service.capture(asPid(program.pid));
    expect(whole).toMatchObject({ ok: true, value: { sequence: 1, stage: 'complete' } });
  });
});

describe('a process of another user', () => {
  /** Captures `pid` in a reading thread of user 65534 and gives its answer. */
  async function asNobody(pid: number): Promise<unknown> {
    const folder = temporaryFolder('reading-thread');
    execFileSync('chmod', ['-R', 'go+rX', temporaryFolder()]);
    const script = join(folder, 'ask.mjs');
    writeFileSync(
      script,
      `import { Worker } from 'node:worker_threads';
       const workerData = {
         touched: new SharedArrayBuffer(1 << 16),
         commands: { own: 'procatlas', root: 'procatlas', sudo: true },
         shipped: { lessons: { shipped: '', own: [] } },
       };
       const worker = new Worker(new URL('worker.mjs', import.meta.url), { workerData });
       worker.on('message', ({ outcome }) => { console.log(JSON.stringify(outcome)); process.exit(); });
       worker.postMessage({ type: 'call', id: 1, name: 'capture.once', argument: { pid: ${pid}, parts: [] }, interrupt: new Int32Array(new SharedArrayBuffer(4)) });`,
      { mode: 0o644 },
    );
    const child = spawn(process.execPath, [script], {
      uid: 65_534,
      gid: 65_534,
      cwd: '/',
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let said = '';
    child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
    await once(child, 'exit');
    return JSON.parse(said);
  }

  test('is refused with the reason and what would help', async (context) => {
    if (process.getuid?.() !== 0) skip(context, 'needs root to become another user');
    const program = await started('grows');
    expect(await asNobody(program.pid)).toMatchObject({
      ok: false,
      code: 'refused',
      message: `The memory of process ${program.pid} may not be read.`,
      why: expect.stringContaining('root') as string,
      remedy: expect.stringContaining('sudo') as string,
    });
  });
});

describe('the other requests', () => {
  test('processes are listed', async () => {
    const program = await started('grows');
    const list = await service.call('processes.list', undefined);
    expect(list.ok && list.value.find(({ pid }) => pid === program.pid)).toMatchObject({ comm: 'grows', threads: 1 });
  });

  test('facts of the file behind a mapping are found by its start', async () => {
    const program = await started('grows');
    const watched = await Watched.of(program.pid, 1000);
    const { watch } = watched;
    const { mappings } = watched.picture!;
    const row = mappings.name.findIndex((name) => mappings.names[name] === program.file);
    const start = asPageNumber(mappings.start[row]!);
    expect(await service.call('mapping.facts', { watch, start }), formatAddress(start)).toMatchObject({
      ok: true,
      value: { path: program.file, identity: 'same' },
    });
    const nothing = await service.call('mapping.facts', { watch, start: asPageNumber(1) });
    expect(nothing).toMatchObject({ ok: false, code: 'invalid' });
    await service.call('process.stop', { watch });
  });

  test('a thread that cannot start is a failure in words', async () => {
    const broken = startLiveService(new URL('no-such-file.mjs', thread));
    expect(await broken.call('processes.list', undefined)).toMatchObject({
      ok: false,
      code: 'failed',
      why: expect.stringMatching(/./) as string,
    });
    await broken.close();
  });
});
