/** Zooming in Chromium: how long the page needs for a frame, as it tells itself on the Address map. */
import type { Page } from 'playwright-core';
import { openPage, serve, settled } from '../support/browserFace.ts';
import { chromiumPath, launchChromium } from '../support/chromium.ts';
import { summarised } from './pairing.ts';
import type { Row } from './table.ts';
import type { Target } from './target.ts';

/** `data-frame-ms` holds the time of the last frame drawn: layout, painting, and one pixel read back or not. */
const frameTime = async (page: Page): Promise<number> =>
  Number(await page.getByRole('region', { name: 'Address map' }).getAttribute('data-frame-ms'));

/** The plain way, in the same browser: one fillRect for each mapping, and one pixel read back so that it is done. */
const plainFrame = (page: Page, count: number): Promise<number> =>
  page.evaluate((rectangles) => {
    const canvas = document.createElement('canvas');
    canvas.width = 1600;
    canvas.height = 1000;
    const context = canvas.getContext('2d')!;
    const times = Array.from({ length: 7 }, (_, frame) => {
      const before = performance.now();
      for (let i = 0; i < rectangles; i++) {
        context.fillStyle = `rgb(${(i * 7) % 256} ${(i * 13) % 256} ${frame * 20})`;
        context.fillRect((i % 400) * 4, Math.floor(i / 400) * 6, 4, 6);
      }
      context.getImageData(0, 0, 1, 1);
      return performance.now() - before;
    });
    return times.sort((a, b) => a - b)[3]!;
  }, count);

/** Turns the wheel over the picture, forth and back, and gathers the frames. */
export async function measureZooming({ program, mappings }: Target, steps: number): Promise<Row[]> {
  if (!chromiumPath()) {
    console.info('skipped: zooming: there is no Chromium here');
    return [];
  }
  const face = await serve(String(program.pid));
  const browser = await launchChromium(chromiumPath());
  try {
    const { page } = await openPage(browser, face.url, { width: 1600, height: 1000 });
    await settled(page);
    const box = await page.getByRole('region', { name: 'Address map' }).boundingBox();
    if (!box) throw new Error('the page shows no Address map');
    await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
    const frames: number[] = [];
    for (let step = 0; step < steps; step++) {
      await page.mouse.wheel(0, step < steps / 2 ? -240 : 240);
      await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
      const time = await frameTime(page);
      if (Number.isFinite(time) && time > 0) frames.push(time);
    }
    if (frames.length === 0) throw new Error('the Address map tells no data-frame-ms');
    const timing = summarised(frames);
    const ratio = timing.median / (await plainFrame(page, mappings));
    return [
      { what: 'frame while zooming', mappings, timing, target: { ms: 8 } },
      {
        what: '  beside plain drawing',
        mappings,
        timing: { ...timing, ratio, kept: timing.rounds },
        against: 'fillRect',
        ...(mappings > 50_000 ? { target: { ratio: 0.15 } } : {}),
      },
    ];
  } finally {
    await browser.close();
    await face.stop();
  }
}
