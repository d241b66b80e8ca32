import { contractVersion, type Outcome } from '@contract/calls.ts';
import { decodeFrame, encodeFrame } from '@contract/frames.ts';
import type { ConnectedBackend, ConnectionState } from '@renderer/backend/connection.ts';
import { webSocketBackend } from '@renderer/backend/webSocketBackend.ts';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

interface Request {
  readonly id: number;
  readonly call: string;
  readonly argument?: unknown;
}

/** A browser's WebSocket whose other end is the test. */
class FakeSocket {
  static all: FakeSocket[] = [];
  readonly url: string;
  readonly protocols: readonly string[];
  binaryType = '';
  sent: Request[] = [];
  closed = false;
  onopen: (() => void) | undefined;
  onclose: (() => void) | undefined;
  onmessage: ((event: { data: ArrayBuffer }) => void) | undefined;

  constructor(url: string, protocols: readonly string[]) {
    this.url = url;
    this.protocols = protocols;
    FakeSocket.all.push(this);
  }
  send(bytes: Uint8Array): void {
    this.sent.push(decodeFrame(bytes) as Request);
  }
  close(): void {
    this.closed = true;
  }
  receive(frame: unknown): void {
    this.onmessage?.({ data: new Uint8Array(encodeFrame(frame as never)).buffer });
  }
  answer(call: string, outcome: Outcome<unknown>): void {
    const request = this.sent.find((sent) => sent.call === call);
    if (!request) throw new Error(`${call} was not sent`);
    this.receive({ id: request.id, outcome });
  }
  /** Opens and answers the greeting. */
  greet(contract = contractVersion): void {
    this.onopen?.();
    this.answer('app.versions', { ok: true, value: { contract, procatlas: '9.9' } });
  }
}

const latest = (): FakeSocket => FakeSocket.all.at(-1)!;
let backend: ConnectedBackend;
let states: ConnectionState[];
let serverAnswers = false;

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('WebSocket', FakeSocket);
  FakeSocket.all = [];
  serverAnswers = false;
  states = [];
  backend = webSocketBackend('ws://127.0.0.1:1/', 'TOKEN', { serverAnswers: () => Promise.resolve(serverAnswers) });
  backend.onConnection((state) => states.push(state));
});

afterEach(() => {
  backend.close();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const stateNames = (): string[] => states.map(({ state }) => state);

describe('the WebSocket backend', () => {
  it('sends its token as subprotocol and compares versions before anything else', async () => {
    const answer = backend.call('capture.last', { watch: 1 });
    const socket = latest();
    expect(socket.protocols).toEqual(['procatlas.TOKEN']);
    socket.onopen?.();
    expect(socket.sent.map(({ call }) => call)).toEqual(['app.versions']);
    socket.answer('app.versions', { ok: true, value: { contract: contractVersion } });
    expect(socket.sent[1]).toMatchObject({ call: 'capture.last', argument: { watch: 1 } });
    socket.answer('capture.last', { ok: false, code: 'refused', message: 'no' });
    expect(await answer).toEqual({ ok: false, code: 'refused', message: 'no' });
    expect(stateNames()).toEqual(['connecting', 'open']);
  });

  it('gives each answer to its own question, in whatever order they come', async () => {
    latest().greet();
    const stop = backend.call('process.stop', { watch: 1 });
    const refresh = backend.call('process.refresh', { watch: 2 });
    latest().answer('process.refresh', { ok: true, value: null });
    latest().answer('process.stop', { ok: false, code: 'invalid', message: 'which?' });
    expect(await refresh).toMatchObject({ ok: true });
    expect(await stop).toMatchObject({ ok: false });
  });

  it('hands events to their listeners until they are removed, and ignores unknown ones', () => {
    latest().greet();
    const heard: unknown[] = [];
    const remove = backend.on('app.command', (value) => heard.push(value));
    latest().receive({ event: 'app.command', value: { command: 'go-to' } });
    latest().receive({ event: 'constructor', value: 1 });
    latest().receive(7);
    latest().receive({ id: 99, outcome: { ok: true, value: null } });
    remove();
    latest().receive({ event: 'app.command', value: { command: 'back' } });
    expect(heard).toEqual([{ command: 'go-to' }]);
  });

  it('fails what is under way when the connection is lost, and what is asked until it is back', async () => {
    latest().greet();
    const underWay = backend.call('processes.list', undefined);
    latest().onclose?.();
    expect(await underWay).toMatchObject({
      ok: false,
      code: 'failed',
      message: 'The connection to Procatlas is lost.',
    });
    expect(await backend.call('processes.list', undefined)).toMatchObject({ ok: false, code: 'failed' });
    await vi.advanceTimersByTimeAsync(250);
    expect(FakeSocket.all).toHaveLength(2);
    latest().greet();
    expect(stateNames()).toEqual(['connecting', 'open', 'lost', 'open']);
    void backend.call('processes.list', undefined);
    expect(latest().sent.at(-1)).toMatchObject({ call: 'processes.list' });
  });

  it('waits longer and longer while the server is gone, up to five seconds', async () => {
    for (const wait of [250, 500, 1000, 2000, 4000, 5000, 5000]) {
      const before = FakeSocket.all.length;
      latest().onclose?.();
      await vi.advanceTimersByTimeAsync(wait - 1);
      expect(FakeSocket.all).toHaveLength(before);
      await vi.advanceTimersByTimeAsync(1);
      expect(FakeSocket.all).toHaveLength(before + 1);
    }
    expect(stateNames()).toEqual(['connecting', 'lost']);
  });

  it('gives up with a sentence when the server is there but refuses the token', async () => {
    serverAnswers = true;
    const asked = backend.call('processes.list', undefined);
    latest().onclose?.();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(FakeSocket.all).toHaveLength(1);
    expect(states.at(-1)).toMatchObject({ state: 'refused', message: expect.stringContaining('token') as string });
    expect(await asked).toMatchObject({ ok: false });
    expect(await backend.call('app.versions', undefined)).toMatchObject({
      message: expect.stringContaining('token') as string,
    });
  });

  it('gives up with a sentence when page and program speak different versions', async () => {
    const asked = backend.call('processes.list', undefined);
    latest().greet(contractVersion + 1);
    expect(await asked).toMatchObject({
      ok: false,
      message: expect.stringContaining(`speaks ${contractVersion + 1}`) as string,
    });
    expect(latest().closed).toBe(true);
    latest().onclose?.();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(FakeSocket.all).toHaveLength(1);
  });

  it('stays closed once closed', async () => {
    latest().onclose?.();
    backend.close();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(FakeSocket.all).toHaveLength(1);
  });
});
