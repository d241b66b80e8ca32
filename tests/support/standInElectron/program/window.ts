/** `BrowserWindow` with its `WebContents`, over the one page of the test's Chromium. */
import type { BrowserWindowConstructorOptions } from 'electron';
import { EventEmitter } from 'node:events';
import { readFileSync } from 'node:fs';
import type { ContentsEvent } from '../messages.ts';
import { app } from './app.ts';
import { deliver } from './ipc.ts';
import { session, type Guarded } from './session.ts';
import { hear, next, only, tell } from './wire.ts';

class WebContents extends EventEmitter implements Guarded {
  url = 'about:blank';
  #ownNavigation = false;
  #opener: ((details: { url: string }) => { action: string }) | undefined;

  setWindowOpenHandler(opener: (details: { url: string }) => { action: string }): void {
    this.#opener = opener;
  }
  allowsWindow = (url: string): boolean => (this.#opener?.({ url }).action ?? 'allow') === 'allow';
  takeOwnNavigation(): boolean {
    const own = this.#ownNavigation;
    this.#ownNavigation = false;
    return own;
  }
  expectNavigation(): void {
    this.#ownNavigation = true;
  }
  postMessage = deliver;
  reload(): void {
    this.expectNavigation();
    tell({ type: 'reload' });
  }
  happened(event: ContentsEvent): void {
    if (event.name === 'render-process-gone') {
      this.emit(event.name, {}, { reason: event.reason, exitCode: 5 });
    } else if ('url' in event) {
      this.url = event.url;
      this.emit(event.name, {}, event.url);
    } else this.emit(event.name, {});
  }
}

export class BrowserWindow extends EventEmitter {
  static front: BrowserWindow | undefined;
  readonly webContents = new WebContents();
  readonly #options: BrowserWindowConstructorOptions;
  #destroyed = false;
  #maximized = false;

  constructor(options: BrowserWindowConstructorOptions) {
    super();
    only('after', 'BrowserWindow');
    const { width = 800, height = 600, backgroundColor = '', webPreferences, icon } = options;
    if (!webPreferences?.preload || !webPreferences.sandbox || !webPreferences.contextIsolation) {
      throw new Error('The stand-in has sandboxed pages with a preload script only.');
    }
    this.#options = options;
    BrowserWindow.front = this;
    app.windows.add(this);
    session.defaultSession.contents = this.webContents;
    app.emit('web-contents-created', {}, this.webContents);
    const seen = { width, height, backgroundColor, icon: typeof icon === 'string' ? icon : '' };
    tell({ type: 'window', options: seen, preload: readFileSync(webPreferences.preload, 'utf8') });
  }
  async loadURL(url: string): Promise<void> {
    this.webContents.expectNavigation();
    const loaded = Promise.race([
      next('loaded'),
      new Promise<{ ok: false }>((resolve) =>
        this.once('closed', () => {
          resolve({ ok: false });
        }),
      ),
    ]);
    tell({ type: 'load', url });
    if (!(await loaded).ok) throw new Error(`ERR_FAILED (-2) loading '${url}'`);
    this.emit('ready-to-show');
  }
  show(): void {
    tell({ type: 'shown' });
  }
  focus(): void {
    tell({ type: 'focused' });
  }
  restore(): void {
    this.emit('restore');
  }
  maximize(): void {
    this.#maximized = true;
  }
  close(): void {
    if (this.#destroyed) return;
    this.emit('close', {});
    this.#destroyed = true;
    app.windows.delete(this);
    this.webContents.emit('destroyed');
    tell({ type: 'closed' });
    this.emit('closed');
    if (app.windows.size === 0) app.emit('window-all-closed');
  }
  isMaximized = (): boolean => this.#maximized;
  isMinimized = (): boolean => false;
  isDestroyed = (): boolean => this.#destroyed;
  getNormalBounds() {
    const { x = 0, y = 0, width = 800, height = 600 } = this.#options;
    return { x, y, width, height };
  }
}

hear('contents', ({ event }) => {
  BrowserWindow.front?.webContents.happened(event);
});
hear('close window', () => {
  BrowserWindow.front?.close();
});
