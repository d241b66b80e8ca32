/** Files, pasted text and saved captures in a real browser, and `procatlas serve FILE`. */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openPage, serve, settled, type BrowserFace } from '../support/browserFace.ts';
import { chooseFile } from '../support/chooseFile.ts';
import { closePages, sharedChromium } from '../support/chromium.ts';
import { startProgram, temporaryFolder, type Program } from '../support/programs.ts';

let browser: Browser;
let face: BrowserFace;
let threads: Program;
let folder: string;

beforeAll(async () => {
  folder = temporaryFolder('sources');
  [browser, face, threads] = await Promise.all([sharedChromium(), serve(), startProgram('threads')]);
});
afterAll(async () => {
  await closePages(browser);
  await face.stop();
  await threads.stop();
});

const fixture = (name: string): string => readFileSync(resolve('tests/fixtures/import', name), 'utf8');
const source = (page: Page) => page.getByRole('region', { name: 'Source' });
const inspector = (page: Page) => page.getByRole('complementary', { name: 'Inspector' });

/** The page without a process: the list to choose from. */
async function openEmpty(): Promise<{ page: Page; complaints: string[] }> {
  const opened = await openPage(browser, face.url);
  await settled(opened.page);
  return opened;
}

async function openProcess(): Promise<{ page: Page; complaints: string[] }> {
  const opened = await openPage(browser, `${face.url}&pid=${threads.pid}`);
  await settled(opened.page);
  return opened;
}

/** Drags a file over the page as a file manager does; `drop: false` stops in mid-air. */
async function drag(page: Page, name: string, content: string, { drop = true } = {}): Promise<void> {
  await page.evaluate(
    ({ name, content, drop }) => {
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(new File([content], name));
      for (const type of ['dragenter', 'dragover', ...(drop ? ['drop'] : [])]) {
        document.body.dispatchEvent(new DragEvent(type, { dataTransfer, bubbles: true, cancelable: true }));
      }
    },
    { name, content, drop },
  );
}

async function paste(page: Page, text: string): Promise<void> {
  await page.evaluate((text) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData('text/plain', text);
    document.body.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
  }, text);
}

/** Saves through the dialogue and gives the file's path. */
async function save(page: Page, { redact = false, compress = true } = {}): Promise<string> {
  await page.keyboard.press('Control+s');
  const dialog = page.getByRole('dialog', { name: 'Save capture' });
  await dialog.getByRole('checkbox', { name: 'Redact' }).setChecked(redact);
  await dialog.getByRole('checkbox', { name: 'Compress' }).setChecked(compress);
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    dialog.getByRole('button', { name: 'Save' }).click(),
  ]);
  const path = join(folder, `${redact ? 'redacted-' : ''}${download.suggestedFilename()}`);
  await download.saveAs(path);
  return path;
}

async function choose(page: Page, path: string): Promise<void> {
  await chooseFile(page, path);
  await source(page).getByText(basename(path)).waitFor();
  await settled(page);
}

describe('an opened source', () => {
  it('is drawn when a maps file is dropped, and its unknown facts are unknown', async () => {
    const { page, complaints } = await openEmpty();
    await drag(page, 'maps.txt', fixture('maps.txt'), { drop: false });
    await page.getByText('Drop to open').waitFor();
    await drag(page, 'maps.txt', fixture('maps.txt'));
    await source(page).getByText('maps.txt').waitFor();
    await settled(page);
    expect(await source(page).innerText()).toContain('text of /proc/PID/maps; when it was taken is unknown.');
    expect(await page.getByText('Drop to open').count()).toBe(0);
    await page.getByRole('application', { name: /^Drawing/ }).waitFor();
    expect(await page.getByRole('status', { name: 'Status' }).textContent()).toMatch(/RSS\s*—.*PSS\s*—.*Swap\s*—/);
    const summary = (await inspector(page).textContent()) ?? '';
    expect(summary).toMatch(/User\s*—\s*Parent\s*—\s*Kernel\s*—\s*Page size\s*—/);
    expect(summary).toContain('threads unknown');
    expect(complaints).toEqual([]);
    await page.close();
  });

  it('of several processes is shown one by one, chosen from a list with their names', async () => {
    const { page, complaints } = await openEmpty();
    const maps = fixture('maps.txt');
    const second = maps.split('\n').slice(0, 4).join('\n');
    await paste(page, `==> /proc/11/maps <==\n${maps}\n==> /proc/12/maps <==\n${second}\n`);
    const list = source(page).getByRole('combobox', { name: 'Shown' });
    await list.waitFor();
    await settled(page);
    const options = await list.getByRole('option').allTextContents();
    expect(options.map((text) => text.trim())).toEqual([
      expect.stringMatching(/^1: \/proc\/11\/maps \(\d+ mappings\)$/) as string,
      '2: /proc/12/maps (4 mappings)',
    ]);
    expect(await list.inputValue()).toBe('1');
    expect(await source(page).innerText()).toContain('Only the first process is shown; 4 rows of one other process');
    const rows = (): Promise<string | null> => page.getByRole('status', { name: 'Status' }).textContent();
    expect(await rows()).not.toMatch(/Mappings 4 /);
    await list.selectOption('2');
    await expect.poll(rows).toMatch(/Mappings 4 /);
    await expect.poll(() => list.inputValue()).toBe('2');
    expect(await source(page).innerText()).toContain('“/proc/12/maps” is shown');
    // And back, by the keyboard.
    await list.focus();
    await page.keyboard.press('ArrowUp');
    await expect.poll(rows).not.toMatch(/Mappings 4 /);
    expect(complaints).toEqual([]);
    await page.close();
  });

  it('takes away what only a live process needs, and gives it back with the next process', async () => {
    const { page } = await openProcess();
    await paste(page, fixture('maps.txt'));
    await source(page).waitFor();
    await settled(page);
    expect(await page.getByRole('button', { name: 'Pause' }).count()).toBe(0);
    expect(await page.getByRole('combobox', { name: 'Refresh' }).count()).toBe(0);
    expect(new URL(page.url()).hash).toBe('');
    await page.evaluate((pid) => {
      location.hash = `#pid=${pid}`;
    }, threads.pid);
    await page.getByRole('button', { name: 'Pause' }).waitFor();
    expect(await source(page).count()).toBe(0);
    await page.close();
  });

  it('may be the pasted text of pmap -x, which tells no PSS', async () => {
    const { page, complaints } = await openEmpty();
    await paste(page, fixture('pmap-x.txt'));
    await source(page).getByText('pmap -x text').waitFor();
    await settled(page);
    const status = (await page.getByRole('status', { name: 'Status' }).textContent()) ?? '';
    expect(status).toMatch(/RSS\s*\d.*PSS\s*—/);
    expect(await page.getByRole('region', { name: 'Legend' }).getByText('—').count()).toBeGreaterThan(0);
    await source(page).getByText('it cannot tell').click();
    await source(page).getByText('offsets').waitFor();
    expect(complaints).toEqual([]);
    await page.close();
  });

  it('is printed as pmap prints it only as far as its source tells', async () => {
    const { page, complaints } = await openEmpty();
    await paste(page, fixture('pmap.txt'));
    await source(page).getByText('pmap text').waitFor();
    await settled(page);
    await page.keyboard.press('5');
    const format = page.getByRole('combobox', { name: 'Format' });
    await format.selectOption('pmap');
    const lines = page.getByRole('listbox', { name: 'Text of pmap' });
    await lines.getByText('000055fb55064000      4K r---- threads').waitFor();
    await format.selectOption('pmap -d');
    await page.getByText('pmap -d prints offsets into files and devices, which pasted text does not tell.').waitFor();
    for (const name of ['Copy', 'Save']) expect(await page.getByRole('button', { name, exact: true }).count()).toBe(0);
    expect(await page.getByText('procatlas pmap -d').count()).toBe(0);
    expect(complaints).toEqual([]);
    await page.close();
  });

  it('may be text from the dialogue, of which one line could not be read', async () => {
    const { page } = await openEmpty();
    await page.getByRole('button', { name: 'text pasted' }).click();
    const dialog = page.getByRole('dialog', { name: 'Paste text' });
    await dialog.getByRole('textbox').fill(fixture('maps.txt').replace('\n', '\nnot a row of maps\n'));
    await dialog.getByRole('button', { name: 'Show' }).click();
    await source(page).getByText('not a row of maps').waitFor();
    await page.close();
  });

  it('that is damaged gives a sentence, and the picture stays', async () => {
    const { page, complaints } = await openProcess();
    await drag(page, 'broken.json', '{"format":"procatlas-capture","version":1,"process":{"pid":');
    await page.getByRole('alert').getByText('broken.json', { exact: false }).or(page.getByRole('alert')).waitFor();
    await settled(page);
    await page.getByRole('application', { name: /^Drawing/ }).waitFor();
    expect(await page.getByRole('button', { name: 'Pause' }).count()).toBe(1);
    await page.getByRole('alert').getByRole('button', { name: 'Dismiss' }).click();
    await drag(page, 'notes.md', '# Nothing to see\n');
    await page.getByRole('alert').getByText('notes.md is nothing that Procatlas can open.').waitFor();
    await paste(page, fixture('gdb.txt'));
    await source(page).getByText('info proc mappings').waitFor();
    expect(await page.getByRole('alert').count()).toBe(0);
    expect(complaints).toEqual([]);
    await page.close();
  });

  it('leaves typed and pasted text in the search box alone', async () => {
    const { page } = await openProcess();
    const box = page.getByRole('searchbox', { name: 'Go to' });
    await box.focus();
    await box.evaluate((element, text) => {
      const clipboardData = new DataTransfer();
      clipboardData.setData('text/plain', text);
      element.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
    }, fixture('maps.txt'));
    await settled(page);
    expect(await source(page).count()).toBe(0);
    await page.close();
  });
});

describe('a saved capture', () => {
  it('opens again as the same picture and saves as the same file', async () => {
    const live = await openProcess();
    await live.page.getByRole('button', { name: 'Pause' }).click();
    await settled(live.page);
    const path = await save(live.page);
    expect(basename(path)).toBe(`procatlas-threads-${threads.pid}.json.gz`);
    await live.page.close();

    const { page, complaints } = await openEmpty();
    await choose(page, path);
    expect(await source(page).textContent()).toContain(`capture of threads (${threads.pid})`);
    await page.getByRole('searchbox', { name: 'Go to' }).fill('kind:thread-stack');
    await page.keyboard.press('Enter');
    await settled(page);
    await inspector(page).getByText('Thread stack').first().waitFor();
    await page.keyboard.press('Escape');
    const again = gunzipSync(readFileSync(await save(page)));
    expect(again.equals(gunzipSync(readFileSync(path)))).toBe(true);
    expect(complaints).toEqual([]);
    await page.close();
  });

  it('without arguments when it is redacted', async () => {
    const { page } = await openProcess();
    const text = readFileSync(await save(page, { redact: true, compress: false }), 'utf8');
    const { process: shown } = JSON.parse(text) as { process: { cmdline: string[]; user?: string } };
    expect(shown.cmdline.slice(1).every((word) => word === '[argument]')).toBe(true);
    expect(shown.user).toBeUndefined();
    await page.close();
  });
});

describe('procatlas serve FILE', () => {
  it('draws the file, and again after a reload', async () => {
    const path = join(folder, 'threads.maps');
    writeFileSync(path, readFileSync(`/proc/${threads.pid}/maps`));
    const own = await serve(path);
    const { page, complaints } = await openPage(browser, own.url);
    await settled(page);
    await source(page).getByText('threads.maps').waitFor();
    await page.getByRole('application', { name: /^Drawing/ }).waitFor();
    await page.reload();
    await settled(page);
    await source(page).getByText('threads.maps').waitFor();
    expect(complaints).toEqual([]);
    await page.close();
    await own.stop();
  });

  it('refuses a file that cannot be opened, in a sentence', () => {
    const path = join(folder, 'missing.maps');
    const run = (): unknown =>
      execFileSync(process.execPath, [resolve('dist/main/cli.js'), 'serve', path], { stdio: 'pipe' });
    expect(run).toThrow(/missing\.maps could not be opened\. There is no such file\./);
  });
});
