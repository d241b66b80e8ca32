/**
 * Labels that are hidden are hidden everywhere: whatever view, list or panel is open, in the document, in what screen
 * readers are told, in the title, in the pixels of the pictures and in what is saved.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { kinds } from '@contract/kinds.ts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openPage, serve, settled, type BrowserFace } from '../support/browserFace.ts';
import { closePages, sharedChromium } from '../support/chromium.ts';
import { startProgram, temporaryFolder, type Program } from '../support/programs.ts';

let browser: Browser;
let face: BrowserFace;
let threads: Program;

beforeAll(async () => {
  [browser, face, threads] = await Promise.all([sharedChromium(), serve(), startProgram('threads')]);
});
afterAll(async () => {
  await closePages(browser);
  await face.stop();
  await threads.stop();
});

/**
 * What this process's regions and objects are called. Words that the page itself uses whatever is shown are left out:
 * the list "Heap" has its tab, and the key of the page cells tells what a guard is.
 */
const names =
  /Main stack|Thread stack|Stack of|Cached stack|\bStack\b|malloc arena|Arena heap|\bArena\b|Arena reserve|Code \(\.text\)|Constants \(|Zeroed data|Initialised|Read-only after|\.rodata|\.bss|libc\.so|libc\b|ld-linux|vDSO|\bvdso\b|\[heap\]|\[stack\]|Thread-local storage|Guard of|Large malloc block|brk heap/;

/** Colours that stand for kinds alone: none of the page's own. `anon` is what everything is drawn as. */
const kindColours = Object.entries(kinds)
  .filter(([id]) => ['stack', 'thread-stack', 'heap', 'arena', 'text', 'rodata', 'data', 'bss', 'tls'].includes(id))
  .flatMap(([id, { light }]) => [{ id, light: light.toLowerCase() }]);

/** Everything that the page says, to eyes and to screen readers, without the icons' and styles' own code. */
async function said(page: Page): Promise<string> {
  const html = await page.evaluate(() => {
    const copy = document.body.cloneNode(true) as HTMLElement;
    for (const element of copy.querySelectorAll('style, script, svg')) element.remove();
    // Examples of what may be typed; they stand there whatever is shown.
    for (const element of copy.querySelectorAll('[placeholder]')) element.removeAttribute('placeholder');
    return copy.outerHTML;
  });
  return [await page.title(), await page.locator('body').ariaSnapshot(), html].join('\n');
}

/** Kinds whose colours fill at least some dozen pixels of a canvas, or stand in a style. */
async function shownKinds(page: Page): Promise<string[]> {
  return page.evaluate((colours) => {
    const found = new Map<string, number>();
    const wanted = new Map(colours.map(({ id, light }) => [Number.parseInt(light.slice(1), 16), id]));
    for (const canvas of document.querySelectorAll('canvas')) {
      if (canvas.width === 0 || canvas.height === 0) continue;
      // Read from a copy, for which reading is what it is there for.
      const copy = new OffscreenCanvas(canvas.width, canvas.height).getContext('2d', { willReadFrequently: true });
      copy?.drawImage(canvas, 0, 0);
      const data = copy?.getImageData(0, 0, canvas.width, canvas.height).data ?? [];
      for (let at = 0; at < data.length; at += 4) {
        const id = wanted.get(((data[at] ?? 0) << 16) | ((data[at + 1] ?? 0) << 8) | (data[at + 2] ?? 0));
        if (id !== undefined) found.set(id, (found.get(id) ?? 0) + 1);
      }
    }
    const filled = [...found].flatMap(([id, pixels]) => (pixels > 40 ? [id] : []));
    const styles = [...document.querySelectorAll<HTMLElement>('[style]')].map(({ style }) => style.cssText).join(' ');
    const rgb = (light: string): string =>
      `rgb(${[1, 3, 5].map((at) => Number.parseInt(light.slice(at, at + 2), 16)).join(', ')})`;
    return [
      ...filled,
      ...colours.filter(({ light }) => styles.includes(rgb(light))).map(({ id }) => `${id} in a style`),
    ];
  }, kindColours);
}

const tabs = ['Mappings', 'Growth', 'Moments', 'Events', 'Threads', 'Heap', 'Memory', 'Symbols', 'Security'];
const views = ['Map', 'Pages', 'Treemap', 'Table', 'pmap', 'History', 'Compare'];

async function toView(page: Page, name: string): Promise<void> {
  await page
    .getByRole('button', { name, exact: true })
    .or(page.getByRole('radio', { name, exact: true }))
    .first()
    .click();
  await settled(page);
}

test('no name and no colour of a kind is left in any view, list, panel, title or file', async () => {
  const { page, complaints } = await openPage(browser, `${face.url}&pid=${threads.pid}`);
  await settled(page);
  await page.getByRole('region', { name: 'Timeline' }).waitFor();

  // Everything that a page may remember: a comparison with itself by role, a mark, a search, answers of every list, a selected region.
  await page.keyboard.press('c');
  await page.getByRole('grid', { name: 'Processes' }).getByRole('row').nth(3).waitFor();
  await page.keyboard.type(String(threads.pid));
  await page.keyboard.press('Enter');
  await page.getByRole('grid', { name: 'Comparison by role' }).waitFor();
  await toView(page, 'Map');
  await page.getByRole('region', { name: 'Timeline' }).waitFor();
  await page.keyboard.press('m');
  await page.getByRole('searchbox').fill('stack');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Escape');
  for (const tab of tabs) {
    await page.getByRole('tab', { name: tab, exact: true }).click();
    await settled(page);
  }
  expect(await said(page)).toMatch(names);
  await page.getByRole('tab', { name: 'Mappings', exact: true }).click();
  await settled(page);
  expect((await shownKinds(page)).length).toBeGreaterThan(3);

  await page
    .getByRole('main')
    .first()
    .click({ position: { x: 5, y: 5 } });
  await page.keyboard.press('h');
  await page.getByText('Labels are hidden').waitFor();
  await settled(page);
  const told: string[] = [];
  const look = async (where: string): Promise<void> => {
    const found = names.exec(await said(page));
    if (found)
      told.push(`${where}: “${found[0]}” in …${found.input.slice(Math.max(0, found.index - 120), found.index + 60)}`);
    for (const kind of await shownKinds(page)) told.push(`${where}: the colour of ${kind}`);
  };
  for (const view of views) {
    await toView(page, view);
    await look(view);
  }
  await toView(page, 'Map');
  for (const tab of tabs) {
    await page.getByRole('tab', { name: tab, exact: true }).click();
    await settled(page);
    await look(`list ${tab}`);
  }
  // Deep in a region, where sections, symbols, chunks and bytes would be.
  await page.getByRole('application').first().focus();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  for (let turn = 0; turn < 12; turn++) await page.keyboard.press('+');
  await settled(page);
  await look('deep in the map');
  await page.getByRole('searchbox').fill('stack');
  await page.keyboard.press('Enter');
  await settled(page);
  await page.getByRole('searchbox').fill('');
  await page.keyboard.press('Escape');
  await look('after a search');

  await toView(page, 'Treemap');
  await toView(page, 'Map');
  await page.getByRole('button', { name: 'Export' }).click();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('menuitem', { name: /SVG/ }).first().click(),
  ]);
  const file = join(temporaryFolder('hidden'), 'picture.svg');
  await download.saveAs(file);
  const svg = readFileSync(file, 'utf8');
  expect(svg).toContain('<svg');
  const inFile = names.exec(svg);
  if (inFile) told.push(`SVG: “${inFile[0]}”`);
  for (const { id, light } of kindColours) if (svg.toLowerCase().includes(light)) told.push(`SVG: the colour of ${id}`);
  expect(told).toEqual([]);
  expect(complaints).toEqual([]);
  await page.close();
});
