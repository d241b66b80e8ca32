/** The columns of numa_maps on a live process: read when they are shown, in the chooser, the exports and the inspector. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, type TestContext } from 'vitest';
import { formatHex } from '@contract/address.ts';
import { asPageNumber } from '@contract/units.ts';
import { openPage, serve, settled, type BrowserFace } from '../support/browserFace.ts';
import { closePages, sharedChromium } from '../support/chromium.ts';
import { startProgram, temporaryFolder, type Program } from '../support/programs.ts';
import { skip } from '../support/skip.ts';

let browser: Browser;
let face: BrowserFace;
let policies: Program;

beforeAll(async () => {
  [browser, face, policies] = await Promise.all([
    sharedChromium(),
    serve(),
    startProgram('policies', { args: [temporaryFolder()] }),
  ]);
});
afterAll(async () => {
  await closePages(browser);
  await face.stop();
  await policies.stop();
});

const table = (page: Page) => page.getByRole('grid', { name: 'Table', exact: true });
const needsNuma = (context: TestContext): void => {
  if (!existsSync('/proc/self/numa_maps')) skip(context, 'this kernel has no numa_maps (CONFIG_NUMA)');
};

async function openTable() {
  const opened = await openPage(browser, `${face.url}&pid=${policies.pid}`);
  await settled(opened.page);
  await opened.page.keyboard.press('4');
  await table(opened.page).waitFor();
  return opened;
}

/** The line of what the program made. */
function lineOf(page: Page, name: string) {
  const start = formatHex(asPageNumber(Number(policies.made(name).start / 4096n)));
  return table(page)
    .locator('[data-line]')
    .filter({ hasText: new RegExp(`^\\s*0*${start}`) });
}

describe('numa_maps', () => {
  it('shows policies and nodes once its columns are asked for, and not before', async (context) => {
    needsNuma(context);
    const { page, complaints } = await openTable();
    const report = page.getByRole('button', { name: /^(All read|\d+ files? refused)/ });
    await report.click();
    expect(await page.getByRole('dialog', { name: 'What could be read' }).innerText()).not.toContain('numa_maps');
    await page.keyboard.press('Escape');
    await page.getByRole('combobox', { name: 'Columns' }).selectOption('NUMA nodes');
    await lineOf(page, 'bound').getByText('bind:0', { exact: true }).waitFor();
    const heads = await table(page).getByRole('columnheader').allInnerTexts();
    expect(heads.map((text) => text.trim())).toEqual(
      expect.arrayContaining(['NUMA policy', 'N0kB', 'mapmax']) as unknown,
    );
    expect(await lineOf(page, 'untouched').innerText()).toMatch(/default\s+—\s+—/);
    expect(await page.getByText('numa_maps is being read').count()).toBe(0);
    expect(complaints).toEqual([]);
    await page.close();
  });

  it('offers the columns under a heading of their own, and exports what is shown', async (context) => {
    needsNuma(context);
    const { page, complaints } = await openTable();
    await page.getByRole('button', { name: 'Choose columns' }).click();
    const chooser = page.getByRole('group', { name: 'Columns' });
    expect(
      await chooser
        .getByRole('listitem')
        .filter({ hasText: /^NUMA$/ })
        .count(),
    ).toBe(1);
    await chooser.getByRole('checkbox', { name: 'NUMA policy' }).check();
    await chooser.getByRole('checkbox', { name: 'N0', exact: true }).check();
    await page.keyboard.press('Escape');
    // Columns that are chosen come last, and only those on screen have cells.
    await table(page).evaluate((grid) => {
      grid.scrollLeft = grid.scrollWidth;
    });
    await lineOf(page, 'local').getByText('local', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Export' }).click();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('menuitem', { name: 'Table as shown, CSV' }).click(),
    ]);
    const path = join(temporaryFolder('numa'), download.suggestedFilename());
    await download.saveAs(path);
    const [titles = '', ...lines] = readFileSync(path, 'utf8').split('\r\n');
    expect(titles).toMatch(/,NUMA policy,N0 \(kB\)$/);
    expect(lines.filter((text) => text.endsWith(',local,20'))).toHaveLength(1);
    expect(complaints).toEqual([]);
    await page.close();
  });

  it('tells policy and nodes in the inspector', async (context) => {
    needsNuma(context);
    const { page, complaints } = await openTable();
    await page.getByRole('combobox', { name: 'Columns' }).selectOption('NUMA nodes');
    const line = lineOf(page, 'preferred');
    await line.getByText('prefer:0', { exact: true }).waitFor();
    await line.click();
    const section = page
      .locator('section')
      .filter({ has: page.getByRole('heading', { name: 'NUMA nodes' }) })
      .last();
    expect((await section.innerText()).replace(/\s+/g, ' ')).toMatch(
      /Policy prefer:0 That node as long as it has room, then others\. Node 0 4 KiB 1 page Mapped once/,
    );
    expect(complaints).toEqual([]);
    await page.close();
  });
});
