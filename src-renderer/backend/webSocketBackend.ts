/** The browser face's carrier: contract frames over one WebSocket, with reconnection. */
import type { CallName, Outcome, RequestId, Versions } from '@contract/calls.ts';
import { decodeFrame, encodeFrame, stolenCode } from '@contract/frames.ts';
import { unreachable, versionMismatch, type ConnectedBackend, type ConnectionState } from './connection.ts';
import { createListeners } from './listeners.ts';
import { createRequests } from './requests.ts';

/** First and longest wait before the next attempt, in milliseconds; each wait doubles the one before. */
const firstWait = 250;
const longestWait = 5000;

/** What tests may replace. */
export interface WebSocketBackendOptions {
  /** Whether the server answers at all; tells a refused token from a server that is gone. */
  readonly serverAnswers?: () => Promise<boolean>;
  readonly firstWait?: number;
}

type Frame = Uint8Array<ArrayBuffer>;

interface Pending {
  readonly frame: Frame;
  readonly settle: (outcome: Outcome<unknown>) => void;
}

/**
 * Connects to the server that served the page. Calls made while connecting wait for the connection; calls made while
 * it is lost fail at once, and those under way when it is lost fail then.
 */
export function webSocketBackend(url: string, token: string, options: WebSocketBackendOptions = {}): ConnectedBackend {
  const serverAnswers = options.serverAnswers ?? (() => answers(url));
  const listeners = createListeners();
  const watchers = new Set<(state: ConnectionState) => void>();
  const pending = new Map<RequestId, Pending>();
  let state: ConnectionState = { state: 'connecting' };
  let socket: WebSocket;
  let retry: ReturnType<typeof setTimeout> | undefined;
  let wait = options.firstWait ?? firstWait;
  let closed = false;

  const change = (next: ConnectionState): void => {
    const same = state.state === next.state;
    state = next;
    if (same) return;
    for (const watcher of [...watchers]) watcher(next);
  };
  const failPending = (): void => {
    for (const { settle } of pending.values()) settle(unreachable(state));
    pending.clear();
  };
  const refuse = (next: ConnectionState): void => {
    closed = true;
    change(next);
    failPending();
    socket.close();
  };

  // Copied: the encoder's bytes lie in a buffer that it goes on using.
  const frameOf = (id: RequestId, call: CallName, argument?: unknown): Frame =>
    new Uint8Array(encodeFrame({ id, call, ...(argument === undefined ? {} : { argument }) }));
  const requests = createRequests((name, argument, id) => {
    if (state.state === 'lost' || state.state === 'refused') return Promise.resolve(unreachable(state));
    const frame = frameOf(id, name, argument);
    return new Promise((settle) => {
      pending.set(id, { frame, settle });
      if (state.state === 'open') socket.send(frame);
    });
  }, listeners);

  const connect = (): void => {
    let opened = false;
    const current = new WebSocket(url, [`procatlas.${token}`]);
    socket = current;
    current.binaryType = 'arraybuffer';
    current.onopen = () => {
      opened = true;
      wait = options.firstWait ?? firstWait;
      // Versions are compared before anything else; what waits is sent when they fit.
      const id = requests.nextId();
      const hello = frameOf(id, 'app.versions');
      pending.set(id, {
        frame: hello,
        settle: (outcome) => {
          if (!outcome.ok || current !== socket || closed) return;
          const mismatch = versionMismatch(outcome.value as Versions);
          if (mismatch) {
            refuse(mismatch);
            return;
          }
          for (const waiting of pending.values()) current.send(waiting.frame);
          change({ state: 'open' });
        },
      });
      current.send(hello);
    };
    current.onmessage = ({ data }: MessageEvent<unknown>) => {
      if (data instanceof ArrayBuffer) receive(new Uint8Array(data));
    };
    current.onclose = (event: CloseEvent | undefined) => {
      if (closed) return;
      if (event?.code === stolenCode) {
        refuse(stolenAddress);
        return;
      }
      change({ state: 'lost' });
      failPending();
      void tryAgain(opened);
    };
  };

  /** A connection that never opened although the server is there means that the token is not its own. */
  const tryAgain = async (opened: boolean): Promise<void> => {
    if (!opened && (await serverAnswers())) {
      refuse(wrongToken);
      return;
    }
    if (closed) return;
    retry = setTimeout(connect, wait);
    wait = Math.min(wait * 2, longestWait);
  };

  const receive = (bytes: Uint8Array): void => {
    const frame = decodeFrame(bytes);
    if (typeof frame !== 'object' || frame === null) return;
    if ('event' in frame && 'value' in frame) listeners.emit(String(frame.event), frame.value);
    else if ('id' in frame && 'outcome' in frame && typeof frame.id === 'number') {
      const waiting = pending.get(frame.id);
      pending.delete(frame.id);
      waiting?.settle(frame.outcome as Outcome<unknown>);
    }
  };

  connect();
  return {
    call: requests.call,
    on: listeners.on,
    connection: () => state,
    onConnection(listener) {
      watchers.add(listener);
      listener(state);
      return () => watchers.delete(listener);
    },
    close() {
      closed = true;
      clearTimeout(retry);
      change({ state: 'lost' });
      failPending();
      socket.close();
    },
  };
}

const wrongToken: ConnectionState = {
  state: 'refused',
  message: 'Procatlas does not accept this page’s token: it has been restarted since.',
  remedy: 'Open the address that it printed when it started.',
};

const stolenAddress: ConnectionState = {
  state: 'refused',
  message:
    'The address of this page was asked for a second time, so somebody else may have it. Procatlas has cut off every page.',
  remedy: 'Open the new address that it printed in its terminal. What you see here is what was read before.',
};

async function answers(url: string): Promise<boolean> {
  try {
    return (await fetch(url.replace(/^ws/, 'http'), { method: 'HEAD', cache: 'no-store' })).status < 500;
  } catch {
    return false;
  }
}
