/** Frames in Chromium with pages on screen: cells in the Address map, and the curve of the Pages view. */
import type { Browser, Locator, Page } from 'playwright-core';
import { openPage, serve, settled } from '../support/browserFace.ts';
import { chromiumPath, launchChromium } from '../support/chromium.ts';
import { startProgram } from '../support/programs.ts';
import { summarised } from './pairing.ts';
import type { Row } from './table.ts';

const size = { width: 1600, height: 1000 };

/** Milliseconds that a view says it needed, in the attribute `data-NAME-ms`. */
const told = async (view: Locator, name: string): Promise<number> => Number(await view.getAttribute(`data-${name}-ms`));

/** Turns the wheel over a view, forth and back, and gathers its frames. */
async function frames(page: Page, view: Locator, steps: number): Promise<number[]> {
  const box = await view.boundingBox();
  if (!box) throw new Error('the view is not on screen');
  await page.mouse.move(box.x + box.width * 0.55, box.y + box.height / 2);
  const times: number[] = [];
  for (let step = 0; step < steps; step++) {
    await page.mouse.wheel(0, step % 4 < 2 ? -120 : 120);
    await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
    times.push(await told(view, 'frame'));
  }
  return times.filter((time) => time > 0);
}

/** Goes to an address; the picture flies to 64 pages around it, which are drawn one by one. */
async function goTo(page: Page, address: bigint): Promise<void> {
  await page.getByRole('searchbox', { name: 'Go to' }).fill(address.toString(16));
  await page.keyboard.press('Enter');
  await page.keyboard.press('Escape');
  await page.getByRole('region', { name: 'Pages', exact: true }).waitFor();
  await settled(page);
}

/**
 * Milliseconds from the key that goes into the pages of a region to the first frame in which the state of a page is
 * there: flight (none under reduced motion), the rest that the view waits for, the read, and the frame.
 */
async function firstCell(browser: Browser, url: string, address: bigint): Promise<number> {
  const { page } = await openPage(browser, url, { ...size, reducedMotion: 'reduce' });
  try {
    await settled(page);
    await page.getByRole('searchbox', { name: 'Go to' }).fill(address.toString(16));
    await page.keyboard.press('Enter');
    await settled(page);
    await page.getByRole('region', { name: 'Address map' }).getByRole('application').focus();
    await page.evaluate(() => {
      const look = (pressed: number): void => {
        const said = document.querySelector('section[aria-label="Address map"] [aria-live]')?.textContent ?? '';
        if (!/^Page 0x[0-9a-f]+: private/.test(said)) {
          requestAnimationFrame(() => {
            look(pressed);
          });
        } else document.body.dataset.firstCell = String(performance.now() - pressed);
      };
      const press = (): void => {
        look(performance.now());
      };
      document.addEventListener('keydown', press, { once: true, capture: true });
    });
    await page.keyboard.press('ArrowRight');
    await page.waitForFunction(() => document.body.dataset.firstCell !== undefined);
    return Number(await page.locator('body').getAttribute('data-first-cell'));
  } finally {
    await page.close();
  }
}

/** Both views of a process with so many MiB of touched pages. */
export async function measurePageFrames(mebibytes: number, steps: number): Promise<Row[]> {
  if (!chromiumPath()) {
    console.info('skipped: frames with pages: there is no Chromium here');
    return [];
  }
  const program = await startProgram('gigabyte', { args: [String(mebibytes)] });
  const face = await serve(String(program.pid));
  const browser = await launchChromium(chromiumPath());
  try {
    const { page } = await openPage(browser, face.url, size);
    await settled(page);
    await goTo(page, program.made('block').start + 0x10_0000n);
    const cells = await frames(page, page.getByRole('region', { name: 'Address map' }), steps);
    await page.getByRole('group', { name: 'View' }).getByRole('button', { name: 'Pages', exact: true }).click();
    const curve = page.locator('section[aria-label=Pages][data-colouring-ms]');
    await page.locator('section[aria-label=Pages][data-colouring-ms][data-settled=true]').waitFor();
    await settled(page);
    const walked = await frames(page, curve, steps);
    const first: number[] = [];
    for (let round = 0; round < (steps < 20 ? 2 : 7); round++) {
      first.push(await firstCell(browser, face.url, program.made('block').start));
    }
    const pages = `${(mebibytes * 256).toLocaleString('en-GB')} pages`;
    return [
      { what: 'first page cell, from the key to its state on screen', timing: summarised(first) },
      { what: 'frame with page cells on screen', timing: summarised(cells), target: { ms: 8 } },
      { what: `frame of the curve of ${pages}`, timing: summarised(walked), target: { ms: 8 } },
      { what: `colouring the curve of ${pages}`, timing: summarised([await told(curve, 'colouring')]) },
    ];
  } finally {
    await browser.close();
    await face.stop();
    await program.stop();
  }
}
