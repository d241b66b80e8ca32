/** Takes the README's pictures of real processes: `npm run screenshots`. */
import { mkdirSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Page } from 'playwright-core';
import { openPage, serve, settled } from '../support/browserFace.ts';
import { launchChromium } from '../support/chromium.ts';
import { goOnUntil } from '../support/lessonWalk.ts';
import { startCommand, startProgram } from '../support/programs.ts';

/** Larger pictures make every clone of the repository heavier. */
const largest = 300_000;
const folder = resolve('build/screenshots');

/** Types a query into the Go to box and flies there. */
async function goTo(page: Page, query: string): Promise<void> {
  await page.getByRole('searchbox', { name: 'Go to' }).fill(query);
  await page.keyboard.press('Enter');
  await settled(page);
}

/** The same for a symbol, whose answer and the words for the next query would stand over the picture. */
async function goToSymbol(page: Page, name: string): Promise<void> {
  await goTo(page, `sym:${name}`);
  await page.locator('#go-to-message', { hasText: `${name} is at` }).waitFor();
  await page.getByRole('searchbox', { name: 'Go to' }).fill('');
  await page.getByRole('searchbox', { name: 'Go to' }).blur();
}

/** Presses keys on the picture, one after the other. */
async function press(page: Page, ...keys: string[]): Promise<void> {
  await page.getByRole('region', { name: 'Address map' }).getByRole('application').focus();
  for (const key of keys) {
    await page.keyboard.press(key);
    await settled(page);
  }
}

mkdirSync(folder, { recursive: true });
const browser = await launchChromium();
const face = await serve();
const threads = await startProgram('threads');
const [calm, busy] = await Promise.all([startProgram('workers'), startProgram('workers')]);
const node = await startCommand(process.execPath, [
  '-e',
  'const memory = new WebAssembly.Memory({ initial: 1 }); console.log("{}"); setInterval(() => memory.buffer, 1000)',
]);

/** Has worker-2 take 150 MiB more. */
async function grow(): Promise<void> {
  busy.signal('SIGUSR1');
  await busy.nextLine();
}

/** What each picture shows: the process or lesson, the window, and what is done in it first. */
const pictures: readonly {
  readonly name: string;
  readonly pid?: number;
  readonly lesson?: string;
  readonly window?: { readonly width?: number; readonly height?: number; readonly colorScheme?: 'light' | 'dark' };
  readonly act: (page: Page) => Promise<void>;
}[] = [
  {
    name: 'threads-light',
    pid: threads.pid,
    act: async (page) => {
      await goTo(page, 'kind:guard');
      await press(page, 'Home');
    },
  },
  {
    name: 'threads-dark',
    pid: threads.pid,
    window: { colorScheme: 'dark', width: 1024, height: 700 },
    act: async (page) => {
      await goTo(page, 'kind:thread-stack');
    },
  },
  {
    name: 'pages-light',
    pid: threads.pid,
    act: async (page) => {
      await goTo(page, 'libc kind:relro');
    },
  },
  {
    name: 'permissions-dark',
    pid: node.pid,
    window: { colorScheme: 'dark' },
    act: async (page) => {
      await page.getByRole('combobox', { name: 'Colour by' }).selectOption('permission');
      await goTo(page, 'w+x');
      await press(page, 'Home');
    },
  },
  {
    name: 'symbols-dark',
    pid: threads.pid,
    window: { colorScheme: 'dark' },
    act: async (page) => {
      await page.getByRole('tab', { name: 'Symbols' }).click();
      await goToSymbol(page, 'malloc');
    },
  },
  {
    name: 'curve-light',
    pid: node.pid,
    act: async (page) => {
      await page.keyboard.press('2');
    },
  },
  {
    name: 'treemap-light',
    pid: node.pid,
    act: async (page) => {
      await page.keyboard.press('3');
    },
  },
  {
    name: 'table-light',
    pid: threads.pid,
    act: async (page) => {
      await page.keyboard.press('4');
      await page.getByRole('combobox', { name: 'Group by' }).selectOption('kind');
      await settled(page);
    },
  },
  {
    name: 'memory-light',
    pid: threads.pid,
    act: async (page) => {
      await page.getByRole('tab', { name: 'Memory' }).click();
      await goToSymbol(page, 'sys_siglist');
      await page.getByRole('button', { name: 'Show memory' }).click();
    },
  },
  {
    name: 'growth-light',
    pid: busy.pid,
    act: async (page) => {
      await page.keyboard.press('m');
      const comparison = page.getByRole('region', { name: 'Comparison' });
      await comparison.getByText(/./).first().waitFor();
      await grow();
      await comparison.getByText(/worker-2 grew/).waitFor();
      await comparison.getByRole('button', { name: 'Where it went' }).click();
    },
  },
  {
    name: 'compare-dark',
    pid: calm.pid,
    window: { colorScheme: 'dark' },
    act: async (page) => {
      await page.keyboard.press('7');
      await page
        .getByPlaceholder(/Search by PID/)
        .last()
        .fill(String(busy.pid));
      await page.keyboard.press('Enter');
      await page
        .getByRole('region', { name: 'Comparison by role' })
        .getByText(/more in B/)
        .waitFor();
    },
  },
  {
    name: 'lesson-light',
    lesson: 'fork-copies-everything',
    act: async (page) => {
      // Parent and child stand beside each other then.
      await goOnUntil(page, 'Step 3 of 5');
    },
  },
];

try {
  for (const { name, pid, lesson, window, act } of pictures) {
    const shown = lesson === undefined ? `pid=${pid}` : `lesson=${lesson}`;
    const { page, complaints } = await openPage(browser, `${face.url}&${shown}`, window);
    if (pid !== undefined) await settled(page);
    await act(page);
    // New regions flash for two seconds; the picture is of a process at rest.
    await page.waitForTimeout(2_500);
    const path = `${folder}/${name}.png`;
    await page.screenshot({ path });
    const { size } = statSync(path);
    console.log(`${name}.png  ${Math.round(size / 1000)} kB`);
    if (size > largest || complaints.length > 0) {
      process.exitCode = 1;
      console.error(size > largest ? `${name}.png is over ${largest / 1000} kB` : complaints.join('\n'));
    }
    await page.close();
  }
} finally {
  await browser.close();
  await face.stop();
  await Promise.all([threads, calm, busy, node].map((program) => program.stop()));
}
