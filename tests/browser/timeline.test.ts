/** The recording under the views: look back, see that moment everywhere, and come back to now. */
import type { Browser, Page } from 'playwright-core';
import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openPage, serve, settled, type BrowserFace } from '../support/browserFace.ts';
import { closePages, sharedChromium } from '../support/chromium.ts';
import { startProgram, type Program } from '../support/programs.ts';
import { findings } from '../support/axe.ts';

let browser: Browser;
let face: BrowserFace;
let program: Program;
let page: Page;
let complaints: readonly string[];

beforeAll(async () => {
  [browser, face, program] = await Promise.all([sharedChromium(), serve(), startProgram('workers')]);
  ({ page, complaints } = await openPage(browser, `${face.url}&pid=${program.pid}`));
  await settled(page);
});
afterAll(async () => {
  await closePages(browser);
  await face.stop();
  await program.stop();
});

const strip = () => page.getByRole('region', { name: 'Timeline' });
const plot = () => strip().getByRole('application');
const past = () => page.getByRole('region', { name: 'Looking back' });
const status = () => page.getByRole('status', { name: 'Status' });
/** Mappings, as the status bar counts them. */
const mappings = async (): Promise<number> =>
  Number(/Mappings\s*([\d,]+)/.exec((await status().textContent()) ?? '')?.[1]?.replaceAll(',', '') ?? NaN);

describe('the timeline', () => {
  it('appears with the second moment; a step back shows an earlier one in every view, plainly marked', async () => {
    await strip().waitFor({ timeout: 20_000 });
    const before = await mappings();
    program.signal('SIGUSR2');
    await program.nextLine();
    await expect.poll(mappings, { timeout: 20_000 }).toBeGreaterThan(before);
    await plot().focus();
    await page.keyboard.press('Home');
    await past().waitFor();
    await expect.poll(mappings).toBe(before);
    expect(await past().textContent()).toMatch(/Looking back at \d\d:\d\d:\d\d/);
    const kept = program.made('kept').start.toString(16);
    // Each shows the earlier moment; the program's last mapping is in none of them.
    await page.keyboard.press('4');
    await expect.poll(() => page.locator('.full').textContent(), { timeout: 20_000 }).toContain('worker-2');
    expect(await page.locator('.full').textContent()).not.toContain(kept);
    await page.keyboard.press('5');
    await expect.poll(() => page.locator('.full').textContent(), { timeout: 20_000 }).toContain('total');
    expect(await page.locator('.full').textContent()).not.toContain(kept);
    await page.keyboard.press('1');
    await past().getByRole('button', { name: 'Back to now' }).click();
    await expect.poll(mappings).toBeGreaterThan(before);
    await expect.poll(() => past().count()).toBe(0);
  });

  it('scrubs with the pointer, and the right edge is now', async () => {
    const box = await plot().boundingBox();
    if (!box) throw new Error('the timeline has no place');
    await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
    await page.mouse.down();
    await page.mouse.move(box.x + 4, box.y + box.height / 2, { steps: 5 });
    await past().waitFor();
    await page.mouse.move(box.x + box.width - 1, box.y + box.height / 2, { steps: 3 });
    await page.mouse.up();
    await expect.poll(() => past().count()).toBe(0);
  });

  it('compares the two ends of what is drawn with Shift, until another span is drawn; Esc draws none', async () => {
    const box = await plot().boundingBox();
    if (!box) throw new Error('the timeline has no place');
    const comparison = page.getByRole('region', { name: 'Comparison' });
    const draw = async (from: number, to: number): Promise<void> => {
      await page.keyboard.down('Shift');
      await page.mouse.move(from, box.y + box.height / 2);
      await page.mouse.down();
      await page.mouse.move(to, box.y + box.height / 2, { steps: 4 });
      expect(await plot().locator('..').textContent()).toMatch(/\d\d:\d\d:\d\d – \d\d:\d\d:\d\d/);
    };
    // Backwards: the earlier end is marked, and the later one, which is now, is shown.
    await draw(box.x + box.width - 1, box.x + 2);
    await page.keyboard.press('Escape');
    await page.mouse.up();
    await page.keyboard.up('Shift');
    expect(await comparison.count()).toBe(0);
    await draw(box.x + box.width - 1, box.x + 2);
    await page.mouse.up();
    await page.keyboard.up('Shift');
    await expect.poll(() => comparison.textContent()).toMatch(/Since.*from \d\d:\d\d:\d\d.*grew by 3 MiB/);
    expect(await past().count()).toBe(0);
    await draw(box.x + 2, box.x + box.width / 2);
    await page.mouse.up();
    await page.keyboard.up('Shift');
    await past().waitFor();
    expect(await comparison.getByRole('option').allInnerTexts()).toEqual([expect.stringMatching(/^from /), 'nothing']);
    await comparison.getByRole('button', { name: /^Forget/ }).click();
    await page.keyboard.press('n');
    await expect.poll(() => past().count()).toBe(0);
  });

  it('has a table of the same, and a mark made in the past is one of its bookmarks', async () => {
    await page.getByRole('tab', { name: 'Moments' }).click();
    const moments = page.getByRole('grid', { name: 'Moments' });
    await moments.locator('[data-index="1"]').click();
    await past().waitFor();
    await moments.focus();
    await page.keyboard.press('m');
    await expect.poll(() => moments.textContent(), { timeout: 20_000 }).toContain('Mark 1');
    await page.keyboard.press('n');
    await expect.poll(() => past().count()).toBe(0);
    expect(complaints).toEqual([]);
  });

  it('is saved as a picture and as a table', async () => {
    const saved = async (name: string): Promise<string> => {
      await strip().getByRole('button', { name: 'Save the timeline' }).click();
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('menuitem', { name }).click(),
      ]);
      const path = await download.path();
      await page.keyboard.press('Escape');
      return readFile(path, 'utf8');
    };
    const svg = await saved('Timeline, SVG');
    expect(svg).toContain('Arena heap');
    const [head = '', first = ''] = (await saved('Timeline, CSV')).split('\r\n');
    expect(head).toMatch(/^time,figuresTime,mappings,.*all rss/);
    expect(first).toMatch(/^\d{4}-\d\d-\d\dT/);
  });

  it('has nothing that axe objects to', async () => {
    expect(await findings(page)).toEqual([]);
  });
});
