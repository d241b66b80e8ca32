/** Running the window's program: until it is closed, or until it is clear that no window will come. */
import { spawn } from 'node:child_process';
import { earlyEnd, type EarlyEnd } from './desktopFailure.ts';

/** The descriptor on which the window's program writes a line when its window is shown, and the variable that says so. */
const shownDescriptor = 3;
export const shownVariable = 'PROCATLAS_SHOWN_FD';

/** A cold start from a slow disk takes some ten seconds; after this nobody waits for a window any more. */
const patience = 60_000;
/** Text kept of what the program says before its window is shown: Chromium's fatal lines come last. */
const kept = 16_384;

/** How it went: closed by its user (or handed over to a window that is open), or never shown, and why. */
export type DesktopEnd =
  { readonly shown: true; readonly fine: boolean } | { readonly shown: false; readonly why: string };

/**
 * Starts the program and waits for its end. What it says is kept until its window is shown, and then goes to standard
 * error as it comes: a start that fails is told in one sentence instead, and not in Chromium's.
 */
export function runDesktop(
  electron: string,
  words: readonly string[],
  environment: NodeJS.ProcessEnv,
  waitFor = patience,
): Promise<DesktopEnd> {
  return new Promise((resolve) => {
    const child = spawn(electron, words, {
      stdio: ['inherit', 'inherit', 'pipe', 'pipe'],
      // With ELECTRON_RUN_AS_NODE, which tasks of editors made with Electron hand on, it would be a Node without windows.
      env: { ...environment, ELECTRON_RUN_AS_NODE: undefined, [shownVariable]: String(shownDescriptor) },
    });
    let shown = false;
    let said = '';
    let gaveUp = false;
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      if (shown) process.stderr.write(text);
      else said = (said + text).slice(-kept);
    });
    child.stdio[shownDescriptor]?.on('data', () => {
      clearTimeout(timer);
      shown = true;
    });
    const timer = setTimeout(() => {
      gaveUp = true;
      child.kill('SIGKILL');
    }, waitFor);
    const end = (ending: EarlyEnd): void => {
      clearTimeout(timer);
      resolve({ shown: false, why: earlyEnd(ending, electron, environment) });
    };
    child.on('error', (error) => {
      end({ said: error.message });
    });
    child.on('close', (status, signal) => {
      clearTimeout(timer);
      // A second start hands its process to the first and ends well, without a window of its own.
      if (shown || status === 0) resolve({ shown: true, fine: status === 0 });
      else end({ said, ...(gaveUp ? { waited: waitFor } : { status, signal }) });
    });
  });
}
