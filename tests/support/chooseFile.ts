/** Opening a file in the page by the browser's own dialogue. */
import type { Page } from 'playwright-core';
import { expect } from 'vitest';

/** Asks for the dialogue by its key, and chooses a file in it. */
export async function chooseFile(page: Page, path: string): Promise<void> {
  // The key is asked again where a busy browser took the first press for one that no person made.
  await expect
    .poll(
      async () => {
        const chosen = page.waitForEvent('filechooser', { timeout: 1000 }).catch(() => undefined);
        await page.keyboard.press('Control+o');
        const chooser = await chosen;
        await chooser?.setFiles(path);
        return chooser !== undefined;
      },
      { timeout: 20_000 },
    )
    .toBe(true);
}
