import { contractVersion, type Outcome, type Versions, type WatchId } from '@contract/calls.ts';
import { createSession } from '@main/ipc/session.ts';
import { describe, expect, it } from 'vitest';
import { fakeService } from './fakeService.ts';

const versions: Versions = { procatlas: '0.0.0', contract: contractVersion, node: '20', face: 'browser' };

/** A session whose events are kept. */
function page(service = fakeService()) {
  const events: { name: string; value: unknown }[] = [];
  const session = createSession(service, versions, (name, value) => events.push({ name, value }));
  const watch = async (pid = 4711): Promise<WatchId> => {
    const outcome = (await session.dispatch('process.watch', { pid, interval: 1000 })) as Outcome<{ watch: WatchId }>;
    if (!outcome.ok) throw new Error(outcome.message);
    return outcome.value.watch;
  };
  return { service, session, events, watch };
}

describe('a session', () => {
  it('tells its versions', async () => {
    expect(await page().session.dispatch('app.versions', undefined)).toEqual({ ok: true, value: versions });
  });

  it('sends the events of its watches to its sink', async () => {
    const { service, events, watch } = page();
    const id = await watch();
    service.report(id, 5);
    service.watches.get(id)?.condition({ watch: id, condition: 'exited', message: 'It has ended.' });
    expect(events.map(({ name }) => name)).toEqual(['watch.update', 'watch.condition']);
    expect(events[0]?.value).toMatchObject({ watch: id, update: { base: 0, head: { sequence: 5 } } });
  });

  it('paces, refreshes, adds numa_maps to and stops its own watches', async () => {
    const { service, session, watch } = page();
    const id = await watch();
    await session.dispatch('process.pace', { watch: id, interval: null });
    await session.dispatch('process.refresh', { watch: id });
    await session.dispatch('process.numa', { watch: id, wanted: true });
    await session.dispatch('process.stop', { watch: id });
    expect(service.asked.slice(1)).toEqual([`pace ${id} null`, `refresh ${id}`, `numa ${id} true`, `stop ${id}`]);
    expect(await session.dispatch('process.refresh', { watch: id })).toMatchObject({ ok: false, code: 'invalid' });
  });

  it.each(['process.refresh', 'process.stop', 'process.pace', 'process.numa'])(
    "does not let %s touch another page's watch",
    async (name) => {
      const { service, watch } = page();
      const id = await watch();
      const other = page(service);
      const more = { 'process.pace': { interval: null }, 'process.numa': { wanted: true } }[name];
      const argument = { watch: id, ...more };
      expect(await other.session.dispatch(name, argument)).toMatchObject({ ok: false, code: 'invalid' });
      expect(service.asked).toEqual(['watch 4711 1000']);
    },
  );

  it('prints the text of pmap of its own watches only', async () => {
    const { service, session, watch } = page();
    const argument = {
      watch: await watch(),
      format: 'extended',
      showPath: false,
      kernelNames: false,
      labels: false,
      quiet: false,
    };
    expect(await session.dispatch('pmap.text', argument)).toMatchObject({ ok: true });
    expect(service.asked.at(-1)).toBe('pmap 1 extended');
    expect(await session.dispatch('pmap.text', { ...argument, format: '-x' })).toMatchObject({ code: 'invalid' });
    expect(await page(service).session.dispatch('pmap.text', argument)).toMatchObject({ ok: false, code: 'invalid' });
  });

  it('stops its watches when it closes, only its own and only once, and is silent from then on', async () => {
    const { service, session, events, watch } = page();
    const id = await watch();
    const sink = service.watches.get(id);
    const other = page(service);
    await other.watch();
    session.close();
    session.close();
    expect(service.asked.slice(2)).toEqual([`stop ${id}`]);
    sink?.condition({ watch: id, condition: 'exited', message: 'late' });
    expect(events).toEqual([]);
    expect(await session.dispatch('processes.list', undefined)).toMatchObject({ ok: false, code: 'cancelled' });
  });

  it('stops a watch that begins only after the page has closed', async () => {
    const { service, session } = page();
    const outcome = session.dispatch('process.watch', { pid: 1, interval: 1000 });
    session.close();
    expect(await outcome).toMatchObject({ ok: false, code: 'cancelled' });
    expect(service.watches.size).toBe(0);
  });

  it('answers a one-off capture with an update that stands alone, and cancels it when the page closes', async () => {
    const { service, session } = page();
    expect(await session.dispatch('process.capture', { pid: 4711 })).toMatchObject({
      ok: true,
      value: { base: 0, smaps: null, head: { sequence: 1 } },
    });
    session.close();
    expect(service.signals[0]?.aborted).toBe(true);
  });

  it('passes failures on as they are', async () => {
    const refusal = { ok: false, code: 'refused', message: 'no' } as const;
    const { session } = page(fakeService({ watch: () => Promise.resolve(refusal) }));
    expect(await session.dispatch('process.watch', { pid: 1, interval: 1000 })).toEqual(refusal);
  });

  it('opens one source at a time, under a watch of this page', async () => {
    const { service, session } = page();
    const content = Uint8Array.of(1, 2, 3);
    const first = session.dispatch('capture.import', { name: 'a', content });
    expect(await session.dispatch('capture.import', { name: 'b', content })).toMatchObject({
      ok: false,
      message: 'Another file is being opened.',
    });
    const outcome = (await first) as { value: { watch: number } };
    const { watch } = outcome.value;
    expect(outcome).toMatchObject({ ok: true, value: { name: 'a', update: { base: 0 } } });
    expect(await session.dispatch('capture.save', { watch, redact: true, compress: false })).toMatchObject({
      ok: true,
    });
    session.close();
    expect(service.asked).toEqual(['import a 3', `save ${watch} true false`, `stop ${watch}`]);
  });

  it('saves no capture of another page', async () => {
    const { service, session } = page();
    expect(await session.dispatch('capture.save', { watch: 1, redact: false, compress: true })).toMatchObject({
      ok: false,
      code: 'invalid',
    });
    expect(service.asked).toEqual([]);
  });

  it('opens the file of the command line, whose path no page names', async () => {
    const service = fakeService();
    const session = createSession(
      service,
      versions,
      () => undefined,
      () => '/captures/a.json',
    );
    expect(await session.dispatch('source.initial', undefined)).toMatchObject({ ok: true });
    expect(service.asked).toEqual(['open /captures/a.json']);
    expect(await page().session.dispatch('source.initial', undefined)).toEqual({ ok: true, value: null });
  });
});

describe('looking inside', () => {
  /** A service whose inspections go on until they are aborted. */
  const endless = () => {
    const running: { call: string; signal: AbortSignal; progress: (share: number) => void }[] = [];
    const service = fakeService({
      inspect: (call, _argument, { signal, progress } = {}) => {
        running.push({ call, signal: signal!, progress: progress ?? (() => undefined) });
        return new Promise((resolve) => {
          signal?.addEventListener('abort', () => {
            resolve({ ok: false, code: 'cancelled', message: 'The request was cancelled.' });
          });
        });
      },
    });
    return { running, ...page(service) };
  };

  it('asks for processes of this page only', async () => {
    const { service, session, watch } = page();
    const id = await watch();
    await session.dispatch('threads.inside', { watch: id });
    expect(service.asked.at(-1)).toBe(`inspect ${id} threads.inside`);
    const answer = await page(service).session.dispatch('threads.inside', { watch: id });
    expect(answer).toMatchObject({ ok: false, message: 'This page has no such watch.' });
  });

  it('tells the progress of a job and ends it when it is cancelled', async () => {
    const { running, session, events, watch } = endless();
    const answer = session.dispatch('heap.walk', { watch: await watch(), job: 7, start: 1, consent: true });
    running[0]!.progress(0.5);
    expect(events).toContainEqual({ name: 'job.progress', value: { job: 7, share: 0.5 } });
    expect(await session.dispatch('job.cancel', { job: 7 })).toMatchObject({ ok: true });
    expect(await answer).toMatchObject({ ok: false, code: 'cancelled' });
  });

  it('refuses a second job of the same number, and cancels none of another page', async () => {
    const { running, service, session, watch } = endless();
    const id = await watch();
    void session.dispatch('heap.walk', { watch: id, job: 7, start: 1, consent: true });
    expect(await session.dispatch('heap.walk', { watch: id, job: 7, start: 1, consent: true })).toMatchObject({
      code: 'invalid',
    });
    await page(service).session.dispatch('job.cancel', { job: 7 });
    expect(running.map(({ signal }) => signal.aborted)).toEqual([false]);
    session.close();
    expect(running.map(({ signal }) => signal.aborted)).toEqual([true]);
  });
});
