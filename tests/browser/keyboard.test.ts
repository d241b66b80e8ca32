/** The keyboard alone: from panel to panel, through the legend, and to the map from wherever one has been. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findings } from '../support/axe.ts';
import { openPage, serve, settled, type BrowserFace } from '../support/browserFace.ts';
import { closePages, sharedChromium } from '../support/chromium.ts';

let browser: Browser;
let face: BrowserFace;
let page: Page;

const map = () => page.getByRole('region', { name: 'Address map' });
const start = () => map().getAttribute('data-start');

/** Presses a key of the map and waits until it has moved the picture. */
async function moves(key: string): Promise<void> {
  await settled(page);
  const before = await start();
  await page.keyboard.press(key);
  await expect.poll(start).not.toBe(before);
}

/** Which panel has the focus. */
const panel = () =>
  page.evaluate(
    () =>
      document.activeElement?.closest('.page > header, .legend, main, .inspector, .page > section, .page > footer')
        ?.className ?? '',
  );

beforeAll(async () => {
  [browser, face] = await Promise.all([sharedChromium(), serve()]);
  ({ page } = await openPage(browser, `${face.url}&pid=${face.process.pid}`, { reducedMotion: 'reduce' }));
  await settled(page);
});
afterAll(async () => {
  await closePages(browser);
  await face.stop();
});

describe('the keyboard', () => {
  it('works the map after the page has opened, after Ctrl+P, after Go to, after the wheel and after a click in the legend', async () => {
    await moves('+');
    await page.keyboard.press('Control+p');
    await page.getByRole('dialog').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await moves('Home');
    await page.keyboard.press('/');
    await page.keyboard.type('stack');
    await page.keyboard.press('Enter');
    await settled(page);
    await page.keyboard.press('Escape');
    await moves('Home');
    const box = (await map().boundingBox())!;
    await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
    await page.mouse.wheel(0, -400);
    await moves('Home');
    const kind = page.getByRole('region', { name: 'Legend' }).getByRole('listitem').getByRole('button').first();
    await kind.click();
    await moves('+');
    await kind.click();
    await moves('Home');
  });

  it('is explained in a list of which no part lies beside the window', async () => {
    await page.keyboard.press('?');
    const list = page.getByRole('tabpanel', { name: 'Keyboard and search' });
    await list.waitFor();
    const { inside, wide, last } = await list.evaluate((element) => ({
      inside: element.clientWidth,
      wide: element.scrollWidth,
      last: [...element.querySelectorAll('h3')].at(-1)?.textContent,
    }));
    expect(wide).toBe(inside);
    expect(last).toBe('In the search box');
    await page.keyboard.press('Escape');
  });

  it('finds a word of the screen in the glossary, to which the word itself leads too', async () => {
    await page.keyboard.press('?');
    const help = page.getByRole('dialog', { name: 'Help' });
    await help.getByRole('tab', { name: 'Keyboard and search' }).focus();
    await page.keyboard.press('ArrowRight');
    const glossary = help.getByRole('tabpanel', { name: 'Glossary' });
    await glossary.getByRole('searchbox', { name: 'Look for a word' }).fill('heaps of glibc');
    await expect.poll(() => glossary.locator('dt').allInnerTexts()).toEqual(['arena']);
    // From one term to the next, which then has the focus.
    await glossary.getByRole('searchbox').fill('');
    await glossary.locator('[data-term="rss"]').getByRole('button', { name: 'resident' }).click();
    await expect.poll(() => page.evaluate(() => document.activeElement?.getAttribute('data-term'))).toBe('resident');
    // On paper it stands alone.
    await page.emulateMedia({ media: 'print' });
    expect(await page.locator('.page').isVisible()).toBe(false);
    expect(await glossary.locator('[data-term="rss"]').isVisible()).toBe(true);
    await page.emulateMedia({ media: 'screen' });
    await page.keyboard.press('Escape');
    await help.waitFor({ state: 'detached' });
    const pss = page.getByRole('complementary', { name: 'Inspector' }).getByRole('button', { name: 'PSS' });
    await page.getByRole('button', { name: 'Show the whole process' }).click();
    await pss.press('Enter');
    await expect.poll(() => page.evaluate(() => document.activeElement?.getAttribute('data-term'))).toBe('pss');
    await page.keyboard.press('Escape');
  });

  it('resets the view with R, whatever had been changed of it', async () => {
    const legend = page.getByRole('region', { name: 'Legend' });
    const reset = legend.getByRole('button', { name: 'Reset view' });
    await map().getByRole('application').focus();
    await page.keyboard.press('Home');
    await settled(page);
    const home = await start();
    await moves('+');
    await legend.getByRole('combobox').selectOption('permission');
    await legend.locator('ul button').nth(1).click();
    await reset.waitFor();
    await page.keyboard.press('r');
    await expect.poll(start).toBe(home);
    expect(await legend.getByRole('combobox').inputValue()).toBe('kind');
    await reset.waitFor({ state: 'detached' });
  });

  it('holds the documents, which lead to one another', async () => {
    await page.keyboard.press('?');
    const help = page.getByRole('dialog', { name: 'Help' });
    await help.getByRole('tab', { name: 'Keyboard and search' }).press('ArrowLeft');
    const documents = help.getByRole('tabpanel', { name: 'Documents' });
    await documents.getByRole('heading', { name: 'The views' }).waitFor();
    await documents.getByRole('button', { name: 'Beside pmap' }).click();
    await documents.getByRole('heading', { name: 'Beside pmap' }).waitFor();
    // A link with a part leads to that part; one to a file that is not shipped is text.
    expect(await documents.getByRole('button', { name: 'documented' }).count()).toBe(0);
    await documents.getByRole('button', { name: 'what to type elsewhere' }).click();
    const part = documents.getByRole('heading', { name: 'What to type' });
    await part.waitFor();
    const [top, panel] = await Promise.all([part.boundingBox(), documents.boundingBox()]);
    expect(Math.abs(top!.y - panel!.y)).toBeLessThan(panel!.height / 2);
    expect(await findings(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await help.waitFor({ state: 'detached' });
  });

  it('is heard again as soon as a dialogue has been closed', async () => {
    await page.keyboard.press('?');
    const help = page.getByRole('dialog', { name: 'Help' });
    await help.waitFor();
    // In one task, as on a busy machine, where the next key comes before the platform has told of what was closed.
    await help.getByRole('button', { name: 'Close' }).evaluate((button: HTMLElement) => {
      button.click();
      window.dispatchEvent(new KeyboardEvent('keydown', { key: 's', ctrlKey: true }));
    });
    await page.getByRole('dialog', { name: 'Save capture' }).waitFor();
    await page.keyboard.press('Escape');
    await expect.poll(() => page.getByRole('dialog').count()).toBe(0);
  });

  it('walks the panels with F6, and back with Shift+F6', async () => {
    const seen: string[] = [];
    for (let step = 0; step < 6; step++) {
      await page.keyboard.press('F6');
      seen.push(await panel());
    }
    expect(new Set(seen).size).toBe(6);
    await page.keyboard.press('Shift+F6');
    expect(await panel()).toBe(seen[4]);
  });

  it('takes the kinds of the legend as one stop of the Tab key', async () => {
    const kinds = page.getByRole('region', { name: 'Legend' }).getByRole('listitem').getByRole('button');
    expect(await kinds.count()).toBeGreaterThan(3);
    await kinds.first().focus();
    await page.keyboard.press('ArrowDown');
    expect(await kinds.nth(1).evaluate((element) => element === document.activeElement)).toBe(true);
    const stops = await kinds.evaluateAll((all) => all.filter((element) => (element as HTMLElement).tabIndex === 0));
    expect(stops.length).toBe(1);
  });
});
