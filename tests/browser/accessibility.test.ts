/** axe on every state of the page, in both themes, and the names that people with assistive technology rely on. */
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findings } from '../support/axe.ts';
import { openPage, serve, settled, type BrowserFace } from '../support/browserFace.ts';
import { launchChromium } from '../support/chromium.ts';
import { startProgram, type Program } from '../support/programs.ts';

let browser: Browser;
let face: BrowserFace;
let program: Program;

beforeAll(async () => {
  [browser, face, program] = await Promise.all([launchChromium(), serve(), startProgram('threads')]);
});
afterAll(async () => {
  await browser.close();
  await face.stop();
  await program.stop();
});

describe.each(['light', 'dark'] as const)('in the %s theme', (colorScheme) => {
  it('axe finds nothing serious in the picture, with and without a selection', async () => {
    const { page } = await openPage(browser, `${face.url}&pid=${program.pid}`, { colorScheme });
    await settled(page);
    expect(await findings(page)).toEqual([]);
    await page.getByRole('searchbox', { name: 'Go to' }).fill('kind:thread-stack');
    await page.keyboard.press('Enter');
    await settled(page);
    expect(await findings(page)).toEqual([]);
    await page.close();
  });

  it('axe finds nothing serious in the process picker', async () => {
    const { page } = await openPage(browser, face.url, { colorScheme });
    await page.getByRole('grid', { name: 'Processes' }).getByRole('row').nth(3).waitFor();
    expect(await findings(page)).toEqual([]);
    await page.close();
  });

  it('axe finds nothing serious in menus and dialogues, and each gives the focus back', async () => {
    const { page } = await openPage(browser, `${face.url}&pid=${program.pid}`, { colorScheme });
    await settled(page);
    const focused = () => page.evaluate(() => document.activeElement?.getAttribute('aria-label'));
    for (const menu of ['File', 'Export']) {
      const button = page.getByRole('button', { name: menu, exact: true });
      await button.focus();
      await page.keyboard.press('Enter');
      await expect
        .poll(() =>
          page
            .getByRole('menuitem')
            .first()
            .evaluate((item) => item.matches(':focus')),
        )
        .toBe(true);
      await page.keyboard.press('End');
      expect(
        await page
          .getByRole('menuitem')
          .last()
          .evaluate((item) => item.matches(':focus')),
      ).toBe(true);
      await page.keyboard.press('ArrowDown');
      expect(
        await page
          .getByRole('menuitem')
          .first()
          .evaluate((item) => item.matches(':focus')),
      ).toBe(true);
      expect(await findings(page)).toEqual([]);
      await page.keyboard.press('Escape');
      await expect.poll(focused).toBe(menu);
    }
    for (const [keys, name] of [
      ['?', 'Help'],
      ['Control+s', 'Save capture'],
    ] as const) {
      await page.keyboard.press(keys);
      await page.getByRole('dialog', { name }).waitFor();
      expect(await findings(page)).toEqual([]);
      await page.keyboard.press('Escape');
      await expect.poll(() => page.getByRole('dialog').count()).toBe(0);
      await expect.poll(focused).toBe('Export');
    }
    await page.close();
  });

  it('axe finds nothing serious where there is no picture', async () => {
    const { page } = await openPage(browser, `${face.url}&pid=2`, { colorScheme });
    await settled(page);
    expect(await findings(page)).toEqual([]);
    await page.close();
  });
});

describe('names', () => {
  it('are those that people and tests rely on', async () => {
    const { page } = await openPage(browser, `${face.url}&pid=${program.pid}`);
    await settled(page);
    for (const [role, name] of [
      ['region', 'Address map'],
      ['grid', 'Mappings'],
      ['searchbox', 'Go to'],
      ['complementary', 'Inspector'],
      ['region', 'Legend'],
      ['status', 'Status'],
    ] as const) {
      expect(await page.getByRole(role, { name, exact: true }).count(), `${role} "${name}"`).toBe(1);
    }
    await page.keyboard.press('Control+p');
    expect(await page.getByRole('grid', { name: 'Processes', exact: true }).count()).toBe(1);
    await page.close();
  });
});

describe('larger and calmer', () => {
  it('makes everything larger for presentations and normal again', async () => {
    const { page } = await openPage(browser, `${face.url}&pid=${program.pid}`);
    await settled(page);
    const size = () => page.evaluate(() => parseFloat(getComputedStyle(document.documentElement).fontSize));
    const before = await size();
    await page.keyboard.press('Control+=');
    await expect.poll(size).toBeGreaterThan(before);
    await page.keyboard.press('Control+0');
    await expect.poll(size).toBe(before);
    await page.close();
  });

  it('leaves room for rows at presentation size', async () => {
    const { page } = await openPage(browser, `${face.url}&pid=${program.pid}`, { width: 1440, height: 900 });
    await settled(page);
    for (let step = 0; step < 6; step++) await page.keyboard.press('Control+=');
    for (const [key, role] of [
      ['4', 'grid'],
      ['5', 'listbox'],
    ] as const) {
      await page.keyboard.press(key);
      const list = page.getByRole(role);
      await expect.poll(async () => (await list.boundingBox())?.height ?? 0).toBeGreaterThan(240);
    }
    await page.close();
  });

  it('shows the ring of a list over its rows, and what is chosen without colours', async () => {
    const page = await browser.newPage({ forcedColors: 'active', viewport: { width: 1024, height: 700 } });
    await page.goto(`${face.url}&pid=${program.pid}`);
    await settled(page);
    await page.keyboard.press('4');
    const table = page.getByRole('grid', { name: 'Table', exact: true });
    await table.locator('[data-line="2"]').click();
    await page.keyboard.press('ArrowDown');
    const styles = await table.evaluate((grid) => {
      const ring = getComputedStyle(grid.parentElement!, '::after');
      const chosen = getComputedStyle(grid.querySelector('[aria-selected="true"]')!);
      return { ring: ring.borderTopStyle, above: Number(ring.zIndex), outline: chosen.outlineStyle };
    });
    expect(styles).toEqual({ ring: 'solid', above: 3, outline: 'solid' });
    await page.close();
  });

  it.each(['reduce', 'no-preference'] as const)('flies unless reduced motion is wished: %s', async (reducedMotion) => {
    const { page } = await openPage(browser, `${face.url}&pid=${program.pid}`, { reducedMotion });
    await settled(page);
    // The strip of time appears with the second moment, and takes room from the picture.
    await page.getByRole('region', { name: 'Timeline' }).waitFor();
    await settled(page);
    const frames = await page.locator('.minimap .window').evaluateHandle((frame) => {
      const seen: string[] = [];
      new MutationObserver(() => seen.push(frame.getAttribute('style') ?? '')).observe(frame, { attributes: true });
      return seen;
    });
    await page.getByRole('searchbox', { name: 'Go to' }).fill('[heap]');
    await page.keyboard.press('Enter');
    await expect.poll(() => frames.evaluate((seen) => seen.length)).toBeGreaterThan(0);
    await settled(page);
    // A flight shows dozens of places between the two.
    const places = await frames.evaluate((seen) => new Set(seen).size);
    if (reducedMotion === 'reduce') expect(places).toBe(1);
    else expect(places).toBeGreaterThan(1);
    await page.close();
  });
});
