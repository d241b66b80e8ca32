/**
 * What the preload script does: gives the page one function to call the main side with, and hands it the port on
 * which events come. The page gets neither `ipcRenderer` nor any event object of Electron.
 */
import type { Outcome } from '../contract/calls.ts';
import { bridgeName, callChannel, portChannel } from './channels.ts';

/** The parts of Electron's renderer side and of the page's window that the bridge uses. */
export interface BridgeHost {
  readonly contextBridge: { exposeInMainWorld(name: string, api: unknown): void };
  readonly ipcRenderer: {
    invoke(channel: string, ...values: unknown[]): Promise<unknown>;
    on(channel: string, listener: (event: { readonly ports: readonly unknown[] }) => void): unknown;
  };
  readonly window: {
    readonly document: { readonly readyState: string };
    readonly location: { readonly origin: string };
    addEventListener(type: 'load', listener: () => void, options: { once: true }): void;
    postMessage(message: unknown, origin: string, transfer: unknown[]): void;
  };
}

/** What the page finds as `window.procatlas`. */
export interface PageBridge {
  /** Never rejects: a main side that does not answer is a `failed` outcome. */
  call(name: string, argument: unknown, id: number): Promise<Outcome<unknown>>;
}

/** Puts the bridge in place. */
export function installBridge({ contextBridge, ipcRenderer, window }: BridgeHost): void {
  const bridge: PageBridge = {
    async call(name, argument, id) {
      try {
        return (await ipcRenderer.invoke(callChannel, name, argument, id)) as Outcome<unknown>;
      } catch (error) {
        const why = error instanceof Error ? error.message : String(error);
        return { ok: false, code: 'failed', message: 'The main process did not answer.', why };
      }
    },
  };
  contextBridge.exposeInMainWorld(bridgeName, bridge);

  ipcRenderer.on(portChannel, ({ ports }) => {
    const handOver = (): void => {
      window.postMessage({ type: portChannel }, window.location.origin, [...ports]);
    };
    // Scripts of the page have run, and so listen, when it has loaded; a message to nobody would be lost.
    if (window.document.readyState === 'complete') handOver();
    else window.addEventListener('load', handOver, { once: true });
  });
}
