/** Every option of the window, in one place: what is not written here is Electron's default. */
import type { Placement } from './windowState.ts';

/** Ground colours of the page, so that no flash of another colour comes before its first paint. */
const ground = { light: '#ffffff', dark: '#14161a' };

/** Smallest window in which picture, legend and inspector still have room. */
const smallest = { minWidth: 720, minHeight: 480 };

/** Options of the window and its page. `preload` is the path of the preload script, `icon` that of the picture. */
export function windowOptions(bounds: Placement['bounds'], preload: string, icon: string, dark: boolean) {
  return {
    ...bounds,
    ...smallest,
    title: 'Procatlas',
    // For X11, and for installations without an entry in menus: those with one take it from there.
    icon,
    // Shown when the page has something to show.
    show: false,
    backgroundColor: dark ? ground.dark : ground.light,
    webPreferences: {
      preload,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInSubFrames: false,
      nodeIntegrationInWorker: false,
      webSecurity: true,
      webviewTag: false,
      navigateOnDragDrop: false,
      spellcheck: false,
      // A picture of live memory that stands still behind another window would be a stale one.
      backgroundThrottling: false,
    },
  };
}
