/** The threaded program in a real browser, in the views that list its mappings: the table, and the text of pmap. */
import { execFile, execFileSync } from 'node:child_process';
import { promisify } from 'node:util';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll } from 'vitest';
import { openPage, serve, settled, type BrowserFace } from './browserFace.ts';
import { closePages, sharedChromium } from './chromium.ts';
import { startProgram, type Program } from './programs.ts';

export const table = (page: Page) => page.getByRole('grid', { name: 'Table', exact: true });
export const lines = (page: Page) => page.getByRole('listbox', { name: 'Text of pmap' });
export const line = (page: Page, number: number) => table(page).locator(`[data-line="${number}"]`);
export const choose = (page: Page, name: string, value: string) =>
  page.getByRole('combobox', { name }).selectOption(value);

const execute = promisify(execFile);

/** What our command prints in a terminal with UTF-8. */
export async function printed(...words: readonly string[]): Promise<string> {
  const env = { ...process.env, LC_ALL: 'C.UTF-8' };
  return (await execute(process.execPath, ['dist/main/cli.js', 'pmap', ...words], { env })).stdout;
}

/** Starts program, face and browser before the tests of a file, and ends them after. */
export function listedThreads() {
  let browser: Browser;
  let face: BrowserFace;
  let threads: Program;
  beforeAll(async () => {
    [browser, face, threads] = await Promise.all([sharedChromium(), serve(), startProgram('threads')]);
    // The program has just been compiled: its pages count as changed until the system has written them to the disk.
    execFileSync('sync', [threads.file]);
  });
  afterAll(async () => {
    await closePages(browser);
    await face.stop();
    await threads.stop();
  });
  return {
    pid: () => threads.pid,
    /** Opens another process in a page of its own. */
    openOther: (pid: number, options: Parameters<typeof openPage>[2]) =>
      openPage(browser, `${face.url}&pid=${pid}`, options),
    /** Opens the program in a page of its own and shows a view by its key. */
    open: async (key: '1' | '4' | '5', options: Parameters<typeof openPage>[2] = {}) => {
      const opened = await openPage(browser, `${face.url}&pid=${threads.pid}`, options);
      await settled(opened.page);
      await opened.page.keyboard.press(key);
      if (key !== '1') await (key === '4' ? table(opened.page) : lines(opened.page)).waitFor();
      return opened;
    },
  };
}
