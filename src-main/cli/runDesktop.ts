/** Starting the window, and knowing whether it came. */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { exitCodes, type ExitCode } from './program.ts';

/** The variable that tells the window on which descriptor to say that it is shown (desktop/firstShow.ts). */
export const shownVariable = 'PROCATLAS_SHOWN_FD';

/** How a start went: the window came and has been closed again, or it never came and why. */
export type DesktopEnd = { readonly exit: ExitCode } | { readonly obstacle: string };

/**
 * Runs Electron with these words until it ends. A program that ends well without a window has given its process to
 * one that runs already.
 */
export function runDesktop(
  electron: string,
  words: readonly string[],
  environment: NodeJS.ProcessEnv,
): Promise<DesktopEnd> {
  const child = spawn(electron, words, {
    stdio: ['inherit', 'inherit', 'inherit', 'pipe'],
    env: { ...environment, [shownVariable]: '3' },
  });
  let shown = false;
  child.stdio[3]?.on('data', () => {
    shown = true;
  });
  return new Promise((resolve) => {
    child.on('error', (error) => {
      resolve({ obstacle: `The desktop window could not be started (${error.message})` });
    });
    // Not `exit`: what was said on the pipe must have been read.
    child.on('close', (code, signal) => {
      if (code === 0) resolve({ exit: exitCodes.fine });
      else if (shown) resolve({ exit: exitCodes.failed });
      else resolve({ obstacle: neverCame(signal ?? `status ${code}`, electron) });
    });
  });
}

function neverCame(end: string, electron: string): string {
  const cure = sandboxIsForbidden()
    ? `: this system forbids the user namespaces of its sandbox. Cure: ${cureOf(electron)}. Meanwhile`
    : ', for the reason printed above';
  return `The desktop window ended before it was shown (${end})${cure}`;
}

/** The set-uid helper that comes with Electron needs no user namespaces. */
function cureOf(electron: string): string {
  const helper = join(dirname(electron), 'chrome-sandbox');
  return `sudo chown root:root '${helper}' && sudo chmod 4755 '${helper}'`;
}

/** Ubuntu 23.10 and newer, Debian and hardened kernels each have a switch of their own for user namespaces. */
function sandboxIsForbidden(): boolean {
  const setting = (name: string): string | undefined => {
    try {
      return readFileSync(join('/proc/sys', name), 'utf8').trim();
    } catch {
      return undefined;
    }
  };
  return (
    setting('kernel/apparmor_restrict_unprivileged_userns') === '1' ||
    setting('kernel/unprivileged_userns_clone') === '0' ||
    setting('user/max_user_namespaces') === '0'
  );
}
