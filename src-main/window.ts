/** The window: made where it last was, remembered where it is. */
import { BrowserWindow, nativeTheme, screen } from 'electron';
import { windowOptions } from './desktop/windowOptions.ts';
import { placeWindow } from './desktop/windowState.ts';
import { readWindowState, writeWindowState } from './desktop/windowStateFile.ts';

/** Longest wait for a sign that the page has painted, in milliseconds. */
const showAfter = 2000;

/** What a window is made of. */
export interface WindowParts {
  readonly preload: string;
  readonly icon: string;
  /** Remembers its place. */
  readonly stateFile: string;
  /** Called once it is shown. */
  readonly onShown: () => void;
}

/**
 * Makes the window, hidden until its page has painted. That is told by `ready-to-show`, which on Wayland may come only
 * after the window is shown, or never (electron/electron#48859): so the first of it, the end of the load and two seconds
 * shows it.
 */
export function createWindow({ preload, icon, stateFile, onShown }: WindowParts): BrowserWindow {
  const primary = screen.getPrimaryDisplay();
  const others = screen.getAllDisplays().filter(({ id }) => id !== primary.id);
  const placement = placeWindow(
    readWindowState(stateFile),
    [primary, ...others].map(({ workArea }) => workArea),
  );

  const window = new BrowserWindow(windowOptions(placement.bounds, preload, icon, nativeTheme.shouldUseDarkColors));
  let pending = true;
  const show = (): void => {
    if (!pending || window.isDestroyed()) return;
    pending = false;
    clearTimeout(timer);
    if (placement.maximized) window.maximize();
    window.show();
    onShown();
  };
  const timer = setTimeout(show, showAfter);
  window.once('ready-to-show', show);
  window.webContents.once('did-finish-load', show);
  window.on('close', () => {
    const problem = writeWindowState(stateFile, { ...window.getNormalBounds(), maximized: window.isMaximized() });
    if (problem) console.warn(`Procatlas could not remember the window's place: ${problem}`);
  });
  return window;
}

/** Brings the window to the front, wherever it is. */
export function showWindow(window: BrowserWindow): void {
  if (window.isMinimized()) window.restore();
  window.show();
  window.focus();
}
