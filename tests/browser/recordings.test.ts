/** A recording is saved from the page, and opened elsewhere when neither the process nor the server is there any more. */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findings } from '../support/axe.ts';
import { openPage, serve, settled, type BrowserFace } from '../support/browserFace.ts';
import { chooseFile } from '../support/chooseFile.ts';
import { closePages, sharedChromium } from '../support/chromium.ts';
import { startProgram, temporaryFolder, type Program } from '../support/programs.ts';

let browser: Browser;
let program: Program;
let path: string;
const faces: BrowserFace[] = [];

beforeAll(async () => {
  [browser, program] = await Promise.all([sharedChromium(), startProgram('workers')]);
});
afterAll(async () => {
  await closePages(browser);
  await program.stop();
  for (const face of faces) await face.stop();
});

async function serving(...words: string[]): Promise<BrowserFace> {
  const face = await serve(...words);
  faces.push(face);
  return face;
}

const strip = (page: Page) => page.getByRole('region', { name: 'Timeline' });
const past = (page: Page) => page.getByRole('region', { name: 'Looking back' });
const source = (page: Page) => page.getByRole('region', { name: 'Source' });
const comparison = (page: Page) => page.getByRole('region', { name: 'Comparison' });
const mappings = async (page: Page): Promise<number> => {
  const text = (await page.getByRole('status', { name: 'Status' }).textContent()) ?? '';
  return Number(/Mappings\s*([\d,]+)/.exec(text)?.[1]?.replaceAll(',', '') ?? NaN);
};

describe('a recording of what was watched', () => {
  let before: number;
  let after: number;

  it('is saved in three steps', async () => {
    const face = await serving();
    const { page, complaints } = await openPage(browser, `${face.url}&pid=${program.pid}`);
    await settled(page);
    // Two moments before the work: what is cut off behind them still leaves a time to be shown.
    await strip(page).waitFor();
    await page.keyboard.press('m');
    await comparison(page).getByRole('textbox', { name: 'Name of this mark' }).fill('before the work');
    await page.keyboard.press('Enter');
    before = await mappings(page);
    program.signal('SIGUSR1');
    await program.nextLine();
    await expect.poll(() => comparison(page).textContent()).toMatch(/worker-2 grew by 15\d MiB/);
    after = await mappings(page);
    expect(after).toBeGreaterThan(before);

    await page.getByRole('button', { name: 'File', exact: true }).click();
    await page.getByRole('menuitem', { name: 'Save recording…' }).click();
    const dialog = page.getByRole('dialog', { name: 'Save recording' });
    expect(await dialog.textContent()).toMatch(/\d+ moments in .*, 1 bookmark/);
    expect(await findings(page)).toEqual([]);
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      dialog.getByRole('button', { name: 'Save' }).click(),
    ]);
    expect(download.suggestedFilename()).toMatch(/^procatlas-workers-\d+.*\.recording\.gz$/);
    path = join(temporaryFolder(), 'workers.recording.gz');
    await download.saveAs(path);
    expect(complaints).toEqual([]);
    await page.close();
    await face.stop();
    await program.stop();
  });

  it('is opened elsewhere, shows its whole time at once, and is scrubbed: three steps', async () => {
    const face = await serving();
    const { page, complaints } = await openPage(browser, face.url);
    await settled(page);
    await chooseFile(page, path);
    await source(page).getByText('workers.recording.gz').waitFor();
    await strip(page).waitFor();
    expect(await source(page).textContent()).toMatch(/recording of workers .*\d+ moments in .*, 1 bookmark/);
    await expect.poll(() => mappings(page)).toBe(after);
    expect(await strip(page).getByRole('button', { name: 'Last moment' }).getAttribute('aria-pressed')).toBe('true');

    const plot = strip(page).getByRole('application');
    const box = await plot.boundingBox();
    if (!box) throw new Error('the timeline has no place');
    await page.mouse.move(box.x + box.width - 2, box.y + box.height / 2);
    await page.mouse.down();
    await page.mouse.move(box.x + 2, box.y + box.height / 2, { steps: 8 });
    await page.mouse.up();
    await past(page).waitFor();
    await expect.poll(() => mappings(page)).toBe(before);
    await page.keyboard.press('n');
    await expect.poll(() => mappings(page)).toBe(after);
    await expect.poll(() => past(page).count()).toBe(0);
    expect(await findings(page)).toEqual([]);
    expect(complaints).toEqual([]);
    await page.close();
  });

  it('tells who grew since its bookmark', async () => {
    const face = await serving(path);
    const { page, complaints } = await openPage(browser, face.url);
    await settled(page);
    await strip(page).waitFor();
    await page.getByRole('tab', { name: 'Growth' }).click();
    await page.getByRole('combobox', { name: 'Bookmark to compare with' }).selectOption('before the work');
    await expect.poll(() => comparison(page).textContent()).toMatch(/worker-2 grew by 15\d MiB/);
    expect(complaints).toEqual([]);
    await page.close();
  });

  it('that was cut off shows what is whole, and says so', async () => {
    const cut = join(temporaryFolder(), 'cut.recording.gz');
    const bytes = readFileSync(path);
    writeFileSync(cut, bytes.subarray(0, bytes.length - 40));
    const face = await serving(cut);
    const { page } = await openPage(browser, face.url);
    await settled(page);
    await source(page)
      .getByText(/cut off|ends early|damaged/)
      .waitFor();
    await strip(page).waitFor();
    await page.close();
  });
});

describe('a program that is launched', () => {
  it('shows its first second, from its first state on: five steps', async () => {
    const file = join(temporaryFolder(), 'first-second.recording.gz');
    // Half a second after it began it takes 64 MiB, and ends three seconds later, which a busy machine needs to look.
    const work = 'setTimeout(() => { globalThis.kept = Buffer.alloc(64 << 20, 1); setTimeout(() => {}, 3000); }, 500)';
    execFileSync(
      process.execPath,
      [resolve('dist/main/cli.js'), 'launch', '-o', file, '--', process.execPath, '-e', work],
      { stdio: 'pipe' },
    ); // 1
    const face = await serving(file); // 2: `procatlas FILE`
    const { page, complaints } = await openPage(browser, face.url);
    await settled(page);
    await strip(page).waitFor();
    const resident = async (): Promise<number> => {
      const text = (await page.getByRole('status', { name: 'Status' }).textContent()) ?? '';
      return Number(/RSS\s*([\d.]+) MiB/.exec(text)?.[1] ?? NaN);
    };
    const last = await resident();
    await strip(page).getByRole('application').click(); // 3
    await page.keyboard.press('Home'); // 4
    await past(page).waitFor();
    await expect.poll(async () => last - (await resident())).toBeGreaterThan(64);
    const [first, rows] = [await resident(), await mappings(page)];
    // 5: the arrow is held until the 64 MiB are there.
    await expect
      .poll(async () => {
        await page.keyboard.press('ArrowRight');
        return (await resident()) - first;
      })
      .toBeGreaterThan(60);
    expect(rows).toBeGreaterThan(0);
    expect(complaints).toEqual([]);
    await page.close();
  });
});
