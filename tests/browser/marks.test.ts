/**
 * "It grew: where?", as a person asks it: mark a moment, let the program work, read who grew. Each job counts its steps
 * (keys and clicks after the process is open); the program itself says what the answer is.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { asAddress, pageNumberOf } from '@contract/address.ts';
import { findings } from '../support/axe.ts';
import { openPage, serve, settled, type BrowserFace } from '../support/browserFace.ts';
import { chooseFile } from '../support/chooseFile.ts';
import { closePages, sharedChromium } from '../support/chromium.ts';
import { startProgram, temporaryFolder, type Made, type Program } from '../support/programs.ts';
import { skip } from '../support/skip.ts';
import { sizeText } from '@words/sizes.ts';

let browser: Browser;
let face: BrowserFace;
const running: Program[] = [];

beforeAll(async () => {
  [browser, face] = await Promise.all([sharedChromium(), serve()]);
});
afterAll(async () => {
  await closePages(browser);
  await face.stop();
  await Promise.all(running.map((program) => program.stop()));
});

async function opened(...args: string[]): Promise<{ program: Program; page: Page; complaints: string[] }> {
  const program = await startProgram('workers', { args });
  running.push(program);
  const { page, complaints } = await openPage(browser, `${face.url}&pid=${program.pid}`);
  await settled(page);
  return { program, page, complaints };
}

const comparison = (page: Page) => page.getByRole('region', { name: 'Comparison' });
const growth = (page: Page) => page.getByRole('grid', { name: 'Where the growth went' });
const inspector = (page: Page) => page.getByRole('complementary', { name: 'Inspector' });

/** Has the program do something, and waits until it has said what. */
async function press(program: Program, signal: NodeJS.Signals): Promise<void> {
  program.signal(signal);
  await program.nextLine();
}

describe('a marked moment', () => {
  it('tells which thread’s arena grew from 200 MiB to 2 GiB, in two steps', async (context) => {
    const available = Number(/^MemAvailable:\s+(\d+)/m.exec(readFileSync('/proc/meminfo', 'latin1'))?.[1]) / 2 ** 20;
    if (available < 4) skip(context, `2 GiB are written, and only ${available.toFixed(1)} GiB are free here`);
    const { program, page, complaints } = await opened('200', '1848');
    await page.keyboard.press('m');
    await comparison(page).waitFor();
    await press(program, 'SIGUSR1');
    expect(sizeText(program.made('grown').facts.bytes ?? 0)).toBe('1.8 GiB');
    // malloc puts a head before each block and keeps the rest of a heap for later: a little more than was asked for. On a busy
    // machine a first look may take 0.3 s, and the observer budget lets the next one begin 30 s later.
    await expect
      .poll(() => comparison(page).textContent(), { timeout: 45_000 })
      .toMatch(/malloc arenas of worker-2 grew by 1\.8[0-9]? GiB in [\d.]+ (s|min)/);
    expect(await comparison(page).textContent()).toMatch(/; (29|30) heaps were added/);
    await comparison(page).getByRole('button', { name: 'Where it went' }).click();
    const first = growth(page).locator('[data-index="0"]');
    expect(await first.textContent()).toMatch(/malloc arenas of worker-2.*\+1\.8[0-9]? GiB/);
    expect(await growth(page).textContent()).not.toContain('worker-1');
    expect(complaints).toEqual([]);
    await page.close();
    await program.stop();
  });

  it('tells what one button press changed, and what is still there after another, in four steps', async () => {
    const { program, page } = await opened();
    await page.keyboard.press('m');
    await comparison(page).waitFor();
    await press(program, 'SIGUSR2');
    const first = program.made('kept');
    await comparison(page).getByRole('button', { name: 'Where it went' }).click();
    await expect.poll(() => growth(page).textContent(), { timeout: 20_000 }).toContain('+3 MiB');
    const passing = program.made('passing');
    const lines = growth(page).getByRole('row').filter({ hasText: 'Anonymous memory' });
    await lines.first().click();
    expect(await inspector(page).textContent()).toContain('was not there');
    // The second press unmaps what the first one mapped in passing: only 1 MiB of it is still there.
    await press(program, 'SIGUSR2');
    const second = program.made('kept');
    await expect.poll(() => growth(page).textContent(), { timeout: 20_000 }).toContain('+4 MiB');
    await page.getByRole('combobox', { name: 'Colour by' }).selectOption('change');
    await page.getByRole('searchbox', { name: 'Go to' }).fill(`0x${first.start.toString(16)}`);
    await page.keyboard.press('Enter');
    await expect.poll(() => inspector(page).textContent()).toContain('was not there');
    expect(pageNumberOf(asAddress(second.start))).not.toBe(pageNumberOf(asAddress(passing.end)));
    await page.close();
  });

  it('tells what is still there of what came between two marks, and nothing that came later, in five steps', async () => {
    const { program, page, complaints } = await opened();
    await page.keyboard.press('m');
    await comparison(page).waitFor();
    await press(program, 'SIGUSR2');
    const { kept, passing } = { kept: program.made('kept'), passing: program.made('passing') };
    await expect.poll(() => comparison(page).textContent(), { timeout: 20_000 }).toContain('by 3 MiB');
    await page.keyboard.press('m');
    // The second press gives back what came in passing, and keeps 1 MiB and 2 MiB of its own.
    await press(program, 'SIGUSR2');
    await comparison(page).getByRole('button', { name: 'Where it went' }).click();
    await comparison(page).getByRole('combobox', { name: 'Since' }).selectOption('Mark 1');
    await page.getByRole('combobox', { name: 'Still there of what came until' }).selectOption('Mark 2');
    const pages = ({ start, end }: Made): string => `${start.toString(16)}–${end.toString(16)}`;
    const text = async (): Promise<string> => ((await growth(page).textContent()) ?? '').replaceAll(/0x0*|\s/g, '');
    await expect.poll(text, { timeout: 20_000 }).toContain(pages(kept));
    expect(await text()).not.toContain(passing.start.toString(16));
    expect(await text()).not.toContain(program.made('kept').start.toString(16));
    // The page without access that keeps the two apart has stayed as well.
    expect(await page.locator('#dock-panel').textContent()).toMatch(/2 spans, 1(?:\.00)? MiB/);
    // What went since the second mark is outlined where it was.
    await comparison(page).getByRole('combobox', { name: 'Since' }).selectOption('Mark 2');
    expect(await page.locator('.gone').count()).toBe(0);
    await comparison(page).getByRole('button', { name: 'Colour' }).click();
    await expect
      .poll(() => page.locator('.gone').allInnerTexts())
      .toContainEqual(expect.stringMatching(/^✕ (?:.+ gone, 2 MiB|2 MiB gone)$/));
    expect(complaints).toEqual([]);
    await page.close();
  });

  it('shows the growth in legend, table and colours, and nothing of it without a mark', async () => {
    const { program, page } = await opened();
    const legend = page.getByRole('region', { name: 'Legend' });
    await page.getByRole('combobox', { name: 'Colour by' }).selectOption('change');
    expect(await legend.textContent()).toContain('Mark a moment first');
    await page.keyboard.press('Escape');
    await page.locator('body').click({ position: { x: 2, y: 2 } });
    await page.keyboard.press('m');
    await press(program, 'SIGUSR1');
    await expect.poll(() => legend.textContent(), { timeout: 20_000 }).toMatch(/Arena heap.*\+15[0-9]M/s);
    expect(await legend.textContent()).toContain('became larger');
    await page.keyboard.press('4');
    const table = page.getByRole('grid').first();
    await expect.poll(() => table.textContent()).toContain('ΔRSS');
    await comparison(page)
      .getByRole('button', { name: /Forget/ })
      .click();
    await expect.poll(() => table.textContent()).not.toContain('ΔRSS');
    await page.close();
  });

  it('marks have names, and one chooses which to compare with', async () => {
    const { program, page } = await opened();
    await page.keyboard.press('m');
    await comparison(page).getByRole('textbox', { name: 'Name of this mark' }).fill('before the work');
    await page.keyboard.press('Enter');
    await press(program, 'SIGUSR1');
    await expect.poll(() => comparison(page).textContent(), { timeout: 20_000 }).toContain('worker-2 grew');
    await page.locator('body').click({ position: { x: 2, y: 2 } });
    await page.keyboard.press('m');
    await expect.poll(() => comparison(page).textContent(), { timeout: 20_000 }).toMatch(/marked moment|Nothing grew/);
    await comparison(page).getByRole('combobox').selectOption({ label: 'before the work' });
    await expect.poll(() => comparison(page).textContent()).toContain('worker-2 grew');
    await page.close();
  });
});

describe('another run of the program', () => {
  it('is compared by role, whatever the addresses, in three steps', async () => {
    const first = await startProgram('workers');
    running.push(first);
    const file = join(temporaryFolder(), 'first-run.json');
    execFileSync(process.execPath, [resolve('dist/main/cli.js'), 'snap', String(first.pid), '-o', file]);
    const { program, page } = await opened();
    await page.getByRole('tab', { name: 'Growth' }).click();
    await page.getByLabel('File to compare with').setInputFiles(file);
    await expect.poll(() => comparison(page).textContent(), { timeout: 20_000 }).toContain('matched by their role');
    await press(program, 'SIGUSR1');
    await expect
      .poll(() => comparison(page).textContent(), { timeout: 20_000 })
      .toMatch(/malloc arenas of worker-2: 15\d MiB more here/);
    expect(await growth(page).locator('[data-index="0"]').textContent()).toMatch(/worker-2.*\+15\d MiB/);
    await page.close();
  });

  /** What the screen reader is told of the selection in one of the two maps. */
  const told = (page: Page, side: 'A' | 'B') =>
    page
      .getByRole('region', { name: `Map of ${side}` })
      .locator('p[aria-live]')
      .last()
      .innerText();
  const roles = (page: Page) => page.getByRole('grid', { name: 'Comparison by role' });
  const aligned = (page: Page) => page.getByRole('application', { name: /aligned by role/ });
  /** What the screen reader is told of the selection in the aligned picture. */
  const spoken = (page: Page) => aligned(page).locator('xpath=following-sibling::p[@aria-live]').innerText();

  it('lies beside the first by role, from the opening screen, in six steps', async () => {
    const [first, second] = await Promise.all([startProgram('workers'), startProgram('workers')]);
    running.push(first, second);
    const files = [first, second].map(({ pid }) => join(temporaryFolder(), `run-${pid}.json`));
    await press(second, 'SIGUSR1');
    for (const [index, { pid }] of [first, second].entries()) {
      execFileSync(process.execPath, [resolve('dist/main/cli.js'), 'snap', String(pid), '-o', files[index] ?? '']);
    }
    const { page, complaints } = await openPage(browser, face.url);
    await settled(page);
    // 1 and 2: the key, and the file in the browser's dialogue.
    await chooseFile(page, files[0] ?? '');
    await settled(page);
    await page.keyboard.press('c'); // 3
    const chosen = page.waitForEvent('filechooser');
    await page.getByRole('button', { name: 'A file…' }).click(); // 4
    await (await chosen).setFiles(files[1] ?? ''); // 5
    const lists = page.getByRole('region', { name: 'Comparison by role' });
    await expect.poll(() => lists.textContent(), { timeout: 20_000 }).toMatch(/worker-2: 15\d MiB more in B/);
    await roles(page).locator('[data-index="0"]').click(); // 6
    await settled(page);
    expect(await roles(page).locator('[data-index="0"]').textContent()).toMatch(
      /malloc arenas of worker-2.*\+15\d MiB/,
    );
    expect(await spoken(page)).toMatch(/^malloc arenas of worker-2; RSS .* in A, 15\d.* MiB in B; \+15\d MiB/);
    expect(await lists.textContent()).toMatch(
      /A.*run-\d+\.json.*\d+ of \d+ regions matched, \d+\.\d % of resident memory/,
    );
    expect(complaints).toEqual([]);
    await page.close();
  });

  it('is a process that runs: what has a partner, what has none, what kept its distances, each in its own map', async () => {
    const second = await startProgram('workers');
    running.push(second);
    const { program, page, complaints } = await opened();
    await press(second, 'SIGUSR1');
    await page.keyboard.press('c'); // 1
    await page.getByRole('grid', { name: 'Processes' }).getByRole('row').nth(3).waitFor();
    await page.keyboard.type(String(second.pid)); // 2
    await page.keyboard.press('Enter'); // 3
    await roles(page).waitFor({ timeout: 20_000 });
    await page.getByRole('button', { name: /^Only in B/ }).click(); // 4
    const lone = roles(page).getByRole('row').filter({ hasText: 'Arena heap' });
    expect(await lone.first().textContent()).toMatch(/likely|only/);
    await page.getByRole('button', { name: /^Matched/ }).click();
    expect(await roles(page).textContent()).toMatch(/same[^A-Z]*by name/);
    const arena = roles(page).getByRole('row').filter({ hasText: 'Arena heap' }).first();
    expect(await arena.textContent()).toMatch(/\+[\d.]+ MiB.*(same|likely)/);
    await arena.click();
    await page.getByRole('button', { name: 'By address' }).click();
    await settled(page);
    expect(await told(page, 'A')).toContain('Arena heap');
    expect(await told(page, 'B')).toContain('Arena heap');
    await page.getByRole('button', { name: /^Kept distances/ }).click();
    expect(await roles(page).textContent()).toMatch(/libc\.so\.6.*[+-]0x[\da-f]+/);
    // A key in one map chooses the line, and the partner in the other map.
    await page.getByRole('region', { name: 'Map of A' }).getByRole('application').focus();
    await page.keyboard.press('ArrowDown');
    await settled(page);
    const [name = ''] = (await told(page, 'A')).split(',');
    expect(await told(page, 'B')).toContain(name);
    expect(await roles(page).locator('[aria-selected="true"]').count()).toBe(1);
    expect(await findings(page)).toEqual([]);
    await page.emulateMedia({ colorScheme: 'dark' });
    expect(await findings(page)).toEqual([]);
    await page.getByRole('button', { name: 'Swap sides' }).click();
    await expect.poll(() => page.getByText(/worker-2: 15\d MiB less in B/).count()).toBe(1);
    await page.getByRole('button', { name: 'With another…' }).click();
    await page.getByRole('grid', { name: 'Processes' }).getByRole('row').nth(3).waitFor();
    await page.keyboard.type(String(program.pid));
    expect(await findings(page)).toEqual([]);
    await page.getByRole('button', { name: 'Back to the comparison' }).click();
    await roles(page).waitFor();
    expect(complaints).toEqual([]);
    await page.close();
  });

  it('stands object by object beside the first: at one height, linked where it moved, hatched where it is alone', async () => {
    const module = (path: string, base: number): string =>
      [
        ['r--p', 0],
        ['r-xp', 1],
        ['rw-p', 2],
      ]
        .map(([perms, page]) => {
          const at = (pages: number): string => (base * 0x1000 + pages * 0x1000).toString(16).padStart(12, '0');
          const offset = (Number(page) * 0x1000).toString(16).padStart(8, '0');
          return `${at(Number(page))}-${at(Number(page) + 1)} ${perms} ${offset} 08:01 ${base} ${path}\n`;
        })
        .join('');
    const run = (file: string, base: number, names: readonly string[]): string => {
      const path = join(temporaryFolder(), file);
      const libraries = names.map((name, index) => module(`/usr/lib/${name}.so`, base + index * 16));
      writeFileSync(path, module('/usr/bin/run', 0x400) + libraries.join(''));
      return path;
    };
    const first = run('first.maps', 0x7f0000000, ['libmoved', 'libone', 'libold', 'libtwo']);
    const second = run('second.maps', 0x7f1230000, ['libone', 'libnew', 'libtwo', 'libmoved']);
    const { page, complaints } = await openPage(browser, face.url);
    await settled(page);
    await chooseFile(page, first);
    await settled(page);
    await page.keyboard.press('c');
    await page.getByLabel('File to compare by role with').setInputFiles(second);
    await aligned(page).waitFor({ timeout: 20_000 });
    const slots = await page.locator('.aligned .slot').evaluateAll((found) =>
      found.map((slot) => {
        const side = (name: string) => {
          const one = slot.querySelector(`.side.${name}`);
          const bar = one?.querySelector('.bar');
          return {
            y: bar && Math.round(bar.getBoundingClientRect().y),
            hatched: one?.querySelector('.bar b') !== null,
            empty: one?.querySelector('.empty')?.textContent,
          };
        };
        return { name: /run|lib[a-z]+/.exec(slot.textContent)?.[0], a: side('before'), b: side('after') };
      }),
    );
    const short = slots.map(({ name, a, b }) => `${name ?? ''}: ${a.empty ?? 'there'}, ${b.empty ?? 'there'}`);
    // High addresses are on top: what only B has stands right below the neighbour that follows it there.
    expect(short).toEqual([
      'libmoved: elsewhere in A, there',
      'libtwo: there, there',
      'libnew: only in B, there',
      'libold: there, only in A',
      'libone: there, there',
      'libmoved: there, elsewhere in B',
      'run: there, there',
    ]);
    for (const { a, b } of slots.filter((slot) => slot.a.y != null && slot.b.y != null)) expect(a.y).toBe(b.y);
    expect(slots.flatMap(({ name, a, b }) => (a.hatched || b.hatched ? [name] : []))).toEqual(['libnew', 'libold']);
    expect(await page.locator('.aligned .links line').count()).toBe(1);
    expect(await findings(page)).toEqual([]);
    await page.emulateMedia({ colorScheme: 'dark' });
    expect(await findings(page)).toEqual([]);

    // Arrows walk the pairs, each once; the list beside follows, and Enter shows the pair in both maps.
    await aligned(page).focus();
    const walked: string[] = [];
    for (const key of [
      'Home',
      'ArrowDown',
      'ArrowDown',
      'ArrowDown',
      'ArrowDown',
      'ArrowDown',
      'ArrowDown',
      'ArrowUp',
    ]) {
      await page.keyboard.press(key);
      walked.push(/^\w+/.exec(await spoken(page))?.[0] ?? '');
    }
    expect(walked).toEqual(['libmoved', 'libtwo', 'libnew', 'libold', 'libone', 'run', 'run', 'libone']);
    expect(await roles(page).locator('[aria-selected="true"]').textContent()).toMatch(/^ *libone\.so/);
    await page.keyboard.press('Enter');
    await settled(page);
    await expect
      .poll(async () => [await told(page, 'A'), await told(page, 'B')])
      .toEqual([expect.stringContaining('libone'), expect.stringContaining('libone')]);
    await page.getByRole('button', { name: /^Matched/ }).click();
    expect(await roles(page).textContent()).toMatch(/libone\.so: Code \(\.text\)/);
    await page.getByRole('button', { name: /^Settings 2$/ }).click();
    const settings = page.getByRole('grid', { name: 'Settings of both sides' });
    const rows = await settings.locator('[data-index="0"], [data-index="1"]').allInnerTexts();
    expect(rows.map((row) => row.split(/\s*\n\s*/))).toEqual([
      ['Library libnew.so', 'not there', '/usr/lib/libnew.so'],
      ['Library libold.so', '/usr/lib/libold.so', 'not there'],
    ]);
    expect(await findings(page)).toEqual([]);
    expect(complaints).toEqual([]);
    await page.close();
  });
});
