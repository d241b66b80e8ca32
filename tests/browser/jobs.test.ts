/** The jobs that people come with, each from its first click: the steps are counted, and the answer is the program's own. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gunzipSync } from 'node:zlib';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openPage, serve, settled, type BrowserFace } from '../support/browserFace.ts';
import { closePages, sharedChromium } from '../support/chromium.ts';
import { beginJob } from '../support/job.ts';
import { compile, startProgram, temporaryFolder, type Program } from '../support/programs.ts';

let browser: Browser;
let face: BrowserFace;
let jobs: Program;

beforeAll(async () => {
  [browser, face, jobs] = await Promise.all([
    sharedChromium(),
    serve(),
    startProgram('jobs', { flags: ['-rdynamic'] }),
  ]);
});
afterAll(async () => {
  await closePages(browser);
  await face.stop();
  await jobs.stop();
});

const work = () => beginJob(browser, `${face.url}&pid=${jobs.pid}`);
/** KiB between two addresses that are no longer a file's, in whole mappings, as the kernel counts them. */
const anonymous = (pid: number, start: bigint, end: bigint): number => {
  const rows = readFileSync(`/proc/${pid}/smaps`, 'utf8').split(/^(?=[\da-f]+-[\da-f]+ )/m);
  const within = rows.filter((row) => {
    const [, from = '0', to = '0'] = /^([\da-f]+)-([\da-f]+) /.exec(row) ?? [];
    return BigInt(`0x${from}`) < end && BigInt(`0x${to}`) > start;
  });
  return within.reduce((sum, row) => sum + Number(/^Anonymous:\s+(\d+)/m.exec(row)?.[1]), 0);
};

/** The rows of maps. */
const rowsOf = (pid: number): readonly { readonly start: bigint; readonly end: bigint }[] =>
  [...readFileSync(`/proc/${pid}/maps`, 'utf8').matchAll(/^([\da-f]+)-([\da-f]+) /gm)].map(([, start, end]) => ({
    start: BigInt(`0x${start}`),
    end: BigInt(`0x${end}`),
  }));

/** Whether the whole height of an element is seen in another that scrolls or cuts it. */
async function within(inner: Locator, outer: Locator): Promise<boolean> {
  const [small, large] = [await inner.boundingBox(), await outer.boundingBox()];
  if (!small || !large) return false;
  return small.y >= large.y && small.y + small.height <= large.y + large.height;
}

const hexOf = (address: bigint): string => `0x${address.toString(16)}`;
const inspector = (page: Page) => page.getByRole('complementary', { name: 'Inspector' });
const places = (page: Page) => page.getByRole('listbox', { name: 'Places in the text' });

describe('job 2: what is at the address of a crash, and what is around it', () => {
  it('takes the line of the kernel’s log, and three steps', async () => {
    const { page, complaints, steps, paste, press, click } = await work();
    const { start: cache } = jobs.made('cache');
    const { start: malloc } = jobs.made('malloc');
    const at = cache + 0x1234n;
    await paste(
      `jobs[${jobs.pid}]: segfault at ${at.toString(16)} ip ${(malloc + 0x18n).toString(16).padStart(16, '0')} sp 00007ffe00000000 error 6 in libc.so.6[1,2+3]`,
    );
    await expect.poll(() => places(page).getByRole('option').allInnerTexts()).toHaveLength(3);
    await expect.poll(() => places(page).innerText()).toContain('malloc + 0x18');
    const [crash = '', ip = ''] = await places(page).getByRole('option').allInnerTexts();
    expect(crash).toContain(hexOf(at));
    expect(crash).toMatch(/malloc/i);
    expect(ip).toMatch(/^ip/);
    await press('Enter');
    await expect.poll(() => inspector(page).innerText()).toContain(`${hexOf(at)} =`);
    expect(await page.locator(`.pin.current[data-address="${hexOf(at)}"]`).count()).toBe(1);
    await click(page.getByRole('button', { name: 'Show bytes' }).first());
    await click(page.getByRole('button', { name: 'Show memory' }));
    const bytes = page.getByRole('group', { name: 'Bytes' });
    await expect.poll(() => bytes.getByLabel('Pinned byte').innerText()).toBe('5a');
    // The view begins 64 bytes before the byte, at the beginning of its row.
    expect(await bytes.innerText()).toMatch(new RegExp(`^0*${((at - 64n) & ~15n).toString(16)}`));
    expect(steps()).toBeLessThanOrEqual(6);
    // In a low window fewer rows fit, and the byte is on one of them.
    await page.setViewportSize({ width: 1024, height: 700 });
    await expect.poll(() => within(bytes.getByLabel('Pinned byte'), bytes)).toBe(true);
    expect(complaints).toEqual([]);
    await page.close();
  });

  it('shows the instructions around it where it is code', async () => {
    const { page, steps, paste, press, click } = await work();
    const { start: malloc } = jobs.made('malloc');
    await paste('malloc+0x18');
    await expect.poll(() => places(page).getByRole('option').count()).toBe(1);
    await expect.poll(() => places(page).innerText()).toContain(hexOf(malloc + 0x18n));
    await press('Enter');
    const code = inspector(page).getByRole('region', { name: 'Instructions' });
    await click(code.getByRole('button', { name: 'Show instructions' }));
    await click(code.getByRole('button', { name: 'Show memory' }));
    const rows = code.getByRole('listitem');
    await expect.poll(() => rows.count()).toBeGreaterThan(12);
    // Its function begins where the symbol does, and the byte lies in the one that is marked.
    expect(await rows.first().innerText()).toContain(hexOf(malloc));
    const [at = ''] = (await code.locator('[aria-current]').innerText()).split(/\s/);
    expect(Number(malloc + 0x18n - BigInt(at))).toBeLessThan(15);
    expect(steps()).toBeLessThanOrEqual(6);
    await page.close();
  });

  it('says of addresses of another process that none is mapped, and lets one go on', async () => {
    const { page, paste } = await work();
    await paste('#0 0x100000000001 in f\n#1 0x100000000101 in g\n');
    await expect
      .poll(() => page.locator('#go-to-message').innerText())
      .toMatch(/^None of these 2 places is mapped here/);
    await expect.poll(() => places(page).innerText()).toMatch(/not mapped/);
    expect(await places(page).getByRole('option').first().innerText()).toContain('“f” in the text');
    await paste('no address here\n'.repeat(700_000));
    await expect.poll(() => page.locator('#go-to-message').innerText()).toMatch(/mentions no address/);
    await page.getByRole('searchbox', { name: 'Go to' }).fill('g_sessions');
    await expect.poll(() => page.locator('#go-to-message').innerText()).toContain('As a symbol: g_sessions is at');
    await page.close();
  });
});

describe('job 3: why a library has private pages', () => {
  it('is told by section, from the list of processes to the page itself', async () => {
    const loads = await startProgram('loads', { args: [compile('library', { flags: ['-shared', '-fPIC'] })] });
    const { page, complaints, steps, type, press, click } = await beginJob(browser, face.url);
    await page.getByRole('grid', { name: 'Processes' }).waitFor();
    await type(String(loads.pid));
    await press('Enter');
    await click(page.getByRole('searchbox', { name: 'Go to' }));
    await type('liblibrary');
    await press('Enter');
    // The library as a whole, and not its lowest part.
    await expect.poll(() => inspector(page).innerText()).toContain('Loaded module, library');
    const reasons = inspector(page).getByRole('list', { name: 'Why pages of it are private' });
    // library.c has two pointers in a constant table, and one variable of .bss that the program wrote.
    await expect.poll(() => reasons.innerText()).toContain('the loader wrote 2 addresses into .data.rel.ro');
    expect(await reasons.innerText()).toMatch(/variables of \.bss/);
    expect(await reasons.innerText()).not.toMatch(/\.text|\.rodata/);
    // The headers of the file are the page before its code.
    const copied = anonymous(loads.pid, loads.made('text').start - 0x1000n, loads.made('bss').end);
    const figure = inspector(page).getByRole('row', { name: /^Anonymous/ });
    await expect.poll(() => figure.innerText()).toMatch(new RegExp(`\\s${copied}$`));
    const reason = reasons.getByRole('listitem').filter({ hasText: '.data.rel.ro' });
    await click(reason.getByRole('button'));
    const tablePage = loads.made('relro').start & ~0xfffn;
    await expect.poll(() => inspector(page).innerText()).toContain(tablePage.toString(16));
    expect(steps()).toBeLessThanOrEqual(6);
    expect(complaints).toEqual([]);
    await page.close();
    await loads.stop();
  });
});

describe('job 4: is a stack about to overflow', () => {
  it('is told in the summary, and the list of threads begins with it', async () => {
    const { page, steps, click } = await work();
    const { start, end, facts } = jobs.made('fullStack');
    const left = Number(end - start) - facts.used!;
    // The summary is what one sees first: no step at all.
    const warning = inspector(page).getByText(/only .* left/);
    const [, told = '', unit = ''] = /only ([\d.]+) (KiB|MiB) of 8 MiB left/.exec(await warning.innerText()) ?? [];
    expect(unit).toBe('KiB');
    // Frames of the C library lie above and below the array.
    expect(Number(told) * 1024).toBeLessThanOrEqual(left);
    expect(Number(told) * 1024).toBeGreaterThan(left - 128 * 1024);
    await click(page.getByRole('tab', { name: 'Threads' }));
    const rows = page.getByRole('grid', { name: 'Threads' }).getByRole('row');
    await expect.poll(() => rows.nth(1).innerText()).toContain('nearly-full');
    expect(await rows.nth(1).locator('.room.near').count()).toBe(1);
    expect(steps()).toBeLessThanOrEqual(6);
    await page.close();
  });
});

describe('job 5: what is writable and executable', () => {
  it('is one step from the summary', async () => {
    const { page, steps, click } = await work();
    await click(inspector(page).getByRole('button', { name: 'Show', exact: true }));
    const { start } = jobs.made('writableCode');
    await expect.poll(() => inspector(page).innerText()).toContain(start.toString(16));
    expect(steps()).toBeLessThanOrEqual(6);
    await page.close();
  });
});

describe('job 8: who holds a leaked block', () => {
  it('is the session on the heap, and the global that holds that', async () => {
    const { page, steps, paste, press, click } = await work();
    const { start: cache } = jobs.made('cache');
    const { start: session } = jobs.made('session');
    const { start: global } = jobs.made('global');
    await paste(hexOf(cache));
    await press('Enter');
    await click(inspector(page).getByRole('button', { name: 'Who holds it' }));
    await click(inspector(page).getByRole('button', { name: 'Show memory' }));
    const pointers = inspector(page).getByRole('region', { name: 'Pointers' });
    await expect.poll(() => pointers.innerText(), { timeout: 30_000 }).toContain('held by');
    const text = await pointers.innerText();
    // struct session holds the pointer at its third word.
    expect(text).toContain(hexOf(session + 16n));
    expect(text).toContain(hexOf(global));
    expect(text).toMatch(/g_sessions \+ 0x10/);
    await click(pointers.getByRole('button', { name: /g_sessions/ }));
    await expect.poll(() => inspector(page).innerText()).toContain(`${hexOf(global)} =`);
    await click(inspector(page).getByRole('button', { name: 'Where it leads' }));
    await expect
      .poll(() => inspector(page).getByRole('list', { name: 'Where it leads' }).innerText())
      .toContain(hexOf(session));
    // The answer is on screen where it was asked for, also in a low window.
    const chain = inspector(page).getByRole('list', { name: 'Where it leads' });
    expect(await within(chain.getByRole('listitem').nth(1), inspector(page))).toBe(true);
    // The global lies in .bss, which shares its page with .data: the region told is the byte's own.
    expect(await inspector(page).innerText()).toContain('Zeroed data (.bss)');
    expect(steps()).toBeLessThanOrEqual(6);
    await page.close();
  });
});

describe('pins', () => {
  it('leave with a capture and a picture, and their names are blacked out like all others', async () => {
    const { page, complaints } = await beginJob(browser, `${face.url}&pid=${jobs.pid}`);
    const at = hexOf(jobs.made('session').start);
    await page.getByRole('searchbox', { name: 'Go to' }).fill(at);
    await page.keyboard.press('Enter');
    await inspector(page).getByRole('button', { name: 'Pin', exact: true }).click();
    const name = inspector(page).getByRole('textbox', { name: `Name of the pin at ${at}` });
    await name.fill('the session of Ada');
    await name.press('Enter');
    await page.getByRole('button', { name: 'Export' }).click();
    await page.getByRole('menuitem', { name: 'Share…' }).click();
    const sheet = page.getByRole('dialog', { name: 'Share' });
    await sheet.getByRole('textbox', { name: 'Note' }).fill('Look at the session of Ada');
    const saved = async (format: string): Promise<Buffer> => {
      await sheet.getByRole('combobox', { name: 'Format' }).selectOption(format);
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        sheet.getByRole('button', { name: 'Save file' }).click(),
      ]);
      return readFileSync(await download.path());
    };
    await sheet.getByRole('button', { name: 'the session of Ada', exact: true }).waitFor();
    expect(String(await saved('svg'))).toContain('>the session of Ada<');
    await sheet.getByRole('button', { name: 'the session of Ada', exact: true }).click();
    await sheet.getByRole('button', { name: 'the session of Ada', pressed: true }).waitFor();
    const picture = String(await saved('svg'));
    expect(picture).toContain('>[hidden-1]<');
    expect(picture).toContain('>Look at [hidden-1]<');
    expect(picture).not.toContain('Ada');
    const capture = JSON.parse(String(gunzipSync(await saved('capture')))) as { pins: unknown; remark: unknown };
    expect(capture.pins).toEqual([{ at, name: '[hidden-1]' }]);
    expect(capture.remark).toBe('Look at [hidden-1]');
    expect(complaints).toEqual([]);
    await page.close();
  });
});

describe('what is selected', () => {
  it('leaves alone in every format, redacted too, and whoever gets it is told that it is a part', async () => {
    const { page, complaints } = await beginJob(browser, `${face.url}&pid=${jobs.pid}`);
    const kept = jobs.made('session').start;
    await page.getByRole('searchbox', { name: 'Go to' }).fill(hexOf(kept));
    await page.keyboard.press('Enter');
    await expect.poll(() => inspector(page).innerText()).toContain(`${hexOf(kept)} =`);
    await page.getByRole('button', { name: 'Export' }).click();
    await page.getByRole('menuitem', { name: 'Share…' }).click();
    const sheet = page.getByRole('dialog', { name: 'Share' });
    await sheet.getByRole('radio', { name: 'only what is selected: 1 mapping' }).check();
    const names = sheet.getByRole('list');
    await expect.poll(() => names.innerText()).not.toContain('libc.so.6');
    const saved = async (format: string): Promise<{ readonly name: string; readonly bytes: Buffer }> => {
      await sheet.getByRole('combobox', { name: 'Format' }).selectOption(format);
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        sheet.getByRole('button', { name: 'Save file' }).click(),
      ]);
      return { name: download.suggestedFilename(), bytes: readFileSync(await download.path()) };
    };
    const inAll = rowsOf(jobs.pid);
    const heap = inAll.find(({ start, end }) => start <= kept && kept < end);
    const capture = await saved('capture');
    const { mappings, consistency } = JSON.parse(String(gunzipSync(capture.bytes))) as {
      mappings: { start: string; end: string }[];
      consistency: { notes: string[] };
    };
    expect(mappings).toMatchObject([{ start: hexOf(heap?.start ?? 0n), end: hexOf(heap?.end ?? 0n) }]);
    expect(consistency.notes).toEqual([expect.stringContaining(`1 of ${inAll.length} mappings`)]);
    const [csv, pmap, svg, png] = [await saved('csv'), await saved('pmap'), await saved('svg'), await saved('png')];
    expect([csv, pmap, svg, png].map(({ name }) => /-part[-.]/.test(name))).toEqual([true, true, true, true]);
    expect(String(csv.bytes).trimEnd().split('\r\n')).toHaveLength(2);
    expect(String(pmap.bytes).match(/^[\da-f]{16} /gm)).toHaveLength(1);
    for (const { bytes } of [csv, pmap, svg]) expect(String(bytes)).not.toContain('libc.so.6');
    expect(String(svg.bytes)).toContain(`1 of ${inAll.length} mappings`);
    const html = await saved('html');
    await page.close();
    const file = join(temporaryFolder('selected'), html.name);
    writeFileSync(file, html.bytes);
    const viewer = await openPage(browser, pathToFileURL(file).href);
    await settled(viewer.page);
    expect(await viewer.page.title()).toContain('1 mapping');
    expect(await viewer.page.getByRole('region', { name: 'Part' }).innerText()).toContain(
      `Only what was selected was shared: 1 of ${inAll.length} mappings.`,
    );
    expect([...complaints, ...viewer.complaints]).toEqual([]);
    await viewer.page.close();
  });

  it('is the rows that were chosen one by one, where a table has them', async () => {
    const { page, complaints } = await beginJob(browser, `${face.url}&pid=${jobs.pid}`);
    await page.getByRole('button', { name: 'Table', exact: true }).first().click();
    const lines = page.getByRole('region', { name: 'Table view' }).getByRole('row');
    await lines.nth(1).click();
    await lines.nth(3).click({ modifiers: ['Shift'] });
    await page.getByRole('button', { name: 'Export' }).click();
    await page.getByRole('menuitem', { name: 'Share…' }).click();
    const sheet = page.getByRole('dialog', { name: 'Share' });
    await sheet.getByRole('combobox', { name: 'Format' }).selectOption('csv');
    expect(await sheet.getByRole('radio', { name: 'everything' }).isChecked()).toBe(true);
    await sheet.getByRole('radio', { name: 'only what is selected: 3 mappings' }).check();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      sheet.getByRole('button', { name: 'Save file' }).click(),
    ]);
    const shared = readFileSync(await download.path(), 'utf8')
      .trimEnd()
      .split('\r\n');
    expect(shared).toHaveLength(4);
    expect(complaints).toEqual([]);
    await page.close();
  });
});

describe('job 10: sending it to somebody without Procatlas', () => {
  it('is a redacted page in three clicks, and what is blacked out is not in it', async () => {
    const { page, steps, click } = await work();
    await click(page.getByRole('button', { name: 'Export' }));
    await click(page.getByRole('menuitem', { name: 'Share…' }));
    const sheet = page.getByRole('dialog', { name: 'Share' });
    expect(await sheet.getByRole('checkbox', { name: /^Redact/ }).isChecked()).toBe(true);
    await click(sheet.getByRole('button', { name: 'nearly-full' }));
    await expect.poll(() => sheet.getByRole('button', { name: 'nearly-full', pressed: true }).count()).toBe(1);
    await sheet.getByRole('combobox', { name: 'Format' }).selectOption('svg');
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      click(sheet.getByRole('button', { name: 'Save file' })),
    ]);
    const picture = readFileSync(await download.path(), 'utf8');
    expect(picture).toContain('Heap');
    expect(picture).not.toContain('nearly-full');
    expect(picture).toContain('[hidden-1]');
    expect(steps()).toBeLessThanOrEqual(6);
    await page.close();
  });
});
