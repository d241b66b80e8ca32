/** The desktop face's carrier: calls through the preload script's bridge, events over the port that it hands over. */
import type { Outcome, RequestId } from '@contract/calls.ts';
import type { ConnectedBackend } from './connection.ts';
import { createListeners } from './listeners.ts';
import { createRequests } from './requests.ts';

/** What the preload script puts into the page as `window.procatlas`. */
export interface PageBridge {
  call(name: string, argument: unknown, id: RequestId): Promise<Outcome<unknown>>;
}

/** Type of the window message that carries the port. */
const portMessage = 'procatlas:port';

/**
 * Uses the bridge of a window. Call it while the page's first script runs: the port is handed over once, when the
 * page has loaded.
 */
export function electronBackend(bridge: PageBridge, page: Window = window): ConnectedBackend {
  const listeners = createListeners();
  let port: MessagePort | undefined;

  const takePort = ({ source, data, ports }: MessageEvent<unknown>): void => {
    const [given] = ports;
    // Only the preload script shares this window; a frame or an opener would be another source.
    if (source !== page || !given || !hasField(data, 'type') || data.type !== portMessage) return;
    port?.close();
    port = given;
    port.onmessage = (message: MessageEvent<unknown>) => {
      const frame = message.data;
      if (hasField(frame, 'event') && hasField(frame, 'value')) listeners.emit(String(frame.event), frame.value);
    };
  };
  page.addEventListener('message', takePort);

  return {
    call: createRequests((name, argument, id) => bridge.call(name, argument, id), listeners).call,
    on: listeners.on,
    connection: () => ({ state: 'open' }),
    onConnection(listener) {
      // The main side is the parent of this very window: it cannot be lost while the page lives.
      listener({ state: 'open' });
      return () => undefined;
    },
    close() {
      page.removeEventListener('message', takePort);
      port?.close();
    },
  };
}

const hasField = <Field extends string>(value: unknown, field: Field): value is Record<Field, unknown> =>
  typeof value === 'object' && value !== null && field in value;
