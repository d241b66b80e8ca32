/** The address of the page: it leads back to a place, and the browser's own Back and Forward walk the history. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openPage, serve, settled, type BrowserFace } from '../support/browserFace.ts';
import { closePages, sharedChromium } from '../support/chromium.ts';
import { startProgram, type Program } from '../support/programs.ts';

let browser: Browser;
let face: BrowserFace;
let program: Program;

beforeAll(async () => {
  [browser, face, program] = await Promise.all([sharedChromium(), serve(), startProgram('threads')]);
});
afterAll(async () => {
  await closePages(browser);
  await face.stop();
  await program.stop();
});

const inspector = (page: Page) => page.getByRole('complementary', { name: 'Inspector' });
/** A busy machine takes its time. */
const patience = { timeout: 20_000 };
const hash = (page: Page): string => new URL(page.url()).hash;

it('Back and Forward walk places and views, and the first Back does not leave the page', async () => {
  const { page, complaints } = await openPage(browser, `${face.url}&pid=${program.pid}`);
  await settled(page);
  const stack = program.made('plainStack');
  const top = `0x${(stack.end - 4096n).toString(16)}`;
  await page.getByRole('searchbox', { name: 'Go to' }).fill(top);
  await page.keyboard.press('Enter');
  await expect.poll(() => hash(page), patience).toContain('sel=');
  await page.getByRole('group', { name: 'View' }).getByRole('button', { name: 'Treemap' }).click();
  await expect.poll(() => hash(page), patience).toContain('view=treemap');
  await page.goBack();
  await page.getByRole('region', { name: 'Address map' }).waitFor();
  await expect.poll(() => inspector(page).textContent(), patience).toContain('Thread stack');
  await page.goBack();
  await expect.poll(() => inspector(page).textContent(), patience).toContain('Largest');
  expect(hash(page)).toContain(`pid=${program.pid}`);
  await page.goForward();
  await expect.poll(() => inspector(page).textContent(), patience).toContain('Thread stack');
  await page.keyboard.press('Alt+ArrowLeft');
  await expect.poll(() => inspector(page).textContent(), patience).toContain('Largest');
  expect(complaints).toEqual([]);
  await page.close();
}, 120_000);

it('an address opens view and place again, in another page and after a reload', async () => {
  const { page } = await openPage(browser, `${face.url}&pid=${program.pid}`);
  await settled(page);
  const stack = program.made('plainStack');
  await page.getByRole('searchbox', { name: 'Go to' }).fill(`0x${(stack.end - 4096n).toString(16)}`);
  await page.keyboard.press('Enter');
  await settled(page);
  await page.getByRole('group', { name: 'View' }).getByRole('button', { name: 'Treemap' }).click();
  await expect.poll(() => hash(page), patience).toMatch(/view=treemap.*sel=/);
  const link = hash(page);
  await page.reload();
  await settled(page);
  await page.getByRole('region', { name: 'Treemap' }).waitFor();
  await expect.poll(() => inspector(page).textContent(), patience).toContain('Thread stack');
  await page.close();
  const other = await openPage(browser, `${face.url}&${link.slice(1)}`);
  await settled(other.page);
  await other.page.getByRole('region', { name: 'Treemap' }).waitFor();
  await expect.poll(() => inspector(other.page).textContent(), patience).toContain('Thread stack');
  await other.page.close();
}, 120_000);
