/** Fingers on the pictures: one pans the map, two pinch, and go into parts of the treemap. The touches are the browser's own, made through its debugging protocol. */
import type { Browser, CDPSession, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openPage, serve, settled, type BrowserFace } from '../support/browserFace.ts';
import { closePages, sharedChromium } from '../support/chromium.ts';

let browser: Browser;
let face: BrowserFace;
let page: Page;
let fingers: CDPSession;

const map = () => page.getByRole('region', { name: 'Address map' });

/** The span of addresses on screen. */
async function shown(): Promise<{ start: bigint; end: bigint; size: bigint }> {
  const [start, end] = await Promise.all(
    ['data-start', 'data-end'].map(async (name) => BigInt((await map().getAttribute(name)) ?? '0x0')),
  );
  return { start: start!, end: end!, size: end! - start! };
}

/** Fingers go down, move in steps and leave; each path is [x, from y, to y], from the middle of a picture in pixels. */
async function move(
  picture: Locator,
  ...paths: readonly (readonly [x: number, from: number, to: number])[]
): Promise<void> {
  const box = (await picture.boundingBox())!;
  const steps = 8;
  const at = (step: number) =>
    paths.map(([x, from, to], id) => ({
      id,
      x: box.x + box.width / 2 + x,
      y: box.y + box.height / 2 + from + ((to - from) * step) / steps,
    }));
  await fingers.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: at(0) });
  for (let step = 1; step <= steps; step++)
    await fingers.send('Input.dispatchTouchEvent', { type: 'touchMove', touchPoints: at(step) });
  await fingers.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
}

beforeAll(async () => {
  [browser, face] = await Promise.all([sharedChromium(), serve()]);
  ({ page } = await openPage(browser, `${face.url}&pid=${face.process.pid}`, { hasTouch: true }));
  // Once there are two moments the timeline takes its place, and the picture is lower by it.
  await page.getByRole('region', { name: 'Timeline' }).waitFor();
  await settled(page);
  fingers = await page.context().newCDPSession(page);
});
afterAll(async () => {
  await closePages(browser);
  await face.stop();
});

describe('touch on the address map', () => {
  it('zooms in where two fingers move apart, and pans with one', async () => {
    const whole = await shown();
    await move(map(), [0, -40, -160], [0, 40, 160]);
    await expect.poll(async () => (await shown()).size < whole.size / 2n).toBe(true);
    await settled(page);
    const near = await shown();
    // High addresses are on top: the picture goes down with the finger, so higher addresses come into sight.
    await move(map(), [0, -60, 60]);
    await expect.poll(async () => (await shown()).end > near.end).toBe(true);
    expect((await shown()).start).toBeGreaterThan(near.start);
  });

  it('zooms out where two fingers come together', async () => {
    await settled(page);
    const before = await shown();
    await move(map(), [0, -160, -60], [0, 160, 60]);
    await expect.poll(async () => (await shown()).size > before.size).toBe(true);
  });
});

describe('touch on the treemap', () => {
  const treemap = () => page.getByRole('region', { name: 'Treemap' });
  const root = () => treemap().getAttribute('data-root');
  const spread = 70;

  it('goes into the part under two fingers that move apart, and out where they come together', async () => {
    await page.keyboard.press('3');
    await expect.poll(() => treemap().getAttribute('data-settled')).toBe('true');
    const top = await root();
    const picture = treemap().getByRole('application');
    await move(picture, [0, -20, -spread], [0, 20, spread]);
    await expect.poll(root).not.toBe(top);
    await expect.poll(() => treemap().getAttribute('data-settled')).toBe('true');
    // A slow machine may see one spreading of the fingers as two steps.
    const inner = await root();
    // The tail of a gesture counts for nothing during 350 ms.
    await page.waitForTimeout(400);
    await move(picture, [0, -spread, -20], [0, spread, 20]);
    await expect.poll(root).not.toBe(inner);
  });
});
