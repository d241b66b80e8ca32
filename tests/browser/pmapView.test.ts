/** The pmap view on a live process: pmap's text in every format, saved too, and lines that the picture flies to. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { settled } from '../support/browserFace.ts';
import { choose, lines, listedThreads, printed } from '../support/listedThreads.ts';
import { startProgram, temporaryFolder } from '../support/programs.ts';

const { open, openOther, pid } = listedThreads();

describe('the pmap view', () => {
  it('shows what pmap prints, byte for byte, in every format', async () => {
    const { page } = await open('5');
    await page.getByRole('button', { name: 'Pause' }).click();
    for (const [format, option] of [
      ['default', []],
      ['extended', ['-x']],
      ['device', ['-d']],
      ['more', ['-X']],
      ['most', ['-XX']],
    ] as const) {
      await choose(page, 'Format', format);
      const text = await printed(...option, String(pid()));
      const wanted = text.split('\n').slice(0, 12);
      await expect
        .poll(() =>
          lines(page)
            .getByRole('option')
            .evaluateAll((found) => found.slice(0, 12).map((item) => item.textContent)),
        )
        .toEqual(wanted);
    }
    await page.close();
  });

  it('flies the picture to a line that is clicked, and marks the line that is selected in the picture', async () => {
    const { page, complaints } = await open('5', { reducedMotion: 'no-preference' });
    const map = page.getByRole('region', { name: 'Address map' });
    const start = async (): Promise<bigint> => BigInt((await map.getAttribute('data-start'))!);
    const whole = await start();
    const item = lines(page).getByRole('option').nth(8);
    const address = BigInt(`0x${(await item.innerText()).trim().split(' ')[0]!}`);
    await item.click();
    await settled(page);
    expect(await start()).not.toBe(whole);
    expect(await start()).toBeLessThanOrEqual(address);
    expect(BigInt((await map.getAttribute('data-end'))!)).toBeGreaterThan(address);
    expect(await item.getAttribute('aria-selected')).toBe('true');
    await map.getByRole('application').focus();
    await page.keyboard.press('ArrowUp');
    await settled(page);
    await expect.poll(() => item.getAttribute('aria-selected')).toBe('false');
    expect(await lines(page).locator('[aria-selected=true]').count()).toBe(1);
    // Where the picture came to rest is a step of the history as well.
    for (let step = 0; step < 3 && (await item.getAttribute('aria-selected')) === 'false'; step++) {
      await page.keyboard.press('Alt+ArrowLeft');
      await settled(page);
    }
    await expect.poll(() => item.getAttribute('aria-selected')).toBe('true');
    expect(complaints).toEqual([]);
    await page.close();
  });

  it('marks the line of what the pointer is over in the picture', async () => {
    const { page } = await open('5');
    await lines(page).getByRole('option').nth(8).click();
    await settled(page);
    const box = (await page.getByRole('application', { name: /^Drawing/ }).boundingBox())!;
    await page.mouse.move(box.x + box.width * 0.6, box.y + box.height / 2);
    await expect.poll(() => lines(page).locator('.pointed').count()).toBeGreaterThan(0);
    await page.close();
  });

  it('keeps its lines in their place while mappings come above them', async () => {
    const grows = await startProgram('grows');
    const { page } = await openOther(grows.pid, { height: 480 });
    await settled(page);
    await page.keyboard.press('5');
    await lines(page).waitFor();
    await choose(page, 'Format', 'more');
    await lines(page).focus();
    await page.keyboard.press('End');
    const chosen = lines(page).locator('[aria-selected="true"]');
    const count = async (): Promise<number> => Number(await chosen.getAttribute('aria-setsize'));
    await expect.poll(() => chosen.count()).toBe(1);
    const before = { count: await count(), box: await chosen.boundingBox() };
    grows.signal('SIGUSR1');
    await grows.nextLine();
    await expect.poll(count).toBeGreaterThan(before.count);
    expect((await chosen.boundingBox())!.y).toBe(before.box!.y);
    await page.close();
    await grows.stop();
  });

  it('in a narrow window leaves the picture out, which flies there when it is shown', async () => {
    const { page } = await open('5', { width: 900, reducedMotion: 'no-preference' });
    const map = page.getByRole('region', { name: 'Address map' });
    expect(await map.count()).toBe(0);
    const item = lines(page).getByRole('option').nth(6);
    const address = BigInt(`0x${(await item.innerText()).trim().split(' ')[0]!}`);
    await item.click();
    await page.keyboard.press('1');
    await map.waitFor();
    await settled(page);
    expect(BigInt((await map.getAttribute('data-start'))!)).toBeLessThanOrEqual(address);
    expect(BigInt((await map.getAttribute('data-end'))!)).toBeGreaterThan(address);
    await page.close();
  });

  it('saves its text of pmap in each format from the menu', async () => {
    const { page } = await open('1');
    await page.getByRole('button', { name: 'Pause' }).click();
    for (const [entry, name, options] of [
      ['Text of pmap', 'pmap', []],
      ['Text of pmap -x', 'pmap-extended', ['-x']],
      ['Text of pmap -X', 'pmap-more', ['-X']],
      ['Text of pmap -XX', 'pmap-most', ['-XX']],
      ['Text of pmap -d', 'pmap-device', ['-d']],
    ] as const) {
      await page.getByRole('button', { name: 'Export' }).click();
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('menuitem', { name: entry, exact: true }).click(),
      ]);
      expect(download.suggestedFilename()).toBe(`procatlas-threads-${pid()}-${name}.txt`);
      const path = join(temporaryFolder('table'), name);
      await download.saveAs(path);
      const lines = (text: string): string[] => text.split('\n').slice(0, 12);
      expect(lines(readFileSync(path, 'utf8'))).toEqual(lines(await printed(...options, String(pid()))));
    }
    await page.close();
  });
});
