import {
  cancelled,
  contractVersion,
  type CancelSignal,
  type Outcome,
  type Versions,
  type WatchId,
} from '@contract/calls.ts';
import { createSession } from '@main/ipc/session.ts';
import { describe, expect, it } from 'vitest';
import { fakeService } from './fakeService.ts';

const versions: Versions = { procatlas: '0.0.0', contract: contractVersion, node: '20', face: 'browser' };

/** A session whose events are kept. */
function page(service = fakeService()) {
  const events: { name: string; value: unknown }[] = [];
  const own = createSession(service, versions, (name, value) => events.push({ name, value }));
  let last = 0;
  const session = {
    ...own,
    dispatch: (name: string, raw: unknown, id: unknown = ++last) => own.dispatch(name, raw, id),
  };
  const watch = async (pid = 4711): Promise<WatchId> => {
    const outcome = (await session.dispatch('process.watch', { pid, interval: 1000 })) as Outcome<{ watch: WatchId }>;
    if (!outcome.ok) throw new Error(outcome.message);
    return outcome.value.watch;
  };
  return { service, session, events, watch };
}

describe('a session', () => {
  it('begins no more than so much work at once, and goes on when some is done', async () => {
    let finish = (): void => undefined;
    const waiting = new Promise<void>((resolve) => (finish = resolve));
    const { session } = page(
      fakeService({ 'processes.list': () => waiting.then(() => ({ ok: true as const, value: [] })) }),
    );
    const begun = Array.from({ length: 256 }, () => session.dispatch('processes.list', undefined));
    expect(await session.dispatch('processes.list', undefined)).toMatchObject({
      ok: false,
      message: 'Too many requests of this page are under way.',
    });
    finish();
    await Promise.all(begun);
    expect(await session.dispatch('processes.list', undefined)).toMatchObject({ ok: true });
  });

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
    await session.dispatch('process.part', { watch: id, part: 'numa', wanted: true });
    await session.dispatch('process.stop', { watch: id });
    expect(service.asked.slice(1)).toEqual([`pace ${id} null`, `refresh ${id}`, `part ${id} numa true`, `stop ${id}`]);
    expect(await session.dispatch('process.refresh', { watch: id })).toMatchObject({ ok: false, code: 'invalid' });
  });

  it.each(['process.refresh', 'process.stop', 'process.pace', 'process.part'])(
    "does not let %s touch another page's watch",
    async (name) => {
      const { service, watch } = page();
      const id = await watch();
      const other = page(service);
      const more = { 'process.pace': { interval: null }, 'process.part': { part: 'numa', wanted: true } }[name];
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

  it('gives the last capture whole to a page that has missed an update, and only of its own watches', async () => {
    const { service, session, watch } = page();
    const id = await watch();
    expect(await session.dispatch('capture.last', { watch: id })).toMatchObject({ ok: true, value: { base: 0 } });
    expect(await page(service).session.dispatch('capture.last', { watch: id })).toMatchObject({ code: 'invalid' });
  });

  it('cancels what is under way when the page closes', () => {
    const { service, session } = page();
    void session.dispatch('processes.list', undefined);
    session.close();
    expect(service.signals[0]?.aborted).toBe(true);
  });

  it.each([undefined, -1, 1.5, '1', null, NaN])('refuses a request whose number is %s', async (id) => {
    const { service, session } = page();
    const own = createSession(service, versions, () => undefined);
    expect(await own.dispatch('processes.list', undefined, id)).toEqual({
      ok: false,
      code: 'invalid',
      message: 'The request has no number.',
    });
    session.close();
  });

  it('passes failures on as they are', async () => {
    const refusal = { ok: false, code: 'refused', message: 'no' } as const;
    const { session } = page(fakeService({ 'process.watch': () => refusal }));
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
    expect(await session.dispatch('source.initial', undefined, 1)).toMatchObject({ ok: true });
    expect(service.asked).toEqual(['open /captures/a.json']);
    expect(await page().session.dispatch('source.initial', undefined)).toEqual({ ok: true, value: null });
  });
});

describe('looking inside', () => {
  /** A service whose inspections go on until they are aborted. */
  const endless = () => {
    const running: { signal: CancelSignal; progress: (share: number) => void }[] = [];
    const service = fakeService({
      'heap.walk': (_argument, { signal, progress }) => {
        running.push({ signal: signal!, progress: progress! });
        return new Promise((resolve) => {
          signal!.addEventListener(
            'abort',
            () => {
              resolve(cancelled);
            },
            { once: true },
          );
        });
      },
    });
    return { running, ...page(service) };
  };

  it('asks for processes of this page only', async () => {
    const { service, session, watch } = page();
    const id = await watch();
    await session.dispatch('threads.inside', { watch: id });
    expect(service.asked.at(-1)).toBe(`look ${id} threads.inside`);
    const answer = await page(service).session.dispatch('threads.inside', { watch: id });
    expect(answer).toMatchObject({ ok: false, message: 'This page has no such watch.' });
  });

  const walk = (watch: WatchId) => ['heap.walk', { watch, start: 1, consent: true }] as const;

  it('tells the progress of a long call under its number and ends it when it is cancelled', async () => {
    const { running, session, events, watch } = endless();
    const answer = session.dispatch(...walk(await watch()), 7);
    running[0]!.progress(0.5);
    expect(events).toContainEqual({ name: 'call.progress', value: { call: 7, share: 0.5 } });
    expect(await session.dispatch('call.cancel', { call: 7 })).toMatchObject({ ok: true });
    expect(await answer).toEqual(cancelled);
  });

  it('hands a call that is answered at once no way to tell progress', async () => {
    const heard: unknown[] = [];
    const { session, watch } = page(
      fakeService({
        'threads.inside': (_argument, { progress }) => {
          heard.push(progress);
          return { ok: true, value: [] };
        },
      }),
    );
    await session.dispatch('threads.inside', { watch: await watch() });
    expect(heard).toEqual([undefined]);
  });

  it('refuses a second request of the same number, and cancels none of another page', async () => {
    const { running, service, session, watch } = endless();
    const id = await watch();
    void session.dispatch(...walk(id), 7);
    expect(await session.dispatch(...walk(id), 7)).toMatchObject({ code: 'invalid' });
    await page(service).session.dispatch('call.cancel', { call: 7 });
    expect(running.map(({ signal }) => signal.aborted)).toEqual([false]);
    session.close();
    expect(running.map(({ signal }) => signal.aborted)).toEqual([true]);
  });
});
