/** The table view on a live process: sort, group, sum, presets, keyboard and mouse. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { findings } from '../support/axe.ts';
import { settled } from '../support/browserFace.ts';
import { choose, line, lines, listedThreads, table } from '../support/listedThreads.ts';
import { procps, procpsVersion } from '../support/pmapCommands.ts';
import { startProgram, temporaryFolder } from '../support/programs.ts';
import { skip } from '../support/skip.ts';

const { open, openOther, pid } = listedThreads();

/** The table that the Export menu saves. */
async function savedCsv(page: Page): Promise<string[][]> {
  await page.getByRole('button', { name: 'Export' }).click();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('menuitem', { name: 'Table as shown, CSV' }).click(),
  ]);
  const path = join(temporaryFolder('table'), download.suggestedFilename());
  await download.saveAs(path);
  const lines = readFileSync(path, 'utf8').trimEnd().split('\r\n');
  return lines.map((text) => text.split(','));
}

const head = (page: Page, name: RegExp) => table(page).getByRole('columnheader', { name });
const sum = async (page: Page, id: string): Promise<string> =>
  (await page.locator(`[data-sum="${id}"]`).innerText()).trim();
const number = (text: string): number => Number(text.replace(/[^\d.]/g, ''));

/** The texts of one column on the lines there are, from the top. */
async function column(page: Page, name: RegExp): Promise<string[]> {
  const place = await head(page, name).getAttribute('aria-colindex');
  return table(page).evaluate(
    (grid, wanted) =>
      [...grid.querySelectorAll<HTMLElement>('[data-line]')]
        .sort((a, b) => Number(a.dataset.line) - Number(b.dataset.line))
        .map((row) => row.querySelector(`[aria-colindex="${wanted}"]`)?.textContent.trim() ?? ''),
    place,
  );
}

describe('the table view', () => {
  it('sorts by a column, the largest first and then the smallest', async () => {
    const { page, complaints } = await open('4');
    await head(page, /^RSS/).getByRole('button').click();
    expect(await head(page, /^RSS/).getAttribute('aria-sort')).toBe('descending');
    const largest = (await column(page, /^RSS/)).filter((text) => text !== '').map(number);
    expect(largest.length).toBeGreaterThan(10);
    expect(largest).toEqual([...largest].sort((a, b) => b - a));
    await page.keyboard.press('Enter');
    expect(await head(page, /^RSS/).getAttribute('aria-sort')).toBe('ascending');
    const smallest = (await column(page, /^RSS/)).filter((text) => text !== '').map(number);
    expect(smallest).toEqual([...smallest].sort((a, b) => a - b));
    expect(complaints).toEqual([]);
    await page.close();
  });

  it('is saved as it is shown', async () => {
    const { page } = await open('4');
    await head(page, /^RSS/).getByRole('button').click();
    const shown = await table(page).getByRole('columnheader').allInnerTexts();
    const [titles, ...rows] = await savedCsv(page);
    expect(titles!.map((title) => title.replace(/ \(.*/, ''))).toEqual(
      shown.map((title) => title.trim().replace(/\s*(kB)?\s*[▲▼]?$/, '')),
    );
    // A part of a mapping has no figures of its own.
    const texts = rows.map((cells) => cells[titles!.indexOf('RSS (kB)')]!);
    const resident = texts.filter((text) => text !== '').map(Number);
    expect(resident).toEqual([...resident].sort((a, b) => b - a));
    await choose(page, 'Group by', 'kind');
    const [grouped] = await savedCsv(page);
    expect(grouped![0]).toBe('Group');
    await page.close();
  });

  it('groups by kind and object with subtotals, and folds', async () => {
    const { page } = await open('4');
    const all = number(await sum(page, 'size'));
    await choose(page, 'Group by', 'kind');
    const fold = table(page).getByRole('button', { name: 'Rows of Guard' });
    await fold.waitFor();
    const before = Number(await table(page).getAttribute('aria-rowcount'));
    await fold.click();
    expect(await fold.getAttribute('aria-expanded')).toBe('false');
    expect(Number(await table(page).getAttribute('aria-rowcount'))).toBeLessThan(before);
    expect(number(await sum(page, 'size'))).toBeCloseTo(all, 0);
    await choose(page, 'Group by', 'object');
    await table(page)
      .getByRole('button', { name: /^Rows of (thread|Arena heap|lib)/ })
      .first()
      .waitFor();
    await page.close();
  });

  it('sums the rows that are selected by click, Shift, Ctrl, drag and Ctrl+A', async () => {
    const { page } = await open('4');
    const sizes = async (from: number, to: number): Promise<number> =>
      (await column(page, /^Size/)).slice(from, to + 1).reduce((total, text) => total + number(text), 0);
    await line(page, 0).click();
    expect(number(await sum(page, 'size'))).toBe(await sizes(0, 0));
    await line(page, 2).click({ modifiers: ['Shift'] });
    expect(number(await sum(page, 'size'))).toBe(await sizes(0, 2));
    await line(page, 1).click({ modifiers: ['ControlOrMeta'] });
    expect(number(await sum(page, 'size'))).toBe((await sizes(0, 0)) + (await sizes(2, 2)));
    await line(page, 1).hover();
    await page.mouse.down();
    await line(page, 3).hover();
    await page.mouse.up();
    expect(number(await sum(page, 'size'))).toBe(await sizes(1, 3));
    await page.keyboard.press('Shift+ArrowUp');
    expect(number(await sum(page, 'size'))).toBe(await sizes(1, 2));
    await page.keyboard.press('ControlOrMeta+a');
    await page.getByRole('group', { name: 'Sum of the selection' }).waitFor();
    expect(await page.locator('[data-sum="rss"]').innerText()).toMatch(/^[\d,]+$/);
    await page.close();
  });

  it('switches between pmap’s sets of columns, units and addresses, and remembers them', async () => {
    const { page } = await open('4');
    const titles = async (): Promise<string[]> => table(page).getByRole('columnheader').allInnerTexts();
    await choose(page, 'Columns', 'extended');
    expect((await titles()).map((title) => /^[A-Za-z]+/.exec(title.trim())?.[0])).toEqual([
      ...['Address', 'SizekB', 'RSSkB', 'DirtykB', 'Perms', 'Mapping'],
    ]);
    await choose(page, 'Columns', 'most');
    expect((await titles()).join()).toContain('Private_Clean');
    expect(await table(page).getAttribute('aria-colcount')).toBe(String((await titles()).length));
    await choose(page, 'Sizes in', 'bytes');
    expect(number((await column(page, /^Size/))[0]!) % 4096).toBe(0);
    await page.reload();
    await table(page).waitFor();
    // The first picture has no figures yet, and so no columns for them.
    await expect.poll(async () => (await titles()).join()).toContain('Private_Clean');
    await page.close();
  });

  it('has the columns of procps’s pmap in its order, and a figure that no kernel printed yet', async (context) => {
    if (procpsVersion() === undefined) skip(context, 'procps’s pmap is not installed');
    const { page } = await open('4');
    const titles = async (): Promise<string[]> =>
      (await head(page, /./).allInnerTexts()).map((title) =>
        title
          .replace(/[▲▼]/, '')
          .replace(/\s*kB\s*$/, '')
          .trim(),
      );
    const ours: Readonly<Record<string, string>> = { Kbytes: 'Size', RSS: 'RSS', Mode: 'Perms', Perm: 'Perms' };
    for (const [preset, option] of [
      ['extended', '-x'],
      ['device', '-d'],
      ['more', '-X'],
      ['most', '-XX'],
    ] as const) {
      await choose(page, 'Columns', preset);
      const [, heads = ''] = procps([option, String(pid())]).stdout.split('\n');
      const wanted = heads.trim().split(/\s+/);
      expect(await titles(), option).toEqual(wanted.map((title) => ours[title] ?? title));
    }
    await choose(page, 'Columns', 'more');
    const smaps = readFileSync(`/proc/${pid()}/smaps`, 'latin1').replaceAll(/^Locked:/gm, 'Quantum_Foam: 12 kB\n$&');
    await page.evaluate((text) => {
      const clipboardData = new DataTransfer();
      clipboardData.setData('text/plain', text);
      document.body.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
    }, smaps);
    await head(page, /^Quantum_Foam/).waitFor();
    await head(page, /^Quantum_Foam/).scrollIntoViewIfNeeded();
    await expect.poll(async () => (await column(page, /^Quantum_Foam/))[0]).toBe('12');
    await page.close();
  });

  it('moves, resizes and hides columns from the keyboard', async () => {
    const { page } = await open('4');
    await choose(page, 'Columns', 'default');
    await head(page, /^Size/).getByRole('button').focus();
    const width = async (): Promise<number> => (await head(page, /^Size/).boundingBox())!.width;
    const before = await width();
    await page.keyboard.press('Shift+ArrowRight');
    await expect.poll(width).toBeGreaterThan(before);
    await page.keyboard.press('Control+ArrowRight');
    await expect.poll(() => head(page, /^Size/).getAttribute('aria-colindex')).toBe('3');
    await expect.poll(() => page.evaluate(() => document.activeElement?.textContent)).toMatch(/^\s*Size/);
    await page.keyboard.press('Delete');
    await expect.poll(() => head(page, /^Size/).count()).toBe(0);
    await page.close();
  });

  it('filters in the language of the search box, and the picture shares the filter', async () => {
    const { page } = await open('4');
    const rows = async (): Promise<number> => Number(await table(page).getAttribute('aria-rowcount'));
    const all = await rows();
    const filter = page.getByRole('searchbox', { name: 'Filter' });
    await filter.fill('kind:guard');
    await expect.poll(rows).toBeLessThan(all);
    await page.getByRole('button', { name: 'Map', exact: true }).click();
    await settled(page);
    await page.getByRole('button', { name: 'Show all kinds' }).waitFor();
    await page.getByRole('button', { name: 'Table', exact: true }).first().click();
    await filter.fill('rss>banana');
    await expect.poll(() => page.getByText(/banana/).innerText()).toMatch(/size/);
    await page.close();
  });

  it('copies the selected rows as tab-separated values', async () => {
    const { page } = await open('4');
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await choose(page, 'Columns', 'default');
    await line(page, 0).click();
    await page.keyboard.press('ControlOrMeta+c');
    await expect
      .poll(() => page.evaluate(() => navigator.clipboard.readText()))
      .toMatch(/^Address\tSize \(kB\)\tPerms\tMapping\n0x[\da-f]{12}\t4\tr--p\t/);
    await page.close();
  });

  it('takes the picture to the row where one stood, and back', async () => {
    const { page } = await open('4');
    await line(page, 4).click();
    const address = BigInt(`0x${(await column(page, /^Address/))[4]!}`);
    await page.keyboard.press('Enter');
    await page.getByRole('region', { name: 'Address map' }).waitFor();
    await settled(page);
    const map = page.getByRole('region', { name: 'Address map' });
    expect(BigInt((await map.getAttribute('data-start'))!)).toBeLessThanOrEqual(address);
    expect(BigInt((await map.getAttribute('data-end'))!)).toBeGreaterThan(address);
    await page.close();
  });
});

describe('the keyboard and the mouse in the table', () => {
  const active = (page: Page) => table(page).locator('.row.active');
  const scrolled = (page: Page, side: 'scrollLeft' | 'scrollTop') => table(page).evaluate((grid, of) => grid[of], side);
  /** Drags from the middle of one element to a point in another. */
  async function dragHead(page: Page, from: RegExp, to: RegExp, share: number): Promise<void> {
    await head(page, from).getByRole('button').hover();
    await page.mouse.down();
    const box = (await head(page, to).boundingBox())!;
    await page.mouse.move(box.x + box.width * share, box.y + box.height / 2, { steps: 4 });
    await page.mouse.up();
  }

  it('move a column by dragging its head, which does not sort, and resize it by its edge', async () => {
    const { page } = await open('4');
    await choose(page, 'Columns', 'default');
    await dragHead(page, /^Mapping/, /^Size/, 0.4);
    await expect.poll(() => head(page, /^Mapping/).getAttribute('aria-colindex')).toBe('2');
    expect(await head(page, /^Mapping/).getAttribute('aria-sort')).toBe('none');
    // A key sorts right after a drag.
    await head(page, /^Perms/)
      .getByRole('button')
      .focus();
    await page.keyboard.press('Enter');
    expect(await head(page, /^Perms/).getAttribute('aria-sort')).toBe('ascending');
    const grip = head(page, /^Size/).locator('.grip');
    const width = async (): Promise<number> => (await head(page, /^Size/).boundingBox())!.width;
    const before = await width();
    const { x, y } = (await grip.boundingBox())!;
    await page.mouse.move(x + 3, y + 8);
    await page.mouse.down();
    await page.mouse.move(x + 83, y + 8, { steps: 4 });
    await page.mouse.up();
    await expect.poll(width).toBeCloseTo(before + 80, -1);
    await grip.dblclick();
    await expect.poll(width).toBeCloseTo(before, 0);
    await page.close();
  });

  it('scroll sideways by column, while the first one stays', async () => {
    const { page } = await open('4', { width: 1024, height: 700 });
    await choose(page, 'Columns', 'most');
    await line(page, 2).click();
    const right = async (): Promise<number> => {
      const { x, width } = (await line(page, 2).locator('.first').boundingBox())!;
      return x + width;
    };
    const before = await right();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    await expect.poll(() => scrolled(page, 'scrollLeft')).toBeGreaterThan(100);
    expect(await right()).toBeCloseTo(before, 1);
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('ArrowLeft');
    await expect.poll(() => scrolled(page, 'scrollLeft')).toBe(0);
    await page.close();
  });

  it('stay with their row in another order and under groups', async () => {
    const { page } = await open('4', { height: 560 });
    await line(page, 3).click();
    const address = (await column(page, /^Address/))[3]!;
    for (const act of [
      () =>
        head(page, /^Address/)
          .getByRole('button')
          .click(),
      () => choose(page, 'Group by', 'kind'),
      () => choose(page, 'Group by', 'object'),
    ]) {
      await act();
      await expect.poll(() => active(page).innerText()).toContain(address);
      await expect.poll(() => active(page).getAttribute('aria-selected')).toBe('true');
      const [row, grid] = await Promise.all([active(page).boundingBox(), table(page).boundingBox()]);
      expect(row!.y).toBeGreaterThanOrEqual(grid!.y);
      expect(row!.y + row!.height).toBeLessThanOrEqual(grid!.y + grid!.height);
    }
    await page.close();
  });

  it('scroll on while rows are dragged beyond the edge', async () => {
    const { page } = await open('4', { height: 560 });
    await line(page, 2).hover();
    await page.mouse.down();
    const { x, y, height } = (await table(page).boundingBox())!;
    await page.mouse.move(x + 100, y + height + 30, { steps: 3 });
    await expect.poll(() => scrolled(page, 'scrollTop')).toBeGreaterThan(200);
    await page.mouse.up();
    const rows = Number(await table(page).getAttribute('aria-rowcount')) - 1;
    const selected = number(
      await page.getByRole('group', { name: 'Sum of the selection' }).locator('b').first().innerText(),
    );
    // Some 18 rows are seen at once.
    expect(selected).toBeGreaterThan(18);
    expect(selected).toBeLessThanOrEqual(rows);
    await page.close();
  });

  it('keep what is seen and chosen in its place while mappings come above it', async () => {
    const grows = await startProgram('grows');
    const { page } = await openOther(grows.pid, { height: 480 });
    await settled(page);
    await page.keyboard.press('4');
    await table(page).waitFor();
    // Once there are two moments the timeline takes its place below.
    await page.getByRole('region', { name: 'Timeline' }).waitFor();
    const count = async (): Promise<number> => Number(await table(page).getAttribute('aria-rowcount'));
    await table(page).focus();
    await page.keyboard.press('End');
    await page.keyboard.press('ArrowUp');
    const before = {
      count: await count(),
      text: await active(page).innerText(),
      box: await active(page).boundingBox(),
    };
    const selected = await sum(page, 'size');
    for (let wave = 1; wave <= 3; wave++) {
      grows.signal('SIGUSR1');
      await grows.nextLine();
      await expect.poll(count).toBeGreaterThan(before.count);
      before.count = await count();
      expect(await active(page).innerText()).toBe(before.text);
      expect(await active(page).boundingBox()).toEqual(before.box);
      expect(await sum(page, 'size')).toBe(selected);
    }
    await page.close();
    await grows.stop();
  });
});

describe.each(['light', 'dark'] as const)('in the %s theme', (colorScheme) => {
  it('axe finds nothing serious in either view', async () => {
    const { page } = await open('4', { colorScheme, height: 560 });
    await line(page, 3).click();
    expect(await findings(page)).toEqual([]);
    await choose(page, 'Group by', 'kind');
    await page.getByRole('button', { name: 'Choose columns' }).click();
    expect(await findings(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'pmap', exact: true }).click();
    await lines(page).getByRole('option').nth(8).click();
    await settled(page);
    expect(await findings(page)).toEqual([]);
    await page.close();
  });
});
