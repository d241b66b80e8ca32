import { electronBackend } from '@renderer/backend/electronBackend.ts';
import { afterEach, describe, expect, it } from 'vitest';

/** A window that passes messages on, and a channel as the preload script would hand it over. */
function desktop() {
  const listeners = new Set<(event: unknown) => void>();
  const page = {
    addEventListener: (_type: string, listener: (event: unknown) => void) => listeners.add(listener),
    removeEventListener: (_type: string, listener: (event: unknown) => void) => listeners.delete(listener),
  };
  const channel = new MessageChannel();
  const backend = electronBackend({ call: () => Promise.resolve({ ok: true, value: null }) }, page as never);
  const post = (data: unknown, source: unknown = page): void => {
    for (const listener of listeners) listener({ source, data, ports: [channel.port2] });
  };
  return { backend, channel, post };
}

let open: ReturnType<typeof desktop> | undefined;
afterEach(() => {
  open?.backend.close();
  open?.channel.port1.close();
});

describe('the desktop backend', () => {
  it('hears the events that come on the port, typed arrays included', async () => {
    const { backend, channel, post } = (open = desktop());
    const heard = new Promise((resolve) => backend.on('watch.progress', resolve));
    post({ type: 'procatlas:port' });
    channel.port1.postMessage({ event: 'nothing', value: 1 });
    channel.port1.postMessage('noise');
    channel.port1.postMessage({ event: 'watch.progress', value: { watch: 1, done: new Float64Array([5]) } });
    expect(await heard).toEqual({ watch: 1, done: new Float64Array([5]) });
  });

  it('takes no port from another window or under another name', async () => {
    const { backend, channel, post } = (open = desktop());
    const heard: unknown[] = [];
    backend.on('app.command', (value) => heard.push(value));
    post({ type: 'procatlas:port' }, {});
    post({ type: 'other' });
    post(null);
    channel.port1.postMessage({ event: 'app.command', value: { command: 'back' } });
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(heard).toEqual([]);
  });

  it('is always open, and passes calls on', async () => {
    const { backend } = (open = desktop());
    const states: unknown[] = [];
    backend.onConnection((state) => states.push(state));
    expect(states).toEqual([{ state: 'open' }]);
    expect(await backend.call('processes.list', undefined)).toEqual({ ok: true, value: null });
  });
});
