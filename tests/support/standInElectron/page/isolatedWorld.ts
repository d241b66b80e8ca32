/**
 * The isolated world: what a sandboxed preload script finds as `require('electron')`. The script itself is put behind
 * this one, and gets `preloadScope.require`.
 */
import { decode, encode } from '../codec.ts';
import { passOver } from './passOver.ts';
import {
  bridgeEvents,
  intoWorld,
  outOfWorld,
  type BridgeAnswer,
  type BridgeCall,
  type Exposed,
  type FromWorld,
  type ToWorld,
} from './worlds.ts';

type Listener = (event: { readonly ports: readonly MessagePort[] }, message: unknown) => void;
type Bridge = Readonly<Record<string, (...values: unknown[]) => unknown>>;
const world = globalThis as unknown as Record<string, (text: string) => void>;

const tell = (message: FromWorld): void => {
  world[outOfWorld]?.(encode(structuredClone(message)));
};

const pending = new Map<number, { readonly channel: string; settle(answer: BridgeAnswer): void }>();
const listeners = new Map<string, Listener[]>();
const ports = new Map<number, MessagePort>();
let last = 0;

const ipcRenderer = {
  invoke: (channel: string, ...values: unknown[]): Promise<unknown> =>
    new Promise((resolve, reject) => {
      const id = ++last;
      const settle = ({ ok, value }: BridgeAnswer): void => {
        // The words of lib/renderer/api/ipc-renderer.ts and lib/browser/api/web-contents.ts of Electron.
        if (ok) resolve(value);
        else reject(new Error(`Error invoking remote method '${channel}': Error: ${String(value)}`));
      };
      pending.set(id, { channel, settle });
      tell({ type: 'invoke', id, channel, values });
    }),
  on(channel: string, listener: Listener) {
    listeners.set(channel, [...(listeners.get(channel) ?? []), listener]);
    return ipcRenderer;
  },
};

world[intoWorld] = (text) => {
  const message = decode(text) as ToWorld;
  switch (message.type) {
    case 'reply':
      pending.get(message.id)?.settle(message);
      pending.delete(message.id);
      break;
    case 'post':
      for (const listener of listeners.get(message.channel) ?? []) {
        listener({ ports: message.ports.map(openPort) }, message.message);
      }
      break;
    case 'port':
      ports.get(message.port)?.postMessage(message.value);
      break;
    case 'port closed':
      ports.get(message.port)?.close();
      break;
  }
};

function openPort(port: number): MessagePort {
  const { port1: near, port2: far } = new MessageChannel();
  ports.set(port, near);
  near.onmessage = ({ data }) => {
    tell({ type: 'port', port, value: data });
  };
  return far;
}

const contextBridge = {
  exposeInMainWorld(name: string, bridge: Bridge) {
    document.addEventListener(bridgeEvents.call, (event) => {
      const { id, name: meant, asked, values } = (event as CustomEvent<BridgeCall>).detail;
      if (meant !== name) return;
      const answer = (ok: boolean, value: unknown): void => {
        const detail: BridgeAnswer = { id, ok, value };
        document.dispatchEvent(new CustomEvent(bridgeEvents.answer, { detail }));
      };
      const given = async (): Promise<unknown> =>
        passOver(await bridge[asked]?.(...values.map((value) => passOver(value))));
      given().then(
        (value) => {
          answer(true, value);
        },
        (error: unknown) => {
          answer(false, error instanceof Error ? error.message : String(error));
        },
      );
    });
    const detail: Exposed = { name, functions: Object.keys(bridge) };
    document.dispatchEvent(new CustomEvent(bridgeEvents.expose, { detail }));
  },
};

/** What a sandboxed preload script may ask for (docs/tutorial/sandbox of Electron), as far as ours does. */
export function require(name: string): unknown {
  if (name === 'electron') return { contextBridge, ipcRenderer };
  throw new Error(`module not found: ${name}`);
}

/** A key that the page has not taken for itself goes on to the menu; that is known when all listeners have run. */
window.addEventListener(
  'keydown',
  (event) => {
    setTimeout(() => {
      if (!event.defaultPrevented && event.isTrusted) tell({ type: 'key', key: keyOf(event) });
    });
  },
  { capture: true },
);
window.addEventListener('contextmenu', (event) => {
  const at = event.target;
  const editable = at instanceof HTMLInputElement || at instanceof HTMLTextAreaElement;
  tell({ type: 'right click', editable, selection: String(getSelection()) });
});

/** As Electron writes accelerators. */
function keyOf({ ctrlKey, altKey, shiftKey, key }: KeyboardEvent): string {
  const name = key.replace(/^Arrow/, '').replace(/^ $/, 'Space');
  const parts = [
    ctrlKey && 'Ctrl',
    altKey && 'Alt',
    shiftKey && key.length > 1 && 'Shift',
    name.length === 1 ? name.toUpperCase() : name,
  ];
  return parts.filter(Boolean).join('+');
}
