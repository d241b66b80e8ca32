/**
 * When a new window appears: at the first of several signs, since on Wayland Electron may never send `ready-to-show`
 * (electron/electron#48859). And the word to whoever started the program that it has.
 */
import { writeSync } from 'node:fs';
import { shownVariable } from '../cli/runDesktop.ts';

/** Longest wait for a sign in milliseconds; an empty window is better than none. */
const patience = 2000;

/** The part of a window that is waited for. */
interface Awaited {
  once(sign: 'ready-to-show', listener: () => void): unknown;
  readonly webContents: { once(sign: 'did-finish-load', listener: () => void): unknown };
  isDestroyed(): boolean;
}

/** Calls `show` once: when the page has painted, when it has loaded, or after two seconds. */
export function whenToShow(window: Awaited, show: () => void): void {
  let shown = false;
  const once = (): void => {
    clearTimeout(timer);
    if (shown || window.isDestroyed()) return;
    shown = true;
    show();
  };
  const timer = setTimeout(once, patience);
  window.once('ready-to-show', once);
  window.webContents.once('did-finish-load', once);
}

/** Tells whoever started the program that the window is there; nobody may be listening. */
export function tellShown(environment: NodeJS.ProcessEnv): void {
  const descriptor = environment[shownVariable];
  if (descriptor === undefined || !/^\d$/.test(descriptor)) return;
  try {
    writeSync(Number(descriptor), 'shown\n');
  } catch {
    // The descriptor is closed: the program was started by something that passed the variable on.
  }
}
