import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test, type TestContext } from 'vitest';
import { coverageFaults, objectOf, type CaptureJson, type RegionJson } from '../support/captured.ts';
import { captureOf } from '../support/captureOf.ts';
import { chromiumPath, launchChromium } from '../support/chromium.ts';
import { startCommand, temporaryFolder, type Program } from '../support/programs.ts';
import { skip } from '../support/skip.ts';

const allRegions = (capture: CaptureJson): RegionJson[] => capture.mappings.flatMap(({ regions }) => regions);
const ofKind = (capture: CaptureJson, kind: RegionJson['kind']): RegionJson[] =>
  allRegions(capture).filter((region) => region.kind === kind);
const sizeOf = ({ start, end }: RegionJson): number => Number(BigInt(end) - BigInt(start));
const runtimesOf = (regions: readonly RegionJson[]): string[] => [
  ...new Set(regions.map(({ runtime }) => runtime ?? '')),
];

/** Labels of what only Chromium has. */
const chromiums = /PartitionAlloc|Oilpan|trusted heap|pointer table|kept empty/;

const present = (command: string): boolean => {
  try {
    execFileSync(command, ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
};

/** Starts a command, captures it once it is ready, and ends it. */
async function captured(command: string, args: readonly string[]): Promise<CaptureJson> {
  const program: Program = await startCommand(command, args);
  try {
    return await captureOf(program.pid);
  } finally {
    await program.stop();
  }
}

describe('node', () => {
  let capture: CaptureJson;
  beforeAll(async () => {
    const script = `
      const { Worker } = require('node:worker_threads');
      const memory = new WebAssembly.Memory({ initial: 1 });
      let sum = 0;
      for (let i = 0; i < 3e7; i++) sum += i % 7;
      new Worker('setInterval(() => {}, 1e6)', { eval: true }).once('online', () => console.log('{}'));
      setInterval(() => memory.buffer, 1e6);`;
    capture = await captured(process.execPath, ['-e', script]);
  });

  test('every mapping is covered exactly by its regions', () => {
    expect(coverageFaults(capture)).toEqual([]);
  });

  test('V8’s heap pages are told by alignment and flags', () => {
    const pages = ofKind(capture, 'runtime-heap');
    expect(runtimesOf(pages)).toEqual(['V8']);
    expect(pages.length).toBeGreaterThan(10);
    for (const page of pages) expect(page.certainty).not.toBe('exact');
  });

  test('V8’s generated code is told, and its built-in functions are the program’s text', () => {
    expect(runtimesOf(ofKind(capture, 'jit-code'))).toContain('V8');
    const programText = ofKind(capture, 'text').filter((region) => objectOf(capture, region)?.role === 'program');
    expect(programText.length).toBeGreaterThan(1);
  });

  test('WebAssembly’s ten gibibytes are a reservation', () => {
    const reserved = ofKind(capture, 'reserve').reduce((sum, region) => sum + sizeOf(region), 0);
    expect(reserved).toBeGreaterThan(9 * 2 ** 30);
  });

  test('nothing is Chromium’s: no pool of PartitionAlloc, no cage, no pointer table', () => {
    const names = allRegions(capture).map(({ label }) => label);
    expect(names.filter((name) => chromiums.test(name))).toEqual([]);
  });

  test('libuv’s and V8’s workers have stacks that name them', () => {
    const stacks = ofKind(capture, 'thread-stack').filter(({ thread }) => thread?.tid !== undefined);
    expect(stacks.length).toBeGreaterThanOrEqual(capture.process.threads.length - 1);
  });
});

describe('python', () => {
  test('is covered, has a program, a heap and pools of objects that check themselves', async (context: TestContext) => {
    if (!present('python3')) skip(context, 'there is no python3 here');
    const script = 'import time; keep = [[i] for i in range(300000)]; print("{}", flush=True); time.sleep(1e6)';
    const capture = await captured('python3', ['-c', script]);
    expect(coverageFaults(capture)).toEqual([]);
    const program = capture.objects.find(({ role }) => role === 'program');
    expect(program?.path).toContain('python3');
    const arenas = ofKind(capture, 'runtime-heap');
    expect(runtimesOf(arenas)).toEqual(['CPython']);
    for (const arena of arenas) expect(arena.certainty).toBe('strong');
    expect(arenas.reduce((sum, region) => sum + sizeOf(region), 0)).toBeGreaterThan(16 * 2 ** 20);
  });
});

describe('java', () => {
  test('is covered, has a heap, a code cache, stacks with zones and arenas', async (context: TestContext) => {
    if (!present('java') || !present('javac')) skip(context, 'there is no Java development kit here');
    const folder = temporaryFolder('java');
    execFileSync('javac', ['-d', folder, resolve(import.meta.dirname, '../programs/Sleep.java')]);
    const capture = await captured('java', ['-Xmx64m', '-cp', folder, 'Sleep']);
    expect(coverageFaults(capture)).toEqual([]);
    const heap = ofKind(capture, 'runtime-heap');
    expect(runtimesOf(heap)).toEqual(['HotSpot']);
    expect(heap.some((region) => sizeOf(region) >= 16 * 2 ** 20)).toBe(true);
    expect(runtimesOf(ofKind(capture, 'jit-code'))).toEqual(['HotSpot']);
    expect(ofKind(capture, 'reserve').length).toBeGreaterThan(3);
    expect(ofKind(capture, 'arena').length).toBeGreaterThan(3);
    const named = ofKind(capture, 'thread-stack').filter(({ thread }) => /Compiler|GC Thread/.test(thread?.name ?? ''));
    expect(named.length).toBeGreaterThan(1);
    expect(ofKind(capture, 'guard').length).toBeGreaterThanOrEqual(named.length);
  });
});

/** A process and its descendants, found by the parents that stat names. */
function familyOf(ancestor: number): { pid: number; comm: string }[] {
  const all = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const [, pid, comm, ppid] =
          /^(\d+) \((.*)\) \S (\d+)/s.exec(readFileSync(`/proc/${name}/stat`, 'latin1')) ?? [];
        return [{ pid: Number(pid), comm: comm ?? '', ppid: Number(ppid) }];
      } catch {
        return []; // ended since the folder was listed
      }
    });
  const family = new Set([ancestor]);
  for (let before = 0; before !== family.size;) {
    before = family.size;
    for (const { pid, ppid } of all) if (family.has(ppid)) family.add(pid);
  }
  return all.filter(({ pid }) => family.has(pid));
}

/** Every process of Chromium that lives long enough. */
async function capturesOfFamily(): Promise<CaptureJson[]> {
  const found: CaptureJson[] = [];
  for (const { pid, comm } of familyOf(process.pid)) {
    if (!comm.startsWith('chrom')) continue;
    try {
      found.push(await captureOf(pid));
    } catch (error) {
      // Some helpers live for a moment only.
      if (existsSync(`/proc/${pid}`)) throw error;
    }
  }
  return found;
}

const hasCode = (capture: CaptureJson): boolean => runtimesOf(ofKind(capture, 'jit-code')).includes('V8');
const hasBothHeaps = (capture: CaptureJson): boolean =>
  ['V8', 'PartitionAlloc'].every((name) => runtimesOf(ofKind(capture, 'runtime-heap')).includes(name));

describe('chromium', () => {
  const captures: CaptureJson[] = [];
  let close = (): Promise<void> => Promise.resolve();
  beforeAll(async () => {
    const chromium = chromiumPath();
    if (chromium === undefined) return;
    const browser = await launchChromium(chromium);
    close = () => browser.close();
    const page = await browser.newPage();
    // V8 compiles and allocates at times of its own choice, on a busy machine long after it was asked to.
    for (;;) {
      await page.evaluate('for (let i = 0, sum = 0; i < 3e7; i++) sum += i % 7');
      captures.splice(0, Infinity, ...(await capturesOfFamily()));
      const renderers = captures.filter(hasCode);
      if (renderers.length > 0 && renderers.every(hasBothHeaps)) break;
      await delay(250);
    }
  });
  afterAll(() => close());

  test('every mapping of every process is covered exactly by its regions', (context) => {
    if (!chromiumPath()) skip(context, 'there is no Chromium here');
    expect(captures.length).toBeGreaterThan(2);
    for (const capture of captures) expect(coverageFaults(capture)).toEqual([]);
  });

  test('a renderer has V8’s generated code and heap, and reserves far more than it uses', (context) => {
    if (!chromiumPath()) skip(context, 'there is no Chromium here');
    const renderers = captures.filter(hasCode);
    expect(renderers.length).toBeGreaterThan(0);
    for (const renderer of renderers) {
      const reserved = ofKind(renderer, 'reserve').reduce((sum, region) => sum + sizeOf(region), 0);
      expect(reserved).toBeGreaterThan(2 ** 40);
      expect(runtimesOf(ofKind(renderer, 'runtime-heap'))).toEqual(expect.arrayContaining(['V8', 'PartitionAlloc']));
    }
  });

  test('a renderer’s reservations have names, and what is used of them is its own', (context) => {
    if (!chromiumPath()) skip(context, 'there is no Chromium here');
    for (const renderer of captures.filter(hasCode)) {
      const strong = new Set(
        allRegions(renderer)
          .filter(({ certainty }) => certainty === 'strong')
          .map(({ label }) => label),
      );
      const names = ['PartitionAlloc pool, free', 'PartitionAlloc metadata', 'V8 trusted heap', 'V8 pointer table'];
      expect([...strong]).toEqual(expect.arrayContaining([...names, 'Oilpan heap', 'Oilpan heap, free']));
      const nameless = ofKind(renderer, 'reserve').filter(({ label }) => label === 'Reserved addresses');
      expect(nameless.filter((region) => sizeOf(region) >= 2 ** 28)).toEqual([]);
    }
  });

  test('every thread’s control block is found, also where the zygote has changed the stack canary', (context) => {
    if (!chromiumPath()) skip(context, 'there is no Chromium here');
    for (const capture of captures) {
      const owners = new Set(ofKind(capture, 'tls').map(({ thread }) => thread?.tid));
      const missing = capture.process.threads.filter(({ tid }) => !owners.has(tid));
      expect(missing, `${capture.process.comm} ${capture.process.pid}`).toEqual([]);
    }
  });
});
