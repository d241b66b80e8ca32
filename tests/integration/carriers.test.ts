/** What every carrier of the contract must do, whichever it is: one suite over memory, WebSocket and message port. */
import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { cancelled, contractVersion, type Backend, type CancelSignal, type Versions } from '@contract/calls.ts';
import { asMilliseconds, asPageNumber, asPid } from '@contract/units.ts';
import { applyUpdate } from '@contract/update.ts';
import { answerCalls } from '@main/desktop/answerCall.ts';
import { installBridge } from '@main/desktop/pageBridge.ts';
import { createPageSession } from '@main/desktop/pageSession.ts';
import { createSession } from '@main/ipc/session.ts';
import { startWebServer } from '@main/web/server.ts';
import { electronBackend, type PageBridge } from '@renderer/backend/electronBackend.ts';
import { createListeners } from '@renderer/backend/listeners.ts';
import { createRequests } from '@renderer/backend/requests.ts';
import { webSocketBackend } from '@renderer/backend/webSocketBackend.ts';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { WebSocket } from 'ws';
import { emptyCapture, fakeService, type FakeService } from '../unit/ipc/fakeService.ts';

const versions: Versions = { procatlas: '0.0.0', contract: contractVersion, node: '20', face: 'browser' };

/** A page at one end and a session at the other; closing is the page's going away. */
interface Carrier {
  readonly backend: Backend;
  readonly close: () => void | Promise<void>;
}

/** No carrier at all: calls and events are handed over as they are. */
function inMemory(service: FakeService): Carrier {
  const listeners = createListeners();
  const session = createSession(service, versions, (name, value) => {
    listeners.emit(name, value);
  });
  const { call } = createRequests(session.dispatch, listeners);
  return { backend: { call, on: listeners.on }, close: session.close };
}

/** The desktop's: one channel for calls, a message port for events, and the preload script's bridge between. */
function overPort(service: FakeService): Carrier {
  const origin = 'procatlas://app';
  const heard = new Set<(event: unknown) => void>();
  const page = {
    addEventListener: (_type: string, listener: (event: unknown) => void) => heard.add(listener),
    removeEventListener: (_type: string, listener: (event: unknown) => void) => heard.delete(listener),
  };
  const channels = new Map<string, (event: { ports: readonly unknown[] }) => void>();
  const session = createPageSession<MessagePort>({
    openSession: (sink) => createSession(service, versions, sink),
    openChannel: () => {
      const { port1: near, port2: far } = new MessageChannel();
      return { near, far };
    },
    deliver: (far) => channels.get('procatlas:port')?.({ ports: [far] }),
  });
  const answer = answerCalls(origin, () => session);
  const senderFrame = { url: `${origin}/`, parent: null };
  let bridge: PageBridge | undefined;
  installBridge({
    contextBridge: { exposeInMainWorld: (_name, api) => (bridge = api as PageBridge) },
    ipcRenderer: {
      invoke: async (_channel, name, raw, id) =>
        structuredClone(await answer({ senderFrame, sender: 1 }, structuredClone(name), structuredClone(raw), id)),
      on: (channel, listener) => channels.set(channel, listener),
    },
    window: {
      document: { readyState: 'complete' },
      location: { origin },
      addEventListener: () => undefined,
      postMessage: (data, _origin, ports) => {
        for (const listener of heard) listener({ source: page, data, ports });
      },
    },
  });
  const backend = electronBackend(bridge!, page as never);
  session.pageReady();
  return {
    backend,
    close: () => {
      backend.close();
      session.pageGone();
    },
  };
}

/** The browser's: frames over a socket of the real server. */
async function overSocket(service: FakeService): Promise<Carrier> {
  const assets = mkdtempSync(join(tmpdir(), 'procatlas-carriers-'));
  mkdirSync(join(assets, 'assets'));
  writeFileSync(join(assets, 'index.html'), '<!doctype html><title>Procatlas</title>');
  const server = await startWebServer({ service, versions, assets });
  const { host, origin, hash } = new URL(server.url);
  vi.stubGlobal(
    'WebSocket',
    class extends WebSocket {
      constructor(url: string, protocols: string[]) {
        super(url, protocols, { origin });
      }
    },
  );
  const backend = webSocketBackend(`ws://${host}/`, new URLSearchParams(hash.slice(1)).get('token')!);
  return {
    backend,
    close: async () => {
      backend.close();
      await vi.waitFor(() => {
        expect(service.watches.size).toBe(0);
      });
      await server.close();
      rmSync(assets, { recursive: true });
      vi.unstubAllGlobals();
    },
  };
}

describe.each<[string, (service: FakeService) => Carrier | Promise<Carrier>]>([
  ['memory', inMemory],
  ['a message port', overPort],
  ['a WebSocket', overSocket],
])('the contract over %s', (_name, connect) => {
  /** Heap walks go on until they are cancelled. */
  let walking: { progress: ((share: number) => void) | undefined; signal: CancelSignal | undefined }[];
  let service: FakeService;
  let carrier: Carrier;
  let backend: Backend;
  const walk = { watch: 1, start: asPageNumber(5), consent: true };
  const watch = () => backend.call('process.watch', { pid: asPid(4711), interval: asMilliseconds(1000) });
  const until = (holds: () => void) => vi.waitFor(holds);

  beforeEach(async () => {
    walking = [];
    service = fakeService({
      'heap.walk': (_argument, { progress, signal }) => {
        walking.push({ progress, signal });
        return new Promise((resolve) => {
          const settle = (): void => {
            resolve(cancelled);
          };
          signal?.addEventListener('abort', settle, { once: true });
        });
      },
      'capture.import': ({ name, content }) => ({
        ok: false,
        code: 'invalid',
        message: `${name}: ${content instanceof Uint8Array} ${content.join()}`,
      }),
    });
    carrier = await connect(service);
    ({ backend } = carrier);
  });
  afterEach(() => carrier.close());

  it('answers, and passes failures on as they are', async () => {
    expect(await backend.call('app.versions', undefined)).toEqual({ ok: true, value: versions });
    expect(await backend.call('processes.list', undefined)).toEqual({ ok: true, value: [] });
    expect(await backend.call('threads.inside', { watch: 9 })).toEqual({
      ok: false,
      code: 'invalid',
      message: 'This page has no such watch.',
      why: 'It was stopped, or another page started it.',
    });
  });

  it('refuses what is no call, and what does not fit, naming the field', async () => {
    for (const name of ['process.kill', '__proto__', 'constructor']) {
      expect(await backend.call(name as 'app.versions', undefined)).toMatchObject({ ok: false, code: 'invalid' });
    }
    expect(await backend.call('process.stop', { watch: -1 })).toMatchObject({
      code: 'invalid',
      why: expect.stringContaining('watch: ') as string,
    });
    expect(service.asked).toEqual([]);
  });

  it('carries typed arrays both ways', async () => {
    expect(await backend.call('capture.import', { name: 'maps', content: Uint8Array.of(1, 2) })).toMatchObject({
      message: 'maps: true 1,2',
    });
    await watch();
    const last = await backend.call('capture.last', { watch: 1 });
    expect(last.ok && applyUpdate(undefined, last.value)).toEqual(emptyCapture());
  });

  it('tells of a watch until it is stopped, and stops its watches when the page goes', async () => {
    const heard: number[] = [];
    backend.on('watch.update', ({ update }) => heard.push(update.head.sequence));
    await watch();
    service.report(1, 3);
    await until(() => {
      expect(heard).toEqual([3]);
    });
    await backend.call('process.stop', { watch: 1 });
    service.report(1, 4);
    await watch();
    await carrier.close();
    await until(() => {
      expect(service.asked.at(-1)).toBe('stop 2');
    });
    expect(heard).toEqual([3]);
    carrier = { backend, close: () => undefined };
  });

  it('tells each caller how far its own call is', async () => {
    await watch();
    const shares: string[] = [];
    const abort = new AbortController();
    const ask = (name: string) =>
      backend.call('heap.walk', walk, {
        signal: abort.signal,
        progress: (share) => shares.push(`${name} ${share}`),
      });
    const both = [ask('first'), ask('second')];
    await until(() => {
      expect(walking).toHaveLength(2);
    });
    walking[1]?.progress?.(0.25);
    walking[0]?.progress?.(0.5);
    await until(() => {
      expect(shares).toEqual(['second 0.25', 'first 0.5']);
    });
    abort.abort();
    expect(await Promise.all(both)).toEqual([cancelled, cancelled]);
  });

  it('cancels the call that is meant and no other, and asks nothing when it is cancelled already', async () => {
    await watch();
    const abort = new AbortController();
    const other = new AbortController();
    const first = backend.call('heap.walk', walk, { signal: abort.signal });
    const second = backend.call('heap.walk', walk, { signal: other.signal });
    await until(() => {
      expect(walking).toHaveLength(2);
    });
    abort.abort();
    expect(await first).toEqual(cancelled);
    expect(walking.map(({ signal }) => signal?.aborted)).toEqual([true, false]);
    expect(await backend.call('heap.walk', walk, { signal: abort.signal })).toEqual(cancelled);
    await setImmediate();
    expect(walking).toHaveLength(2);
    other.abort();
    await second;
  });
});
