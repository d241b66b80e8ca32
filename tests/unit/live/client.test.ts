import { beforeEach, describe, expect, test, vi } from 'vitest';
import type { Events } from '@contract/calls.ts';
import { asMilliseconds, asPageNumber, asPid } from '@contract/units.ts';
import { wholeUpdate } from '@contract/update.ts';
import { LiveClient, type WorkerPort } from '@main/live/client.ts';
import type { FromWorker, ToWorker } from '@main/live/protocol.ts';
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

beforeEach(() => {
  ports = [];
  client = new LiveClient(() => {
    const opened = new FakePort();
    ports.push(opened);
    return opened;
  });
});

const sink = () => ({ update: vi.fn(), progress: vi.fn(), condition: vi.fn() });
const cost: Events['watch.update']['cost'] = {
  maps: asMilliseconds(1),
  share: 0,
  smapsInterval: asMilliseconds(1000),
};

describe('the client of the reading thread', () => {
  test('asks for numa_maps of processes, and never of what was opened', async () => {
    const watching = client.watch(pid, asMilliseconds(1000), sink());
    const { watch } = port().sent[0] as Extract<ToWorker, { type: 'watch' }>;
    expect(client.numa(watch, true)).toEqual({ ok: true, value: null });
    expect(port().sent.at(-1)).toEqual({ type: 'numa', watch, wanted: true });
    void client.openFile('/capture.json', sink());
    const opened = port().sent.at(-1) as Extract<ToWorker, { type: 'open' }>;
    expect(client.numa(opened.watch, true)).toMatchObject({ ok: false, code: 'invalid' });
    expect(port().sent.at(-1)).toBe(opened);
    port().receive({ type: 'reply', id: port().lastId(), outcome: { ok: true, value: null } });
    await client.close();
    await watching;
  });

  test('pairs replies with requests, in whatever order they come', async () => {
    const first = client.listProcesses();
    const firstId = port().lastId();
    const second = client.fileFacts(pid, asPageNumber(0x400));
    port().receive({
      type: 'reply',
      id: port().lastId(),
      outcome: { ok: false, code: 'invalid', message: 'No file.' },
    });
    port().receive({ type: 'reply', id: firstId, outcome: { ok: true, value: [] } });
    expect(await first).toEqual({ ok: true, value: [] });
    expect(await second).toMatchObject({ ok: false, message: 'No file.' });
  });

  test('an update that arrives with the reply is not lost', async () => {
    const own = sink();
    const started = client.watch(pid, asMilliseconds(1000), own);
    const request = port().sent[0] as Extract<ToWorker, { type: 'watch' }>;
    const update = { watch: request.watch, update: wholeUpdate(sampleCapture), cost };
    port().receive({ type: 'update', value: update });
    port().receive({ type: 'reply', id: request.id, outcome: { ok: true, value: null } });
    expect(await started).toEqual({ ok: true, value: { watch: request.watch } });
    expect(own.update).toHaveBeenCalledExactlyOnceWith(update);
  });

  test('a watch that could not begin is forgotten', async () => {
    const started = client.watch(pid, asMilliseconds(1000), sink());
    const { id, watch } = port().sent[0] as Extract<ToWorker, { type: 'watch' }>;
    port().receive({ type: 'reply', id, outcome: { ok: false, code: 'no-such-process', message: 'Gone.' } });
    expect(await started).toMatchObject({ code: 'no-such-process' });
    expect(client.stop(watch)).toMatchObject({ ok: false, code: 'invalid' });
  });

  test('orders to an unknown watch are refused in words', () => {
    expect(client.pace(99, null)).toMatchObject({ ok: false, code: 'invalid' });
    expect(client.refresh(99)).toMatchObject({ ok: false, code: 'invalid' });
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
    const watching = client.watch(pid, asMilliseconds(1000), own);
    const { id, watch } = port().sent[0] as Extract<ToWorker, { type: 'watch' }>;
    port().receive({ type: 'reply', id, outcome: { ok: true, value: null } });
    await watching;
    const list = client.listProcesses();
    port().end('out of memory');
    expect(await list).toMatchObject({ ok: false, code: 'failed', why: 'out of memory' });
    expect(own.condition).toHaveBeenCalledExactlyOnceWith(
      expect.objectContaining({ watch, condition: 'failed', why: 'out of memory' }),
    );
    expect(ports).toHaveLength(1);
    void client.listProcesses();
    expect(ports).toHaveLength(2);
    expect(port().sent).toHaveLength(1);
  });

  test('close ends the thread and settles what was waiting; nothing restarts it', async () => {
    const list = client.listProcesses();
    await client.close();
    expect(await list).toMatchObject({ ok: false, code: 'failed' });
    expect(port().terminated).toBe(true);
    port().end('It ended with code 1.');
    expect(await client.listProcesses()).toMatchObject({ ok: false });
    expect(ports).toHaveLength(1);
  });

  test('hands an import over, keeps it under a watch, and refuses to pace it', async () => {
    const shared = Uint8Array.of(0, 1, 2, 3);
    const outcome = client.importSource({ name: 'maps', content: shared.subarray(1, 3) }, sink());
    const asked = port().sent.at(-1) as Extract<ToWorker, { type: 'import' }>;
    // Only its own bytes travel, not the buffer they lie in.
    expect([...asked.content, asked.content.buffer.byteLength]).toEqual([1, 2, 2]);
    const value = {
      watch: asked.watch,
      name: 'maps',
      format: 'maps',
      notes: [],
      update: wholeUpdate(sampleCapture),
    } as const;
    port().receive({ type: 'reply', id: asked.id, outcome: { ok: true, value } });
    expect(await outcome).toMatchObject({ ok: true, value: { watch: asked.watch } });
    expect(client.pace(asked.watch, asMilliseconds(100))).toMatchObject({
      ok: false,
      message: 'An opened capture stays as it is.',
    });
    expect(client.refresh(asked.watch)).toMatchObject({ ok: false });
    void client.saveCapture({ watch: asked.watch, redact: false, compress: true });
    expect(port().sent.at(-1)).toMatchObject({ type: 'save', watch: asked.watch, compress: true });
    expect(client.stop(asked.watch)).toEqual({ ok: true, value: null });
    expect(await client.saveCapture({ watch: asked.watch, redact: false, compress: true })).toMatchObject({
      ok: false,
    });
  });

  test('forgets an import that could not be opened', async () => {
    const outcome = client.openFile('/captures/damaged.json', sink());
    const { id, watch } = port().sent.at(-1) as Extract<ToWorker, { type: 'open' }>;
    port().receive({ type: 'reply', id, outcome: { ok: false, code: 'invalid', message: 'no' } });
    expect(await outcome).toMatchObject({ ok: false, message: 'no' });
    expect(client.stop(watch)).toMatchObject({ ok: false });
  });
});

describe('looking inside through the client', () => {
  const watching = async () => {
    const started = client.watch(pid, asMilliseconds(1000), sink());
    const { watch } = port().sent[0] as Extract<ToWorker, { type: 'watch' }>;
    port().receive({ type: 'reply', id: port().lastId(), outcome: { ok: true, value: null } });
    await started;
    return watch;
  };

  test('asks the reading thread, passes its progress on and gives its answer', async () => {
    const watch = await watching();
    const progress = vi.fn();
    const answer = client.inspect('threads.inside', { watch }, { progress });
    expect(port().sent.at(-1)).toMatchObject({ type: 'inspect', call: 'threads.inside', argument: { watch } });
    port().receive({ type: 'inspect-progress', id: port().lastId(), share: 0.25 });
    port().receive({ type: 'reply', id: port().lastId(), outcome: { ok: true, value: [] } });
    expect(await answer).toEqual({ ok: true, value: [] });
    expect(progress).toHaveBeenCalledExactlyOnceWith(0.25);
  });

  test('an aborted look is cancelled there and answered here at once', async () => {
    const watch = await watching();
    const abort = new AbortController();
    const answer = client.inspect('threads.inside', { watch }, { signal: abort.signal });
    const id = port().lastId();
    abort.abort();
    expect(await answer).toMatchObject({ ok: false, code: 'cancelled' });
    expect(port().sent.at(-1)).toEqual({ type: 'cancel', id });
  });

  test('a watch that is not there is refused without asking', async () => {
    expect(await client.inspect('threads.inside', { watch: 99 })).toMatchObject({ ok: false, code: 'invalid' });
    expect(port().sent).toEqual([]);
  });
});
