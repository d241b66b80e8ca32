/** The Pages view on a process whose pages are known: what the pointer says, zooming, selecting, one region alone. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findings } from '../support/axe.ts';
import { openPage, serve, settled, type BrowserFace } from '../support/browserFace.ts';
import { closePages, sharedChromium } from '../support/chromium.ts';
import { startProgram, type Program } from '../support/programs.ts';

let browser: Browser;
let face: BrowserFace;
let program: Program;

beforeAll(async () => {
  [browser, face, program] = await Promise.all([sharedChromium(), serve(), startProgram('pagePattern')]);
});
afterAll(async () => {
  await closePages(browser);
  await face.stop();
  await program.stop();
});

const view = (page: Page) => page.getByRole('region', { name: 'Pages' });
const key = (page: Page) => page.getByRole('list', { name: 'States of the pages shown' });

async function open(options: Parameters<typeof openPage>[2] = {}) {
  const opened = await openPage(browser, `${face.url}&pid=${program.pid}`, options);
  // Once there are two moments the timeline takes its place, and the picture is lower by it.
  await opened.page.getByRole('region', { name: 'Timeline' }).waitFor();
  await settled(opened.page);
  await opened.page.getByRole('searchbox', { name: 'Go to' }).fill(`0x${program.made('thirds').start.toString(16)}`);
  await opened.page.keyboard.press('Enter');
  await settled(opened.page);
  await opened.page.getByRole('group', { name: 'View' }).getByRole('button', { name: 'Pages' }).click();
  await opened.page.locator('section[aria-label="Pages"][data-settled="true"]').waitFor();
  return opened;
}

/** Points at a cell of the 8 by 8 square that 64 pages make. */
async function pointAt(page: Page, column: number, row: number): Promise<void> {
  const box = (await view(page).getByRole('application').boundingBox())!;
  const cell = Math.min(box.width, box.height) / 8;
  const left = box.x + (box.width - cell * 8) / 2;
  const top = box.y + (box.height - cell * 8) / 2;
  await page.mouse.move(left + (column + 0.5) * cell, top + (row + 0.5) * cell);
}

describe('the Pages view', () => {
  it('shows all that holds pages, and of a region every page in its state', async () => {
    const { page, complaints } = await open();
    await expect.poll(() => key(page).innerText()).toMatch(/private/);
    await page.getByRole('combobox', { name: 'Show' }).selectOption('selection');
    // Of 64 pages every third was written.
    await expect.poll(() => key(page).innerText()).toMatch(/22 pages/);
    expect(await key(page).innerText()).toMatch(/42 pages/);
    expect(complaints).toEqual([]);
    await page.close();
  });

  it('tells address and state of what is pointed at, and selects what is clicked', async () => {
    const { page } = await open();
    await page.getByRole('combobox', { name: 'Show' }).selectOption('selection');
    await expect.poll(() => key(page).innerText()).toMatch(/22 pages/);
    // The curve begins at the top left: page 0, which was written; its neighbour along the curve is page 1.
    await pointAt(page, 0, 0);
    const start = program.made('thirds').start;
    await view(page)
      .getByText(`0x${start.toString(16)}`)
      .waitFor();
    expect(await view(page).locator('.tooltip').innerText()).toContain('private');
    await page.mouse.down();
    await page.mouse.up();
    await expect
      .poll(() => page.getByRole('complementary', { name: 'Inspector' }).innerText())
      .toContain(`0x${start.toString(16)}`);
    await page.close();
  });

  it('zooms by wheel, stays there while data come, and comes back by key', async () => {
    const { page } = await open();
    const cell = async (): Promise<number> => Number(await view(page).getAttribute('data-cell'));
    await expect.poll(() => key(page).innerText()).toMatch(/private/);
    const whole = await cell();
    const box = (await view(page).getByRole('application').boundingBox())!;
    await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
    for (let notch = 0; notch < 6; notch++) await page.mouse.wheel(0, -200);
    await expect.poll(cell).toBeGreaterThan(whole * 2);
    const zoomed = await cell();
    // The time of the last look, which is told by the second.
    const looked = (): Promise<string | undefined> =>
      page
        .locator('footer')
        .innerText()
        .then((text) => /\d\d:\d\d:\d\d/.exec(text)?.[0]);
    const before = await looked();
    await expect.poll(looked, { timeout: 10_000 }).not.toBe(before);
    expect(await cell()).toBe(zoomed);
    await view(page).getByRole('application').focus();
    await page.keyboard.press('Home');
    await expect.poll(cell).toBe(whole);
    await page.close();
  });

  it('walks by key, region by region and page by page, and shows one page large', async () => {
    const { page, complaints } = await open();
    await expect.poll(() => key(page).innerText()).toMatch(/private/);
    const inspected = async (): Promise<bigint> => {
      const text = await page.getByRole('complementary', { name: 'Inspector' }).locator('header').first().innerText();
      return BigInt(/0x[0-9a-f]+/.exec(text)?.[0] ?? 0);
    };
    // The region that is selected at the start; the next one lies above it.
    await view(page).getByRole('application').focus();
    await page.keyboard.press('PageDown');
    await expect.poll(inspected).toBeGreaterThan(program.made('thirds').start);
    const start = await inspected();
    await page.keyboard.press('PageUp');
    await expect.poll(inspected).toBe(program.made('thirds').start);
    await page.keyboard.press('PageDown');
    await expect.poll(inspected).toBe(start);
    await page.keyboard.press('PageUp');
    await page.keyboard.press('ArrowRight');
    await expect.poll(inspected).toBe(program.made('thirds').start + 4096n);
    const before = await view(page).getAttribute('data-cell');
    await page.keyboard.press('Enter');
    await expect.poll(async () => Number(await view(page).getAttribute('data-cell'))).toBeCloseTo(96, 6);
    await page.keyboard.press('Home');
    await expect.poll(() => view(page).getAttribute('data-cell')).toBe(before);
    expect(complaints).toEqual([]);
    await page.close();
  });

  it.each(['light', 'dark'] as const)('axe finds nothing serious, %s', async (colorScheme) => {
    const { page } = await open({ colorScheme });
    expect(await findings(page)).toEqual([]);
    await page.close();
  });
});
