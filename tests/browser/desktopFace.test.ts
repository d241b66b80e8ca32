/**
 * The built desktop face end to end, without Electron's binary: the real main file, worker, preload script and page, with
 * a stand-in for the module `electron` over Chromium. What this cannot show stands in support/standInElectron.
 */
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  readlinkSync,
  renameSync,
  writeFileSync,
} from 'node:fs';
import { join, resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { asAddress, formatAddress, pageNumberOf } from '@contract/address.ts';
import type { Outcome } from '@contract/calls.ts';
import { settled } from '../support/browserFace.ts';
import { closePages, sharedChromium } from '../support/chromium.ts';
import { compile, startProgram, temporaryFolder, type Program } from '../support/programs.ts';
import { bundleStandIn, type StandIn } from '../support/standInElectron/bundle.ts';
import { DesktopFace, type FaceOptions } from '../support/standInElectron/desktopFace.ts';

let browser: Browser;
let standIn: StandIn;
let threads: Program;
let grows: Program;
const faces: DesktopFace[] = [];

beforeAll(async () => {
  [browser, standIn, threads, grows] = await Promise.all([
    sharedChromium(),
    bundleStandIn(),
    startProgram('threads'),
    startProgram('grows'),
  ]);
});
afterAll(async () => {
  await Promise.all(faces.map((face) => face.stop()));
  await closePages(browser);
  await Promise.all([threads.stop(), grows.stop()]);
});

/** Starts the program, as whoever has it installed. */
function start(options: FaceOptions): DesktopFace {
  const face = new DesktopFace(browser, standIn, options);
  faces.push(face);
  return face;
}

/** Starts it and waits for its page. */
async function open(options: FaceOptions): Promise<DesktopFace> {
  const face = start(options);
  await face.opened();
  return face;
}

/** Processes that run a file. */
const runningAs = (file: string): string[] =>
  readdirSync('/proc').filter((pid) => {
    try {
      return /^\d+$/.test(pid) && readlinkSync(`/proc/${pid}/exe`) === file;
    } catch {
      return false;
    }
  });

const map = (page: Page) => page.getByRole('region', { name: 'Address map' });
const status = (page: Page) => page.getByRole('status', { name: 'Status' });
const goTo = (page: Page) => page.getByRole('searchbox', { name: 'Go to' });
const dialogs = (page: Page) => page.getByRole('dialog');
const hex = (address: bigint): string => formatAddress(pageNumberOf(asAddress(address)));

/** Waits until a process or file is drawn; fails at once, with its words, when the page tells a failure instead. */
async function drawn(face: DesktopFace, title: string | RegExp): Promise<void> {
  const { page } = face;
  const failure = page.getByText('The main process did not answer.').first();
  await map(page).or(failure).first().waitFor();
  if (await failure.isVisible()) throw new Error(await page.locator('body').innerText());
  await expect.poll(() => page.title(), { timeout: 10_000 }).toMatch(title);
  await settled(page);
}

/** One call as the page makes it. */
const call = (page: Page, name: string, argument?: unknown): Promise<Outcome<unknown>> =>
  page.evaluate(
    ([asked, given]) => {
      const { procatlas } = window as unknown as {
        procatlas: { call(name: unknown, argument: unknown, id: number): Promise<Outcome<unknown>> };
      };
      return procatlas.call(asked, given, 1e9 + Math.floor(performance.now()));
    },
    [name, argument],
  );

describe('a window on a process', () => {
  let face: DesktopFace;
  let started: string;
  beforeAll(async () => {
    started = compile('workers', { variant: 'Started' });
    face = await open({ words: [String(threads.pid)] });
  });
  afterAll(() => {
    // Nothing in all this made the page complain, but for what it was refused.
    expect(face.complaints.filter((text) => !/example\.org|127\.0\.0\.1:9/.test(text))).toEqual([]);
  });

  it('draws the process that was named, and is shown once', async () => {
    await drawn(face, /threads/);
    await expect.poll(() => face.url).toBe(`procatlas://app/#pid=${threads.pid}`);
    expect(face.timesShown).toBe(1);
    expect(existsSync(face.window!.icon)).toBe(true);
  });

  it('gives the page one function of ours and nothing of Node or Electron', async () => {
    const seen = await face.page.evaluate(() => {
      const names = ['require', 'process', 'module', 'electron', 'Buffer', 'standInToProgram'];
      const { procatlas } = window as unknown as { procatlas: object };
      return [names.filter((name) => name in window), Object.keys(procatlas)];
    });
    expect(seen).toEqual([[], ['call']]);
    expect(await call(face.page, 'app.versions')).toMatchObject({ ok: true, value: { face: 'desktop' } });
    expect(await call(face.page, 'process.kill')).toMatchObject({ ok: false, code: 'invalid' });
  });

  it('lets the page go nowhere, open nothing and reach no network', async () => {
    await face.page.evaluate(() => {
      location.href = 'https://example.org/';
      window.open('https://example.org/');
    });
    const reached = face.page.evaluate(() => fetch('http://127.0.0.1:9/').then(String, () => 'refused'));
    expect(await reached).toBe('refused');
    expect(face.url).toMatch(/^procatlas:\/\/app\//);
    await expect.poll(() => face.page.context().pages().length).toBe(1);
  });

  it('goes to an address, zooms and comes back', async () => {
    const { page } = face;
    const stack = threads.made('plainStack');
    const size = async (): Promise<bigint> => {
      const [from, to] = await Promise.all(
        ['data-start', 'data-end'].map(async (name) => BigInt((await map(page).getAttribute(name))!)),
      );
      return to! - from!;
    };
    const whole = await size();
    face.choose('Go to…');
    await expect.poll(() => goTo(page).evaluate((box) => box === document.activeElement)).toBe(true);
    await page.keyboard.type(hex(stack.end - 4096n));
    await page.keyboard.press('Enter');
    await expect.poll(size).toBeLessThan(whole);
    face.choose('Whole address space');
    await expect.poll(size).toBe(whole);
  });

  it('saves a capture as a file', async () => {
    face.choose('Save capture…');
    await dialogs(face.page).getByRole('button', { name: /^Save/ }).first().click();
    await expect.poll(() => face.downloads).toHaveLength(1);
    const bytes = readFileSync(face.downloads[0]!.path);
    expect(JSON.parse(gunzipSync(bytes).toString())).toMatchObject({
      format: expect.stringMatching(/procatlas/) as string,
    });
  });

  it('lets page and menu share their keys: each acts once, and not behind a dialogue', async () => {
    const { page } = face;
    await page.keyboard.press('Control+p');
    await dialogs(page).waitFor();
    // The page leaves these alone now, so that the menu hears them.
    for (const key of ['Control+p', 'Control+s', 'Control+f', 'Alt+ArrowLeft']) await page.keyboard.press(key);
    // What it does behind a dialogue it has done before the dialogue is closed.
    await expect.poll(() => face.heard).toEqual(expect.arrayContaining(['Ctrl+P', 'Ctrl+S', 'Ctrl+F', 'Alt+Left']));
    expect(await dialogs(page).count()).toBe(1);
    await page.keyboard.press('Escape');
    await dialogs(page).waitFor({ state: 'hidden' });
    await page.keyboard.press('Control+s');
    await dialogs(page).waitFor();
    expect(await dialogs(page).count()).toBe(1);
    await page.keyboard.press('Escape');
    await dialogs(page).waitFor({ state: 'hidden' });
  });

  it('offers Copy where text is selected, and Paste in a box', async () => {
    await goTo(face.page).fill('0x1000');
    await goTo(face.page).selectText();
    await goTo(face.page).click({ button: 'right' });
    await expect.poll(() => face.contextMenu.map(({ label }) => label)).toEqual(['cut', 'copy', 'paste', 'selectAll']);
    face.choose('cut');
    await expect.poll(() => goTo(face.page).inputValue()).toBe('');
    await face.page.keyboard.press('Escape');
  });

  it('opens files chosen in the dialogue of the desktop, one after the other', async () => {
    const saved = face.downloads[0]!.path;
    const folder = mkdtempSync(join(temporaryFolder(), 'chosen-'));
    const maps = join(folder, 'other.maps');
    const capture = join(folder, 'saved.json.gz');
    cpSync(saved, capture);
    writeFileSync(maps, readFileSync(`/proc/${grows.pid}/maps`));
    face.filesToChoose = [maps, capture];
    // A menu opens files over a dialogue of the page too; what is opened is then in front.
    await face.page.keyboard.press('Control+p');
    await dialogs(face.page).waitFor();
    face.choose('Open…');
    await dialogs(face.page).waitFor({ state: 'hidden' });
    await drawn(face, /threads/);
    await face.page.getByRole('region', { name: 'Source' }).getByText('saved.json.gz').waitFor();
    expect(face.fileDialogs).toEqual([true]);
    expect(face.boxes).toEqual([]);
  });

  it('starts a program that is chosen in the dialogue of the desktop, and shows it from the gate on', async () => {
    const text = join(temporaryFolder(), 'no-program.txt');
    writeFileSync(text, 'text');
    face.filesToChoose = [text];
    face.choose('Start a program…');
    await expect.poll(() => face.boxes.at(-1)).toContain('may not be executed');
    face.boxes.splice(0);
    // What a program prints goes where Procatlas prints, so this one is kept quiet.
    const script = join(temporaryFolder(), 'quiet');
    writeFileSync(script, `#!/bin/sh\nexec ${started} > /dev/null\n`, { mode: 0o755 });
    face.filesToChoose = [script];
    face.choose('Start a program…');
    await drawn(face, /workers/);
    expect(runningAs(started)).toHaveLength(1);
    expect(face.boxes).toEqual([]);
  });

  it('is handed what another start names: a process, a file, and a name that nothing has', async () => {
    expect(await face.startAgain([String(grows.pid)])).toBe(0);
    await drawn(face, /grows/);
    const file = join(mkdtempSync(join(temporaryFolder(), 'handed-')), 'handed.maps');
    writeFileSync(file, readFileSync(`/proc/${threads.pid}/maps`));
    expect(await face.startAgain([file])).toBe(0);
    await drawn(face, /handed\.maps/);
    expect(await face.startAgain(['no-such-thing-anywhere'])).toBe(0);
    await expect.poll(() => face.boxes.splice(0)).toEqual([expect.stringContaining('no-such-thing-anywhere')]);
  });

  it('shows last what was asked for last, however soon one start comes after another', async () => {
    const file = join(mkdtempSync(join(temporaryFolder(), 'handed-')), 'soon.maps');
    writeFileSync(file, readFileSync(`/proc/${threads.pid}/maps`));
    for (const targets of [[file, file], [String(threads.pid)], [file], [String(grows.pid)]]) {
      face.tell({ type: 'second instance', data: { targets } });
    }
    await drawn(face, /grows/);
    // Nothing comes after it.
    await face.page.waitForTimeout(500);
    expect(await face.page.title()).toMatch(/grows/);
    expect(face.boxes).toEqual([]);
  });

  it('watches: a process that grows is seen to grow', async () => {
    await face.startAgain([String(grows.pid)]);
    await drawn(face, /grows/);
    grows.signal('SIGUSR1');
    await grows.nextLine();
    await face.page
      .getByRole('region', { name: 'Legend' })
      .getByRole('button', { name: /^Thread stack/ })
      .waitFor();
  });

  it('goes on with a new session after a reload', async () => {
    face.choose('reload');
    await drawn(face, /grows/);
    await expect.poll(() => face.url).toBe(`procatlas://app/#pid=${grows.pid}`);
    await expect.poll(() => status(face.page).innerText()).toMatch(/RSS/);
  });

  it('does something for every entry of the menu, and breaks at none', async () => {
    const { page } = face;
    face.filesToChoose = [];
    const ends = ['quit', 'close'];
    const files = face.fileDialogs.length;
    /** What is seen of those that open something, which is closed again. */
    const seen: Readonly<Record<string, () => Promise<unknown>>> = {
      'Choose process…': () => dialogs(page).waitFor(),
      'Save capture…': () => dialogs(page).waitFor(),
      'Save recording…': () => dialogs(page).waitFor(),
      'Open…': () => expect.poll(() => face.fileDialogs.length).toBe(files + 1),
      'Start a program…': () => expect.poll(() => face.fileDialogs.length).toBe(files + 2),
      'Go to…': () => expect.poll(() => goTo(page).evaluate((box) => box === document.activeElement)).toBe(true),
      'Pause or resume': () => expect.poll(() => status(page).innerText()).toMatch(/paused|resume/i),
      reload: () => drawn(face, /grows/),
      'Keyboard and search': () => dialogs(page).waitFor(),
      // These end as they begin.
      Presentation: async () => {
        await status(page).waitFor({ state: 'hidden' });
        face.choose('Presentation');
        await status(page).waitFor();
      },
      Quiz: async () => {
        await page.getByRole('complementary', { name: 'Quiz' }).waitFor();
        face.choose('Quiz');
        await page.getByRole('complementary', { name: 'Quiz' }).waitFor({ state: 'hidden' });
      },
    };
    for (const { label } of face.menu.filter((entry) => !ends.includes(entry.label))) {
      face.choose(label);
      await seen[label]?.();
      await page.keyboard.press('Escape');
      await dialogs(page).waitFor({ state: 'hidden' });
    }
    expect(Object.keys(seen).filter((label) => !face.menu.some((entry) => entry.label === label))).toEqual([]);
    await drawn(face, /grows/);
    const chosen = face.menu.flatMap(({ role }) => (role === undefined || ends.includes(role) ? [] : [role]));
    expect(face.roles).toEqual(expect.arrayContaining(chosen));
    expect(face.boxes).toEqual([]);
  });

  it('says that the reading thread has died, and reads again when asked', async () => {
    face.crashReader();
    await face.page.getByText('The thread that reads processes has stopped.').first().waitFor();
    await face.startAgain([String(threads.pid)]);
    await drawn(face, /threads/);
  });

  it('says that the page has crashed, and loads it anew', async () => {
    face.crashPage();
    await expect.poll(() => face.boxes.splice(0)).toEqual([expect.stringContaining('The page has crashed.')]);
    await expect.poll(() => face.page.title().catch(() => '')).toMatch(/threads/);
    await drawn(face, /threads/);
  });

  it('ends when it is closed, and remembers where it was', async () => {
    face.closeWindow();
    expect(await face.ended).toBe(0);
    await expect.poll(() => runningAs(started)).toEqual([]);
    expect(JSON.parse(readFileSync(join(face.userData, 'window.json'), 'utf8'))).toMatchObject({ width: 1440 });
    expect(face.said).toBe('');
  });
});

describe('another start', () => {
  it('without words lets one pick a process; in the dark when the desktop is', async () => {
    const face = await open({ dark: true, packaged: true });
    const { page } = face;
    const grid = page.getByRole('grid', { name: 'Processes' });
    await grid.waitFor();
    expect(face.window!.backgroundColor).toBe('#14161a');
    const ground = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    const [red = 255] = /\d+/.exec(ground)!.map(Number);
    expect(red).toBeLessThan(60);
    expect(face.menu.map(({ label }) => label)).not.toContain('toggleDevTools');
    await page.keyboard.type(String(threads.pid));
    await grid
      .getByRole('row')
      .filter({ hasText: String(threads.pid) })
      .first()
      .waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await drawn(face, /threads/);
    face.choose('quit');
    expect(await face.ended).toBe(0);
  });

  it('that is closed before its page is there is no error', async () => {
    const face = start({ words: [String(threads.pid)] });
    await expect.poll(() => face.window).toBeDefined();
    face.closeWindow();
    expect(await face.ended).toBe(0);
    expect([face.boxes, face.said]).toEqual([[], '']);
  });

  it('with words of the command line opens no window', async () => {
    const face = start({ words: ['pmap', String(threads.pid)], packaged: true });
    expect(await face.ended).toBe(0);
    expect(face.said).toContain('total');
    expect(face.window).toBeUndefined();
  });
});

describe('a damaged build', () => {
  /** A copy of the program that something is done to. */
  function damaged(damage: (root: string) => void): string {
    const root = mkdtempSync(join(temporaryFolder(), 'damaged-'));
    for (const path of ['package.json', 'dist', 'build/icons'])
      cpSync(resolve(path), join(root, path), { recursive: true });
    damage(root);
    return root;
  }

  it('is told from a sound one, which shows last what another start hands over while the page loads', async () => {
    const face = start({ root: damaged(() => undefined), words: [String(threads.pid)] });
    await expect.poll(() => face.window).toBeDefined();
    face.tell({ type: 'second instance', data: { targets: [String(grows.pid)] } });
    await face.opened();
    await drawn(face, /grows/);
    // Nothing comes after it.
    await face.page.waitForTimeout(500);
    expect(await face.page.title()).toMatch(/grows/);
  });

  it('is found when the preload script speaks on another channel', async () => {
    const root = damaged((copy) => {
      const file = join(copy, 'dist/preload/index.cjs');
      writeFileSync(file, readFileSync(file, 'utf8').replace('"procatlas:call"', '"procatlas:ask"'));
    });
    const face = await open({ root, words: [String(threads.pid)] });
    await expect(drawn(face, /threads/)).rejects.toThrow(/did not answer/);
  });

  it('is found when a piece has another name than its importer thinks', async () => {
    const root = damaged((copy) => {
      const chunks = join(copy, 'dist/main/chunks');
      const piece = readdirSync(chunks).find((name) => name.startsWith('client-'))!;
      renameSync(join(chunks, piece), join(chunks, `moved-${piece}`));
    });
    await expect(open({ root, words: [String(threads.pid)] })).rejects.toThrow(/ERR_MODULE_NOT_FOUND/);
  });
});
