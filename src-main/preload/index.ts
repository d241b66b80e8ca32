/** Preload script of the page. It runs in the sandbox and is built into one CommonJS file. */
import { contextBridge, ipcRenderer } from 'electron';
import { installBridge, type BridgeHost } from '../desktop/pageBridge.ts';

// The main side is compiled without DOM types; here, and only here, there is a window.
const { window } = globalThis as unknown as Pick<BridgeHost, 'window'>;

installBridge({ contextBridge, ipcRenderer, window });
