/** The window: made where it last was, remembered where it is. */
import { BrowserWindow, nativeTheme, screen } from 'electron';
import { tellShown, whenToShow } from './desktop/firstShow.ts';
import { windowOptions } from './desktop/windowOptions.ts';
import { placeWindow } from './desktop/windowState.ts';
import { readWindowState, writeWindowState } from './desktop/windowStateFile.ts';

/** Makes the window, hidden until its page has painted. `stateFile` remembers its place. */
export function createWindow(preload: string, stateFile: string): BrowserWindow {
  const primary = screen.getPrimaryDisplay();
  const others = screen.getAllDisplays().filter(({ id }) => id !== primary.id);
  const placement = placeWindow(
    readWindowState(stateFile),
    [primary, ...others].map(({ workArea }) => workArea),
  );

  const window = new BrowserWindow(windowOptions(placement.bounds, preload, nativeTheme.shouldUseDarkColors));
  whenToShow(window, () => {
    if (placement.maximized) window.maximize();
    window.show();
    tellShown(process.env);
  });
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
