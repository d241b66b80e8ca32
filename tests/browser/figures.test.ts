/**
 * Figures that stand twice on one screen are written alike: every size in the accessibility tree is written as the one
 * function for sizes writes it, so that no two texts of one size can differ, and the totals agree wherever they stand.
 */
import { execFileSync } from 'node:child_process';
import { join, resolve } from 'node:path';
import { sizeText } from '@words/sizes.ts';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openPage, serve, settled } from '../support/browserFace.ts';
import { closePages, sharedChromium } from '../support/chromium.ts';
import { startProgram, temporaryFolder } from '../support/programs.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await sharedChromium();
});
afterAll(async () => {
  await closePages(browser);
});

const powers = { B: 0, KiB: 1, MiB: 2, GiB: 3, TiB: 4, PiB: 5, EiB: 6 } as const;

/** Names, descriptions and values of everything that assistive technology is told; rows tell what their cells tell. */
async function told(page: Page): Promise<readonly string[]> {
  const session = await page.context().newCDPSession(page);
  const { nodes } = await session.send('Accessibility.getFullAXTree');
  await session.detach();
  const texts = nodes
    .filter(({ ignored, role }) => !ignored && role?.value !== 'row')
    .flatMap(({ name, description, value }) => [name, description, value].map((one) => String(one?.value ?? '')));
  return [...new Set(texts)].filter((text) => text !== '');
}

/**
 * Sizes that are not written as every other place writes them, addresses without 0x in sentences, and other words for how
 * sure a label is than “exact”, “strong” and “probably”.
 */
function unlike(texts: readonly string[]): readonly string[] {
  return texts.flatMap((text) => [
    ...(/^(?:practically )?certain$|\bguess(?:ed)?\b|· (?:practically )?certain/i.test(text)
      ? [`“${text.slice(0, 120)}”`]
      : []),
    ...[...text.matchAll(/(?<![\w.,])([\d,]+(?:\.\d+)?)\s([KMGTPE]iB|B)\b/g)]
      .filter(([, figure = '', unit = 'B']) => {
        const bytes = Number(figure.replaceAll(',', '')) * 1024 ** powers[unit as keyof typeof powers];
        return sizeText(bytes) !== `${figure} ${unit}`;
      })
      .map(([size]) => `${size} in “${text.slice(0, 120)}”`),
    ...[...text.matchAll(/\b\d[\d.,]*\s?(?:kB|KB|MB|GB)\b/g)].map(([size]) => `${size} in “${text.slice(0, 120)}”`),
    ...(/\s/.test(text)
      ? [...text.matchAll(/(?<![\w-])(?:5[56]|7f)[\da-f]{10}(?![\w-])/g)].map(
          ([address]) => `${address} without 0x in “${text.slice(0, 120)}”`,
        )
      : []),
  ]);
}

/** Rows of the legend of which the title says other figures than the row itself. */
const unlikeTitles = (page: Page): Promise<readonly string[]> =>
  page.getByRole('region', { name: 'Legend' }).evaluate((legend) =>
    [...legend.querySelectorAll('li button')].flatMap((row) => {
      const title = row.getAttribute('title') ?? '';
      const long = (short: string): string =>
        short.replace(/^≈/, '').replace(/([KMGTPE])?$/, (unit) => ` ${unit}${unit ? 'i' : ''}B`);
      const wanted: readonly (readonly [string, RegExp])[] = [
        ['resident', /, RSS ([\d.]+ \w+)/],
        ['proportional', /, PSS ([\d.]+ \w+)/],
        ['size', /, ([\d.]+ \w+) of addresses/],
      ];
      return wanted.flatMap(([what, pattern]) => {
        const shown = [...row.querySelectorAll('.figure')].find((figure) => figure.textContent.startsWith(what));
        const figure = shown?.textContent.slice(what.length).trim() ?? '';
        const [, told = ''] = pattern.exec(title) ?? [];
        return long(figure) === told ? [] : [`${figure} and ${told} in ${title.split('\n', 1)[0]}`];
      });
    }),
  );

describe.each(['jobs', 'threads', 'manyHeaps', 'workers', 'protections', 'largeBlocks'])('a capture of %s', (name) => {
  it('says each figure one way', async () => {
    const program = await startProgram(name);
    const file = join(temporaryFolder(), `${name}-figures.json`);
    execFileSync(process.execPath, [resolve('dist/main/cli.js'), 'snap', String(program.pid), '-o', file]);
    await program.stop();
    const face = await serve(file);
    try {
      const { page } = await openPage(browser, face.url);
      await page.getByRole('grid', { name: 'Mappings' }).waitFor();
      await settled(page);
      const summary = await page.getByRole('complementary', { name: 'Inspector' }).innerText();
      const status = await page.getByRole('contentinfo').innerText();
      for (const key of ['RSS', 'PSS', 'Swap']) {
        const [, there = ''] = new RegExp(`^${key}\\s+([\\d.]+ \\w+)`, 'm').exec(summary) ?? [];
        expect(there).not.toBe('');
        expect(status).toMatch(new RegExp(`${key}\\s+${there.replace('.', String.raw`\.`)}(?!\\w)`));
      }
      const found = [...unlike(await told(page)), ...(await unlikeTitles(page))];
      const marks = await page.locator('[role="gridcell"] > .mark').allInnerTexts();
      expect(marks.length).toBeGreaterThan(0);
      expect(marks.filter((mark) => !['exact', 'strong', 'probably'].includes(mark))).toEqual([]);
      for (const query of ['size>=1M', 'stack', 'heap', 'libc']) {
        await page.getByRole('searchbox', { name: 'Go to' }).fill(query);
        await page.keyboard.press('Enter');
        await settled(page);
        found.push(...unlike(await told(page)));
      }
      for (const tab of ['Threads', 'Security']) {
        await page.getByRole('tab', { name: tab }).click();
        await settled(page);
        found.push(...unlike(await told(page)));
      }
      expect([...new Set(found)]).toEqual([]);
    } finally {
      await face.stop();
    }
  });
});
