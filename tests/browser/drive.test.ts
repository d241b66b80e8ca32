/** The page on live processes, driven as a person would: pick, zoom, go to, filter, select, watch, lose. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { asAddress, formatAddress, pageNumberOf } from '@contract/address.ts';
import { openPage, serve, settled, type BrowserFace } from '../support/browserFace.ts';
import { closePages, sharedChromium } from '../support/chromium.ts';
import { startProgram, type Program } from '../support/programs.ts';

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

const map = (page: Page) => page.getByRole('region', { name: 'Address map' });
const inspector = (page: Page) => page.getByRole('complementary', { name: 'Inspector' });
const goTo = (page: Page) => page.getByRole('searchbox', { name: 'Go to' });
const table = (page: Page) => page.getByRole('grid', { name: 'Mappings' });

/** Opens a process in a page of its own. */
async function openProcess(pid: number): Promise<{ page: Page; complaints: string[] }> {
  const opened = await openPage(browser, `${face.url}&pid=${pid}`);
  await settled(opened.page);
  return opened;
}

/** The span of addresses on screen, in bytes. */
async function shown(page: Page): Promise<{ start: bigint; end: bigint; size: bigint }> {
  const [start, end] = await Promise.all(
    ['data-start', 'data-end'].map(async (name) => BigInt((await map(page).getAttribute(name)) ?? '0x0')),
  );
  return { start: start!, end: end!, size: end! - start! };
}

/** Turns the wheel, and waits until the map has taken it. */
async function wheel(page: Page, delta: number): Promise<void> {
  const before = await shown(page);
  await page.mouse.wheel(0, delta);
  await expect.poll(() => shown(page)).not.toEqual(before);
}

const hex = (address: bigint): string => formatAddress(pageNumberOf(asAddress(address)));

describe('the page on a live process', () => {
  it('lets one pick a process by typing its name', async () => {
    const { page, complaints } = await openPage(browser, face.url);
    const grid = page.getByRole('grid', { name: 'Processes' });
    await grid.waitFor();
    await page.keyboard.type(String(threads.pid));
    await grid
      .getByRole('row')
      .filter({ hasText: String(threads.pid) })
      .first()
      .waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await map(page).waitFor();
    await settled(page);
    expect(await page.title()).toContain('threads');
    expect(complaints).toEqual([]);
    await page.close();
  });

  it('zooms by keyboard to a single page and back to the whole', async () => {
    const { page } = await openProcess(threads.pid);
    const whole = await shown(page);
    const stack = threads.made('plainStack');
    await goTo(page).fill(hex(stack.end - 4096n));
    await page.keyboard.press('Enter');
    await settled(page);
    await map(page).getByRole('application').focus();
    for (let step = 0; step < 60 && (await shown(page)).size > 3n * 4096n; step++) {
      await page.keyboard.press('+');
      await settled(page);
    }
    expect((await shown(page)).size).toBeLessThanOrEqual(3n * 4096n);
    await page.keyboard.press('Home');
    await settled(page);
    expect(await shown(page)).toEqual(whole);
    await page.close();
  });

  it('zooms by wheel about the pointer and back', async () => {
    const { page } = await openProcess(threads.pid);
    // Once there are two moments the timeline takes its place, and the picture is lower by it.
    await page.getByRole('region', { name: 'Timeline' }).waitFor();
    const whole = await shown(page);
    const box = (await map(page).getByRole('application').boundingBox())!;
    await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
    for (let step = 0; step < 60 && (await shown(page)).size > 64n * 4096n; step++) {
      await wheel(page, -500);
    }
    await settled(page);
    expect((await shown(page)).size).toBeLessThanOrEqual(64n * 4096n);
    for (let step = 0; step < 60 && (await shown(page)).size < whole.size; step++) {
      await wheel(page, 500);
    }
    await settled(page);
    expect(await shown(page)).toEqual(whole);
    await page.close();
  });

  it('goes to an address and says which region it lies in', async () => {
    const { page } = await openProcess(threads.pid);
    const stack = threads.made('plainStack');
    const address = stack.start + 0x1234n;
    await page.keyboard.press('/');
    await goTo(page).fill(hex(address));
    await page.keyboard.press('Enter');
    await settled(page);
    const view = await shown(page);
    expect(view.start).toBeLessThanOrEqual(address);
    expect(view.end).toBeGreaterThan(address);
    await expect.poll(() => inspector(page).innerText()).toMatch(/Stack of thread \d+/);
    await page.close();
  });

  it('says in a sentence what is wrong with a query', async () => {
    const { page } = await openProcess(threads.pid);
    await goTo(page).fill('rss>banana');
    await expect.poll(() => page.locator('#go-to-message').innerText()).toMatch(/banana/);
    await page.close();
  });

  it('filters by kind in the legend and shows everything again', async () => {
    const { page } = await openProcess(threads.pid);
    const legend = page.getByRole('region', { name: 'Legend' });
    const rows = async (): Promise<number> => Number(await table(page).getAttribute('aria-rowcount'));
    const all = await rows();
    await legend.getByRole('button', { name: /^Guard/ }).click();
    await expect.poll(rows).toBeLessThan(all);
    await legend.getByRole('button', { name: 'Show all kinds' }).click();
    await expect.poll(rows).toBe(all);
    await page.close();
  });

  it('shares one selection between table and picture, both ways', async () => {
    const { page } = await openProcess(threads.pid);
    await goTo(page).fill('[heap]');
    await page.keyboard.press('Enter');
    await settled(page);
    const chosen = table(page).locator('[role=row][aria-selected=true]');
    await expect.poll(() => chosen.first().innerText()).toContain('Heap');
    await map(page).getByRole('application').focus();
    await page.keyboard.press('ArrowUp');
    await settled(page);
    await expect.poll(() => chosen.first().innerText()).not.toContain('Heap');
    await table(page).getByRole('row').filter({ hasText: 'rw-p' }).first().click();
    await settled(page);
    const text = await chosen.first().innerText();
    await expect.poll(() => inspector(page).innerText()).toContain(text.trim().split(/[-\s]/)[0]!.replace(/^0+/, ''));
    await page.close();
  });

  it('goes back and forward through what was visited', async () => {
    const { page } = await openProcess(threads.pid);
    for (const query of ['[heap]', '[stack]']) {
      await goTo(page).fill(query);
      await page.keyboard.press('Enter');
      await settled(page);
    }
    await expect.poll(() => inspector(page).innerText()).toContain('Stack');
    await page.keyboard.press('Alt+ArrowLeft');
    await settled(page);
    await expect.poll(() => inspector(page).innerText()).toContain('Heap');
    await page.keyboard.press('Alt+ArrowRight');
    await settled(page);
    await expect.poll(() => inspector(page).innerText()).toContain('Stack');
    await page.close();
  });
});

describe('the page over time', () => {
  it('shows a heap that grows, a thread that starts, and a process that is killed', async () => {
    const grows = await startProgram('grows');
    try {
      const { page, complaints } = await openProcess(grows.pid);
      const legend = page.getByRole('region', { name: 'Legend' });
      expect(await legend.getByRole('button', { name: /^Thread stack/ }).count()).toBe(0);
      grows.signal('SIGUSR1');
      await grows.nextLine();
      await legend.getByRole('button', { name: /^Thread stack/ }).waitFor();
      const heap = grows.made('heap');
      await goTo(page).fill(hex(heap.end - 1n));
      await page.keyboard.press('Enter');
      await settled(page);
      await expect.poll(() => inspector(page).innerText()).toContain('Heap');
      await goTo(page).fill(hex(grows.made('stack').end - 4096n));
      await page.keyboard.press('Enter');
      await expect.poll(() => inspector(page).innerText()).toMatch(/Stack of thread \d+ \(grown\)/);
      await grows.stop();
      await page
        .getByText(/exited|has ended|is gone/i)
        .first()
        .waitFor();
      await settled(page);
      expect(await legend.getByRole('button', { name: /^Thread stack/ }).count()).toBe(1);
      expect(complaints).toEqual([]);
      await page.close();
    } finally {
      await grows.stop();
    }
  });

  it('announces that the process runs another program now', async () => {
    const execs = await startProgram('execs', { args: ['/bin/sleep', '1000'] });
    try {
      const { page } = await openProcess(execs.pid);
      execs.signal('SIGUSR1');
      await page
        .getByText(/another program/i)
        .first()
        .waitFor();
      await page.close();
    } finally {
      await execs.stop();
    }
  });

  it('reads nothing while paused', async () => {
    const { page } = await openProcess(threads.pid);
    await map(page).getByRole('application').focus();
    await page.keyboard.press('Space');
    await expect.poll(() => page.getByRole('status', { name: 'Status' }).innerText()).toMatch(/paused|resume/i);
    await page.close();
  });
});

describe('processes that cannot be drawn', () => {
  it.each([
    [2, /kernel thread/i],
    [4_194_304, /no process/i],
  ])('says why for process %d', async (pid, sentence) => {
    const { page } = await openPage(browser, `${face.url}&pid=${pid}`);
    await page.getByText(sentence).first().waitFor();
    await settled(page);
    await page.close();
  });
});
