/** axe on every state of the page, in both themes, and the names that people with assistive technology rely on. */
import axe from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
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

/** Serious and critical findings, one line each. */
async function findings(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate(() =>
    (window as unknown as { axe: { run(): Promise<axe.AxeResults> } }).axe.run(),
  );
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html} ${node.failureSummary ?? ''}`));
}

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

  it('does not fly where reduced motion is wished', async () => {
    const { page } = await openPage(browser, `${face.url}&pid=${program.pid}`, { reducedMotion: 'reduce' });
    await settled(page);
    await page.getByRole('searchbox', { name: 'Go to' }).fill('[heap]');
    await page.keyboard.press('Enter');
    await page.evaluate(() => new Promise((frame) => requestAnimationFrame(() => requestAnimationFrame(frame))));
    expect(await page.getByRole('region', { name: 'Address map' }).getAttribute('data-settled')).toBe('true');
    await page.close();
  });
});
