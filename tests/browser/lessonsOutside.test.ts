/** Lessons beyond the page: on paper, in one file without a network, and what is left when the server dies. */
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { lacking } from '@main/classroom/requirements.ts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { findings } from '../support/axe.ts';
import { openPage, serve, settled } from '../support/browserFace.ts';
import { closePages, sharedChromium } from '../support/chromium.ts';
import { goOnUntil } from '../support/lessonWalk.ts';
import { temporaryFolder } from '../support/programs.ts';
import { skip } from '../support/skip.ts';

let browser: Browser;
const ids = readdirSync(resolve('build/lessons'), { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);

beforeAll(async () => {
  browser = await sharedChromium();
});
afterAll(async () => {
  await closePages(browser);
});

/** Makes a file by the command line; its path. */
function made(file: string, ...words: string[]): string {
  const path = join(temporaryFolder('lessons'), file);
  const { status, stderr } = spawnSync(
    process.execPath,
    [resolve('dist/main/cli.js'), 'lesson', ...words, '-o', path],
    {
      encoding: 'utf8',
    },
  );
  expect(stderr).toBe('');
  expect(status).toBe(0);
  return path;
}

/** Pages of a PDF as Chromium writes them, and the figures of its first page's format in points. */
const pagesOf = (pdf: Buffer): number => pdf.toString('latin1').match(/\/Type\s*\/Page[^s]/g)?.length ?? 0;
const formatOf = (pdf: Buffer): readonly number[] =>
  /\/MediaBox\s*\[([\d. ]+)\]/.exec(pdf.toString('latin1'))?.[1]?.trim().split(/\s+/).map(Number) ?? [];

/** Pixels of a picture of the page whose three channels are not the same. */
async function colouredPixels(page: Page): Promise<number> {
  const shot = (await page.screenshot({ fullPage: true })).toString('base64');
  const other = await browser.newPage();
  const coloured = await other.evaluate(async (data) => {
    const image = new Image();
    image.src = `data:image/png;base64,${data}`;
    await image.decode();
    const context = new OffscreenCanvas(image.width, image.height).getContext('2d');
    context?.drawImage(image, 0, 0);
    const pixels = context?.getImageData(0, 0, image.width, image.height).data ?? [];
    let found = 0;
    for (let at = 0; at < pixels.length; at += 4)
      if (pixels[at] !== pixels[at + 1] || pixels[at] !== pixels[at + 2]) found++;
    return found;
  }, shot);
  await other.close();
  return coloured;
}

/** Opens a sheet as paper is: as wide as A4 at 96 dpi, with the styles of print. */
async function printed(id: string, ...more: string[]): Promise<Page> {
  const page = await browser.newPage({ viewport: { width: 794, height: 1123 } });
  await page.emulateMedia({ media: 'print' });
  await page.goto(pathToFileURL(made(`${id}${more.join('')}.html`, 'sheet', ...more, id)).href);
  return page;
}

async function expectFourPages(page: Page, id: string): Promise<void> {
  const pdf = await page.pdf({ preferCSSPageSize: true });
  expect(pagesOf(pdf), id).toBeGreaterThan(0);
  expect(pagesOf(pdf), id).toBeLessThanOrEqual(4);
  const [, , width = 0, height = 0] = formatOf(pdf);
  expect([Math.round(width), Math.round(height)]).toEqual([595, 842]);
}

test('every sheet prints on at most four pages of A4', { timeout: 240_000 }, async () => {
  for (const id of ids) {
    const page = await printed(id);
    await expectFourPages(page, id);
    await page.close();
  }
});

const sheets = [
  { what: 'sheet', more: [] },
  { what: 'key', more: ['--key'] },
  { what: 'sheet in large print', more: ['--large'] },
];

test.for(sheets)('the longest $what is grey, and can be read by everybody', async ({ more }) => {
  const page = await printed('off-the-edge', ...more);
  if (!more.includes('--large')) await expectFourPages(page, 'off-the-edge');
  expect(await colouredPixels(page)).toBe(0);
  // Whatever is to be named has its number in the picture.
  const numberless = await page.evaluate(() =>
    [...document.querySelectorAll('figure')].flatMap((figure) => {
      const texts = new Set([...figure.querySelectorAll('svg text')].map(({ textContent }) => textContent));
      const blanks = [...figure.querySelectorAll('.name')].map(({ textContent }) => textContent.trim());
      return blanks.filter((blank) => !texts.has(blank));
    }),
  );
  expect(numberless).toEqual([]);
  expect(await findings(page)).toEqual([]);
  await page.close();
});

test('a pack opens from a file without a network, and asks for nothing', async () => {
  const file = made('a-promise-of-memory.html', 'pack', 'a-promise-of-memory');
  expect(statSync(file).size).toBeLessThan(4 * 1024 * 1024);
  const context = await browser.newContext({ offline: true, viewport: { width: 1440, height: 900 } });
  const page = await context.newPage();
  const requests: string[] = [];
  const complaints: string[] = [];
  page.on('request', (request) => requests.push(request.url()));
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  const address = pathToFileURL(file).href;
  await page.goto(address);
  const questions = page.getByRole('region', { name: 'Question' });
  await questions.waitFor();
  expect(await findings(page)).toEqual([]);
  await page.keyboard.press('PageDown');
  await questions.getByRole('button', { name: 'Next step' }).waitFor();
  await page.getByRole('region', { name: 'Address map' }).waitFor();
  await settled(page);
  await goOnUntil(page, 'Step 4 of 5');
  await settled(page);
  // Half of the 4,096 pages of the block were touched by then, and none a step before: the squares say which.
  await page.getByRole('button', { name: 'Pages', exact: true }).click();
  const states = page.getByRole('list', { name: 'States of the pages shown' });
  await states.getByText(/private\s+2,0\d\d pages/i).waitFor();
  await page.keyboard.press('PageUp');
  await states.getByText(/private\s+\d\d pages/i).waitFor();
  expect(await findings(page)).toEqual([]);
  expect(requests.filter((url) => url.replace(/#.*$/, '') !== address && !url.startsWith('data:'))).toEqual([]);
  expect(complaints).toEqual([]);
  await context.close();
});

/** Processes that descend from one, by their numbers. */
function descendants(pid: number): number[] {
  const parents = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      const status = statusOf(Number(name));
      return status ? [[Number(name), status.parent] as const] : [];
    });
  const found = new Set([pid]);
  for (let grown = -1; grown !== found.size;) {
    grown = found.size;
    for (const [child, parent] of parents) if (found.has(parent)) found.add(child);
  }
  found.delete(pid);
  return [...found];
}

/** State and parent of a process; undefined when it is gone. */
function statusOf(pid: number): { state: string; parent: number } | undefined {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /, '')
      .split(' ');
    return { state: fields[0] ?? '', parent: Number(fields[1]) };
  } catch {
    return undefined;
  }
}

/** A zombie has ended: it only waits until somebody asks how. */
const lives = (pid: number): boolean => !['Z', 'X', undefined].includes(statusOf(pid)?.state);

test('no program of a lesson outlives a server that was killed, nor do the children of one', async (context) => {
  const missing = await lacking(['pagemap']);
  if (missing.length > 0) skip(context, missing.join(' '));
  const face = await serve();
  const { page } = await openPage(browser, `${face.url}&lesson=fork-copies-everything`);
  const server = face.process.pid ?? 0;
  await goOnUntil(page, 'Step 3 of');
  const programs = descendants(server);
  // The program and the child that it forked.
  expect(programs.length).toBeGreaterThanOrEqual(2);
  process.kill(server, 'SIGKILL');
  await expect.poll(() => programs.filter(lives)).toEqual([]);
  await page.close();
});

test('the page prints as one sheet: picture, key and what is selected, without its controls', async () => {
  const face = await serve();
  const { page } = await openPage(browser, face.url);
  await settled(page);
  await page.getByRole('button', { name: 'A C program' }).click();
  await page.getByRole('region', { name: 'Address map' }).waitFor();
  await settled(page);
  await page.emulateMedia({ media: 'print' });
  expect(await page.getByRole('searchbox').count()).toBe(0);
  expect(await page.getByRole('region', { name: 'Legend' }).textContent()).toContain('Thread stack');
  expect(await page.getByRole('region', { name: 'Address map' }).isVisible()).toBe(true);
  const pdf = await page.pdf({ preferCSSPageSize: true });
  expect(pagesOf(pdf)).toBe(1);
  await page.close();
  await face.stop();
});
