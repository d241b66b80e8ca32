/** Job 11: the process of another user. The page says why it is closed, and what it says to type opens it. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { chromium } from 'playwright-core';
import { expect, it } from 'vitest';
import { openPage, serveAs, settled } from '../support/browserFace.ts';
import { chromiumPath, closePages, sharedChromium } from '../support/chromium.ts';
import { beginJob } from '../support/job.ts';
import { startProgram } from '../support/programs.ts';
import { skip } from '../support/skip.ts';

const somebody = { uid: 65_534, gid: 65_534 };

/** The first line with the pattern that a program writes; what follows is let go. */
async function lineOf(child: ChildProcess, stream: 'stdout' | 'stderr', pattern: RegExp): Promise<string> {
  const output = child[stream]!;
  for await (const line of createInterface({ input: output })) {
    if (!pattern.test(line)) continue;
    output.resume();
    return line;
  }
  throw new Error(`It ended before it wrote ${pattern.source}.`);
}

/** Ends a program and what it started. */
async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  process.kill(-child.pid!, 'SIGTERM');
  await ended;
}

it('job 11: a process of another user is refused with the reason, and opened by the line that is shown', async (context) => {
  if (process.getuid?.() !== 0) skip(context, 'only root can become another user');
  const home = mkdtempSync(join(tmpdir(), 'procatlas-somebody-'));
  chownSync(home, somebody.uid, somebody.gid);
  const [face, jobs] = await Promise.all([serveAs(somebody, home), startProgram('jobs', { flags: ['-rdynamic'] })]);
  // A server answers nobody but who started it, so the browser is that user's too.
  const browserOfSomebody = spawn(
    chromiumPath() ?? 'chromium',
    ['--headless', '--no-sandbox', '--disable-gpu', '--remote-debugging-port=0', `--user-data-dir=${home}`],
    { ...somebody, env: { ...process.env, HOME: home }, stdio: ['ignore', 'ignore', 'pipe'], detached: true },
  );
  const ends = [() => face.stop(), () => jobs.stop(), () => end(browserOfSomebody)];
  try {
    const told = await lineOf(browserOfSomebody, 'stderr', /^DevTools listening on /);
    const theirs = await chromium.connectOverCDP(told.replace('DevTools listening on ', ''));
    const { page, complaints, steps, type, press, click } = await beginJob(theirs, face.url);
    await page.getByRole('grid', { name: 'Processes' }).waitFor();
    await type(String(jobs.pid));
    await press('Enter');
    const refusal = page.getByRole('main');
    await expect.poll(() => refusal.innerText()).toMatch(/belongs to another user \(root\)/);
    const line = await refusal.locator('.remedy span').first().innerText();
    await click(refusal.getByRole('button', { name: /^Copy/ }));
    expect(steps()).toBeLessThanOrEqual(6);
    expect(complaints).toEqual([]);

    // Typed by root, who needs neither sudo's nor su's word.
    const typed = spawn('sh', ['-c', line], { stdio: ['ignore', 'pipe', 'inherit'], detached: true });
    ends.push(() => end(typed));
    const url = (await lineOf(typed, 'stdout', /http:\/\//)).replace(/^.*(?=http:)/, '');
    const ours = await sharedChromium();
    ends.push(() => closePages(ours));
    const { page: opened } = await openPage(ours, url);
    await settled(opened);
    await expect
      .poll(() => opened.getByRole('complementary', { name: 'Inspector' }).innerText())
      .toContain(String(jobs.pid));
    await expect.poll(() => opened.getByRole('grid', { name: 'Mappings' }).innerText()).toContain('jobs');
  } finally {
    for (const close of ends.reverse()) await close();
    rmSync(home, { recursive: true, force: true });
  }
});
