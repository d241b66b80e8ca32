/** A page on which a test does a person's job, with a count of what the person does. */
import type { Browser, Locator, Page } from 'playwright-core';
import { openPage, settled } from './browserFace.ts';

/** A page, what it complained of, and the actions that are counted: a click, a key, or a text put in. */
export interface Job {
  readonly page: Page;
  readonly complaints: readonly string[];
  /** Actions so far. */
  readonly steps: () => number;
  /** Each waits until picture and data are at rest. */
  readonly click: (target: Locator) => Promise<void>;
  readonly press: (key: string) => Promise<void>;
  /** Types into what has the focus. */
  readonly type: (text: string) => Promise<void>;
  /** Pastes into the box "Go to". */
  readonly paste: (text: string) => Promise<void>;
}

/** Opens `url` and begins to count. */
export async function beginJob(browser: Browser, url: string): Promise<Job> {
  const { page, complaints } = await openPage(browser, url);
  await settled(page);
  let steps = 0;
  return {
    page,
    complaints,
    steps: () => steps,
    async click(target) {
      steps += 1;
      await target.click();
      await settled(page);
    },
    async press(key) {
      steps += 1;
      await page.keyboard.press(key);
      await settled(page);
    },
    async type(text) {
      steps += 1;
      await page.keyboard.type(text);
      await settled(page);
    },
    async paste(text) {
      steps += 1;
      const left = await page.evaluate((words) => {
        const box = document.querySelector<HTMLInputElement>('[aria-label="Go to"]')!;
        box.focus();
        const data = new DataTransfer();
        data.setData('text', words);
        return box.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
      }, text);
      // What a handler leaves to the browser, the browser puts into the box.
      if (left) await page.keyboard.insertText(text);
    },
  };
}
