/** The treemap on a live process: in and out, other measures, one selection with the map, what costs most, its picture. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findings } from '../support/axe.ts';
import { openPage, serve, settled, type BrowserFace } from '../support/browserFace.ts';
import { launchChromium } from '../support/chromium.ts';
import { startProgram, temporaryFolder, type Program } from '../support/programs.ts';
import { parseXml } from '../support/xml.ts';

let browser: Browser;
let face: BrowserFace;
let threads: Program;

beforeAll(async () => {
  [browser, face, threads] = await Promise.all([launchChromium(), serve(), startProgram('threads')]);
});
afterAll(async () => {
  await browser.close();
  await face.stop();
  await threads.stop();
});

const view = (page: Page) => page.getByRole('region', { name: 'Treemap' });
const drawing = (page: Page) => view(page).getByRole('application');
const measures = (page: Page) => view(page).getByRole('combobox', { name: 'Area is' });
const costly = (page: Page) => page.getByRole('complementary', { name: 'What costs most' });
const inspector = (page: Page) => page.getByRole('complementary', { name: 'Inspector' });
const crumbs = (page: Page) =>
  page.getByRole('navigation', { name: 'Where you are in the treemap' }).getByRole('button').allInnerTexts();
const parts = (page: Page) => view(page).getByRole('table').getByRole('rowheader').allInnerTexts();

/** Waits until the treemap is at rest. */
const resting = (page: Page): Promise<unknown> =>
  page.waitForFunction(() => document.querySelector<HTMLElement>('.treemap')?.dataset.settled === 'true');

/** Opens the program at rest and shows its treemap. */
async function open(options: Parameters<typeof openPage>[2] = {}): Promise<{ page: Page; complaints: string[] }> {
  const opened = await openPage(browser, `${face.url}&pid=${threads.pid}`, options);
  await settled(opened.page);
  await opened.page.getByRole('button', { name: 'Pause' }).click();
  await opened.page.keyboard.press('3');
  await view(opened.page).waitFor();
  await resting(opened.page);
  return opened;
}

describe('the treemap', () => {
  it('goes into a part by the keyboard and comes back to where it was', async () => {
    const { page, complaints } = await open();
    expect(await crumbs(page)).toEqual(['All']);
    const whole = await drawing(page).screenshot();
    const top = await parts(page);
    await measures(page).selectOption('size');
    await resting(page);
    await drawing(page).focus();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Enter');
    await resting(page);
    const inside = await crumbs(page);
    expect(inside.length).toBeGreaterThan(1);
    expect(await parts(page)).not.toEqual(top);
    await page.keyboard.press('Backspace');
    await resting(page);
    expect(await crumbs(page)).toEqual(['All']);
    await page.keyboard.press('Enter');
    await resting(page);
    expect(await crumbs(page)).toEqual(inside);
    await page.keyboard.press('Home');
    await measures(page).selectOption('rss');
    await resting(page);
    expect(await crumbs(page)).toEqual(['All']);
    expect(await parts(page)).toEqual(top);
    expect(whole.length).toBeGreaterThan(1000);
    expect(complaints).toEqual([]);
    await page.close();
  });

  it('goes in and out with the wheel, at once under reduced motion', async () => {
    const { page } = await open({ reducedMotion: 'reduce' });
    const box = (await drawing(page).boundingBox())!;
    await page.mouse.move(box.x + box.width * 0.3, box.y + box.height * 0.3);
    await page.mouse.wheel(0, -120);
    await page.waitForFunction(() => document.querySelector<HTMLElement>('.treemap')?.dataset.root !== '');
    expect((await crumbs(page)).length).toBeGreaterThan(1);
    // What follows within a flick counts for nothing more, so the wheel is turned until it does.
    await expect
      .poll(async () => {
        await page.mouse.wheel(0, 120);
        return crumbs(page);
      })
      .toEqual(['All']);
    await page.close();
  });

  it('goes in by a click on a name and shows every figure under the pointer', async () => {
    const { page } = await open({ reducedMotion: 'no-preference' });
    const box = (await drawing(page).boundingBox())!;
    await page.mouse.move(box.x + 30, box.y + 8);
    const tip = page.locator('.tooltip');
    await tip.waitFor();
    for (const word of ['Size', 'RSS', 'PSS', 'Private', 'Dirty', 'Swap', 'Page tables', 'of all RSS']) {
      expect(await tip.innerText()).toContain(word);
    }
    await page.mouse.click(box.x + 30, box.y + 8);
    await resting(page);
    expect((await crumbs(page)).length).toBeGreaterThan(1);
    await page.close();
  });

  it('remembers the measure, and whether reservations take part', async () => {
    const { page } = await open();
    await measures(page).selectOption('size');
    await resting(page);
    const bare = await costly(page).locator('dd').first().innerText();
    await view(page).getByRole('checkbox', { name: 'Reservations' }).check();
    await resting(page);
    expect(await costly(page).locator('dd').first().innerText()).not.toBe(bare);
    // The kernel's own sum is that of all mappings; [vsyscall], one page, is not among the process's own.
    expect(await costly(page).innerText()).toContain('VmSize of status');
    await page.keyboard.press('1');
    await page.keyboard.press('3');
    await view(page).waitFor();
    expect(await measures(page).inputValue()).toBe('size');
    expect(await view(page).getByRole('checkbox', { name: 'Reservations' }).isChecked()).toBe(true);
    await page.close();
  });

  it('shares the selection with the map and the inspector', async () => {
    const { page } = await open();
    const row = costly(page).getByRole('button').first();
    const name = (await row.innerText()).split('\n')[0]!;
    await row.click();
    expect(await row.getAttribute('aria-pressed')).toBe('true');
    await inspector(page).getByText(name).first().waitFor();
    const box = (await drawing(page).boundingBox())!;
    await page.mouse.dblclick(box.x + box.width / 3, box.y + box.height / 3);
    const map = page.getByRole('region', { name: 'Address map' });
    await map.waitFor();
    await page.waitForFunction(() => document.querySelectorAll('[aria-label="Where you are"] button').length > 1);
    await page.close();
  });

  it('names what costs most, divided into its own and what others share', async () => {
    const { page } = await open();
    const told = await costly(page)
      .getByRole('button')
      .evaluateAll((rows) => rows.map((row) => row.getAttribute('aria-label') ?? ''));
    expect(told.length).toBeGreaterThan(2);
    expect(told.length).toBeLessThanOrEqual(10);
    for (const text of told) expect(text).toMatch(/: [\d.]+ (B|[KM]iB), of it [\d.]+ (B|[KM]iB) its own alone$/);
    expect(await costly(page).innerText()).toContain('VmRSS of status');
    await page.close();
  });

  it.each(['light', 'dark'] as const)('has nothing that axe objects to, in the %s theme', async (colorScheme) => {
    const { page, complaints } = await open({ colorScheme });
    expect(await findings(page)).toEqual([]);
    expect(complaints).toEqual([]);
    await page.close();
  });

  it('is saved as the picture while it is shown', async () => {
    const { page } = await open();
    await page.getByRole('button', { name: 'Export' }).click();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('menuitem', { name: 'Picture, SVG' }).click(),
    ]);
    const path = join(temporaryFolder('treemap'), 'treemap.svg');
    await download.saveAs(path);
    const svg = readFileSync(path, 'utf8');
    expect(parseXml(svg).name).toBe('svg');
    expect(svg).toContain('Treemap made by Procatlas');
    expect(svg).toContain('area is RSS');
    await page.close();
  });
});
