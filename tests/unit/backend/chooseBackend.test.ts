import { chooseBackend } from '@renderer/backend/chooseBackend.ts';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

const connections: { url: string; protocols: readonly string[] }[] = [];

beforeEach(() => {
  connections.length = 0;
  vi.stubGlobal(
    'WebSocket',
    class {
      constructor(url: string, protocols: readonly string[]) {
        connections.push({ url, protocols });
      }
      close(): void {
        connections.length = 0;
      }
    },
  );
});
afterEach(() => {
  vi.unstubAllGlobals();
});

/** The parts of a page that choosing looks at. */
function page(hash: string, stored: Record<string, string> = {}, more: object = {}) {
  const shown: string[] = [];
  const listeners = new Map<string, () => void>();
  const own = {
    location: { hash, host: '127.0.0.1:4000', pathname: '/', reload: vi.fn() },
    sessionStorage: {
      getItem: (key: string) => stored[key] ?? null,
      setItem: (key: string, value: string) => {
        stored[key] = value;
      },
    },
    history: { state: null, replaceState: (_state: unknown, _title: string, url: string) => shown.push(url) },
    addEventListener: (type: string, listener: () => void) => {
      listeners.set(type, listener);
    },
    removeEventListener: () => undefined,
    ...more,
  };
  /** The person pastes another address into the same tab. */
  const paste = (pasted: string): void => {
    own.location.hash = pasted;
    listeners.get('hashchange')?.();
  };
  return { page: own as unknown as Window, shown, stored, paste, reload: own.location.reload };
}

describe('choosing a backend', () => {
  it('takes the token out of the address bar, keeps the process there, and connects', () => {
    const { page: own, shown, stored } = page('#token=abc-_1&pid=42');
    const { backend, pid } = chooseBackend(own);
    expect(pid).toBe(42);
    expect(shown).toEqual(['/#pid=42']);
    expect(connections).toEqual([{ url: 'ws://127.0.0.1:4000/', protocols: ['procatlas.abc-_1'] }]);
    backend.close();
    chooseBackend(page('#pid=42', stored).page).backend.close();
    expect(backend.connection()).toEqual({ state: 'lost' });
  });

  it('connects in a browser that is told to keep nothing', () => {
    const { page: own } = page('#token=abc');
    Object.defineProperty(own, 'sessionStorage', {
      get: () => {
        throw new Error('denied');
      },
    });
    const { backend } = chooseBackend(own);
    expect(backend.connection()).toEqual({ state: 'connecting' });
    backend.close();
  });

  it('loads anew when an address with another token is pasted over it', () => {
    const { page: own, paste, reload } = page('#token=abc');
    const { backend } = chooseBackend(own);
    paste('#pid=5');
    expect(reload).not.toHaveBeenCalled();
    paste('#token=def');
    expect(reload).toHaveBeenCalledOnce();
    backend.close();
  });

  it('finds the token again when the page is reloaded', () => {
    const { page: own, stored } = page('#token=abc');
    chooseBackend(own).backend.close();
    const { shown, page: reloaded } = page('', stored);
    const { backend, pid } = chooseBackend(reloaded);
    expect(pid).toBeUndefined();
    expect(shown).toEqual([]);
    expect(connections).toHaveLength(1);
    backend.close();
  });

  it.each(['', '#pid=1', '#token=', '#token=a b', '#token=ä,x'])(
    'says what to do when the address is “%s”',
    async (hash) => {
      const { backend } = chooseBackend(page(hash).page);
      expect(connections).toEqual([]);
      expect(backend.connection()).toMatchObject({ state: 'refused' });
      expect(await backend.call('processes.list', undefined)).toMatchObject({
        ok: false,
        remedy: expect.stringContaining('whole line') as string,
      });
    },
  );

  it.each(['0', '-1', '1.5', 'x', ''])('opens no process for pid=%s', (text) => {
    const { backend, pid } = chooseBackend(page(`#token=abc&pid=${text}`).page);
    expect(pid).toBeUndefined();
    backend.close();
  });

  it("uses the preload script's bridge in the desktop window", async () => {
    const call = vi.fn(() => Promise.resolve({ ok: true, value: null }));
    const { backend } = chooseBackend(page('', {}, { procatlas: { call } }).page);
    expect(await backend.call('process.stop', { watch: 3 })).toEqual({ ok: true, value: null });
    expect(call).toHaveBeenCalledWith('process.stop', { watch: 3 }, 0);
    expect(connections).toEqual([]);
  });
});
