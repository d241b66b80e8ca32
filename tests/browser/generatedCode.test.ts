/** Functions of generated code in the page: by name, in the inspector, and drawn when looked at closely. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findings } from '../support/axe.ts';
import { openPage, serve, settled, type BrowserFace } from '../support/browserFace.ts';
import { closePages, sharedChromium } from '../support/chromium.ts';
import { startGeneratedCode } from '../support/generatedCode.ts';
import type { Program } from '../support/programs.ts';

let browser: Browser;
let face: BrowserFace;
let program: Program;

beforeAll(async () => {
  [browser, face, program] = await Promise.all([sharedChromium(), serve(), startGeneratedCode()]);
});
afterAll(async () => {
  await closePages(browser);
  await face.stop();
  await program.stop();
});

const box = (page: Page) => page.getByRole('searchbox', { name: 'Go to' });
const inspector = (page: Page) => page.getByRole('complementary', { name: 'Inspector' });

describe('a function that a compiler tells', () => {
  it('is found by name, and the box says who told it', async () => {
    const { page, complaints } = await openPage(browser, `${face.url}&pid=${program.pid}`);
    await settled(page);
    await box(page).fill('sym:hotLoopOfTheTest');
    await expect
      .poll(() => page.locator('body').innerText(), { timeout: 100_000 })
      .toMatch(/hotLoopOfTheTest[^\n]* is at 0x[0-9a-f]+ in perf-\d+\.map \(told by the program\)/);
    await page.keyboard.press('Enter');
    await settled(page);
    // Bytecode (~ in the map) lies in V8's heap; only what was compiled lies in generated code. Either may come first.
    await expect.poll(() => inspector(page).innerText()).toMatch(/Generated code|V8 heap page/);
    expect(complaints).toEqual([]);
    await page.close();
    // A busy machine reads the hundred thousand symbols of node meanwhile.
  }, 120_000);

  it('stands in the inspector of its region, and leads to its place', async () => {
    const { page, complaints } = await openPage(browser, `${face.url}&pid=${program.pid}`);
    await settled(page);
    await box(page).fill('kind:jit-code');
    await page.keyboard.press('Enter');
    await settled(page);
    const functions = inspector(page).getByRole('region', { name: 'Functions' });
    await functions.waitFor({ timeout: 60_000 });
    expect(await functions.innerText()).toMatch(
      /functions? here, says perf-\d+\.map \(told by the program\); nothing checks it/,
    );
    expect(await findings(page)).toEqual([]);
    const first = functions.getByRole('button').first();
    const address = await first.innerText();
    await first.click();
    await settled(page);
    await expect.poll(() => inspector(page).innerText()).toContain(address.slice(0, -3));
    expect(complaints).toEqual([]);
    await page.close();
  });
});
