/**
 * Address spaces of terabytes: a Chromium renderer and a program with AddressSanitizer. Opening and zooming may read
 * pages that are on screen and no others.
 */
import { addressMapFrame } from '@renderer/layout/addressMap.ts';
import { shownPages } from '@renderer/layout/shownPages.ts';
import type { Scene } from '@renderer/layout/scene.ts';
import { homeView, zoomAbout } from '@renderer/layout/view.ts';
import { countedPagesLimit, statesLimit } from '@contract/pages.ts';
import { asPageNumber, pageBytes } from '@contract/units.ts';
import type { Browser } from 'playwright-core';
import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { launchChromium } from '../support/chromium.ts';
import { lookInto, type Looked } from '../support/looking.ts';
import { startProgram, type Program } from '../support/programs.ts';
import { sampleScene } from '../support/sampleScene.ts';
import { skip } from '../support/skip.ts';

const terabyte = 2 ** 40;

const mappedBytes = ({ capture: { mappings } }: Looked): number => {
  let pages = 0;
  for (let row = 0; row < mappings.length; row++) pages += mappings.end[row]! - mappings.start[row]!;
  return pages * pageBytes;
};

/** Asks for what a screen shows at one zoom after the other; gives the pages shown and the bytes of pagemap read. */
async function zoomThrough(looked: Looked, where: number): Promise<{ shown: number; read: number }[]> {
  const whole = sampleScene(looked.capture);
  const home = homeView(whole.scale);
  const seen: { shown: number; read: number }[] = [];
  for (let depth = 0; depth <= 40; depth += 4) {
    const view = zoomAbout(whole.scale, home, home.extent * where, 2 ** depth);
    const scene: Scene = { ...whole, view };
    const { spans, counted } = shownPages(scene, addressMapFrame(scene));
    let shown = 0;
    for (let at = 0; at < spans.length; at += 2) shown += spans[at + 1]! - spans[at]!;
    const states = await looked.get('pages.states', { spans });
    let read: number = states.bytesRead;
    for (const { start, cells, pagesPerCell } of counted) {
      const counts = await looked.get('pages.counts', { start: asPageNumber(start), cells, pagesPerCell });
      shown += cells * pagesPerCell;
      read += counts.bytesRead;
    }
    seen.push({ shown, read });
  }
  return seen;
}

async function readsNothingElse(looked: Looked): Promise<void> {
  for (const where of [0.05, 0.3, 0.5, 0.8, 0.95]) {
    for (const { shown, read } of await zoomThrough(looked, where)) {
      expect(shown).toBeLessThanOrEqual(statesLimit + countedPagesLimit);
      expect(read).toBeLessThanOrEqual(shown * 8);
    }
  }
}

describe('a Chromium renderer', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchChromium();
  });
  afterAll(() => browser.close());

  /** The processes that another one was started by, the nearest first. */
  const ancestors = (pid: number): number[] => {
    const found: number[] = [];
    for (let at = pid; at > 1 && found.length < 64; found.push(at)) {
      const stat = readFileSync(`/proc/${at}/stat`, 'latin1');
      at = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
    }
    return found;
  };

  /** Renderers of this very browser: those of another one on the machine may end at any time. */
  const renderers = (): number[] =>
    readdirSync('/proc').flatMap((name) => {
      if (!/^\d+$/.test(name)) return [];
      try {
        const isRenderer = readFileSync(`/proc/${name}/cmdline`, 'latin1').includes('--type=renderer');
        return isRenderer && ancestors(Number(name)).includes(process.pid) ? [Number(name)] : [];
      } catch {
        return []; // it has just ended
      }
    });

  test('of more than a terabyte opens and zooms without reading a page beyond the screen', async (context) => {
    const page = await browser.newPage();
    await page.setContent('<p>monster</p>');
    const looked = renderers()
      .map(lookInto)
      .find((candidate) => mappedBytes(candidate) > terabyte);
    if (!looked) skip(context, 'this Chromium reserves less than a terabyte in its renderers');
    await readsNothingElse(looked);
  });
});

describe('a program with AddressSanitizer', () => {
  let program: Program | undefined;
  beforeAll(async () => {
    // Without its library the compiler refuses; without room for 15 TiB of shadow the program ends.
    program = await startProgram('threads', { flags: ['-fsanitize=address'], variant: 'asan' }).catch(() => undefined);
  });
  afterAll(() => program?.stop());

  test('opens and zooms into its shadow without reading a page beyond the screen', async (context) => {
    if (!program) skip(context, 'a program with AddressSanitizer cannot be built or started here');
    const looked = lookInto(program.pid);
    expect(mappedBytes(looked)).toBeGreaterThan(terabyte);
    await readsNothingElse(looked);
  });
});
