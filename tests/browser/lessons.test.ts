/** A whole lesson as a class takes it, by keyboard alone, in two windows: the projector and the teacher's console. */
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { lacking } from '@main/classroom/requirements.ts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { findings } from '../support/axe.ts';
import { openPage, serve, settled, type BrowserFace } from '../support/browserFace.ts';
import { closePages, sharedChromium } from '../support/chromium.ts';
import { goOnUntil } from '../support/lessonWalk.ts';
import { temporaryFolder } from '../support/programs.ts';
import { skip } from '../support/skip.ts';

let browser: Browser;
let face: BrowserFace;
beforeAll(async () => {
  browser = await sharedChromium();
  face = await serve();
});
afterAll(async () => {
  await closePages(browser);
  await face.stop();
});

/** Walks with Tab until the control of that name has the focus; fails when it cannot be reached. */
async function tabTo(page: Page, name: RegExp): Promise<void> {
  for (let turn = 0; turn < 80; turn++) {
    await page.keyboard.press('Tab');
    const focused = await page.evaluate(() =>
      document.activeElement instanceof HTMLButtonElement ? document.activeElement.innerText.trim() : '',
    );
    if (name.test(focused)) return;
  }
  throw new Error(`Tab never comes to ${String(name)}`);
}

// Some 10 s on an idle machine: it compiles a program, and axe looks at six screens.
test(
  'predict, vote, run, see, explain, why, next: by keyboard alone, in two windows',
  { timeout: 240_000 },
  async (context) => {
    const missing = await lacking(['glibc', 'pagemap']);
    if (missing.length > 0) skip(context, missing.join(' '));
    const { page, complaints } = await openPage(browser, face.url, { width: 1280, height: 720 });
    await settled(page);

    // From the opening screen: one control, and the list is there.
    await tabTo(page, /^Take a lesson/);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Lessons' }).waitFor();
    await page.getByRole('button', { name: 'A promise of memory' }).waitFor();
    expect(await findings(page, 'any')).toEqual([]);
    await tabTo(page, /A promise of memory/);
    await page.keyboard.press('Enter');
    const questions = page.getByRole('region', { name: 'Question' });
    await questions.waitFor();
    expect(await findings(page, 'any')).toEqual([]);

    // The first step asks nothing: the program starts, and the picture opens.
    await page.getByText('The picture opens when the program runs.').waitFor();
    await page.keyboard.press('PageDown');
    await questions.getByRole('button', { name: 'Next step' }).waitFor();
    await page.getByRole('region', { name: 'Address map' }).waitFor();
    await page.keyboard.press('PageDown');

    // Nothing runs before a prediction: going on does nothing.
    await questions.getByText('What do you expect?').waitFor();
    await page.keyboard.press('PageDown');
    expect(await questions.getByText('What do you expect?').isVisible()).toBe(true);

    // The console: what is expected, and the votes, which the projector does not show yet.
    const [podium] = await Promise.all([page.waitForEvent('popup'), page.keyboard.press('n')]);
    await podium.getByRole('heading', { name: 'A promise of memory' }).waitFor();
    expect(await questions.getByText('✓').count()).toBe(0);
    await podium.getByLabel('A, almost none: votes before').fill('4');
    await podium.getByLabel('B, 16 MiB: votes before').fill('11');
    await podium.keyboard.press('Tab');
    await podium.getByText('Fewer than 30 %').waitFor();
    await page.waitForFunction(() => document.querySelector('input[value="all"]:checked') !== null);
    expect(await questions.getByText('73 %').count()).toBe(0);
    await podium.getByRole('button', { name: /Show the votes/ }).press('Enter');
    await questions.getByText('73 %').waitFor();
    expect(await findings(podium, 'any')).toEqual([]);

    // Run, from the console; then what was seen, and what this machine shows.
    await podium.getByRole('button', { name: /Go on/ }).press('Enter');
    await questions.getByText('What do you see?').waitFor();
    await settled(page);
    expect(await findings(page, 'any')).toEqual([]);
    await page.keyboard.press('1');
    await page.keyboard.press('PageDown');
    await questions.getByText('Not as you expected.').waitFor();
    expect(await questions.textContent()).toContain('On this machine');
    expect(await questions.textContent()).toContain('4,096 bytes are present');
    await podium.getByRole('heading', { name: 'What this machine shows' }).waitFor();
    expect(await findings(page, 'any')).toEqual([]);
    expect(await findings(podium, 'any')).toEqual([]);

    // Why, and the next step; the step before can be looked at again without moving the program.
    await page.keyboard.press('PageDown');
    await questions.getByText('Why is it so?').waitFor();
    await page.keyboard.press('1');
    await questions.getByText('what this machine shows').waitFor();
    expect(await findings(page, 'any')).toEqual([]);

    // The textbook's figure in the place of the program: what is so here, and what is not.
    await page.keyboard.press('t');
    const figure = page.getByRole('region', { name: 'The textbook’s figure' });
    await figure.getByText('✕ not here').first().waitFor();
    await figure.getByText(/one part in [\d,]+/).waitFor();
    expect(await findings(page, 'any')).toEqual([]);
    await page.keyboard.press('t');
    await page.getByRole('region', { name: 'Program' }).waitFor();
    await page.keyboard.press('PageDown');
    await questions.getByText('Step 3 of 5').waitFor();
    await page.keyboard.press('PageUp');
    await page.getByText('The program is at step 2; you look at step 1').waitFor();

    // On the stage everything can be read from the back row, and labels can be hidden everywhere.
    await page.keyboard.press('f');
    await page.waitForFunction(() => parseFloat(document.documentElement.style.fontSize) > 20);
    expect(await page.getByRole('searchbox').count()).toBe(0);
    expect(await findings(page, 'any')).toEqual([]);
    await page.keyboard.press('h');
    await page.getByText('Labels are hidden').waitFor();
    const text = await page.evaluate(() => document.body.innerText);
    for (const word of ['Main stack', 'Heap', 'libc', 'Code (.text)', 'ld-linux']) expect(text).not.toContain(word);
    expect(await findings(page, 'any')).toEqual([]);
    await page.keyboard.press('h');
    await page.keyboard.press('f');

    // To the end, and away: the program ends with the lesson.
    for (const expected of ['Step 4 of 5', 'Step 5 of 5', 'You are through']) await goOnUntil(page, expected);
    expect(await questions.textContent()).toMatch(/Predicted as it was\s*2 of 3/);
    expect(await findings(page, 'any')).toEqual([]);
    await tabTo(page, /^Save my answers/);
    const [saved] = await Promise.all([page.waitForEvent('download'), page.keyboard.press('Enter')]);
    const file = join(temporaryFolder('answers'), saved.suggestedFilename());
    await saved.saveAs(file);
    await tabTo(page, /^All lessons/);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Lessons' }).waitFor();
    await podium.getByText('No lesson is open').waitFor();

    // The answers are handed in, with a file that is none: the class has a table, and the other file is named.
    await tabTo(page, /^Answers of a class/);
    await page.keyboard.press('Enter');
    await page.getByLabel('Files of answers').setInputFiles([file, resolve('package.json')]);
    const table = page.getByRole('region', { name: 'A promise of memory' });
    await table.getByRole('row', { name: /^malloc-is-use 1 of 1/ }).waitFor();
    await page.getByRole('region', { name: 'Left out' }).getByText('package.json').waitFor();
    expect(await findings(page, 'any')).toEqual([]);
    const [csv] = await Promise.all([
      page.waitForEvent('download'),
      table.getByRole('button', { name: 'Save as CSV' }).press('Enter'),
    ]);
    expect(readFileSync(await csv.path(), 'utf8')).toContain(
      'rss-after-malloc,How much more memory is resident after malloc(16 MiB)?,all,16 MiB,1,1,0,malloc-is-use\r\n',
    );
    expect(complaints).toEqual([]);
    await page.close();
  },
);

/** Texts of a page that are cut off, of the elements that a selector finds. */
const cutOff = (page: Page, selector: string): Promise<string[]> =>
  page.evaluate(
    (wanted) =>
      [...document.querySelectorAll(wanted)].flatMap((one) =>
        one.scrollWidth > one.clientWidth || one.scrollHeight > one.clientHeight + 1 ? [one.textContent.trim()] : [],
      ),
    selector,
  );

test('parent and child of a fork stand beside each other, at the same addresses', async (context) => {
  const missing = await lacking(['pagemap']);
  if (missing.length > 0) skip(context, missing.join(' '));
  const { page, complaints } = await openPage(browser, `${face.url}&lesson=fork-copies-everything`, {
    colorScheme: 'dark',
    reducedMotion: 'reduce',
  });
  await goOnUntil(page, 'Step 3 of 5');
  const parent = page.getByRole('region', { name: 'Address map' });
  const child = page.getByRole('region', { name: 'Map of the process child' });
  await child.waitFor();
  await settled(page);
  // The block is private to each at the same address, and both pictures fly to it.
  const spanOf = async (map: typeof parent) => [
    await map.getAttribute('data-start'),
    await map.getAttribute('data-end'),
  ];
  await expect.poll(() => spanOf(child)).toEqual(await spanOf(parent));
  await parent.getByRole('application').focus();
  await page.keyboard.press('Home');
  await settled(page);
  await expect.poll(() => spanOf(child)).toEqual(await spanOf(parent));
  expect(await findings(page, 'any')).toEqual([]);
  // On the stage both have room for their heads, and the bar above them for all of its controls.
  await page.setViewportSize({ width: 1280, height: 720 });
  await page.keyboard.press('f');
  await page.waitForFunction(() => parseFloat(document.documentElement.style.fontSize) > 20);
  await settled(page);
  expect(await cutOff(page, '.heads span')).toEqual([]);
  const [back, last] = await Promise.all(
    ['Lessons', 'Presentation'].map((name) => page.getByRole('button', { name, exact: true }).boundingBox()),
  );
  expect(last?.y).toBeLessThan((back?.y ?? 0) + (back?.height ?? 0));
  await page.keyboard.press('f');
  // Hidden labels are hidden in both, and one of the two can be had alone.
  await page.keyboard.press('h');
  await page.getByText('Labels are hidden').waitFor();
  for (const word of ['Main stack', 'libc', 'Code (.text)'])
    expect(await page.locator('body').ariaSnapshot()).not.toContain(word);
  await page.keyboard.press('h');
  await page.getByRole('button', { name: /^child/ }).click();
  await child.waitFor({ state: 'detached' });
  await parent.waitFor();
  expect(complaints).toEqual([]);
  await page.close();
});

test('a quiz on any process can be taken by everybody, from its question to its end', async () => {
  const { page, complaints } = await openPage(browser, face.url);
  await settled(page);
  await page.getByRole('button', { name: 'A C program' }).click();
  await page.getByRole('region', { name: 'Address map' }).waitFor();
  await settled(page);
  await page.keyboard.press('q');
  const quiz = page.getByRole('complementary', { name: 'Quiz' });
  await quiz.getByText('Question 1 of').waitFor();
  await settled(page);
  expect(await findings(page, 'any')).toEqual([]);
  await quiz.getByRole('group').getByRole('button').first().press('Enter');
  await quiz.getByRole('status').waitFor();
  expect(await findings(page, 'any')).toEqual([]);
  for (let turn = 0; turn < 20 && (await quiz.getByRole('button', { name: 'Another quiz' }).count()) === 0; turn++) {
    const next = quiz.getByRole('button', { name: /Next question|See how many/ });
    if (await next.isDisabled()) await quiz.getByRole('group').getByRole('button').first().press('Enter');
    await next.press('Enter');
  }
  await quiz.getByText('The labels are back').waitFor();
  await settled(page);
  expect(await findings(page, 'any')).toEqual([]);
  expect(complaints).toEqual([]);
  await page.close();
});

test('a question is answered in the picture, and the console stands in the page where it may have no window', async (context) => {
  const missing = await lacking(['pagemap']);
  if (missing.length > 0) skip(context, missing.join(' '));
  const { page, complaints } = await openPage(browser, `${face.url}&lesson=where-does-it-live`, {
    colorScheme: 'dark',
    reducedMotion: 'reduce',
    width: 1280,
    height: 720,
  });
  await page.getByRole('heading', { name: 'Where does it live?' }).waitFor();
  await page.getByText('Step 1 of 1').waitFor();
  expect(new URL(page.url()).hash).toContain('lesson=where-does-it-live');
  await page.evaluate(() => {
    window.open = () => null;
  });
  await page.keyboard.press('n');
  const podium = page.getByRole('region', { name: 'Console' });
  await podium.getByRole('heading', { name: 'Notes' }).waitFor();
  expect(await findings(page, 'any')).toEqual([]);
  await page.keyboard.press('n');
  await podium.waitFor({ state: 'detached' });

  await goOnUntil(page, 'Find it in the picture');
  expect(await findings(page, 'any')).toEqual([]);
  const answer = page.getByRole('button', { name: 'Answer with the selected region' });
  expect(await answer.isDisabled()).toBe(true);
  // The question asks for the stack, which lies below the page of the kernel.
  await page.getByRole('searchbox', { name: 'Go to' }).fill('kind:stack');
  await page.keyboard.press('Enter');
  await expect.poll(() => answer.isEnabled()).toBe(true);
  await answer.press('Enter');
  await page.getByText('Find it in the picture').waitFor({ state: 'detached' });
  await goOnUntil(page, 'You found it.');
  await settled(page);
  expect(await findings(page, 'any')).toEqual([]);

  // On the stage the textbook's figure is there at once, with one of its boxes open.
  const figure = page.getByRole('region', { name: 'The textbook’s figure' });
  await page.keyboard.press('t');
  await figure.getByRole('button', { name: 'Kernel' }).click();
  await figure.getByText('which the program cannot see').waitFor();
  for (const [width, height] of [
    [1280, 720],
    [1920, 1080],
  ] as const) {
    // A window that fills the screen has no size to be given.
    await page.setViewportSize({ width, height });
    await page.keyboard.press('f');
    await page.waitForFunction(() => parseFloat(document.documentElement.style.fontSize) > 20);
    await settled(page);
    expect(await cutOff(page, '[aria-label="Figure"]')).toEqual([]);
    expect(await findings(page, 'any')).toEqual([]);
    await page.keyboard.press('f');
    await page.waitForFunction(() => parseFloat(document.documentElement.style.fontSize) <= 20);
  }
  expect(complaints).toEqual([]);
  await page.close();
});

/** Whether the first of the elements that a selector finds has another ground than the second selector's. */
const standsOut = (page: Page, chosen: string, other: string): Promise<boolean> =>
  page.evaluate(
    ([one, two]) => {
      const ground = (selector: string): string => {
        const element = document.querySelector(selector);
        if (!element) throw new Error(`${selector} is not there`);
        return getComputedStyle(element).backgroundColor;
      };
      return ground(one) !== ground(two);
    },
    [chosen, other] as const,
  );

test('forced colours show what is chosen: tabs, switches, steps and choices', async (context) => {
  const missing = await lacking(['glibc', 'pagemap']);
  if (missing.length > 0) skip(context, missing.join(' '));
  const forced = { forcedColors: 'active', viewport: { width: 1280, height: 800 } } as const;
  let page = await browser.newPage(forced);
  await page.goto(`${face.url}&pid=${process.pid}`);
  await settled(page);
  await page.getByRole('tablist', { name: 'Lists' }).waitFor();
  expect(await standsOut(page, '[role=tab][aria-selected=true]', '[role=tab][aria-selected=false]')).toBe(true);
  expect(
    await standsOut(
      page,
      'nav button[aria-pressed=true], [role=group] button[aria-pressed=true]',
      'button[aria-pressed=false]',
    ),
  ).toBe(true);
  const outlineOf = (selector: string): Promise<string> =>
    page
      .locator(selector)
      .first()
      .evaluate((element) => getComputedStyle(element).outlineStyle);
  await page.keyboard.press('/');
  await page.keyboard.type('st');
  await page.keyboard.press('ArrowDown');
  expect(await outlineOf('[role=option][aria-selected=true]')).toBe('solid');
  // The list lies in the window: else the page would be scrolled aside, and a click would miss what it was meant for.
  expect(await page.evaluate(() => document.scrollingElement?.scrollLeft)).toBe(0);
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Keyboard help' }).click();
  await page.getByRole('dialog', { name: 'Help' }).waitFor();
  expect(await standsOut(page, 'dialog [role=tab][aria-selected=true]', 'dialog [role=tab][aria-selected=false]')).toBe(
    true,
  );
  await page.close();
  page = await browser.newPage(forced);
  await page.goto(`${face.url}&lesson=a-promise-of-memory`);
  const questions = page.getByRole('region', { name: 'Question' });
  await questions.waitFor();
  await page.keyboard.press('PageDown');
  await questions.getByRole('button', { name: 'Next step' }).waitFor();
  await page.keyboard.press('PageDown');
  await questions.getByText('What do you expect?').waitFor();
  await page.keyboard.press('2');
  await page.locator('label.chosen').waitFor();
  expect(await standsOut(page, 'button[aria-current=step]', 'ol[aria-label=Steps] button:disabled')).toBe(true);
  expect(await outlineOf('.source li[aria-current=step]')).toBe('solid');
  expect(await standsOut(page, 'label.chosen .letter', 'label:not(.chosen) .letter')).toBe(true);
  await page.close();
});
