/** When a thread that reads is late, when it is given up, and that one which only computes never is. */
import { beforeEach, expect, test, vi } from 'vitest';
import { asMilliseconds, asPid } from '@contract/units.ts';
import { LiveClient, type WorkerPort } from '@main/live/client.ts';
import type { FromWorker, ToWorker } from '@main/live/protocol.ts';
import type { Waiting } from '@main/live/pulse.ts';

class FakePort implements WorkerPort {
  sent: ToWorker[] = [];
  receive: (message: FromWorker) => void = () => undefined;
  answers = true;
  waiting: Waiting | undefined;
  postMessage = (message: ToWorker): void => {
    this.sent.push(message);
    if (message.type === 'ping' && this.answers) this.receive({ type: 'pong' });
  };
  onMessage = (listener: (message: FromWorker) => void) => void (this.receive = listener);
  onEnd = () => undefined;
  waitsFor = () => this.waiting;
  /** A thread that waits for a file system does not end. */
  terminate = () => new Promise(() => undefined);
}

let ports: FakePort[];
let client: LiveClient;
let seconds: (count: number) => void;
const waits = vi.fn();
const sink = { update: vi.fn(), progress: vi.fn(), condition: vi.fn(), grew: vi.fn() };
const file = { number: 1, device: '0:40', name: '/mnt/lib.so' };

beforeEach(() => {
  ports = [];
  const ticks = new Set<() => void>();
  seconds = (count) => {
    for (let second = 0; second < count; second++) for (const tick of [...ticks]) tick();
  };
  waits.mockClear();
  client = new LiveClient(
    () => {
      const opened = new FakePort();
      ports.push(opened);
      return opened;
    },
    undefined,
    (callback) => {
      ticks.add(callback);
      return () => ticks.delete(callback);
    },
  );
  client.onWaits(waits);
});

const watched = (): { port: FakePort; watch: number } => {
  void client.call('process.watch', { pid: asPid(7), interval: asMilliseconds(1000) }, { sink });
  const port = ports[0]!;
  const watch = (port.sent[0] as { id: number }).id;
  port.receive({ type: 'reply', id: watch, outcome: { ok: true, value: { watch } } });
  return { port, watch };
};

test('a thread that answers is never said to be late', () => {
  const { port } = watched();
  seconds(60);
  expect(port.sent.filter(({ type }) => type === 'ping').length).toBeGreaterThan(10);
  expect(waits).not.toHaveBeenCalled();
});

test('after three seconds without life it is told what reading waits for, and when it goes on', () => {
  const { port } = watched();
  port.answers = false;
  port.waiting = file;
  seconds(3);
  expect(waits).not.toHaveBeenCalled();
  seconds(1);
  expect(waits).toHaveBeenCalledExactlyOnceWith(
    expect.objectContaining({ message: 'Reading waits for the file system of /mnt/lib.so.' }),
  );
  port.receive({ type: 'pong' });
  expect(waits).toHaveBeenLastCalledWith(null);
});

test('after ten seconds reading begins anew without that file system; its watches go on, its requests fail', async () => {
  const { port, watch } = watched();
  const facts = client.call('mapping.facts', { watch, start: 1 as never });
  port.answers = false;
  port.waiting = file;
  seconds(12);
  expect(ports).toHaveLength(2);
  const [leave, again] = ports[1]!.sent;
  expect(leave).toEqual({ type: 'leave', devices: ['0:40'] });
  expect(again).toMatchObject({ name: 'process.watch', id: watch, argument: { pid: 7, interval: 1000 } });
  expect(await facts).toMatchObject({ ok: false, code: 'failed', message: 'The answer was given up.' });
  expect(waits).toHaveBeenLastCalledWith(null);
  // What the first thread still says counts no more.
  port.receive({ type: 'condition', value: { watch, condition: 'failed', message: 'late' } });
  expect(sink.condition).not.toHaveBeenCalled();
});

test('one that only computes is said to be late and never given up', () => {
  const { port } = watched();
  port.answers = false;
  seconds(60);
  expect(ports).toHaveLength(1);
  expect(waits).toHaveBeenCalledExactlyOnceWith(
    expect.objectContaining({ message: 'Nothing has been read for three seconds.' }),
  );
});

test('one file after the other, each in less than ten seconds, is progress', () => {
  const { port } = watched();
  port.answers = false;
  for (let number = 1; number < 9; number += 2) {
    port.waiting = { ...file, number };
    seconds(8);
  }
  expect(ports).toHaveLength(1);
});

test('close waits for no thread that waits', async () => {
  const { port } = watched();
  port.waiting = file;
  expect(await client.close()).toBe('waits');
  expect(await client.call('processes.list', undefined)).toMatchObject({ ok: false });
});
