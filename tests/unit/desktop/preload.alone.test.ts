import { afterEach, expect, test, vi } from 'vitest';

const fake = vi.hoisted(() => ({ exposed: [] as string[], channels: [] as string[] }));
vi.mock('electron', () => ({
  contextBridge: { exposeInMainWorld: (name: string) => fake.exposed.push(name) },
  ipcRenderer: { invoke: () => Promise.resolve(), on: (channel: string) => fake.channels.push(channel) },
}));
afterEach(() => {
  vi.unstubAllGlobals();
});

test('the preload script puts the bridge in place and listens for the port, and does nothing else', async () => {
  vi.stubGlobal('window', {});
  await import('@main/preload/index.ts');
  expect(fake).toEqual({ exposed: ['procatlas'], channels: ['procatlas:port'] });
});
