/** A real Chromium for tests, screenshots and the benchmark. */
import { existsSync } from 'node:fs';
import { chromium, type Browser } from 'playwright-core';

/** Where distributions put the browser; `CHROMIUM` names another one. */
const browsers = [process.env.CHROMIUM, '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
/** Chromium without a window of its own: pages are the same in it, and cost a fifth less. */
const shells = [process.env.CHROMIUM, '/usr/bin/chromium-headless-shell'];

const firstOf = (paths: readonly (string | undefined)[]): string | undefined =>
  paths.find((path): path is string => path !== undefined && existsSync(path));

/** Path of a Chromium as people have it, or undefined where there is none. */
export const chromiumPath = (): string | undefined => firstOf(browsers);

/**
 * What each window would do for nobody: three pages of the address bar's list, which are 400 modules of Chromium's own
 * and took 0.7 of the 1.6 seconds of processor time that a page of ours took from its opening to its rest.
 */
const ofTheAddressBar = ['WebUIOmniboxPopup', 'WebUIOmniboxAimPopup', 'WebUIOmniboxFullPopup'];

/** What Playwright turns off: Chromium heeds only the last such list, which is ours. */
const ofPlaywright = [
  'AvoidUnnecessaryBeforeUnloadCheckSync',
  'DestroyProfileOnBrowserClose',
  'HttpsUpgrades',
  'HttpsFirstBalancedModeAutoEnable',
  'LensOverlay',
  'MediaRouter',
  'PaintHolding',
  'ThirdPartyStoragePartitioning',
  'Translate',
  'AvoidCorsURLLoaderRestartOnRedirect',
  'OptimizationHints',
  'NetworkTimeServiceQuerying',
  'AimEnabled',
  'PreconnectToSearch',
];

/** Starts Chromium without a window, for our pages or as a program to look at. Throws a sentence when there is none. */
export async function launchChromium(executablePath = firstOf([...shells, ...browsers])): Promise<Browser> {
  if (!executablePath) throw new Error('No Chromium found: install the package chromium, or name one in CHROMIUM.');
  return chromium.launch({
    executablePath,
    args: [
      // Chromium's own sandbox refuses to run as root, which is what containers and CI run as.
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      `--disable-features=${[...ofPlaywright, ...ofTheAddressBar].join()}`,
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

let shared: Browser | undefined;

/**
 * The one browser of the tests of this process: to start one costs 1.2 seconds of processor time, a page of its own in it
 * half of one. Nothing of one page is seen by another, as each has its own profile.
 */
export async function sharedChromium(): Promise<Browser> {
  if (!shared?.isConnected()) shared = await launchChromium();
  return shared;
}

/** What a file of tests leaves open in the shared browser. */
export const closePages = async (browser: Browser): Promise<void> => {
  await Promise.all(browser.contexts().map((context) => context.close()));
};
