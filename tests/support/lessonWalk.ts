/** Walking through a lesson in a page as a person does: answer, go on, and wait while the program runs. */
import type { Page } from 'playwright-core';

/** A program is compiled and started between two questions: on a busy machine that takes many seconds. */
const patience = 90_000;

/**
 * Answers what is asked with its first choice and goes on until the questions say something. A key counts only where
 * something is asked, so none is pressed while the program runs. Throws with what stands there instead when that did
 * not come.
 */
export async function goOnUntil(page: Page, wanted: string): Promise<void> {
  const questions = page.getByRole('region', { name: 'Question' });
  await questions.waitFor();
  const until = Date.now() + patience;
  for (;;) {
    const said = (await questions.textContent()) ?? '';
    if (said.includes(wanted)) return;
    if (Date.now() > until) throw new Error(`“${wanted}” did not come within ${patience / 1000} s; instead: ${said}`);
    if (!said.includes('The program runs to its next step')) {
      await page.keyboard.press('1');
      await page.keyboard.press('PageDown');
    }
    await page.waitForTimeout(50);
  }
}
