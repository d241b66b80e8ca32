/** What is saved from the page and by the command line, opened in a real browser. */
import { execFileSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findings } from '../support/axe.ts';
import { openPage, serve, settled, type BrowserFace } from '../support/browserFace.ts';
import { closePages, sharedChromium } from '../support/chromium.ts';
import { canvasAgainstSvg } from '../support/pixels.ts';
import { startProgram, temporaryFolder, type Program } from '../support/programs.ts';
import { everyElement, parseXml } from '../support/xml.ts';

let browser: Browser;
let face: BrowserFace;
let threads: Program;
let folder: string;

beforeAll(async () => {
  folder = temporaryFolder('exports');
  [browser, face, threads] = await Promise.all([sharedChromium(), serve(), startProgram('threads')]);
});
afterAll(async () => {
  await closePages(browser);
  await face.stop();
  await threads.stop();
});

/** Opens the program and stops reading, so that screen and file show the same moment. */
async function openPaused(colorScheme: 'light' | 'dark' = 'light'): Promise<{ page: Page; complaints: string[] }> {
  const opened = await openPage(browser, `${face.url}&pid=${threads.pid}`, { colorScheme });
  await settled(opened.page);
  await opened.page.getByRole('button', { name: 'Pause' }).click();
  await settled(opened.page);
  return opened;
}

/** Chooses an entry of the export menu and gives the saved file. */
async function saveAs(page: Page, entry: string): Promise<string> {
  await page.getByRole('button', { name: 'Export' }).click();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('menuitem', { name: entry }).click(),
  ]);
  const path = join(folder, download.suggestedFilename());
  await download.saveAs(path);
  return path;
}

/** Where the map stands in a saved picture. */
function mapPlace(svg: string): { x: number; y: number; width: number; height: number } {
  const map = [...everyElement(parseXml(svg))].filter(({ name }) => name === 'svg')[1]!;
  const number = (key: string): number => Number(map.attributes[key]);
  return { x: number('x'), y: number('y'), width: number('width'), height: number('height') };
}

/** Asks Chromium's own XML parser, and draws the document to learn where its texts come to stand. */
async function drawnTexts(svg: string): Promise<{ problem: string | null; crossing: string[] }> {
  const page = await browser.newPage();
  const result = await page.evaluate((text) => {
    const parsed = new DOMParser().parseFromString(text, 'image/svg+xml');
    const problem = parsed.querySelector('parsererror')?.textContent ?? null;
    const root = document.importNode(parsed.documentElement, true);
    document.body.append(root);
    const boxes = [...root.querySelectorAll('text')].map((element) => {
      const { left, right, top, bottom } = element.getBoundingClientRect();
      const middle = (top + bottom) / 2;
      return { text: element.textContent, left, right, middle };
    });
    const crossing: string[] = [];
    boxes.forEach((a, index) => {
      for (const b of boxes.slice(index + 1)) {
        // Letters are some 9 px high; lines stand 15 px apart.
        if (a.left < b.right && b.left < a.right && Math.abs(a.middle - b.middle) < 9) {
          crossing.push(`${a.text} / ${b.text}`);
        }
      }
    });
    return { problem, crossing };
  }, svg);
  await page.close();
  return result;
}

const render = (...words: string[]): void => {
  execFileSync(process.execPath, [resolve('dist/main/cli.js'), 'render', ...words], { stdio: 'pipe' });
};

describe('what the page saves', () => {
  it.each(['light', 'dark'] as const)('an SVG that looks like the screen, in the %s theme', async (theme) => {
    const { page, complaints } = await openPaused(theme);
    const path = await saveAs(page, 'Picture, SVG');
    expect(path).toContain(`procatlas-threads-${threads.pid}.svg`);
    const svg = readFileSync(path, 'utf8');
    const { x, y, width, height } = mapPlace(svg);
    const difference = await canvasAgainstSvg(page, svg, x, y);
    expect([width, height]).toEqual([difference.width, difference.height]);
    // Texts may be smoothed otherwise; everything else stands on whole pixels.
    expect(difference.differing).toBeLessThan(0.01);
    expect(difference.mean).toBeLessThan(2);
    expect(complaints).toEqual([]);
    await page.close();
  });

  it('the part that is on screen, coloured as on screen', async () => {
    const { page } = await openPaused();
    await page.getByLabel('Colour by').selectOption('permission');
    await page.getByRole('searchbox', { name: 'Go to' }).fill('kind:thread-stack');
    await page.keyboard.press('Enter');
    await settled(page);
    await page.keyboard.press('Escape');
    const svg = readFileSync(await saveAs(page, 'Picture, SVG'), 'utf8');
    expect(svg).toMatch(/0x[0-9a-f]+ to 0x[0-9a-f]+/);
    expect(svg).toContain('rwx writable and executable');
    await page.close();
  });

  it('a PNG of twice the size', async () => {
    const { page, complaints } = await openPaused();
    const png = readFileSync(await saveAs(page, 'Picture, PNG'));
    expect(png.subarray(1, 4).toString()).toBe('PNG');
    const svg = parseXml(readFileSync(await saveAs(page, 'Picture, SVG'), 'utf8'));
    expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([
      2 * Number(svg.attributes.width),
      2 * Number(svg.attributes.height),
    ]);
    expect(complaints).toEqual([]);
    await page.close();
  });

  it('the table as CSV, JSON and Markdown', async () => {
    const { page } = await openPaused();
    const csv = readFileSync(await saveAs(page, 'Table, CSV'), 'utf8').split('\r\n');
    const json = JSON.parse(readFileSync(await saveAs(page, 'Table, JSON'), 'utf8')) as {
      rows: readonly Readonly<Record<string, unknown>>[];
    };
    const markdown = readFileSync(await saveAs(page, 'Table, Markdown'), 'utf8').split('\n');
    expect(csv[0]).toMatch(
      /^start,end,sizeKiB,perms,offset,dev,inode,name,Size,.*Rss,.*kinds,certainties,labels,object$/,
    );
    expect(csv).toHaveLength(json.rows.length + 2);
    expect(markdown).toHaveLength(json.rows.length + 3);
    expect(json.rows.find(({ name }) => name === '[stack]')).toMatchObject({ kinds: 'stack', perms: 'rw-p' });
    await page.close();
  });
});

describe('the page that carries a capture', () => {
  let offline: BrowserContext;
  beforeAll(async () => {
    offline = await browser.newContext({ offline: true, viewport: { width: 1440, height: 900 } });
  });
  afterAll(() => offline.close());

  /** Opens a saved page from disk; what it complains about or asks the network for is gathered. */
  async function openSaved(path: string): Promise<{ page: Page; complaints: string[]; requests: string[] }> {
    const page = await offline.newPage();
    const complaints: string[] = [];
    const requests: string[] = [];
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
    });
    page.on('pageerror', (error) => complaints.push(String(error)));
    page.on('request', (request) => requests.push(request.url()));
    await page.goto(pathToFileURL(path).href);
    await settled(page);
    return { page, complaints, requests };
  }

  const inspector = (page: Page) => page.getByRole('complementary', { name: 'Inspector' });

  it('zooms, inspects and filters with the network off', async () => {
    const live = await openPaused();
    const path = await saveAs(live.page, 'Page that zooms');
    await live.page.close();
    expect(statSync(path).size).toBeLessThan(1_500_000);

    const { page, complaints, requests } = await openSaved(path);
    expect(await page.title()).toContain(`threads (${threads.pid})`);
    const picture = page.getByRole('application');
    const whole = await picture.locator('canvas').screenshot();
    await picture.focus();
    for (let step = 0; step < 5; step++) await page.keyboard.press('+');
    await settled(page);
    expect((await picture.locator('canvas').screenshot()).equals(whole)).toBe(false);

    await page.getByRole('searchbox', { name: 'Go to' }).fill('kind:thread-stack');
    await page.keyboard.press('Enter');
    await settled(page);
    await inspector(page).getByText('Thread stack').first().waitFor();

    const unfiltered = await picture.locator('canvas').screenshot();
    await page.getByRole('region', { name: 'Legend' }).getByRole('button', { name: /Guard/ }).click();
    await settled(page);
    expect((await picture.locator('canvas').screenshot()).equals(unfiltered)).toBe(false);
    await page.getByRole('grid', { name: 'Mappings' }).getByText('Guard').first().waitFor();
    expect(complaints).toEqual([]);
    expect(requests.filter((url) => !url.startsWith('file:') && !url.startsWith('data:'))).toEqual([]);
    await page.close();
  });

  it('has no controls that only a live process needs', async () => {
    const path = join(folder, 'still.html');
    render(String(threads.pid), '-o', path, '--theme', 'dark');
    const { page, complaints } = await openSaved(path);
    expect(await page.evaluate(() => document.documentElement.dataset.theme)).toBe('dark');
    await page.getByText('All read').waitFor();
    expect(await page.getByRole('button', { name: 'Pause' }).count()).toBe(0);
    expect(await page.getByRole('combobox', { name: 'Refresh' }).count()).toBe(0);
    await page.keyboard.press('Control+p');
    expect(await page.getByRole('dialog', { name: /process/i }).count()).toBe(0);
    await page.getByRole('button', { name: 'Export' }).click();
    expect(await page.getByRole('menuitem').allTextContents()).toHaveLength(5);
    expect(await findings(page, 'any')).toEqual([]);
    expect(complaints).toEqual([]);
    await page.close();
  });

  it('opens at the part that was asked for', async () => {
    const path = join(folder, 'part.html');
    const { start, end } = threads.made('plainStack');
    render(String(threads.pid), '-o', path, '--from', `0x${start.toString(16)}`, '--to', `0x${end.toString(16)}`);
    const { page } = await openSaved(path);
    const svg = readFileSync(await saveAs(page, 'Picture, SVG'), 'utf8');
    const [, from = '0', to = '0'] = /(0x[0-9a-f]+) to (0x[0-9a-f]+)/.exec(svg) ?? [];
    // With a little room on both sides.
    expect(BigInt(from)).toBeLessThan(end);
    expect(BigInt(to)).toBeGreaterThan(start);
    expect(BigInt(to) - BigInt(from)).toBeLessThan(4n * (end - start));
    await page.close();
  });

  it('can still save what it shows', async () => {
    const path = join(folder, 'again.html');
    render(String(threads.pid), '-o', path);
    const { page, complaints } = await openSaved(path);
    expect(readFileSync(await saveAs(page, 'Picture, SVG'), 'utf8')).toContain('<title>threads');
    expect(readFileSync(await saveAs(page, 'Picture, PNG')).length).toBeGreaterThan(10_000);
    expect(complaints).toEqual([]);
    await page.close();
  });
});

describe('a picture made without a window', () => {
  it.each([
    ['1280', '900'],
    ['700', '1400'],
    ['2400', '600'],
  ])('is valid, and no text runs into another, at %s by %s', async (width, height) => {
    const path = join(folder, `picture-${width}.svg`);
    render(String(threads.pid), '-o', path, '--width', width, '--height', height);
    const svg = readFileSync(path, 'utf8');
    expect(parseXml(svg).attributes).toMatchObject({ width, height });
    expect(await drawnTexts(svg)).toEqual({ problem: null, crossing: [] });
  });
});
