/** Opening a browser, where there is one to open. */
import { spawn } from 'node:child_process';

/** Whether a window could appear at all. */
export const hasDisplay = (environment: NodeJS.ProcessEnv): boolean =>
  Boolean(environment.DISPLAY) || Boolean(environment.WAYLAND_DISPLAY);

/**
 * Asks the desktop to open an address: the program named by `$BROWSER`, or else `xdg-open`, which also understands
 * a `$BROWSER` that is more than a name. Nothing happens without a display or when there is no such program: the
 * address has been printed and can be copied.
 */
export function openBrowser(address: string, environment: NodeJS.ProcessEnv): void {
  if (!hasDisplay(environment)) return;
  const start = ([program, ...others]: readonly string[]): void => {
    if (program === undefined) return;
    const child = spawn(program, [address], { detached: true, stdio: 'ignore', env: environment });
    child.on('error', () => {
      start(others);
    });
    child.unref();
  };
  start([...(environment.BROWSER ? [environment.BROWSER] : []), 'xdg-open']);
}
