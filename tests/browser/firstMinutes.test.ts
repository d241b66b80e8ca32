/** The first minutes of somebody who has never seen the page: a tour, three samples, and the lessons one click away. */
import type { Browser } from 'playwright-core';
import { sampleIds } from '@contract/samples.ts';
import { samples } from '@renderer/state/samples.ts';
import { tourStops } from '@renderer/state/tour.svelte.ts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { findings } from '../support/axe.ts';
import { openPage, serve, settled, type BrowserFace } from '../support/browserFace.ts';
import { closePages, sharedChromium } from '../support/chromium.ts';

let browser: Browser;
let face: BrowserFace;

beforeAll(async () => {
  [browser, face] = await Promise.all([sharedChromium(), serve()]);
});
afterAll(async () => {
  await closePages(browser);
  await face.stop();
});

test('the tour goes through its stops by Enter alone, and leaves the sample on screen', async () => {
  const { page, complaints } = await openPage(browser, face.url, { reducedMotion: 'reduce' });
  await settled(page);
  expect(await findings(page)).toEqual([]);
  await page.getByRole('button', { name: /Show me around/ }).press('Enter');
  const tour = page.getByRole('region', { name: 'Tour' });
  expect(tourStops).toHaveLength(6);
  for (const [index, { title, kind }] of tourStops.entries()) {
    await tour.getByRole('heading', { name: `${index + 1} of 6: ${title}` }).waitFor();
    await settled(page);
    // Each stop but the first has selected what it speaks of: the inspector tells of it.
    const told = await page.getByRole('complementary', { name: 'Inspector' }).textContent();
    expect(told?.includes('How we know'), title).toBe(kind !== undefined);
    if (index === 3) expect(await findings(page)).toEqual([]);
    await page.keyboard.press('Enter');
  }
  await tour.waitFor({ state: 'detached' });
  await page.getByText('Opened from').waitFor();
  expect(complaints).toEqual([]);
  await page.close();
});

test('every sample opens, and so does the list of lessons, with one click', async () => {
  expect(samples.map(({ id }) => id)).toEqual([...sampleIds]);
  for (const { id, name } of samples) {
    const { page, complaints } = await openPage(browser, face.url);
    await settled(page);
    await page.getByRole('button', { name, exact: true }).click();
    await page.getByText(`${id}.json.gz`).waitFor();
    await page.getByRole('region', { name: 'Address map' }).waitFor();
    expect(await page.getByText('made by older rules').count()).toBe(0);
    expect(complaints).toEqual([]);
    await page.close();
  }
  const { page } = await openPage(browser, face.url);
  await settled(page);
  await page.getByRole('button', { name: /Take a lesson/ }).click();
  await page.getByRole('button', { name: 'A promise of memory' }).waitFor();
  await page.close();
});
