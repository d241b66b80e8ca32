import { expect, test } from 'vitest';
import { installBridge, type PageBridge } from '@main/desktop/pageBridge.ts';

/** Fakes of Electron's renderer side and of a page's window. */
function fakePage(invoke: (...values: unknown[]) => Promise<unknown>, readyState = 'complete') {
  const exposed = new Map<string, unknown>();
  const posted: unknown[][] = [];
  const loaded: (() => void)[] = [];
  const channels = new Map<string, (event: { ports: readonly unknown[] }) => void>();
  installBridge({
    contextBridge: { exposeInMainWorld: (name, api) => exposed.set(name, api) },
    ipcRenderer: { invoke, on: (channel, listener) => channels.set(channel, listener) },
    window: {
      document: { readyState },
      location: { origin: 'procatlas://app' },
      addEventListener: (_type, listener) => loaded.push(listener),
      postMessage: (...message) => posted.push(message),
    },
  });
  return { exposed, posted, loaded, channels, bridge: exposed.get('procatlas') as PageBridge };
}

test('the page gets one function and nothing of Electron', () => {
  const { exposed, bridge } = fakePage(() => Promise.resolve());
  expect([...exposed.keys()]).toEqual(['procatlas']);
  expect(Object.keys(bridge)).toEqual(['call']);
});

test('a call goes through the one channel', async () => {
  const invoked: unknown[][] = [];
  const { bridge } = fakePage((...values) => {
    invoked.push(values);
    return Promise.resolve({ ok: true, value: null });
  });
  await expect(bridge.call('process.stop', { watch: 1 }, 3)).resolves.toEqual({ ok: true, value: null });
  expect(invoked).toEqual([['procatlas:call', 'process.stop', { watch: 1 }, 3]]);
});

test('a main side that does not answer is an outcome, not a rejection', async () => {
  const { bridge } = fakePage(() => Promise.reject(new Error('Object has been destroyed')));
  await expect(bridge.call('app.versions', undefined, 0)).resolves.toEqual({
    ok: false,
    code: 'failed',
    message: 'The main process did not answer.',
    why: 'Object has been destroyed',
  });
});

test('the port is handed to the page itself, not to the world', () => {
  const { channels, posted } = fakePage(() => Promise.resolve());
  channels.get('procatlas:port')!({ ports: ['port'] });
  expect(posted).toEqual([[{ type: 'procatlas:port' }, 'procatlas://app', ['port']]]);
});

test('a page that has not loaded yet gets the port when it has', () => {
  const { channels, posted, loaded } = fakePage(() => Promise.resolve(), 'interactive');
  channels.get('procatlas:port')!({ ports: ['port'] });
  expect(posted).toEqual([]);
  loaded[0]!();
  expect(posted).toHaveLength(1);
});
