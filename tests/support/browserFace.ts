/** The built browser face: `procatlas serve` in a process of its own, and a page that looks at it. */
import { spawn, type ChildProcess, type SpawnOptions } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import type { Browser, Page } from 'playwright-core';

/** A running `procatlas serve`. */
export interface BrowserFace {
  /** The one line it printed. */
  readonly url: string;
  readonly process: ChildProcess;
  stop(): Promise<void>;
}

/** Starts the built command line's `serve` and waits for its URL. */
export const serve = (...args: string[]): Promise<BrowserFace> => serveIn({}, ...args);

/** The same with other variables in its environment. */
export const serveIn = (environment: NodeJS.ProcessEnv, ...args: string[]): Promise<BrowserFace> =>
  serveWith({ env: { ...process.env, ...environment } }, args);

/** The same as another user, whose home is given; only root can start one. */
export const serveAs = (user: { readonly uid: number; readonly gid: number }, home: string): Promise<BrowserFace> =>
  serveWith({ ...user, env: { ...process.env, HOME: home } }, []);

async function serveWith(options: SpawnOptions, args: readonly string[]): Promise<BrowserFace> {
  const child = spawn(process.execPath, [resolve('dist/main/cli.js'), 'serve', ...args], {
    ...options,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  child.stderr.pipe(process.stderr, { end: false });
  const lines = createInterface({ input: child.stdout });
  const [url] = (await Promise.race([
    once(lines, 'line'),
    once(child, 'exit').then(() => {
      throw new Error('procatlas serve ended without printing a URL; has it been built (npm run build)?');
    }),
  ])) as [string];
  return {
    url,
    process: child,
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      await ended;
    },
  };
}

/** What a page wrote to its console or threw that it should not have. */
export interface WatchedPage {
  readonly page: Page;
  /** Errors and warnings, content-security violations among them. */
  readonly complaints: string[];
}

/** Opens a page of the given size and gathers its complaints. */
export async function openPage(
  browser: Browser,
  url: string,
  options: {
    width?: number;
    height?: number;
    colorScheme?: 'light' | 'dark';
    /**
     * As a person wishes it who would rather not see the picture fly: a flight is half a second of processor time, since
     * there is no graphics card to draw it. Whoever tests what moves says 'no-preference'.
     */
    reducedMotion?: 'reduce' | 'no-preference';
    hasTouch?: boolean;
    /** Longest time in which the page is there, in milliseconds. */
    timeout?: number;
  } = {},
): Promise<WatchedPage> {
  const { width = 1440, height = 900, timeout = 30_000, reducedMotion = 'reduce', ...rest } = options;
  const page = await browser.newPage({ viewport: { width, height }, reducedMotion, ...rest });
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  await page.goto(url, { timeout });
  return { page, complaints };
}

/** Waits until picture and data are at rest. */
export async function settled(page: Page): Promise<void> {
  await page.waitForFunction(() => document.documentElement.dataset.settled === 'true', undefined, { timeout: 30_000 });
}
