/** Pages in the address map: their states as colours, one page as a selection, and by wheel alone down to its bytes. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openPage, serve, settled, type BrowserFace } from '../support/browserFace.ts';
import { closePages, sharedChromium } from '../support/chromium.ts';
import { colourRuns } from '../support/pixels.ts';
import { startProgram, temporaryFolder, type Program } from '../support/programs.ts';

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

const map = (page: Page) => page.getByRole('region', { name: 'Address map' });
const drawing = (page: Page) => map(page).getByRole('application');
const inspector = (page: Page) => page.getByRole('complementary', { name: 'Inspector' });
const key = (page: Page) => page.getByRole('region', { name: 'Pages', exact: true });

async function open(options: Parameters<typeof openPage>[2] = {}): Promise<{ page: Page; complaints: string[] }> {
  const opened = await openPage(browser, `${face.url}&pid=${program.pid}`, {
    // As high as makes rows of cells in which the columns that are clicked meet every state.
    height: 992,
    reducedMotion: 'reduce',
    ...options,
  });
  // Once there are two moments the timeline takes its place, and the picture is lower by it.
  await opened.page.getByRole('region', { name: 'Timeline' }).waitFor();
  await settled(opened.page);
  return opened;
}

/** The addresses at the lower and the upper edge of the screen. */
async function edges(page: Page): Promise<[from: bigint, to: bigint]> {
  const [from, to] = await Promise.all(['data-start', 'data-end'].map((name) => map(page).getAttribute(name)));
  return [BigInt(from!), BigInt(to!)];
}

/** Flies to something the program made and waits until its pages are drawn. */
async function visit(page: Page, name: string): Promise<void> {
  const { start, end } = program.made(name);
  await page.getByRole('searchbox', { name: 'Go to' }).fill(`${start.toString(16)}-${end.toString(16)}`);
  await page.keyboard.press('Enter');
  await page.keyboard.press('Escape');
  // No more than twice the 64 pages around it.
  await expect
    .poll(async () => {
      const [from, to] = await edges(page);
      return from <= start && start < to && to - from < 128n * 4096n;
    })
    .toBe(true);
  await settled(page);
  await key(page).waitFor();
}

/** Where the content column is, relative to the drawing. */
async function contentColumn(page: Page): Promise<{ left: number; right: number; box: { x: number; y: number } }> {
  const head = (await map(page).getByText('Resident, pages').boundingBox())!;
  const box = (await drawing(page).boundingBox())!;
  return { left: head.x - box.x, right: box.width, box };
}

/** What the inspector says of a page, or undefined when no page is selected. */
async function stateSaid(page: Page): Promise<string | undefined> {
  const kind = inspector(page).locator('header .kind');
  if ((await kind.count()) === 0 || (await kind.first().innerText()) !== 'Page') return undefined;
  return inspector(page)
    .locator('section', { has: page.getByRole('heading', { name: 'In memory?' }) })
    .getByRole('strong')
    .innerText();
}

/** Clicks into runs of colour down the content column and gathers what the inspector says of each colour. */
async function colourOfStates(page: Page, name: string): Promise<Map<string, Set<string>>> {
  await visit(page, name);
  const { left, right, box } = await contentColumn(page);
  const columns = [0.3, 0.7].map((share) => left + (right - left) * share);
  const cells = async (x: number) => (await colourRuns(page, x)).filter(({ height }) => height > 5 && height < 60);
  const found = new Map<string, Set<string>>();
  // Hollow cells are there before anything has been read.
  await expect
    .poll(async () => new Set((await Promise.all(columns.map(cells))).flat().map(({ colour }) => colour)).size)
    .toBeGreaterThan(1);
  for (const x of columns) {
    const tried = new Map<string, number>();
    for (const { colour, middle } of await cells(x)) {
      const times = tried.get(colour) ?? 0;
      if (times >= 3) continue;
      tried.set(colour, times + 1);
      await page.mouse.click(box.x + x, box.y + middle);
      await page.mouse.move(box.x - 40, box.y - 40);
      // Until then the inspector still tells the page before.
      await nextFrame(page);
      const said = await stateSaid(page);
      if (said !== undefined) found.set(said, (found.get(said) ?? new Set()).add(colour));
    }
  }
  return found;
}

describe.each(['light', 'dark'] as const)('page cells in the %s theme', (colorScheme) => {
  it('have a colour for each state, and a click tells which it is', async () => {
    const { page, complaints } = await open({ colorScheme });
    for (const [name, states] of [
      ['thirds', ['not there', 'private']],
      ['shared', ['not there', 'of a file']],
      ['zero', ['not there', 'shared by copy']],
    ] as const) {
      const found = await colourOfStates(page, name);
      expect([...found.keys()].sort(), name).toEqual([...states].sort());
      const colours = [...found.values()].flatMap((set) => [...set]);
      expect(new Set(colours).size, `${name}: each state a colour of its own`).toBe(states.length);
    }
    expect(complaints).toEqual([]);
    await page.close();
  });
});

/** How many pages are on screen from edge to edge. */
async function pagesShown(page: Page): Promise<number> {
  const [from, to] = await edges(page);
  return Number((to - from) / 4096n);
}

const nextFrame = (page: Page) =>
  page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));

async function wheel(page: Page, delta: number): Promise<void> {
  await page.mouse.wheel(0, delta);
  await nextFrame(page);
}

/** The texts of the picture, as it is saved. */
async function savedTexts(page: Page): Promise<string> {
  await page.getByRole('button', { name: 'Export' }).click();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('menuitem', { name: 'Picture, SVG' }).click(),
  ]);
  const path = join(temporaryFolder('pages'), download.suggestedFilename());
  await download.saveAs(path);
  return readFileSync(path, 'utf8');
}

describe('the wheel', () => {
  it('goes from the whole space to one page, to its bytes, and back', async () => {
    const { page, complaints } = await open();
    const home = await map(page).getAttribute('data-start');
    const whole = await pagesShown(page);
    await page.getByRole('tab', { name: 'Memory' }).click();
    const { left, right, box } = await contentColumn(page);
    const tooltip = map(page).locator('.tooltip');
    const x = box.x + (right + left) / 2;
    // Every page of this region is in memory; its first row is found by the addresses in the tooltip, which fall from the top.
    const { start } = program.made('inherited');
    const startAt = async (y: number): Promise<bigint> => {
      await page.mouse.move(x, box.y + y);
      await nextFrame(page);
      return BigInt(/(0x[0-9a-f]+) –/.exec(await tooltip.innerText())?.[1] ?? -1);
    };
    const { height } = (await drawing(page).boundingBox())!;
    let at = 1;
    for (let below = Math.floor(height); at < below;) {
      const middle = Math.floor((at + below) / 2);
      if ((await startAt(middle)) <= start) below = middle;
      else at = middle + 1;
    }
    await startAt(at);
    const [said = '', kind = ''] = (await tooltip.innerText()).split('\n');
    expect(said).toMatch(/^\p{Lu}[^[\]]+$/u);
    expect(kind).toMatch(/ · (?:exact|strong|probably)$/);
    expect(await startAt(at)).toBe(start);
    // Its first pixel is shared with its neighbour.
    at += 2;
    await page.mouse.click(x, box.y + at);
    await page.getByRole('button', { name: 'Show memory' }).click();
    await page.mouse.move(x, box.y + at);
    for (let step = 0; step < 60 && (await pagesShown(page)) > 1; step++) await wheel(page, -300);
    expect(await pagesShown(page)).toBe(1);
    for (let step = 0; step < 5; step++) await wheel(page, -300);
    await settled(page);
    expect(await pagesShown(page)).toBe(1);
    await expect.poll(() => savedTexts(page), { timeout: 10_000 }).toMatch(/>[0-9a-f]{3} {2}([0-9a-f]{2} )+ /);
    await page.mouse.move(x, box.y + at);
    for (let step = 0; step < 80 && (await pagesShown(page)) < whole; step++) await wheel(page, 300);
    expect(await map(page).getAttribute('data-start')).toBe(home);
    expect(complaints).toEqual([]);
    await page.close();
  });
});

describe('the keys', () => {
  it('go from a region into its pages, from cell to cell, and back; each state is said', async () => {
    const { page, complaints } = await open();
    const said = (): Promise<string> => map(page).locator('[aria-live]').innerText();
    const start = program.made('thirds').start;
    /** Which of the 64 pages is said, and that its state is the one the program gave it: every third was written. */
    const pageSaid = async (): Promise<number> => {
      const text = await said();
      const [, address = '0', state] = /^Page (0x[0-9a-f]+): (.*), in /.exec(text) ?? [];
      const index = Number((BigInt(address) - start) / 4096n);
      return state === (index % 3 === 0 ? 'private' : 'not there') ? index : NaN;
    };
    await visit(page, 'thirds');
    await drawing(page).focus();
    expect(await said()).not.toMatch(/^Page/);
    await page.keyboard.press('ArrowRight');
    await expect.poll(pageSaid).toBeGreaterThanOrEqual(0);
    const first = await pageSaid();
    // Cells of a row follow one another; from row to row it is as many pages as a row has.
    await page.keyboard.press('ArrowDown');
    await expect.poll(pageSaid).toBeLessThan(first);
    const perRow = first - (await pageSaid());
    for (let step = 2; step <= 4; step++) {
      await page.keyboard.press('ArrowDown');
      await expect.poll(pageSaid).toBe(first - step * perRow);
    }
    await expect.poll(() => stateSaid(page)).toBe((first - 4 * perRow) % 3 === 0 ? 'private' : 'not there');
    await page.keyboard.press('ArrowUp');
    await expect.poll(pageSaid).toBe(first - 3 * perRow);
    await page.keyboard.press('Escape');
    await expect.poll(said).not.toMatch(/^Page/);
    expect(await said()).toContain(`0x${start.toString(16)}`);
    // Enter goes to the region, and once it fills the screen into its pages.
    await page.keyboard.press('Enter');
    await page.keyboard.press('Enter');
    await expect.poll(pageSaid).toBeGreaterThanOrEqual(0);
    await page.keyboard.press('?');
    await page.getByRole('dialog').getByText('from a region into its pages').waitFor();
    expect(complaints).toEqual([]);
    await page.close();
  });
});
