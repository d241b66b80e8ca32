/** A real Chromium for tests, screenshots and the benchmark. */
import { existsSync } from 'node:fs';
import { chromium, type Browser } from 'playwright-core';

/** Where distributions put the browser; `CHROMIUM` names another one. */
const candidates = [process.env.CHROMIUM, '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** Path of a Chromium, or undefined where there is none. */
export const chromiumPath = (): string | undefined =>
  candidates.find((path): path is string => path !== undefined && existsSync(path));

/** Starts Chromium without a window. Throws a sentence when there is none. */
export async function launchChromium(): Promise<Browser> {
  const executablePath = chromiumPath();
  if (!executablePath) throw new Error('No Chromium found: install the package chromium, or name one in CHROMIUM.');
  return chromium.launch({
    executablePath,
    args: [
      // Chromium's own sandbox refuses to run as root, which is what containers and CI run as.
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--force-device-scale-factor=1',
      '--font-render-hinting=none',
      '--disable-lcd-text',
    ],
  });
}
