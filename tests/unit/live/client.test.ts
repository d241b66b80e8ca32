import { beforeEach, describe, expect, test, vi } from 'vitest';
import type { Events } from '@contract/calls.ts';
import { asMilliseconds, asPid } from '@contract/units.ts';
import { wholeUpdate } from '@contract/update.ts';
import { LiveClient, type WorkerPort } from '@main/live/client.ts';
import type { FromWorker, ToWorker, WorkerRequest } from '@main/live/protocol.ts';
import type { WatchSink } from '@main/live/service.ts';
import { sampleCapture } from '../capture/sampleCapture.ts';

class FakePort implements WorkerPort {
  sent: ToWorker[] = [];
  receive: (message: FromWorker) => void = () => undefined;
  end: (why: string) => void = () => undefined;
  terminated = false;
  postMessage = (message: ToWorker) => void this.sent.push(message);
  onMessage = (listener: (message: FromWorker) => void) => void (this.receive = listener);
  onEnd = (listener: (why: string) => void) => void (this.end = listener);
  terminate = () => {
    this.terminated = true;
    return Promise.resolve(0);
  };
  lastId = () => (this.sent.at(-1) as { id: number }).id;
}

let ports: FakePort[];
let client: LiveClient;
const port = () => ports.at(-1)!;
const pid = asPid(4711);
const watchWith = (own: WatchSink) =>
  client.call('process.watch', { pid, interval: asMilliseconds(1000) }, { sink: own });
const sentAs = <N extends WorkerRequest['name']>(_name: N, message = port().sent.at(-1)) =>
  message as Extract<WorkerRequest, { name: N }>;

beforeEach(() => {
  ports = [];
  client = new LiveClient(() => {
    const opened = new FakePort();
    ports.push(opened);
    return opened;
  });
});

const sink = () => ({ update: vi.fn(), progress: vi.fn(), condition: vi.fn(), grew: vi.fn() });
const cost: Events['watch.update']['cost'] = {
  maps: asMilliseconds(1),
  share: 0,
  smapsInterval: asMilliseconds(1000),
};

describe('the client of the reading thread', () => {
  test('asks for numa_maps of processes, and never of what was opened', async () => {
    const watching = watchWith(sink());
    const { id: watch } = sentAs('process.watch', port().sent[0]);
    void client.call('process.part', { watch, part: 'numa', wanted: true });
    expect(port().sent.at(-1)).toMatchObject({ name: 'process.part', argument: { watch, part: 'numa', wanted: true } });
    void client.openFile('/capture.json', sink());
    const opened = sentAs('source.open');
    expect(await client.call('process.part', { watch: opened.id, part: 'numa', wanted: true })).toMatchObject({
      code: 'invalid',
    });
    expect(port().sent.at(-1)).toBe(opened);
    port().receive({ type: 'reply', id: port().lastId(), outcome: { ok: true, value: null } });
    await client.close();
    await watching;
  });

  test('pairs replies with requests, in whatever order they come', async () => {
    const first = client.call('processes.list', undefined);
    const firstId = port().lastId();
    const second = client.call('processes.list', undefined);
    port().receive({
      type: 'reply',
      id: port().lastId(),
      outcome: { ok: false, code: 'invalid', message: 'No list.' },
    });
    port().receive({ type: 'reply', id: firstId, outcome: { ok: true, value: [] } });
    expect(await first).toEqual({ ok: true, value: [] });
    expect(await second).toMatchObject({ ok: false, message: 'No list.' });
  });

  test('an update that arrives with the reply is not lost', async () => {
    const own = sink();
    const started = watchWith(own);
    const { id } = sentAs('process.watch', port().sent[0]);
    const update = { watch: id, update: wholeUpdate(sampleCapture), cost };
    port().receive({ type: 'update', value: update });
    port().receive({ type: 'reply', id, outcome: { ok: true, value: { watch: id } } });
    expect(await started).toEqual({ ok: true, value: { watch: id } });
    expect(own.update).toHaveBeenCalledExactlyOnceWith(update);
  });

  test('pausing and stopping end a read under way, pacing and asking do not', () => {
    void watchWith(sink());
    const { id: watch, interrupt } = sentAs('process.watch');
    void client.call('process.refresh', { watch });
    void client.call('process.pace', { watch, interval: asMilliseconds(100) });
    expect(interrupt[0]).toBe(0);
    void client.call('process.pace', { watch, interval: null });
    expect(interrupt[0]).toBe(1);
    void client.call('process.stop', { watch });
    expect(interrupt[0]).toBe(2);
  });

  test('a watch that could not begin is forgotten', async () => {
    const started = watchWith(sink());
    const { id } = sentAs('process.watch', port().sent[0]);
    port().receive({ type: 'reply', id, outcome: { ok: false, code: 'no-such-process', message: 'Gone.' } });
    expect(await started).toMatchObject({ code: 'no-such-process' });
    expect(await client.call('process.stop', { watch: id })).toMatchObject({ ok: false, code: 'invalid' });
  });

  test('calls about an unknown watch are refused in words', async () => {
    expect(await client.call('process.pace', { watch: 99, interval: null })).toMatchObject({ code: 'invalid' });
    expect(await client.call('threads.inside', { watch: 99 })).toMatchObject({ ok: false, code: 'invalid' });
    expect(port().sent).toEqual([]);
  });

  test('aborting a capture gives a cancelled failure at once and tells the thread', async () => {
    const abort = new AbortController();
    const capture = client.capture(pid, { signal: abort.signal });
    const id = port().lastId();
    abort.abort();
    expect(await capture).toMatchObject({ ok: false, code: 'cancelled' });
    expect(port().sent.at(-1)).toEqual({ type: 'cancel', id });
    port().receive({ type: 'reply', id, outcome: { ok: true, value: sampleCapture } });
    expect(await client.capture(pid, { signal: abort.signal })).toMatchObject({ code: 'cancelled' });
  });

  test('when the thread dies every request fails, every watch is told, and the next request starts another', async () => {
    const own = sink();
    const watching = watchWith(own);
    const { id } = sentAs('process.watch', port().sent[0]);
    port().receive({ type: 'reply', id, outcome: { ok: true, value: null } });
    await watching;
    const list = client.call('processes.list', undefined);
    port().end('out of memory');
    expect(await list).toMatchObject({ ok: false, code: 'failed', why: 'out of memory' });
    expect(own.condition).toHaveBeenCalledExactlyOnceWith(
      expect.objectContaining({ watch: id, condition: 'failed', why: 'out of memory' }),
    );
    expect(ports).toHaveLength(1);
    void client.call('processes.list', undefined);
    expect(ports).toHaveLength(2);
    expect(port().sent).toHaveLength(1);
  });

  test('close ends the thread and settles what was waiting; nothing restarts it', async () => {
    const list = client.call('processes.list', undefined);
    await client.close();
    expect(await list).toMatchObject({ ok: false, code: 'failed' });
    expect(port().terminated).toBe(true);
    port().end('It ended with code 1.');
    expect(await client.call('processes.list', undefined)).toMatchObject({ ok: false });
    expect(ports).toHaveLength(1);
  });

  test('hands an import over, keeps it under a watch, and refuses to pace it', async () => {
    const shared = Uint8Array.of(0, 1, 2, 3);
    const outcome = client.call('capture.import', { name: 'maps', content: shared.subarray(1, 3) });
    const { id: watch, argument: asked } = sentAs('capture.import');
    // Only its own bytes travel, not the buffer they lie in.
    expect([...asked.content, asked.content.buffer.byteLength]).toEqual([1, 2, 2]);
    const value = {
      watch,
      name: 'maps',
      format: 'maps',
      notes: [],
      update: wholeUpdate(sampleCapture),
    } as const;
    port().receive({ type: 'reply', id: watch, outcome: { ok: true, value } });
    expect(await outcome).toMatchObject({ ok: true, value: { watch } });
    expect(await client.call('process.pace', { watch, interval: asMilliseconds(100) })).toMatchObject({
      ok: false,
      message: 'An opened capture stays as it is.',
    });
    expect(await client.call('process.refresh', { watch })).toMatchObject({ ok: false });
    const save = { watch, redact: false, compress: true };
    void client.call('capture.save', save);
    expect(port().sent.at(-1)).toMatchObject({ name: 'capture.save', argument: save });
    void client.call('process.stop', { watch });
    expect(port().sent.at(-1)).toMatchObject({ name: 'process.stop', argument: { watch } });
    expect(await client.call('capture.save', save)).toMatchObject({ ok: false });
  });

  test('forgets an import that could not be opened', async () => {
    const outcome = client.openFile('/captures/damaged.json', sink());
    const { id } = sentAs('source.open');
    port().receive({ type: 'reply', id, outcome: { ok: false, code: 'invalid', message: 'no' } });
    expect(await outcome).toMatchObject({ ok: false, message: 'no' });
    expect(await client.call('process.stop', { watch: id })).toMatchObject({ ok: false });
  });
});

describe('looking inside through the client', () => {
  const watching = async () => {
    const started = watchWith(sink());
    const { id: watch } = sentAs('process.watch', port().sent[0]);
    port().receive({ type: 'reply', id: port().lastId(), outcome: { ok: true, value: null } });
    await started;
    return watch;
  };

  test('asks the reading thread, passes its progress on and gives its answer', async () => {
    const watch = await watching();
    const progress = vi.fn();
    const answer = client.call('threads.inside', { watch }, { progress });
    expect(port().sent.at(-1)).toMatchObject({ name: 'threads.inside', argument: { watch } });
    port().receive({ type: 'share', id: port().lastId(), share: 0.25 });
    port().receive({ type: 'reply', id: port().lastId(), outcome: { ok: true, value: [] } });
    expect(await answer).toEqual({ ok: true, value: [] });
    expect(progress).toHaveBeenCalledExactlyOnceWith(0.25);
  });

  test('an aborted look is cancelled there and answered here at once', async () => {
    const watch = await watching();
    const abort = new AbortController();
    const answer = client.call('threads.inside', { watch }, { signal: abort.signal });
    const id = port().lastId();
    abort.abort();
    expect(await answer).toMatchObject({ ok: false, code: 'cancelled' });
    expect(port().sent.at(-1)).toEqual({ type: 'cancel', id });
  });
});
