/** `app`: the life of the program. */
import { EventEmitter } from 'node:events';
import { here, hear, next, only, tell } from './wire.ts';

/** What a window does when the app ends. */
export interface Closable {
  close(): void;
}

const switches = (): readonly string[] => process.argv.slice(1).filter((word) => word.startsWith('--'));

class App extends EventEmitter {
  readonly windows = new Set<Closable>();
  readonly commandLine = {
    hasSwitch: (name: string): boolean =>
      switches().some((word) => word === `--${name}` || word.startsWith(`--${name}=`)),
  };
  readonly #ready = new Promise<void>((resolve) => {
    this.once('ready', resolve);
  });
  #ending = false;

  get isPackaged(): boolean {
    return here.start?.packaged ?? false;
  }
  enableSandbox(): void {
    only('before', 'app.enableSandbox()');
  }
  requestSingleInstanceLock(data: unknown): boolean {
    if (here.start?.alone) return true;
    tell({ type: 'locked out', data: structuredClone(data) });
    return false;
  }
  whenReady(): Promise<void> {
    return this.#ready;
  }
  getPath(name: string): string {
    if (name !== 'userData' || !here.start) throw new Error(`the stand-in has no path called ${name}`);
    return here.start.userData;
  }
  setAboutPanelOptions(): void {
    only('after', 'app.setAboutPanelOptions()');
  }
  quit(): void {
    if (this.#ending) return;
    this.#ending = true;
    this.emit('before-quit', {});
    for (const window of this.windows) window.close();
    this.emit('will-quit', {});
    this.emit('quit', {}, 0);
    this.exit(0);
  }
  exit(status = 0): void {
    this.#ending = true;
    // The test hears what was said before the end.
    tell({ type: 'ends' }, () => {
      process.exit(status);
    });
  }
  /** The main file has run to its end: the app becomes ready (lib/browser/init.ts, `appCodeLoaded`). */
  async codeLoaded(): Promise<void> {
    if (this.#ending) return;
    const browser = next('browser');
    tell({ type: 'wants browser' });
    await browser;
    here.ready = true;
    this.emit('ready', {});
  }
}

export const app = new App();

hear('second instance', ({ data }) => {
  app.emit('second-instance', {}, [], '/', data);
});
