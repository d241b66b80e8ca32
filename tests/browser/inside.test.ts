/** What is inside: bytes, symbols, threads, heaps and findings, driven as a person does it. */
import { existsSync, readFileSync } from 'node:fs';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findings } from '../support/axe.ts';
import { openPage, serve, settled, type BrowserFace } from '../support/browserFace.ts';
import { closePages, sharedChromium } from '../support/chromium.ts';
import { startCommand, startProgram, type Program } from '../support/programs.ts';
import { skip } from '../support/skip.ts';

let browser: Browser;
let face: BrowserFace;
let pointers: Program;
let threads: Program;
let manyHeaps: Program;

beforeAll(async () => {
  [browser, face, pointers, threads, manyHeaps] = await Promise.all([
    sharedChromium(),
    serve(),
    startProgram('pointers'),
    startProgram('threads'),
    startProgram('manyHeaps'),
  ]);
});
afterAll(async () => {
  await closePages(browser);
  await face.stop();
  await pointers.stop();
  await threads.stop();
  await manyHeaps.stop();
});

async function open(program: Program, options: Parameters<typeof openPage>[2] = {}) {
  const opened = await openPage(browser, `${face.url}&pid=${program.pid}`, options);
  await settled(opened.page);
  return opened;
}
const tab = (page: Page, name: string) => page.getByRole('tab', { name }).click();
const inspector = (page: Page) => page.getByRole('complementary', { name: 'Inspector' });
const hex = (program: Program, name: string): string => program.made(name).start.toString(16);

/** What is written in the picture, as it is saved. */
async function drawnTexts(page: Page): Promise<string> {
  await page.getByRole('button', { name: 'Export' }).click();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('menuitem', { name: 'Picture, SVG' }).click(),
  ]);
  return readFileSync(await download.path(), 'utf8');
}

async function goTo(page: Page, query: string): Promise<void> {
  await page.getByRole('searchbox', { name: 'Go to' }).fill(query);
  await page.keyboard.press('Enter');
  await settled(page);
}

describe('bytes of memory', () => {
  it('are shown after consent, and a pointer among them leads to what it points to', async () => {
    const { page, complaints } = await open(pointers);
    await goTo(page, `0x${hex(pointers, 'first')}`);
    await tab(page, 'Memory');
    expect(await page.getByRole('group', { name: 'Bytes' }).count()).toBe(0);
    await page.getByRole('button', { name: 'Show memory' }).click();
    const bytes = page.getByRole('group', { name: 'Bytes' });
    await expect.poll(() => bytes.innerText()).toContain('first of');
    await bytes.getByRole('button').first().click();
    await settled(page);
    await expect.poll(() => inspector(page).innerText()).toContain(hex(pointers, 'second'));
    await expect.poll(() => bytes.innerText()).toContain('second o');
    expect(complaints).toEqual([]);
    await page.close();
  });

  it('are searched for texts and for pointers to what is selected', async () => {
    const { page } = await open(pointers);
    await goTo(page, `0x${hex(pointers, 'second')}`);
    await tab(page, 'Memory');
    await page.getByRole('button', { name: 'Show memory' }).click();
    await page.getByRole('searchbox', { name: 'Text', exact: true }).fill('of the CHAIN');
    await page.getByRole('button', { name: 'Search', exact: true }).click();
    const found = page.getByRole('grid', { name: 'Found in memory' });
    await expect.poll(() => found.getByRole('row').count()).toBeGreaterThanOrEqual(3);
    expect(await found.innerText()).toContain('second of the chain');
    await page.getByRole('combobox', { name: 'What to look for' }).selectOption('pointer');
    await page.getByRole('button', { name: 'Search', exact: true }).click();
    await expect.poll(() => found.innerText()).toContain(`points to 0x${hex(pointers, 'second')}`);
    await page.close();
  });

  it('that are no bytes get a sentence', async () => {
    const { page } = await open(pointers);
    await goTo(page, `0x${hex(pointers, 'first')}`);
    await tab(page, 'Memory');
    await page.getByRole('button', { name: 'Show memory' }).click();
    await page.getByRole('combobox', { name: 'What to look for' }).selectOption('bytes');
    await page.getByRole('searchbox', { name: 'Bytes', exact: true }).fill('c0 f');
    await page.getByText('Write bytes as pairs of hexadecimal digits').waitFor();
    expect(await page.getByRole('button', { name: 'Search', exact: true }).isDisabled()).toBe(true);
    await page.close();
  });
});

describe('symbols', () => {
  it('are gone to by name, and told of an address', async () => {
    const { page } = await open(threads);
    await goTo(page, 'sym:malloc');
    await expect.poll(() => page.locator('#go-to-message').innerText()).toMatch(/^malloc is at 0x[0-9a-f]+ in libc/);
    const [, address = ''] = /at (0x[0-9a-f]+)/.exec(await page.locator('#go-to-message').innerText()) ?? [];
    await expect.poll(() => inspector(page).innerText()).toContain('Page');
    await page.getByRole('searchbox', { name: 'Go to' }).fill(address);
    await expect.poll(() => page.locator('#go-to-message').innerText()).toMatch(/, in (__libc_)?malloc$/);
    await page.close();
  });

  it('of the selected file are listed and narrowed down', async () => {
    const { page } = await open(threads);
    await goTo(page, 'libc r-x');
    await tab(page, 'Symbols');
    const list = page.getByRole('grid', { name: 'Symbols' });
    await list.waitFor();
    await page.getByRole('searchbox', { name: 'Name of a symbol' }).fill('qsort_r');
    await expect.poll(() => list.getByRole('row').count()).toBeLessThan(6);
    await list.getByText('qsort_r', { exact: true }).first().dblclick();
    await expect.poll(() => inspector(page).innerText()).toContain('Page');
    await page.close();
  });

  it('of the vDSO are gone to by name, listed, and drawn when it is large', async () => {
    const { page } = await open(threads);
    await goTo(page, 'sym:__vdso_clock_gettime');
    await expect
      .poll(() => page.locator('#go-to-message').innerText())
      .toMatch(/^__vdso_clock_gettime is at 0x[0-9a-f]+ in \[vdso\]/);
    await expect.poll(() => inspector(page).innerText()).toContain('Inside the file');
    await expect.poll(() => inspector(page).innerText()).toContain('Read from Procatlas’s own [vdso]');
    await tab(page, 'Symbols');
    const list = page.getByRole('grid', { name: 'Symbols' });
    await expect.poll(() => list.innerText()).toContain('__vdso_getcpu');
    await page.close();
  });

  it('of the vDSO are drawn where they lie, beside its sections', async () => {
    const { page } = await open(threads);
    await goTo(page, 'kind:vdso');
    await expect.poll(() => drawnTexts(page)).toContain('.text');
    await expect.poll(() => drawnTexts(page)).toMatch(/clock_get/);
    await page.close();
  });

  it('are told in words that stay within a narrow window', async () => {
    const { page } = await open(threads, { width: 1024, height: 700 });
    await goTo(page, 'sym:__vdso_clock_gettime');
    const message = page.locator('#go-to-message');
    await expect.poll(() => message.innerText()).toMatch(/ in \[vdso\]/);
    const { x, width } = (await message.boundingBox())!;
    expect(x).toBeGreaterThanOrEqual(0);
    expect(x + width).toBeLessThanOrEqual(1024);
    await page.close();
  });

  it('and sections, hardening and reasons stand in the inspector of a file', async () => {
    const { page } = await open(threads);
    await goTo(page, 'libc rw-p');
    await expect.poll(() => inspector(page).innerText()).toContain('Inside the file');
    await expect.poll(() => inspector(page).innerText()).toMatch(/Full RELRO|Partial RELRO/);
    await expect.poll(() => inspector(page).innerText()).toMatch(/the loader wrote \d+ addresses into/);
    await page.close();
  });
});

describe('threads, heaps and findings', () => {
  it('threads are listed, and a stack is one click away', async () => {
    const { page } = await open(threads);
    await tab(page, 'Threads');
    const list = page.getByRole('grid', { name: 'Threads' });
    await expect.poll(() => list.getByRole('row').count()).toBeGreaterThan(4);
    await list
      .getByRole('button', { name: /MiB|KiB|0x|[0-9a-f]{8}/ })
      .first()
      .click();
    await expect.poll(() => inspector(page).innerText()).toMatch(/stack/i);
    await page.close();
  });

  it('a pointer at the top of the main stack leads to its string', async () => {
    const { page } = await open(threads);
    await goTo(page, 'kind:stack');
    await page.getByRole('button', { name: 'Show what is at its top' }).click();
    const top = inspector(page);
    await expect.poll(() => top.innerText()).toContain('Strings of the arguments');
    await top
      .getByRole('row', { name: /^argv\[0\]/ })
      .getByRole('button')
      .click();
    const led = top.locator('tr[aria-current]');
    await expect.poll(() => led.innerText()).toMatch(/argument 0\s+\S*threads/);
    await top
      .getByRole('row', { name: /^AT_EXECFN/ })
      .getByRole('button')
      .click();
    await expect.poll(() => led.innerText()).toMatch(/execfn\s+\S*threads/);
    await led.getByRole('button').click();
    await expect.poll(() => top.innerText()).toContain('Page');
    await page.close();
  });

  it('a heap is walked after consent, whole, with its chunks', async () => {
    const { page } = await open(threads);
    await tab(page, 'Heap');
    const walk = page.getByRole('button', { name: /^Walk|^Show|^Look/ }).first();
    await walk.click();
    const again = page.getByRole('button', { name: /^Walk/ });
    if (await again.isVisible()) await again.click();
    await page.getByText(/whole/i).first().waitFor();
    await page.close();
  });

  it('all arenas are walked at once, and one of their heaps opens with its chunks', async () => {
    const { page, complaints } = await open(manyHeaps);
    await tab(page, 'Heap');
    await page.getByRole('combobox', { name: 'Heap' }).selectOption('all');
    await page.getByRole('button', { name: 'Walk this heap' }).click();
    const list = page.getByRole('grid', { name: 'Arenas' });
    // A head, the main arena, the one with three heaps and these, and the other one.
    await expect.poll(() => list.getByRole('row').count()).toBe(7);
    await page.getByText('every byte of every heap is accounted for').waitFor();
    await list.getByText(', 3 heaps').click();
    await page.getByText(/Its chunks add up to the \d+ bytes that its state at 0x[0-9a-f]+ says/).waitFor();
    await list
      .getByText(/^from /)
      .nth(1)
      .dblclick();
    await page.getByRole('grid', { name: 'Chunks' }).waitFor();
    await page.getByText('continues an arena whose older heap is at').waitFor();
    expect(complaints).toEqual([]);
    await page.close();
  });

  it('Python’s blocks are counted by size after consent', async (context) => {
    if (!existsSync('/usr/bin/python3')) skip(context, 'there is no /usr/bin/python3 here');
    const script = 'import time; keep = [[i] for i in range(50000)]; print("{}", flush=True); time.sleep(1e6)';
    const python = await startCommand('/usr/bin/python3', ['-c', script]);
    try {
      const { page, complaints } = await open(python);
      await tab(page, 'Heap');
      await page.getByRole('combobox', { name: 'Heap' }).selectOption('pymalloc');
      await page.getByRole('button', { name: 'Count these blocks' }).click();
      const sizes = page.getByRole('group', { name: 'Blocks by size' }).getByRole('rowheader');
      // A list of one element has 56 bytes and room for one pointer: 64, and 8 that are 16.
      await expect.poll(async () => await sizes.allInnerTexts()).toContain('64 B');
      await page.getByText('every record checks itself').waitFor();
      expect(complaints).toEqual([]);
      await page.close();
    } finally {
      await python.stop();
    }
  });

  it('of an allocator whose records cannot be checked it is said what is not known', async (context) => {
    const library = '/usr/lib/x86_64-linux-gnu/libjemalloc.so.2';
    if (!existsSync(library)) skip(context, `${library} is not on this machine`);
    const program = await startProgram('mallocs', { env: { LD_PRELOAD: library } });
    try {
      const { page } = await open(program);
      await tab(page, 'Heap');
      await page.getByText('Started with MALLOC_CONF=stats_print:true, the program prints both at its end').waitFor();
      expect(await page.getByRole('button', { name: /Walk|Count/ }).count()).toBe(0);
      await page.close();
    } finally {
      await program.stop();
    }
  });

  it('an ordinary program has no finding, and the picture can be coloured by them', async () => {
    const { page } = await open(threads);
    await tab(page, 'Security');
    await page.getByText('Nothing found.').waitFor();
    await page.getByRole('button', { name: 'Colour the picture by this' }).click();
    await page.getByText('weakens the protection of memory').waitFor();
    await page.close();
  });
});

describe.each(['light', 'dark'] as const)('in the %s theme', (colorScheme) => {
  it('axe finds nothing serious in any list', async () => {
    const { page } = await open(threads, { colorScheme });
    await goTo(page, 'libc r-x');
    const lists = {
      Threads: page.getByRole('grid', { name: 'Threads' }),
      Heap: page.getByRole('combobox', { name: 'Heap' }),
      Memory: page.getByRole('group', { name: 'Bytes' }),
      Symbols: page.getByRole('grid', { name: 'Symbols' }),
      Security: page.getByText('Nothing found.'),
    };
    for (const [name, list] of Object.entries(lists)) {
      await tab(page, name);
      if (name === 'Memory') await page.getByRole('button', { name: 'Show memory' }).click();
      await list.waitFor();
      expect(await findings(page), name).toEqual([]);
    }
    await page.close();
  });
});
